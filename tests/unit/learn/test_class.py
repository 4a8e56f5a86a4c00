"""Bands, to-dos and the draft pathway."""

from __future__ import annotations

from datetime import timedelta

from gateway.learn.bands import Row, place, todos
from gateway.learn.draft import Gap, Unit, draft
from gateway.learn.fold import fold
from gateway.learn.library import Activity, Library
from gateway.learn.mastery import Judgement, judged, read
from tests.unit.learn.worlds import CHAIN, SHARP, START, seen

NOW = START + timedelta(days=10)


def mastery(scores, standard="s1"):
    log = [seen(n, score, activity=f"a{n % 2}", standards=(standard,)) for n, score in enumerate(scores)]
    return read(fold(log, SHARP), standard, NOW, SHARP)


STUCK, DONE, WAY, LOW = mastery((0.4,) * 3), mastery((1.0,) * 9), mastery((0.5, 0.7, 1.0)), mastery((0.0,) * 9)


def test_three_tries_without_moving_need_a_hand():
    placed = place(Row("x", (STUCK, DONE), NOW), NOW)
    assert (placed.band, placed.reason.code, placed.reason.args) == ("hand", "stuck", {"standards": ("s1",)})


def test_a_judgement_of_the_teacher_ends_the_alarm():
    placed = place(Row("x", (judged(STUCK, Judgement("level", 3)),), NOW), NOW)
    assert placed.band == "way"
    assert todos([Row("x", (judged(STUCK, Judgement("excused")),), NOW)], NOW) == ()


def test_nearly_all_mastered_is_ready_for_more_and_excused_does_not_count():
    excused = judged(LOW, Judgement("excused"))
    assert place(Row("x", (DONE, DONE, excused), NOW), NOW).band == "more"
    assert place(Row("x", (DONE, WAY), NOW), NOW).band == "way"


def test_a_week_without_work_needs_a_hand_and_no_work_at_all_does_not_yet():
    assert place(Row("x", (WAY,), NOW - timedelta(days=8)), NOW).reason.code == "idle"
    assert place(Row("x", (), None), NOW).reason.code == "not_started"
    assert place(Row("x", (WAY,), NOW), NOW).reason.code == "moving"


def test_todos_are_the_oldest_and_at_most_five():
    rows = [Row(f"x{n}", (STUCK,), NOW) for n in range(7)]
    rows.append(Row("idle", (WAY,), START - timedelta(days=3)))
    found = todos(rows, NOW)
    assert len(found) == 5
    assert (found[0].code, found[0].learner) == ("idle", "idle")
    assert (found[1].code, found[1].standard, found[1].since) == ("stuck", "s1", START)


def library(*parts: tuple[tuple[str, ...], str]):
    activities = tuple(Activity(f"a{n}", standards, style) for n, (standards, style) in enumerate(parts))
    return Library(activities, CHAIN.order, CHAIN)


def test_a_draft_follows_the_prerequisites_and_names_its_gaps():
    found = draft(library((("s1",), "try"), (("s1",), "paper"), (("s2",), "try"), (("s3",), "try"), (("s3",), "try")))
    assert found.units == (Unit(1, None, ("s1", "s2", "s3", "s4")),)
    assert found.activities["s1"] == ("a0", "a1")
    assert found.gaps == (Gap("one_activity", "s2"), Gap("one_style", "s3"), Gap("no_activity", "s4"))


def test_units_are_cut_evenly():
    assert [unit.standards for unit in draft(library(), size=3).units] == [("s1", "s2"), ("s3", "s4")]
    assert draft(Library((), ())).units == ()


def test_named_units_keep_their_names_and_a_late_prerequisite_is_a_gap():
    found = draft(library(), {"s1": "B", "s2": "A", "s3": "B", "s4": "A"})
    assert found.units == (Unit(1, "B", ("s1", "s3")), Unit(2, "A", ("s2", "s4")))
    assert Gap("late_prerequisite", "s3", "s2") in found.gaps
    assert found.order == ("s1", "s3", "s2", "s4")

"""Whatever a pathway, a teacher, a student and the calendar say: there is a next step while anything may be offered."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.learn.fold import fold
from gateway.learn.lessons import Way, not_yet
from gateway.learn.library import Library
from gateway.learn.mastery import Judgement
from gateway.learn.placement import place
from gateway.learn.view import Guidance
from gateway.services import arrival, pace, path, starts, trail
from gateway.services.arrival import Begin
from gateway.services.goals import Goal
from gateway.services.inputs import CourseInputs
from gateway.services.pace import FROM, UNTIL, Pace
from gateway.services.path import Learner, Wish
from gateway.services.starts import Starts
from tests.unit.learn.worlds import INPUTS, STANDARDS, START, libraries, logs

IDS = st.sampled_from([f"a{n}" for n in range(8)])
DAYS = st.integers(-30, 60).map(lambda n: START.date() + timedelta(days=n))


@st.composite
def pathways(draw: st.DrawFn, standards: tuple[str, ...]) -> dict[str, Any]:
    """Draw a published pathway: standards in one to three units, some open, some with dates, some empty."""
    numbers = [draw(st.integers(0, 2)) for _ in standards]
    units = []
    for number in range(3):
        mine = [one for one, home in zip(standards, numbers, strict=True) if home == number]
        first, length = draw(DAYS), draw(st.integers(0, 20))
        dates = {FROM: str(first), UNTIL: str(first + timedelta(days=length))} if draw(st.booleans()) else {}
        kept = draw(st.just([]) | st.lists(IDS, max_size=4))
        unit = {"title": f"U{number}", "standards": mine, "activities": kept, "open": draw(st.booleans())}
        units.append({**unit, **dates})
    return {"units": units}


@st.composite
def learners(draw: st.DrawFn) -> Learner:
    """Draw a learner in a course, with all that people and the calendar may have said."""
    library: Library = draw(libraries(8))
    now = START + timedelta(hours=draw(st.sampled_from((31, 200, 900))))
    rows = {
        one.id: SimpleNamespace(
            id=one.id, iri=one.id, kind="practice", detail={"place": draw(st.sampled_from(("", "school")))}
        )
        for one in library.activities
    }
    course = CourseInputs(
        1, "c", 1, {}, dict.fromkeys(library.standards), {one: one for one in rows}, rows, library, INPUTS,  # type: ignore[arg-type]
        draw(pathways(library.standards)),
        ways=tuple(Way("lesson", one, draw(st.none() | DAYS)) for one in draw(st.frozensets(IDS, max_size=8))),
    )  # fmt: skip
    state = fold(draw(logs(14)), INPUTS)
    spans = draw(st.lists(st.tuples(DAYS, st.integers(0, 9)), max_size=3))
    own = Pace(tuple((one, one + timedelta(days=n)) for one, n in spans), draw(st.none() | DAYS))
    stretches = pace.stretches(course, own)
    begin = draw(st.none() | st.builds(Begin, st.sampled_from(arrival.WAYS), st.sampled_from(STANDARDS)))
    answers = draw(st.lists(st.tuples(st.sampled_from(library.standards), st.booleans()), max_size=4))
    placing = place(starts.units(course), library.graph, answers, frozenset(library.served))
    stand = Starts((), placing, {})
    optional = starts.unfailed(arrival.optional(course, begin, stretches), state)
    judged = draw(st.dictionaries(st.sampled_from(library.standards), st.sampled_from((0, 1, 4)), max_size=3))
    settled = optional | starts.unfailed(placing.known, state) | {name for name, level in judged.items() if level != 1}
    return Learner(
        course, "p", state,
        {name: Judgement("level" if level else "excused", level or None) for name, level in judged.items()},
        draw(st.none() | st.builds(Goal, st.sampled_from(library.standards), st.none() | DAYS, st.none() | DAYS)),
        asked_help=draw(st.booleans()),
        guidance=Guidance(
            tuple(draw(st.lists(IDS, max_size=2))), draw(st.frozensets(IDS, max_size=6)), frozenset(settled)
        ),
        now=now, starts=stand, skipped=draw(st.frozensets(IDS, max_size=8)), pace=own, stretches=stretches,
        optional=optional, begin=begin,
    )  # fmt: skip


WISHES = st.builds(Wish, st.none() | st.integers(1, 30), st.booleans(), st.lists(IDS, max_size=8).map(tuple))


def own_dates(learner: Learner) -> None:
    """Hold that own dates are never before somebody came, optional units have none, and nothing is overdue."""
    for stretch in learner.stretches:
        assert (stretch.begins is None) == (stretch.ends is None)
        if stretch.optional:
            assert stretch.ends is None
        elif stretch.begins is not None:
            assert learner.pace.arrived is None or stretch.begins >= learner.pace.arrived
    day = pace.due_day(learner.course, learner.course.library.standards, learner.pace, learner.now.date())
    assert day is None or day >= learner.now.date()
    assert learner.goal_day is None or isinstance(learner.goal_day, date)


@settings(max_examples=50)
@given(learners(), WISHES)
def test_every_state_has_a_next_step_and_dates_that_make_sense(learner, wish):
    allowed = set(learner.course.library.by_id) - learner.guidance.forbids
    cards = path.cards(learner, wish)
    assert len(cards) >= min(1, len(allowed))
    assert {one.activity for one in cards} <= allowed
    later = not_yet(learner.course.ways, learner.now.date())
    picked = {one.activity for one in cards} - set(learner.guidance.pins)
    assert not picked & later or allowed <= later | set(learner.guidance.pins)
    stops = trail.stops_of(learner)
    assert trail.here(learner, stops) in {stop.number for stop in stops}
    own_dates(learner)

"""Several marks of one assignment in one call: each learner's has an outcome of its own."""

from __future__ import annotations

import pytest

from lti.lms.base import MemberRef, Permanent, Refused, Remote, Score, Transient


def assigned(world, *numbers: int) -> Remote:
    """Make work that these learners see."""
    made = world.assignment()
    for number in numbers:
        world.adapter.assign(made, world.member(number), "x", None)
    world.wait()
    return made


def scores(world, *numbers: int) -> list[Score]:
    return [world.score(number + 1, number=number, comment="Seen") for number in numbers]


def shown(world, work: Remote) -> dict[str, float | None]:
    found = world.sim.readback()
    return {one.login: one.value for one in found.cells if one.column == work.remote_id and one.value is not None}


def test_an_adapter_says_how_many_it_takes_and_refuses_where_it_takes_one(world, expected_several):
    assert (world.can.rows > 1) is expected_several
    if not expected_several:
        with pytest.raises((Permanent, Refused), match=r"not_supported|token_missing"):
            world.adapter.send_scores(Remote("1"), scores(world, 0, 1))


def test_all_stand_there_after_one_call(several):
    work = assigned(several, 0, 1, 2)
    before = several.count("PUT")
    assert several.adapter.send_scores(work, scores(several, 0, 1, 2)) == [None] * 3
    assert several.count("PUT") == before + 1
    first, *_ = (several.student(number).login for number in range(3))
    assert sorted(shown(several, work).values()) == [2.5, 5.0, 7.5]
    assert several.sim.readback().cell(first, work.remote_id).comment == "Seen"


def test_somebody_who_is_not_in_the_course_keeps_nobody_else_waiting(several):
    work, stranger = assigned(several, 0, 1), MemberRef("99999::0", "99999")
    first, second = scores(several, 0, 1)
    gone = Score(stranger, 1, 4, "", several.clock.now)
    errors = several.adapter.send_scores(work, [first, gone, second])
    assert [one.code if one else None for one in errors] == [None, "not_in_course", None]
    assert len(shown(several, work)) == 2


def test_a_row_that_fails_is_written_once_more_and_then_is_its_own_trouble(several):
    work = assigned(several, 0, 1, 2)
    several.sim.faults.partial_207 = 1
    assert several.adapter.send_scores(work, scores(several, 0, 1, 2)) == [None] * 3
    several.wait(10)
    several.sim.faults.partial_207 = 4  # all three, and the first of them once more
    errors = several.adapter.send_scores(work, scores(several, 0, 1, 2))
    assert [one.code if one else None for one in errors] == ["not_accepted", None, None]


def test_marks_whose_answer_got_lost_are_the_same_again(several):
    work = assigned(several, 0, 1)
    several.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        several.adapter.send_scores(work, scores(several, 0, 1))
    several.wait(10)
    assert several.adapter.send_scores(work, scores(several, 0, 1)) == [None] * 2
    assert len(shown(several, work)) == 2


def test_a_columns_values_go_one_by_one_with_their_times(several):
    column = several.column()
    with pytest.raises(Permanent, match="not_supported"):
        several.adapter.send_scores(column, scores(several, 0, 1))

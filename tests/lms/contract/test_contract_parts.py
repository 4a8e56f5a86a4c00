"""Parts of the course that open for single students: by name, beside whom a teacher lets in, and shut to the others."""

from __future__ import annotations

import pytest

from lti.lms.base import MemberRef, Permanent, Remote, Transient


def part(world) -> Remote:
    """Return the first part of the course, as its outline tells it."""
    (found,) = world.adapter.outline()
    return world.adapter.parts.find_part(found.part_id)


def seen(world) -> tuple[str, ...]:
    """Return who finds the only part."""
    (logins,) = world.sim.parts().values()
    return logins


def test_an_adapter_says_whether_it_opens_parts_and_refuses_where_it_does_not(world, expected_opening):
    assert world.can.opens_parts is expected_opening
    if expected_opening:
        return
    gone = Remote("1")
    for call in (
        lambda: world.adapter.parts.find_part("1"),
        lambda: world.adapter.parts.let_in(gone, world.member()),
        lambda: world.adapter.parts.keep_out(gone, world.member(), open_to_all=True),
    ):
        with pytest.raises(Permanent, match="not_supported"):
            call()


def test_it_is_open_to_all_until_the_first_one_is_let_in(opening):
    found = part(opening)
    assert len(seen(opening)) == len(opening.sim.school.students)
    for number in (0, 1, 0):
        opening.adapter.parts.let_in(found, opening.member(number))
    assert seen(opening) == tuple(opening.student(number).login for number in (0, 1))


def test_taken_off_again_and_again_the_others_stay(opening):
    found = part(opening)
    for number in (0, 1):
        opening.adapter.parts.let_in(found, opening.member(number))
    for _ in range(2):
        opening.adapter.parts.keep_out(found, opening.member(0), open_to_all=False)
    assert seen(opening) == (opening.student(1).login,)


def test_the_last_one_leaves_only_where_it_may_be_open_to_all(opening):
    found = part(opening)
    opening.adapter.parts.let_in(found, opening.member())
    with pytest.raises(Permanent, match="opens_to_all"):
        opening.adapter.parts.keep_out(found, opening.member(), open_to_all=False)
    assert seen(opening) == (opening.student().login,)
    opening.adapter.parts.keep_out(found, opening.member(), open_to_all=True)
    assert len(seen(opening)) == len(opening.sim.school.students)


def test_whom_a_teacher_let_in_is_never_touched(opening):
    found, teachers = part(opening), [opening.student(number).login for number in (0, 5)]
    opening.sim.assign_part(found.remote_id, *teachers)
    for number in (0, 1):
        opening.adapter.parts.let_in(found, opening.member(number))
    for number in (0, 1):
        opening.adapter.parts.keep_out(found, opening.member(number), open_to_all=False)
    assert seen(opening) == tuple(teachers)


def test_letting_in_whose_answer_got_lost_lets_in_once(opening):
    found = part(opening)
    opening.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        opening.adapter.parts.let_in(found, opening.member())
    opening.adapter.parts.let_in(found, opening.member())
    assert seen(opening) == (opening.student().login,)


def test_F29_somebody_who_left_is_not_in_the_course_and_keeps_nobody_else_out(opening):
    found = part(opening)
    for number in (0, 1):
        opening.adapter.parts.let_in(found, opening.member(number))
    opening.sim.enrol(opening.student(1).login, "inactive")
    opening.sim.enrol(opening.student(2).login, "inactive")
    for stranger in (opening.member(2), MemberRef("99999::0", "99999")):
        with pytest.raises(Permanent, match="not_in_course"):
            opening.adapter.parts.let_in(found, stranger)
    opening.adapter.parts.let_in(found, opening.member(3))
    assert seen(opening) == tuple(opening.student(number).login for number in (0, 3))


def test_a_part_that_is_gone_is_told_and_needs_nobody_taken_off(opening):
    found = part(opening)
    opening.sim.delete_part(found.remote_id)
    for call in (opening.adapter.parts.find_part, lambda _id: opening.adapter.parts.let_in(found, opening.member())):
        with pytest.raises(Permanent, match="part_gone"):
            call(found.remote_id)
    opening.adapter.parts.keep_out(found, opening.member(), open_to_all=False)

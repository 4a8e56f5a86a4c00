"""Personal work: it stands in the LMS once, seen only by those it was given to; or the adapter says that it can't."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from support.lms_site import COLUMN, WORK

from lti.lms.base import MemberRef, Permanent, Refused, Remote, Transient

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)


def test_an_adapter_says_whether_it_can_and_refuses_where_it_cannot(world, expected_able):
    assert world.can.assignments is expected_able
    if expected_able:
        return
    gone = Remote("1")
    calls: list[Any] = [
        lambda: world.adapter.find_assignments(WORK),
        lambda: world.adapter.make_assignment(WORK),
        lambda: world.adapter.assign(gone, world.member(), "x", None),
        lambda: world.adapter.unassign(gone, world.member(), gone),
    ]
    for call in calls:
        with pytest.raises((Permanent, Refused)) as caught:
            call()
        assert caught.value.code in {"not_supported", "token_missing"}


def test_new_work_is_seen_by_nobody_and_found_by_its_key(able):
    assert list(able.adapter.find_assignments(WORK)) == []
    made = able.assignment()
    assert not any(able.sees())
    assert [found.remote_id for found in able.adapter.find_assignments(WORK)] == [made.remote_id]


def test_F25_work_whose_answer_got_lost_is_found(able):
    able.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        able.adapter.make_assignment(WORK)
    assert len(able.adapter.find_assignments(WORK)) == 1


def test_a_column_is_not_taken_for_work_nor_work_for_a_column(able):
    able.adapter.make_column(COLUMN)
    assert list(able.adapter.find_assignments(WORK)) == []
    able.assignment()
    assert len(able.adapter.find_columns(COLUMN)) == 1


def test_given_to_one_it_is_seen_by_her_alone(able):
    made = able.assignment()
    able.wait()
    able.adapter.assign(made, able.member(), "Maya", None)
    assert able.sees() == [(able.student().login,)]


def test_given_twice_it_is_given_once(able):
    made = able.assignment()
    first = able.adapter.assign(made, able.member(), "Maya", DUE)
    able.wait()
    assert able.adapter.assign(made, able.member(), "Maya", DUE) == first
    assert able.sees() == [(able.student().login,)]


def test_giving_whose_answer_got_lost_gives_it_once(able):
    made = able.assignment()
    able.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        able.adapter.assign(made, able.member(), "Maya", None)
    able.wait()
    able.adapter.assign(made, able.member(), "Maya", None)
    assert able.sees() == [(able.student().login,)]


def test_given_to_several_each_sees_it(able):
    made = able.assignment()
    for number in range(12):
        able.adapter.assign(made, able.member(number), "x", None)
    assert [sorted(logins) for logins in able.sees()] == [sorted(able.student(n).login for n in range(12))]


def test_taken_back_it_is_seen_by_the_others_only_and_taking_back_twice_is_done_once(able):
    made = able.assignment()
    given = able.adapter.assign(made, able.member(0), "Maya", None)
    able.adapter.assign(made, able.member(1), "Leo", None)
    for _ in range(2):
        able.wait()
        able.adapter.unassign(made, able.member(0), given)
    assert able.sees() == [(able.student(1).login,)]


def test_taken_back_from_the_last_one_it_is_seen_by_nobody(able):
    made = able.assignment()
    given = able.adapter.assign(made, able.member(), "Maya", None)
    able.wait()
    able.adapter.unassign(made, able.member(), given)
    assert not any(able.sees())
    able.wait()
    able.adapter.assign(made, able.member(), "Maya", None)
    assert able.sees() == [(able.student().login,)]


def test_F29_a_stranger_is_not_in_the_course(able):
    made = able.assignment()
    with pytest.raises(Permanent) as caught:
        able.adapter.assign(made, MemberRef("99999::0", "99999"), "x", None)
    assert caught.value.code == "not_in_course"

"""Personal work: one assignment, seen only by those it is assigned to, each by one override (canvas.md 5)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.lms_site import WORK

from lti.lms.base import MemberRef, Permanent, Refused, Remote

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
LATER = datetime(2026, 12, 8, 23, 59, tzinfo=UTC)


def overrides(world) -> list[tuple[list[int], str | None]]:
    return [(entry["student_ids"], entry.get("due_at")) for entry in world.assignments()[0]["overrides"]]


def teacher_override(world, students: list[int], **dates: str) -> None:
    """Make an override of several students, as a teacher may."""
    override = {"student_ids": students, "title": "Group A", **dates}
    world.by_hand("POST", "/1/overrides", {"assignment_override": override})


def test_a_new_assignment_is_published_and_seen_by_nobody(world):
    made = world.adapter.make_assignment(WORK)
    entry = world.assignments()[0]
    assert (entry["name"], entry["points_possible"], entry["published"]) == (WORK.title, WORK.maximum, True)
    assert (entry["only_visible_to_overrides"], entry["overrides"]) == (True, [])
    assert entry["omit_from_final_grade"] is True
    assert entry["external_tool_tag_attributes"]["url"] == WORK.launch_url
    assert [found.remote_id for found in world.adapter.find_assignments(WORK)] == [made.remote_id]


def test_an_assignments_score_goes_to_its_own_line_item(world):
    made = world.adapter.make_assignment(WORK)
    world.adapter.assign(made, world.member(), "Maya", None)
    world.adapter.send_score(made, world.score(3))
    assert world.adapter.read_score(world.adapter.find_assignments(WORK)[0], world.member()).value == 3


def test_another_due_date_replaces_the_first(world):
    made = world.adapter.make_assignment(WORK)
    first = world.adapter.assign(made, world.member(), "Maya", DUE)
    assert world.adapter.assign(made, world.member(), "Maya", LATER) == first
    assert overrides(world) == [([world.student().id], "2026-12-08T23:59:00Z")]
    world.adapter.assign(made, world.member(), "Maya", None)
    assert overrides(world) == [([world.student().id], None)]


def test_every_student_has_an_own_override(world):
    made = world.adapter.make_assignment(WORK)
    for number in range(12):
        world.adapter.assign(made, world.member(number), "x", DUE)
    for number in range(12):
        world.adapter.assign(made, world.member(number), "x", DUE)
    assert sorted(len(students) for students, _ in overrides(world)) == [1] * 12


def test_a_teachers_group_is_kept_where_its_date_will_do(world):
    made = world.adapter.make_assignment(WORK)
    group = [world.student(0).id, world.student(1).id]
    teacher_override(world, group, due_at="2026-12-01T23:59:00Z")
    world.adapter.assign(made, world.member(), "Maya", DUE)
    world.adapter.assign(made, world.member(), "Maya", None)
    assert overrides(world) == [(group, "2026-12-01T23:59:00Z")]


def test_a_student_leaves_a_teachers_group_for_another_date_and_keeps_the_lock(world):
    made = world.adapter.make_assignment(WORK)
    group = [world.student(0).id, world.student(1).id]
    teacher_override(world, group, due_at="2026-12-01T23:59:00Z", lock_at="2026-12-31T00:00:00Z")
    world.adapter.assign(made, world.member(), "Maya", LATER)
    assert overrides(world) == [
        ([world.student(1).id], "2026-12-01T23:59:00Z"),
        ([world.student(0).id], "2026-12-08T23:59:00Z"),
    ]
    assert [entry["lock_at"] for entry in world.assignments()[0]["overrides"]] == ["2026-12-31T00:00:00Z"] * 2


def test_taking_one_student_back_leaves_the_teachers_group(world):
    made = world.adapter.make_assignment(WORK)
    teacher_override(world, [world.student(0).id, world.student(1).id], due_at="2026-12-01T23:59:00Z")
    world.adapter.unassign(made, world.member(0), Remote("1"))
    assert overrides(world) == [([world.student(1).id], "2026-12-01T23:59:00Z")]


def test_F23_a_deleted_assignment_is_told_apart_and_taking_back_is_done(world):
    gone = Remote("999")
    with pytest.raises(Permanent) as caught:
        world.adapter.assign(gone, world.member(), "Maya", DUE)
    assert caught.value.code == "assignment_gone"
    world.adapter.unassign(gone, world.member(), Remote("1"))


def test_a_learner_whose_number_we_never_learnt_is_told_apart(world):
    made = world.adapter.make_assignment(WORK)
    with pytest.raises(Permanent) as caught:
        world.adapter.assign(made, MemberRef(world.student().sub), "x", None)
    assert caught.value.code == "user_id_missing"


def test_a_dead_token_is_a_refusal_and_a_missing_right_is_not(world):
    world.sim.faults.rest_token_dead = True
    with pytest.raises(Refused) as dead:
        world.adapter.make_assignment(WORK)
    assert dead.value.code == "token_refused"
    world.sim.faults.rest_token_dead = False
    world.sim.faults.rest_forbidden = True
    for status in (401, 403):
        world.sim.faults.rest_forbidden_status = status
        with pytest.raises(Permanent) as denied:
            world.adapter.make_assignment(WORK)
        assert denied.value.code == "not_accepted"

"""Personal work: one assignment, seen only by those it is assigned to, each by one override (canvas.md 5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from contract_facts import COLUMN, WORK

from lti.lms.base import MemberRef, Permanent, Refused, Remote, Transient

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
LATER = datetime(2026, 12, 8, 23, 59, tzinfo=UTC)


def overrides(world) -> list[tuple[list[int], str | None]]:
    return [(entry["student_ids"], entry.get("due_at")) for entry in world.assignments()[0]["overrides"]]


def teacher_override(world, students: list[int], **dates: str) -> None:
    """Make an override of several students, as a teacher may."""
    override = {"student_ids": students, "title": "Group A", **dates}
    world.by_hand("POST", "/1/overrides", {"assignment_override": override})


def test_an_adapter_without_assignments_says_so_and_refuses(world):
    if world.adapter.capabilities.assignments:
        return
    gone = Remote("1")
    calls: list[Any] = [
        lambda: world.adapter.find_assignments(WORK),
        lambda: world.adapter.make_assignment(WORK),
        lambda: world.adapter.assign(gone, world.member(), "x", None),
        lambda: world.adapter.unassign(gone, world.member(), gone),
    ]
    for call in calls:
        with pytest.raises(Permanent) as caught:
            call()
        assert caught.value.code == "not_supported"


def test_a_new_assignment_is_published_and_seen_by_nobody(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    entry = world.assignments()[0]
    assert (entry["name"], entry["points_possible"], entry["published"]) == (WORK.title, WORK.maximum, True)
    assert (entry["only_visible_to_overrides"], entry["overrides"]) == (True, [])
    assert entry["omit_from_final_grade"] is True
    assert entry["external_tool_tag_attributes"]["url"] == WORK.launch_url
    assert [found.remote_id for found in world.adapter.find_assignments(WORK)] == [made.remote_id]


def test_F25_an_assignment_whose_answer_got_lost_is_found(canvas_only):
    world = canvas_only
    assert list(world.adapter.find_assignments(WORK)) == []
    world.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        world.adapter.make_assignment(WORK)
    assert len(world.adapter.find_assignments(WORK)) == 1


def test_a_column_is_not_taken_for_an_assignment(canvas_only):
    canvas_only.adapter.make_column(COLUMN)
    assert list(canvas_only.adapter.find_assignments(WORK)) == []


def test_an_assignments_score_goes_to_its_own_line_item(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    world.adapter.assign(made, world.member(), "Maya", None)
    world.adapter.send_score(made, world.score(3))
    assert world.adapter.read_score(world.adapter.find_assignments(WORK)[0], world.member()).value == 3


def test_assigning_twice_gives_one_override(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    first = world.adapter.assign(made, world.member(), "Maya", DUE)
    again = world.adapter.assign(made, world.member(), "Maya", DUE)
    assert first == again
    assert overrides(world) == [([world.student().id], "2026-12-01T23:59:00Z")]
    assert world.count("POST /api/v1/courses/<int:course_id>/assignments/<int:assignment_id>/overrides") == 1


def test_an_assign_whose_answer_got_lost_gives_one_override(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    world.sim.faults.drop_answer_after_store = 1
    with pytest.raises(Transient):
        world.adapter.assign(made, world.member(), "Maya", DUE)
    world.adapter.assign(made, world.member(), "Maya", DUE)
    assert len(overrides(world)) == 1


def test_another_due_date_replaces_the_first(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    first = world.adapter.assign(made, world.member(), "Maya", DUE)
    assert world.adapter.assign(made, world.member(), "Maya", LATER) == first
    assert overrides(world) == [([world.student().id], "2026-12-08T23:59:00Z")]
    world.adapter.assign(made, world.member(), "Maya", None)
    assert overrides(world) == [([world.student().id], None)]


def test_every_student_has_an_own_override(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    for number in range(12):
        world.adapter.assign(made, world.member(number), "x", DUE)
    for number in range(12):
        world.adapter.assign(made, world.member(number), "x", DUE)
    assert sorted(len(students) for students, _ in overrides(world)) == [1] * 12


def test_a_teachers_group_is_kept_where_its_date_will_do(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    group = [world.student(0).id, world.student(1).id]
    teacher_override(world, group, due_at="2026-12-01T23:59:00Z")
    world.adapter.assign(made, world.member(), "Maya", DUE)
    world.adapter.assign(made, world.member(), "Maya", None)
    assert overrides(world) == [(group, "2026-12-01T23:59:00Z")]


def test_a_student_leaves_a_teachers_group_for_another_date_and_keeps_the_lock(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    group = [world.student(0).id, world.student(1).id]
    teacher_override(world, group, due_at="2026-12-01T23:59:00Z", lock_at="2026-12-31T00:00:00Z")
    world.adapter.assign(made, world.member(), "Maya", LATER)
    assert overrides(world) == [
        ([world.student(1).id], "2026-12-01T23:59:00Z"),
        ([world.student(0).id], "2026-12-08T23:59:00Z"),
    ]
    assert [entry["lock_at"] for entry in world.assignments()[0]["overrides"]] == ["2026-12-31T00:00:00Z"] * 2


def test_taking_back_twice_is_done_once(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    override = world.adapter.assign(made, world.member(0), "Maya", DUE)
    world.adapter.assign(made, world.member(1), "Leo", DUE)
    for _ in range(2):
        world.adapter.unassign(made, world.member(0), override)
    assert overrides(world) == [([world.student(1).id], "2026-12-01T23:59:00Z")]


def test_taking_one_student_back_leaves_the_teachers_group(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    teacher_override(world, [world.student(0).id, world.student(1).id], due_at="2026-12-01T23:59:00Z")
    world.adapter.unassign(made, world.member(0), Remote("1"))
    assert overrides(world) == [([world.student(1).id], "2026-12-01T23:59:00Z")]


def test_F23_a_deleted_assignment_is_told_apart_and_taking_back_is_done(canvas_only):
    world = canvas_only
    gone = Remote("999")
    with pytest.raises(Permanent) as caught:
        world.adapter.assign(gone, world.member(), "Maya", DUE)
    assert caught.value.code == "assignment_gone"
    world.adapter.unassign(gone, world.member(), Remote("1"))


def test_F29_a_stranger_is_not_in_the_course(canvas_only):
    world = canvas_only
    made = world.adapter.make_assignment(WORK)
    with pytest.raises(Permanent) as caught:
        world.adapter.assign(made, MemberRef("stranger", "99999"), "x", None)
    assert caught.value.code == "not_in_course"


def test_a_learner_whose_number_we_never_learnt_is_told_apart(canvas_only):
    made = canvas_only.adapter.make_assignment(WORK)
    with pytest.raises(Permanent) as caught:
        canvas_only.adapter.assign(made, MemberRef(canvas_only.student().sub), "x", None)
    assert caught.value.code == "user_id_missing"


def test_a_dead_token_is_a_refusal_and_a_missing_right_is_not(canvas_only):
    world = canvas_only
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

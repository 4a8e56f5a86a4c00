"""What is only inferred about Schoology may turn out either way: the adapter does its work under each reading."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.lms_site import COLUMN, WORK

from lti.lms.base import Permanent, Refused, Superseded
from sandbox.schoology.options import Options

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)

ANOTHER: dict[str, tuple[Any, ...]] = {
    "score_status": (200, 204), "stale_score": ("ignored", "accepted"), "timestamp_window": (10**9,), "max_limit": (2,),
    "bulk_limit": (1,), "grades_status": (200,), "period_dates": ("times", "seconds", ""), "closed_period": ("403",),
    "foreign_assignee_status": (404,), "token_seconds": (60,), "unknown_learner_status": (404,),
}  # fmt: skip
"""Other readings than the usual one; of a switch that is on or off, the other one."""

LAUNCH, SERVICES = "sandbox_schoology/test_sandbox_schoology_launch", "sandbox_schoology/test_sandbox_schoology_scores"
LIMITS, LINKED = "schoology/test_schoology_limits", "schoology/test_schoology_linked"
HERE = "schoology/test_schoology_options"
ELSEWHERE = {
    "send_deployment_id": LAUNCH, "hint_once": LAUNCH, "title_with_section": LAUNCH, "literal_variables": LAUNCH,
    "one_content_item": LAUNCH, "jti_once": SERVICES, "invalid_client_status": HERE, "not_installed_status": HERE,
    "columns_in_linked": LINKED, "unique_line_items": LINKED, "oauth_texts": "../web/connection/test_connection_own",
    "rest_credits": LIMITS, "write_cost": LIMITS, "throttled_status": LIMITS,
    "grades_want_section": "sandbox_schoology/test_sandbox_schoology_reports",
    "archived_status": "schoology/test_schoology_teachers",
}  # fmt: skip
"""Readings that matter to something else than the work below, and the module that turns them."""


def test_every_reading_of_an_unverified_fact_is_turned_somewhere():
    folder = Path(__file__).parents[1]
    untold = [name for name, module in ELSEWHERE.items() if f"faults.{name}" not in text_of(folder / f"{module}.py")]
    assert untold == []


def text_of(module: Path) -> str:
    return module.read_text(encoding="utf-8")


def readings() -> list[Any]:
    rest = Options()
    found = []
    for one in fields(Options):
        if one.name not in ELSEWHERE:
            usual = getattr(rest, one.name)
            others = (not usual,) if isinstance(usual, bool) else ANOTHER[one.name]
            found += [pytest.param(one.name, other, id=f"{one.name}={other}") for other in others]
    return found


@pytest.mark.parametrize(("name", "value"), readings())
def test_every_reading_of_an_unverified_fact_is_worked_with(world, name, value):
    setattr(world.sim.faults, name, value)
    if name in {"roster_filters", "inactive_in_roster"}:
        names = {member.sub for member in world.adapter.roster()}
        assert {world.sim.sub(one.login) for one in world.sim.school.students} <= names
    column = scored(world)
    exceptions_are_left_alone(world, column)
    taken_back(world, column)
    work_is_given(world)


def scored(world):
    """Make the column and write two values with their comments, the second over the first."""
    column = world.column()
    assert world.adapter.settle_column(column, COLUMN).detail["visible"] == "yes"
    for value, said in ((2, "first"), (3, "second")):
        world.send(column, value, comment=said)
        seen = world.adapter.read_score(column, world.member())
        assert (seen.value, seen.maximum, seen.comment, seen.flag) == (value, 4, said, None)
    assert world.adapter.mastery.read_scores(column, [world.member(0), world.member(1)])[world.member(0).sub].value == 3
    return column


def exceptions_are_left_alone(world, column):
    world.sim.set_flag(world.column_id(), world.student(1).login, "missing")
    assert world.adapter.read_score(column, world.member(1)).flag == "missing"


def taken_back(world, column):
    world.wait()
    world.adapter.clear_score(column, world.member(), world.clock.now)
    assert world.adapter.read_score(column, world.member()).value is None


def work_is_given(world):
    made = world.adapter.make_assignment(WORK)
    assert [one.remote_id for one in world.adapter.find_assignments(WORK)] == [made.remote_id]
    given = [world.adapter.assign(made, world.member(number), "x", DUE) for number in range(2)]
    assert [set(logins) for logins in world.sees()] == [{world.student(0).login, world.student(1).login}]
    assert world.item(made)["due"] == "2026-12-01 17:59:00"
    for number in range(2):
        world.adapter.unassign(made, world.member(number), given[number])
    assert not any(world.sees())


@pytest.mark.parametrize(("rule", "refused"), [("409", True), ("ignored", False), ("accepted", False)])
def test_F14_an_older_score_is_told_apart_where_schoology_tells_it(world, rule, refused):
    world.sim.faults.stale_score = rule
    column = world.column()
    world.adapter.send_score(column, world.score(3, seconds=10))
    if refused:
        with pytest.raises(Superseded):
            world.adapter.send_score(column, world.score(1, seconds=5))
    else:
        world.adapter.send_score(column, world.score(1, seconds=5))
    assert world.adapter.read_score(column, world.member()).value == (1 if rule == "accepted" else 3)


@pytest.mark.parametrize("status", [400, 401])
def test_F02_a_tool_that_is_not_known_any_more_is_told_by_either_status(world, status):
    world.sim.faults.invalid_client, world.sim.faults.invalid_client_status = True, status
    with pytest.raises(Refused) as caught:
        world.adapter.roster()
    assert caught.value.code == "key_refused"


@pytest.mark.parametrize("status", [403, 404])
def test_a_section_without_the_tool_is_not_taken_for_a_deleted_column_of_everybody(world, status):
    column = world.column()
    world.sim.faults.not_installed_status = status
    world.sim.faults.not_installed = [world.sim.context_id]
    with pytest.raises(Permanent) as caught:
        world.adapter.send_score(column, world.score(3))
    assert caught.value.code in {"not_accepted", "column_gone"}


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_F29_a_learner_who_left_between_reading_and_sending_is_that_learners_trouble(world, status):
    world.sim.faults.unknown_learner_status = status
    column = world.column()
    adapter = world.adapter
    adapter.read_score(column, world.member(1))
    world.sim.enrol(world.student(1).login, "deleted")
    with pytest.raises(Permanent):
        adapter.send_score(column, world.score(3, number=1))
    adapter.send_score(column, world.score(3))
    assert world.cell().value == 3

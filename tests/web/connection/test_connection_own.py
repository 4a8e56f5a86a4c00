"""The lines about a learning system's own interface: the key as it is told there, its rights in the course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert, select

from gateway.db import tables as t
from lti.check.words import fix, said
from lti.lms.registry import profile_of

OWN = ("own-interface", "own-rights")
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
KIND = pytest.mark.parametrize("kind", ["schoology"], indirect=True)


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a key, and the one code that a check must name."""

    name: str
    code: str
    given: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda good: good
    after: Callable[[Any], object] = lambda _: None


def switch(**faults: Any) -> Callable[[Any], object]:
    return lambda connected: connected.sim.faults.update(faults)


def never_a_teacher(connected: Any) -> None:
    """Let the only teacher who opened the tool be no teacher of that section any more."""
    connected.sim.enrol("rosa.alvarez", "deleted")


TROUBLES = (
    Trouble("wrong key", "own-interface.key", lambda good: {**good, "key": "mistyped"}),
    Trouble("wrong secret", "own-interface.secret", lambda good: {**good, "secret": "mistyped"}),
    Trouble("revoked key", "own-interface.revoked", after=switch(rest_key_revoked=True)),
    Trouble("clocks apart", "own-interface.clock", after=switch(clock_skew_seconds=1e7, timestamp_window=300)),
    Trouble("wrong address", "own-interface.address", lambda good: {**good, "url": f"{good['url']}/nothing"}),
    Trouble("a person's own key", "own-rights.person", after=switch(personal_key=True)),
    Trouble("a student's key", "own-rights.grades", after=switch(key_owner="maya.okafor")),
    Trouble("a key of another school", "own-rights.course", after=switch(hidden_sections=True)),
    Trouble("not a member", "own-rights.read", after=switch(refused_services=["/enrollments"])),
    Trouble("nobody teaches there", "own-rights.taught", after=never_a_teacher),
    Trouble("busy", "own-interface.throttled", after=switch(throttle_next=99)),
)  # fmt: skip


@SQLITE
@KIND
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: one.name)
@pytest.mark.parametrize("texts", [True, False], ids=["with words", "without words"])
def test_what_is_wrong_with_a_key_is_named_on_its_own_line(connected, trouble, texts) -> None:
    connected.add(credentials=trouble.given(connected.sim.credentials))
    assert connected.launch().status_code == 303
    connected.sim.faults.oauth_texts = texts
    trouble.after(connected)
    (found,) = (one for one in connected.check() if one.line in OWN and one.state == "problem")
    in_words = {"own-interface.secret", "own-interface.revoked", "own-interface.clock"}
    assert found.code == ("own-interface.key" if trouble.code in in_words and not texts else trouble.code)
    assert said(found)
    assert fix(found, profile_of("schoology").setup)


@SQLITE
@KIND
def test_a_key_that_made_something_before_and_is_unknown_now_was_taken_back(connected) -> None:
    connected.add(credentials=connected.sim.credentials)
    assert connected.launch().status_code == 303
    row = connected.row()
    with connected.waymark.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=connected.tenant)).one()
    made = {"id": "1", "detail": {"out_of_total": "yes"}}
    connected.waymark.db.write(
        lambda w: w.conn.execute(
            insert(t.place).values(
                tenant_id=course.tenant_id, id="p1", course_id=course.id, platform_id=row.id, kind="column", key="k",
                wanted={}, remote=made, state="there", tries=0,
            )
        )
    )  # fmt: skip
    connected.sim.faults.update({"rest_key_dead": True, "oauth_texts": False})
    assert "own-interface.revoked" in connected.problems()


@SQLITE
@KIND
def test_a_good_key_is_fine_in_both_lines(connected) -> None:
    connected.add(credentials=connected.sim.credentials)
    assert connected.launch().status_code == 303
    states = connected.states()
    assert [states[line] for line in OWN] == ["ok", "ok"]


@SQLITE
@KIND
def test_before_the_first_launch_the_key_is_tried_and_its_rights_wait(connected) -> None:
    connected.add(credentials=connected.sim.credentials)
    states = connected.states()
    assert [states[line] for line in OWN] == ["ok", "later"]


@SQLITE
def test_without_values_for_it_nothing_is_tried_and_nothing_is_wrong(connected) -> None:
    connected.add()
    assert connected.launch().status_code == 303
    states = connected.states()
    assert [states[line] for line in OWN] == ["skipped", "skipped"]


@SQLITE
@KIND
def test_the_check_writes_nothing_there(connected) -> None:
    connected.add(credentials=connected.sim.credentials)
    assert connected.launch().status_code == 303
    before = kept(connected)
    connected.check()
    assert kept(connected) == before


def kept(connected: Any) -> dict[str, Any]:
    """Return what the learning system remembers, but for who asked."""
    return {name: one for name, one in connected.sim.state().items() if name not in {"requests", "readback"}}

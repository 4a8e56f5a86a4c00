"""Rebuilding a whole term: the same to the last digit, and anything that was not is found."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from demo_world import state_of
from sqlalchemy import delete, func, select, update

from gateway.db import tables as t
from gateway.demo.states import evaluate
from gateway.demo.world import World
from gateway.services.drafts import Author
from gateway.services.publish import switch
from gateway.services.rebuild import rebuild
from sandbox.demo import TEACHER

PROJECTED = (t.evidence, t.learner, t.mastery, t.replan, t.decision, t.step)


@pytest.fixture(scope="module")
def term(tmp_path_factory) -> Iterator[tuple[World, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with state_of(tmp_path_factory.mktemp("term"), "term", port) as made:
        yield made


def values(world: World, table) -> list[tuple]:
    with world.waymark.db.read() as conn:
        return sorted(tuple(row) for row in conn.execute(select(table).filter_by(tenant_id=world.tenant_id)))


def stands(world: World) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Return (level said, the one the present set gives, the one delivered) by person and standard."""
    one = t.mastery.c
    query = select(one.person_id, one.standard_id, one.level, one.estimated, one.delivered)
    with world.waymark.db.read() as conn:
        rows = conn.execute(query.where(one.tenant_id == world.tenant_id, one.level.is_not(None)))
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}


def test_a_term_has_its_size_and_every_state_of_mastery(term):
    world, done = term
    assert done > 4000
    with world.waymark.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=world.tenant_id)).one()
        states = dict(
            conn.execute(
                select(t.mastery.c.state, func.count()).filter_by(tenant_id=world.tenant_id).group_by(t.mastery.c.state)
            ).all()
        )
    assert len(course.settings["standards"]) == 20
    assert course.settings["write"] is False
    assert all(states[name] > 20 for name in ("few", "prog", "near", "done"))


def test_rebuilding_gives_the_same_to_the_last_digit_with_what_was_delivered(term):
    world, _ = term
    before = {one.name: values(world, one) for one in PROJECTED}
    done = rebuild(world.waymark.db, world.tenant_id, world.waymark.naming)
    assert done.equal
    assert done.learners == 30
    assert {one.name: values(world, one) for one in PROJECTED} == before


def test_a_delivered_value_that_a_later_parameter_set_would_change_stays(term):
    world, _ = term
    before = stands(world)
    assert any(said != estimated for said, estimated, _ in before.values())
    with world.waymark.db.read() as conn:
        set_by_teacher = {
            (row.person_id, row.standard_id)
            for row in conn.execute(select(t.decision).filter_by(tenant_id=world.tenant_id))
        }
    assert all(said == sent for pair, (said, _, sent) in before.items() if pair not in set_by_teacher)
    rebuild(world.waymark.db, world.tenant_id, world.waymark.naming)
    assert stands(world) == before


@pytest.mark.parametrize("what", ["number", "evidence", "state", "decision"])
def test_what_was_not_what_the_log_says_is_told_and_mended(term, what: str):
    world, _ = term
    before = values(world, t.mastery), values(world, t.evidence), values(world, t.decision)
    with world.waymark.db.read() as conn:
        mastery = conn.execute(select(t.mastery).filter_by(tenant_id=world.tenant_id).limit(1)).one()
        evidence = conn.execute(select(t.evidence).filter_by(tenant_id=world.tenant_id).limit(1)).one()
        learner = conn.execute(select(t.learner).filter_by(tenant_id=world.tenant_id).limit(1)).one()
    key = {"tenant_id": world.tenant_id}
    change = {
        "number": update(t.mastery)
        .filter_by(**key, person_id=mastery.person_id, standard_id=mastery.standard_id)
        .values(expected=0.25),
        "evidence": delete(t.evidence).filter_by(**key, person_id=evidence.person_id, seq=evidence.seq),
        "state": update(t.learner).filter_by(**key, person_id=learner.person_id).values(state="{}"),
        "decision": delete(t.decision).filter_by(**key),
    }[what]
    world.waymark.db.write(lambda write: write.conn.execute(change))
    assert not rebuild(world.waymark.db, world.tenant_id, world.waymark.naming).equal
    assert (values(world, t.mastery), values(world, t.evidence), values(world, t.decision)) == before
    assert rebuild(world.waymark.db, world.tenant_id, world.waymark.naming).equal


def test_the_comment_of_a_grade_says_the_level_that_is_written(term):
    world, _ = term
    parts = world.waymark
    with parts.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=world.tenant_id)).one()
        teacher = conn.scalar(select(t.person.c.id).filter_by(sub=world.lms.sub(TEACHER)))
    assert any(said != estimated for said, estimated, _ in stands(world).values())
    parts.db.write(lambda write: switch(write, Author(world.tenant_id, course.id, teacher), on=True))
    evaluate(world, Author(world.tenant_id, course.id, teacher))
    with parts.db.read() as conn:
        wanted = [row.wanted for row in conn.execute(select(t.cell.c.wanted).filter_by(tenant_id=world.tenant_id))]
    words = {4: "Mastered", 3: "Nearly", 2: "In progress", 1: "Beginning"}
    assert len(wanted) > 200
    assert [one for one in wanted if not one["comment"].startswith(words[one["value"]])] == []

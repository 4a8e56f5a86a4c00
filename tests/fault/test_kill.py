"""S01, F11: `waymark serve` killed at random moments loses nothing it acknowledged and sends nothing twice or older."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from support.clock import SteerableClock
from support.databases import settings_for
from support.gradebooks import Gradebook, Site, open_gradebook
from support.logs import FORBIDDEN, TAP
from support.serving import Client, Server
from support.statements import completed, key, number, run, store
from support.world import ACTIVITIES, School, found_school

from gateway.clock import system_clock
from gateway.db import tables as t
from gateway.jobs.lanes import LEASE

ROUNDS = {"sqlite": 6, "postgresql": 2}
AT_NIGHT = {"sqlite": 200, "postgresql": 50}
"""Kills in a usual run; a process that starts against PostgreSQL takes twice as long."""
SIZE = 4
NAMES = [f"learner{n}" for n in range(6)]


def batches(school: School) -> Any:
    """Return the function that makes the n-th batch: the same answers in every run."""
    keys = sorted(ACTIVITIES)

    def make(n: int) -> list[dict[str, Any]]:
        drawn = random.Random(n)
        return [
            completed(
                school.actor(NAMES[drawn.randrange(6)]), drawn.choice(keys), drawn.randint(0, 5) / 5, n=n * SIZE + k
            )
            for k in range(1, SIZE + 1)
        ]

    return make


BY_EVIDENCE = ("expected", "low", "high", "certainty", "pieces", "activities", "last_at", "estimated")


def state(school: School) -> dict[str, Any]:
    """Return folds, mastery as the present set has it, and that set, by names.

    What was said and delivered is history: it depends on which results came before a new set was published.
    """
    people = {person: name for name, person in school.people.items()}
    newest = max(school.rows(t.parameter_set), key=lambda row: row.version, default=None)
    return {
        "states": {people[row.person_id]: (row.state, row.answers) for row in school.rows(t.learner)},
        "mastery": {
            (people[row.person_id], row.standard_id): tuple(getattr(row, name) for name in BY_EVIDENCE)
            for row in school.rows(t.mastery)
        },
        "set": (newest.through, newest.body) if newest else None,
    }


@pytest.fixture
def own_site() -> Iterator[Site]:
    """Run a simulator of its own: what other tests have left running cannot speak to it."""
    with Site().running() as running:
        yield running


@pytest.fixture
def served(own_site, waymark, clock) -> Any:
    """Return a gradebook on the real clock, its learners named for the answers, and a server over the database."""
    clock.now, site = system_clock(), own_site
    gradebook = open_gradebook(site, waymark, system_clock, column=False)
    school = gradebook.school
    for name, student in zip(NAMES, [*site.sim.school.students], strict=False):
        school.people[name], school.accounts[name] = school.people[student.login], school.accounts[student.login]
        del school.people[student.login]
    school.publish()
    return gradebook


def undisturbed(templates, clock, make: int, folder: Any) -> dict[str, Any]:
    """Return what the same batches come to in one run of a process that nobody kills."""
    from gateway import wiring

    waymark = wiring.build(settings_for(folder, templates.of("sqlite").make(folder)), clock)
    try:
        school = found_school(waymark)
        for name in NAMES:
            school.learner(name)
        school.publish()
        batch = batches(school)
        for n in range(make):
            store(school, batch(n))
        run(waymark, "evaluate")
        return state(school)
    finally:
        waymark.close()


@pytest.mark.timeout(600)
def test_S01_what_was_acknowledged_is_there_once_after_every_kill(served, templates, clock, tmp_path) -> None:
    rounds = ROUNDS[served.school.waymark.db.reading.dialect.name]
    kill_again_and_again(served, rounds, templates, clock, tmp_path)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_S01_the_same_over_a_night(served, templates, clock, tmp_path) -> None:
    rounds = AT_NIGHT[served.school.waymark.db.reading.dialect.name]
    kill_again_and_again(served, rounds, templates, clock, tmp_path)


def kill_again_and_again(gradebook: Gradebook, rounds: int, templates: Any, clock: SteerableClock, folder: Any) -> None:
    """Kill the server so many times while a client sends; compare with a run that nobody disturbed."""
    school = gradebook.school
    server, moments = Server(school.waymark), random.Random(rounds)
    headers = key(school)
    server.start()
    client = Client(server, batches(school), headers)
    for _ in range(rounds):
        before = client.acknowledged
        time.sleep(moments.uniform(0.2, 1.2))  # the moment of the kill is what this test is about
        server.kill()
        server.start()
        assert client.acknowledged >= before
    sent = client.finish()
    assert not client.refused
    assert server.stop() == 0
    ids = sorted(UUID(bytes=bytes(row.id)) for row in school.rows(t.statement.c.id))
    expected = sorted(number(n * SIZE + k) for n in range(sent) for k in range(1, SIZE + 1))
    assert ids == expected
    clock.now = system_clock() + LEASE  # what the last killed process held is free now (F11)
    run(school.waymark, "evaluate")
    assert not school.rows(t.progress, due=True)
    assert state(school) == undisturbed(templates, clock, sent, folder)
    settle(gradebook, clock)
    gradebook.check_order()
    assert not FORBIDDEN.search(server.log())


def settle(gradebook: Gradebook, clock: SteerableClock) -> None:
    """Let the rest of the deliveries happen, and compare the gradebook with what is wanted."""
    gradebook.site.clock = clock
    school = gradebook.school
    clock.now = system_clock() + LEASE
    for _ in range(200):
        if all(row.state != "waiting" for row in school.rows(t.cell)):
            break
        clock.advance(seconds=20)  # past the pace of a cell, and past the rest after a platform's trouble
        gradebook.deliver()
    rows = school.rows(t.cell)
    assert rows
    stuck = [row for row in rows if row.state not in {"sent", "idle"}]
    assert not stuck, (stuck, report(gradebook))
    items = {item["resourceId"]: item for item in gradebook.sim.state()["line_items"]}
    places = {row.id: row.key for row in school.rows(t.place)}
    subs = {row.id: row.sub for row in school.rows(t.person)}
    for row in rows:
        scores = {one["sub"]: one["score"] for one in items[places[row.place_id]]["scores"]}
        assert scores.get(subs[row.person_id]) == (row.wanted or {}).get("value")


def report(gradebook: Gradebook) -> list[Any]:
    """Return all that can tell why something was not delivered: places, lanes, trouble, tries, and what went wrong."""
    school = gradebook.school
    with school.waymark.db.read() as conn:
        lanes = conn.execute(select(t.lane)).all()
    errors = [line[:3000] for line in TAP.lines if "failed" in line]
    tries = sorted(school.rows(t.attempt), key=lambda row: row.at)
    return [school.waymark.clock(), school.rows(t.place), lanes, gradebook.trouble(), tries[-40:], errors[-3:]]


def test_S12_a_stop_signal_ends_the_server_in_time(waymark) -> None:
    server = Server(waymark)
    server.start()
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 20

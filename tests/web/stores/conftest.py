"""A school, and a second Waymark on the same kind of database that is reached over the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from support.app import app_of
from support.databases import fresh
from support.remote_lrs import Gate
from support.simple_lrs import SimpleLrs
from support.world import School, found_school

from gateway import wiring
from gateway.db import tables as t
from gateway.services import credentials, stores
from gateway.wiring import Waymark
from xapi import jsontext


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    made.learner("ben")
    return made


@dataclass
class Other:
    """The institution's store: a Waymark of its own, its gate, and a key of it."""

    waymark: Waymark
    school: School
    gate: Gate
    key: str
    secret: str

    def bodies(self) -> dict[str, dict[str, Any]]:
        """Return what is stored there, by id, in the order it came."""
        rows = sorted(self.school.rows(t.statement), key=lambda row: row.seq)
        return {body["id"]: body for body in (jsontext.read(row.body) for row in rows)}

    def ids(self) -> list[str]:
        return list(self.bodies())


@pytest.fixture
def other(templates, database_kind, clock) -> Iterator[Other]:
    with fresh(templates.of(database_kind)) as settings:
        made = wiring.build(settings, clock)
        there = found_school(made, "two")
        key, secret = made.db.write(lambda w: credentials.make_key(w, there.tenant, "in", ("all",), "keep", None))
        gate = Gate(app_of(made).wsgi_app, host="localhost:8400")
        with gate.serving():
            yield Other(made, there, gate, key, secret)
        made.close()


@pytest.fixture
def connect(school, other):
    """Return a function that connects the school to the other store and returns the connection's id."""

    def make(direction: str = "forward", name: str = "Office", **given: Any) -> str:
        new = stores.NewStore(
            name,
            direction,
            **{"endpoint": other.gate.endpoint, "username": other.key, "password": other.secret, **given},
        )
        return school.waymark.db.write(
            lambda w: stores.add(
                w, school.tenant, "test", new, seal=school.waymark.stores.sealed, loopback=True
            )
        )  # fmt: skip

    return make


@pytest.fixture
def row(school):
    """Return a function that reads a connection."""
    return lambda store_id: school.rows(t.remote_store, id=store_id)[0]


@pytest.fixture
def office(clock) -> Iterator[tuple[SimpleLrs, Gate]]:
    lrs = SimpleLrs(clock)
    with Gate(lrs).serving() as gate:
        yield lrs, gate


@pytest.fixture
def lrs(office) -> SimpleLrs:
    return office[0]


@pytest.fixture
def gate(office) -> Gate:
    return office[1]


@pytest.fixture
def pulled(connect, gate) -> str:
    return connect("pull", endpoint=gate.endpoint)

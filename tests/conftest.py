"""Fixtures of the core's tests: Waymark on SQLite and on PostgreSQL, a steerable clock, and guards around both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import hypothesis
import pytest
from flask import Flask
from support import engines, network, tenancy
from support.app import Doors, app_of, done_with_apps
from support.clock import SteerableClock
from support.databases import PostgresTemplate, SqliteTemplate, fresh, postgres_here
from support.gradebooks import Gradebook, Site, open_gradebook
from support.logs import FORBIDDEN, TAP

from gateway import wiring
from gateway.logs import setup as set_up_logs
from gateway.wiring import Waymark

network.guard()
set_up_logs("INFO", TAP)
hypothesis.settings.register_profile("waymark", deadline=None)  # no timing decides a test
hypothesis.settings.load_profile("waymark")


@dataclass
class Templates:
    """The databases that tests are copied from, each made when it is first wanted."""

    made: dict[str, SqliteTemplate | PostgresTemplate] = field(default_factory=dict)

    def of(self, kind: str) -> SqliteTemplate | PostgresTemplate:
        """Return a template; skip the test where PostgreSQL is not installed."""
        if kind == "postgresql" and not postgres_here():
            pytest.skip("NO POSTGRESQL HERE: install the package postgresql to run this test on it")
        if kind not in self.made:
            self.made[kind] = PostgresTemplate() if kind == "postgresql" else SqliteTemplate()
        return self.made[kind]


@pytest.fixture(scope="session")
def templates() -> Iterator[Templates]:
    found = Templates()
    yield found
    for one in found.made.values():
        one.close()


@pytest.fixture
def clock() -> SteerableClock:
    return SteerableClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request) -> str:
    return request.param


@pytest.fixture
def waymark(templates, database_kind, clock) -> Iterator[Waymark]:
    """Waymark over a fresh database; background work runs only where the test says `runner.run_due()`."""
    with fresh(templates.of(database_kind)) as settings:
        TAP.take()
        made = wiring.build(settings, clock)
        with tenancy.watched() as loose:
            yield made
        done_with_apps()
        made.close()
        engines.take_back()
    assert not loose, "\n".join(loose)
    told = [line for line in TAP.take() if FORBIDDEN.search(line)]
    assert not told, f"P26: a log line names a person or a secret: {told[:3]}"


@pytest.fixture
def app(waymark) -> Flask:
    """Serve the application over this test's database."""
    return app_of(waymark)


@pytest.fixture
def doors(app) -> Doors:
    """Give a browser without cookies, at the tool's own host."""
    return Doors(app)


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Run an LMS simulator for all tests; each begins with an empty course."""
    with Site().running() as running:
        yield running


@pytest.fixture
def gradebook(site, waymark, clock) -> Iterator[Gradebook]:
    """Waymark connected to the simulator with one column there; at the end no cell was ever sent an older value."""
    found = open_gradebook(site, waymark, clock)
    yield found
    found.check_order()

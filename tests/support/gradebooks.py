"""A running LMS simulator and a school in it: what delivery and launches are tried against."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from typing import Any

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.delivery import want
from gateway.wiring import Waymark
from lti import keys
from lti.ags import SCOPES
from lti.lms.base import ColumnWanted
from lti.lms.registry import profile_of
from sandbox.demo import make_lms
from sandbox.school import Person, school
from support.clock import SteerableClock
from support.databases import BASE
from support.world import School, found_school

WHEN = "2026-09-14T11:55:00+00:00"


class Site:
    """The simulator, on its own clock until a test lends it another, and the address of the tool's public keys."""

    def __init__(self, kind: str = "canvas") -> None:
        self.clock = SteerableClock()
        self.key_set = b"{}"
        site = self

        class Keys(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(site.key_set)

            def log_message(self, *_args: Any) -> None:
                """Keep the test output clean."""

        self._server = HTTPServer(("127.0.0.1", 0), Keys)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.sim: Any = make_lms(kind, school(students=8, test_student=True), clock=self.now)

    @property
    def keys_port(self) -> int:
        """The port at which the tool's public keys are served, whatever the path."""
        return int(self._server.server_address[1])

    def now(self) -> datetime:
        """Return the simulator's time: the test's clock, unless it gave another."""
        return self.clock()

    @contextmanager
    def running(self) -> Iterator[Site]:
        """Serve until the tests are over."""
        self._thread.start()
        with self.sim:
            yield self
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reset(self, waymark: Waymark, clock: SteerableClock) -> None:
        """Begin a test: an empty course, the test's clock, and this database's keys."""
        self.clock = clock
        self.sim.reset()
        if self.sim.kind == "canvas":
            self.sim.fill_bucket(f"client:{self.sim.client_id}", 0)
        else:
            self.sim.unlimited()
        self.key_set = json.dumps(keys.key_set(waymark.keys.published_keys())).encode()
        custom = profile_of(self.sim.kind).setup.custom_fields
        keys_at = f"http://127.0.0.1:{self.keys_port}/jwks.json"
        self.sim.connect(BASE, custom=custom, jwks_url=keys_at)


@dataclass
class Gradebook:
    """One column of one course in the simulator, with the learners of the school."""

    school: School
    site: Site
    place: str = ""

    @property
    def sim(self) -> Any:
        return self.site.sim

    def student(self, number: int = 0) -> Person:
        return self.sim.school.students[number]

    def person(self, number: int = 0) -> str:
        return self.school.people[self.student(number).login]

    def column(self, code: str = "6.A") -> str:
        """Want a column; return its Place."""
        standard = self.school.standards[code]
        wanted = ColumnWanted(f"waymark-{code}", f"{code} column", 4, code, counts_in_total=True)
        self.place = self.school.waymark.db.write(
            lambda w: want.column(w, self.school.tenant, self.school.course, standard, wanted)
        )
        return self.place

    def want(self, value: int | None, number: int = 0) -> bool:
        """Want a value (None: nothing) for a learner."""
        wanted = None if value is None else {"value": value, "maximum": 4, "comment": f"Level {value}", "at": WHEN}
        return self.school.waymark.db.write(
            lambda w: want.cell(w, self.school.tenant, self.place, self.person(number), wanted)
        )

    def deliver(self) -> None:
        """Do what is due."""
        runner = self.school.waymark.runner
        kept, runner.handlers = runner.handlers, {"deliver": runner.handlers["deliver"]}
        runner.run_due()
        runner.handlers = kept

    def cell(self, number: int = 0) -> Any:
        return self.school.rows(t.cell, place_id=self.place, person_id=self.person(number))[0]

    def place_row(self) -> Any:
        return self.school.rows(t.place, id=self.place)[0]

    def trouble(self) -> Any:
        with self.school.waymark.db.read() as conn:
            return conn.scalar(select(t.platform.c.trouble).where(t.platform.c.id == self.school.platform))

    def choose(self, choice: Any, *numbers: int) -> None:
        """Do what a teacher's button does about a cell, or about the column where no learner is named."""
        people = [self.person(one) for one in numbers]
        self.school.waymark.db.write(lambda w: choice(w, self.school.tenant, self.place, *people))

    def shown(self, number: int = 0) -> float | None:
        """Return what the gradebook shows for a learner in the only column."""
        found = self.sim.readback()
        return next((one.value for one in found.cells if one.login == self.student(number).login), None)

    def grade(self, score: float | None, number: int = 0) -> None:
        """Type a grade in the LMS as a teacher."""
        self.sim.type_grade(self.sim.readback().columns[0].id, self.student(number).login, score)

    def posts(self, number: int = 0) -> list[dict[str, Any]]:
        """Return the scores that the LMS took for a learner, as sent."""
        mine = [one.posts for one in self.sim.readback().cells if one.login == self.student(number).login]
        return [post for posts in mine for post in posts]

    def values(self, number: int = 0) -> list[Any]:
        return [post.get("scoreGiven") for post in self.posts(number)]

    def calls(self, part: str) -> int:
        """Return how many requests came whose method and route contain this text."""
        return sum(number for name, number in self.sim.readback().requests.items() if part in name)

    def check_order(self) -> None:
        """Nobody's cell was ever sent an older value: times rise, and an equal time carries the same value."""
        for cell in self.sim.readback().cells:
            for before, after in pairwise(cell.posts):
                assert before["timestamp"] <= after["timestamp"]
                if before["timestamp"] == after["timestamp"]:
                    assert before.get("scoreGiven") == after.get("scoreGiven")


def open_gradebook(
    site: Site, waymark: Waymark, clock: SteerableClock, *, column: bool = True, own_interface: bool = False,
    enrolled: bool = True,
) -> Gradebook:  # fmt: skip
    """Connect Waymark to the simulator, with its students enrolled and one column there unless asked not to."""
    site.reset(waymark, clock)
    sim = site.sim
    made = found_school(
        waymark, lms=sim.kind, issuer=sim.issuer, client_id=sim.client_id, auth_url=sim.auth_url,
        token_url=sim.token_url, jwks_url=sim.jwks_url, context=sim.context_id,
        credentials=sim.credentials if own_interface else {},
    )  # fmt: skip
    values = {
        "lineitems_url": sim.lineitems_url, "memberships_url": sim.memberships_url, "ags_scopes": sorted(SCOPES),
    }  # fmt: skip
    waymark.db.write(
        lambda w: w.conn.execute(update(t.course).filter_by(tenant_id=made.tenant, id=made.course).values(**values))
    )
    for person in sim.school.students if enrolled else ():
        made.learner(person.login, ids=(sim.sub(person.login), sim.user_id(person.login)))
    for person in sim.school.teachers if own_interface else ():
        made.learner(person.login, "teacher", ids=(sim.sub(person.login), sim.user_id(person.login)))
    found = Gradebook(made, site)
    if column:
        found.column()
        found.deliver()
    return found

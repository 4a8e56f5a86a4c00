"""Every adapter against a running LMS with state: the same course, seen with and without its own REST API."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from contract_facts import COLUMN, NOW, TOOL
from cryptography.hazmat.primitives.asymmetric import rsa

from lti.ags import SCOPES
from lti.http import Http
from lti.lms.access import Access
from lti.lms.base import Adapter, CourseRef, MemberRef, Remote, Score, Transient
from lti.lms.registry import adapter_for, profile_of
from lti.tokens import MemoryTokenStore, TokenPlatform, Tokens
from sandbox.canvas import CanvasSim
from sandbox.school import Person, school


class Clock:
    """Time that a test moves, of tool and LMS alike."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class RsaSigner:
    """The tool's key, made for this run."""

    kid = "tool-1"

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, claims: Any) -> str:
        return jwt.encode(dict(claims), self._key, algorithm="RS256", headers={"kid": self.kid})

    def key_set(self) -> bytes:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return json.dumps({"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}).encode()


@dataclass
class Site:
    """The running LMS and what the tool needs to reach it."""

    sim: CanvasSim
    clock: Clock
    signer: RsaSigner


@dataclass
class World:
    """One adapter, the LMS behind it, and shorthand for a test's steps."""

    lms: str
    sim: CanvasSim
    clock: Clock
    http: Http
    tokens: Tokens
    course: CourseRef

    @property
    def adapter(self) -> Adapter:
        platform = TokenPlatform("p1", self.sim.client_id, self.sim.token_url)
        credentials = {"token": self.sim.rest_token} if self.lms == "canvas" else {}
        access = Access(self.http, self.tokens.of(platform), TOOL, credentials, frozenset({"127.0.0.2"}))
        return adapter_for(self.lms)(self.course, access)

    def page_size(self, size: int) -> None:
        """Make the roster come in small pages."""
        self.course = replace(self.course, memberships_url=f"{self.course.memberships_url}?limit={size}")

    def student(self, number: int = 0) -> Person:
        return self.sim.school.students[number]

    def member(self, number: int = 0) -> MemberRef:
        person = self.student(number)
        return MemberRef(person.sub, str(person.id))

    def score(self, value: int, *, seconds: int = 0, number: int = 0, comment: str = "") -> Score:
        at = NOW + timedelta(seconds=seconds)
        return Score(self.member(number), value, 4, comment, at, submitted_at=NOW - timedelta(minutes=5))

    def column(self) -> Remote:
        """Find or make the column, as the delivery does after any failure (F25)."""
        for _ in range(3):
            found = self.adapter.find_columns(COLUMN)
            if found:
                return found[0]
            try:
                return self.adapter.make_column(COLUMN)
            except Transient:
                continue
        raise AssertionError("no column after three tries")

    def cell(self, number: int = 0) -> dict[str, Any]:
        """Return what the gradebook shows for a learner in the only column."""
        row = next(row for row in self.sim.state()["gradebook"] if row["login"] == self.student(number).login)
        return next(iter(row["grades"].values()), {})

    def posts(self, number: int = 0) -> list[dict[str, Any]]:
        """Return the score calls that the LMS accepted for a learner."""
        scores = [score for item in self.sim.state()["line_items"] for score in item["scores"]]
        return next((score["posts"] for score in scores if score["login"] == self.student(number).login), [])

    def count(self, endpoint: str) -> int:
        """Return how often calls whose method and route contain this text arrived."""
        counts = self.sim.state()["requests"]["counts"]
        return sum(number for name, number in counts.items() if endpoint in name)

    def by_hand(self, method: str, path: str, fields: dict[str, Any]) -> None:
        """Change something in the course as a teacher would; `path` is below `assignments`."""
        answer = self.http.call(
            method,
            f"{self.sim.rest_url}/courses/{self.sim.school.course.id}/assignments{path}",
            headers={"Authorization": f"Bearer {self.sim.rest_token}", "Content-Type": "application/json"},
            body=json.dumps(fields).encode(),
        )
        assert answer.ok, answer.text()

    def assignments(self) -> list[dict[str, Any]]:
        return self.sim.state()["assignments"]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    clock, signer = Clock(), RsaSigner()
    key_set = signer.key_set()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(key_set)

        def log_message(self, *_args: Any) -> None:
            """Keep the test output clean."""

    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    sim = CanvasSim(school(), clock=clock)
    with sim:
        sim.configure_tool(
            sim.client_id,
            f"{TOOL}/lti/login",
            [f"{TOOL}/lti/launch"],
            f"{TOOL}/lti/launch",
            f"http://127.0.0.1:{server.server_address[1]}/jwks.json",
            dict(profile_of("canvas").setup.custom_fields),
        )
        yield Site(sim, clock, signer)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["canvas", "generic"])
def world(request, site) -> Iterator[World]:
    """Give every adapter its turn."""
    with _world(request.param, site) as ready:
        yield ready


@pytest.fixture
def canvas_only(site) -> Iterator[World]:
    """Give the adapter that reaches the LMS's own API."""
    with _world("canvas", site) as ready:
        yield ready


@contextmanager
def _world(lms: str, site: Site) -> Iterator[World]:
    site.sim.reset()
    site.clock.now = NOW
    site.sim.fill_bucket(f"client:{site.sim.client_id}", 0)
    services = f"{site.sim.url}/api/lti/courses/{site.sim.school.course.id}"
    course = CourseRef(
        context_id=site.sim.school.course.context_id,
        title=site.sim.school.course.name,
        lineitems_url=f"{services}/line_items",
        memberships_url=f"{services}/names_and_roles",
        ags_scopes=frozenset(SCOPES),
    )
    http = Http(now=site.clock, loopback=True)
    tokens = Tokens(http, site.signer, MemoryTokenStore(), now=site.clock)
    yield World(lms, site.sim, site.clock, http, tokens, course)
    http.close()

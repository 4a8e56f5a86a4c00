"""A simulated LMS that serves for many tests, and the tool's side of it: keys, clock, one adapter at a time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from lti.ags import SCOPES
from lti.http import Http
from lti.lms.access import Access
from lti.lms.base import Adapter, AssignmentWanted, ColumnWanted, CourseRef, MemberRef, Remote, Score, Transient
from lti.lms.own_views import Rating, StandardWanted
from lti.lms.registry import adapter_for, profile_of
from lti.tokens import MemoryTokenStore, TokenPlatform, Tokens
from sandbox.demo import KINDS, make_lms
from sandbox.lms import Cell, Column, SimulatedLms
from sandbox.school import Person, school

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TOOL = "http://127.0.0.1:1"
COLUMN = ColumnWanted("waymark:6.RP.A.1", "6.RP.A.1 Ratios", 4, "6.RP.A.1")
STANDARD = StandardWanted(
    "c1a2b3d4-6e7f-4a5b-8c9d-0e1f2a3b4c5d", "6.RP.A.1", "Understand the concept of a ratio", "f0e1d2c3-ratios",
    "Mathematics 6", ("Beginning", "In progress", "Nearly", "Mastered"), 4,
)  # fmt: skip
WORK = AssignmentWanted("waymark:tape", "Tape diagrams", f"{TOOL}/lti/launch?activity=tape", 10)


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


@contextmanager
def serving_keys(key_set: bytes) -> Iterator[str]:
    """Serve the tool's public keys; yield their address."""

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
    yield f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Site:
    """The running LMS and what the tool needs to reach it."""

    sim: SimulatedLms
    clock: Clock
    signer: RsaSigner


@contextmanager
def running(kind: str, students: int = 24, **options: Any) -> Iterator[Site]:
    """Serve an LMS of a kind, with the tool connected; options are those of its simulator."""
    clock, signer = Clock(), RsaSigner()
    people = school(students=students)
    with serving_keys(signer.key_set()) as jwks_url, make_lms(kind, people, clock=clock, **options) as sim:
        sim.connect(TOOL, custom=profile_of(kind).setup.custom_fields, jwks_url=jwks_url)
        yield Site(sim, clock, signer)


def home_of(lms: str) -> str:
    """Return the kind of LMS that an adapter is tried against: its own, or any for those that have none."""
    return lms if lms in KINDS else KINDS[0]


@dataclass
class World:
    """One adapter, the LMS behind it, and shorthand for a test's steps."""

    lms: str
    site: Site
    http: Http
    tokens: Tokens
    course: CourseRef
    credentials: Mapping[str, str] = field(default_factory=dict)

    @property
    def sim(self) -> Any:
        return self.site.sim

    @property
    def clock(self) -> Clock:
        return self.site.clock

    @property
    def adapter(self) -> Adapter:
        platform = TokenPlatform("p1", self.sim.client_id, self.sim.token_url)
        host = urlsplit(self.sim.url).hostname or ""
        access = Access(self.http, self.tokens.of(platform), TOOL, self.credentials, frozenset({host}))
        return adapter_for(self.lms)(self.course, access)

    @property
    def can(self) -> Any:
        return self.adapter.capabilities

    def page_size(self, size: int) -> None:
        """Make the roster come in small pages."""
        self.course = replace(self.course, memberships_url=f"{self.course.memberships_url}?limit={size}")

    def student(self, number: int = 0) -> Person:
        return self.sim.school.students[number]

    def member(self, number: int = 0) -> MemberRef:
        login = self.student(number).login
        return MemberRef(self.sim.sub(login), self.sim.user_id(login))

    def wait(self, seconds: float = 2) -> None:
        """Let some time pass."""
        self.clock.now += timedelta(seconds=seconds)

    def score(self, value: int, *, seconds: int = 0, number: int = 0, comment: str = "") -> Score:
        at = self.clock.now + timedelta(seconds=seconds)
        return Score(self.member(number), value, 4, comment, at, submitted_at=NOW - timedelta(minutes=5))

    def send(self, column: Remote, value: int, number: int = 0, comment: str = "") -> None:
        """Send a score now, a moment after whatever was before."""
        self.wait()
        self.adapter.send_score(column, self.score(value, number=number, comment=comment))

    def column(self) -> Remote:
        """Find or make the column, as the delivery does after any failure (F25)."""
        for _ in range(3):
            found = self.adapter.find_columns(COLUMN)
            if found:
                return found[0]
            with suppress(Transient):
                return self.adapter.make_column(COLUMN)
        raise AssertionError("no column after three tries")

    def standard(self, wanted: StandardWanted = STANDARD) -> Remote:
        """Find or make the standard, as the delivery does after any failure (F25)."""
        for _ in range(5):
            with suppress(Transient):
                found = self.adapter.standards.find_standards(wanted)
                return found[0] if found else self.adapter.standards.make_standard(wanted)
        raise AssertionError("no standard after five tries")

    def rate(self, standard: Remote, level: int, number: int = 0, note: str = "") -> None:
        """Rate a learner, a moment after whatever was before."""
        self.wait()
        self.adapter.standards.rate(standard, Rating(self.member(number), level, note))

    def rated(self, number: int = 0) -> Any:
        """Return what the LMS's own mastery tool shows of a learner: one entry per standard."""
        return self.sim.rated(self.student(number).login)

    def columns(self, key: str = COLUMN.key) -> list[Column]:
        """Return the gradebook's columns with our key."""
        return [one for one in self.sim.readback().columns if one.key == key]

    def cell(self, number: int = 0) -> Cell:
        """Return what the gradebook shows for a learner in our only column."""
        return self.sim.readback().cell(self.student(number).login, self.columns()[0].id)

    def posts(self, number: int = 0) -> list[dict[str, Any]]:
        """Return the scores that the LMS took for a learner, as sent."""
        return list(self.cell(number).posts)

    def count(self, endpoint: str) -> int:
        """Return how often calls whose method and route contain this text arrived."""
        return sum(number for name, number in self.sim.readback().requests.items() if endpoint in name)

    def token_calls(self) -> int:
        """Return how often a token was asked for."""
        return self.count(urlsplit(self.sim.token_url).path)

    def sees(self) -> list[tuple[str, ...]]:
        """Return who sees our personal work: one entry per piece of work in the LMS."""
        return [one.logins for one in self.sim.readback().work]

    def assignment(self, wanted: AssignmentWanted = WORK) -> Remote:
        """Make personal work, and do the teacher's part where there is one."""
        made = self.adapter.make_assignment(wanted)
        self.sim.prepare_work(wanted.title, wanted.launch_url, made.remote_id)
        return made


@contextmanager
def world(site: Site, lms: str, *, credentials: bool) -> Iterator[World]:
    """Give an adapter an empty course."""
    site.sim.reset()
    site.sim.unlimited()
    site.clock.now = NOW
    course = CourseRef(
        context_id=site.sim.context_id, title=site.sim.school.course.name, lineitems_url=site.sim.lineitems_url,
        memberships_url=site.sim.memberships_url, ags_scopes=frozenset(SCOPES),
        teachers=frozenset(site.sim.sub(one.login) for one in site.sim.school.teachers),
    )  # fmt: skip
    http = Http(now=site.clock, loopback=True)
    tokens = Tokens(http, site.signer, MemoryTokenStore(), now=site.clock)
    yield World(lms, site, http, tokens, course, site.sim.credentials if credentials else {})
    http.close()

"""A course that nobody has set up yet: six standards of ratios, six students in two sections, two teachers."""

from __future__ import annotations

import json
import re
import uuid
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import insert, select, update
from support import statements
from support.world import School, found_school
from werkzeug.test import TestResponse

from gateway import library as shipped
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import stable_id
from gateway.services import roster
from gateway.services.standards import import_framework
from gateway.standards import case
from gateway.wiring import Waymark
from lti.ags import SCOPES
from lti.lms.base import Member, SectionRef

CODES = tuple(code for unit in shipped.load().units for code in unit.standards)
NAMES = ("Maya Okafor", "Caleb Thompson", "Diego Castillo", "Chloe Dubois", "Owen Gallagher", "Hana Sato")
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"


def _item(code: str, kind: str, words: str) -> dict[str, Any]:
    one = str(uuid.uuid5(uuid.NAMESPACE_URL, code))
    grades = ["06"]
    return {
        "identifier": one, "uri": f"urn:uuid:{one}", "fullStatement": words, "humanCodingScheme": code,
        "CFItemType": kind, "educationLevel": grades,
    }  # fmt: skip


def _link(kind: str, origin: str, target: str) -> dict[str, Any]:
    made = str(uuid.uuid5(uuid.NAMESPACE_URL, kind + origin + target))
    ends = {
        "originNodeURI": {"identifier": origin, "uri": origin, "title": ""},
        "destinationNodeURI": {"identifier": target, "uri": target, "title": ""},
    }
    return {"identifier": made, "uri": made, "associationType": kind, **ends}


def package() -> bytes:
    """Return a small CASE package of the sample library's framework: one domain, seven standards in a row."""
    document = shipped.load().framework
    items = [_item("6.RP", "Domain", "Ratios and proportional relationships")]
    items += [_item(code, "Standard", f"Students can do {code}") for code in (*CODES, "6.RP.B.9")]
    ids = [one["identifier"] for one in items]
    links = [_link("isChildOf", ids[0], document)] + [_link("isChildOf", one, ids[0]) for one in ids[1:]]
    links += [_link("precedes", one, two) for one, two in pairwise(ids[1:7])]
    head = {"identifier": document, "uri": "urn:doc", "title": "Ratios", "creator": "Us", "subject": ["Mathematics"]}
    return json.dumps({"CFDocument": head, "CFItems": items, "CFAssociations": links}).encode()


def school_without_setup(waymark: Waymark, tag: str = "one") -> School:
    """Store the course with its people as launches and the roster would; it has a gradebook."""
    school = found_school(waymark, tag)

    def plan(write: Write) -> School:
        imported = import_framework(write, school.tenant, case.parse(package()))
        ids = {code: stable_id(imported.framework_id, str(uuid.uuid5(uuid.NAMESPACE_URL, code))) for code in CODES}
        course = stable_id("course", school.platform, "m6")
        write.conn.execute(
            insert(t.course).values(
                tenant_id=school.tenant, id=course, platform_id=school.platform, deployment_id="d1", context_id="m6",
                title="Mathematics 6", lineitems_url="https://lms.example/li", ags_scopes=list(SCOPES), custom={},
                memberships_url="https://lms.example/nrps", settings={}, setup_step=1, version=1, created_at=write.now,
            )
        )  # fmt: skip
        return School(waymark, school.tenant, school.platform, course, ids)

    made = waymark.db.write(plan)
    with waymark.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=made.tenant, id=made.course)).one()
    sections = [SectionRef("s2", "Period 2"), SectionRef("s5", "Period 5")]
    members = [
        Member(f"sub-{name}", (LEARNER,), name=name, given_name=name.split()[0], sections=(sections[n % 2],))
        for n, name in enumerate(NAMES)
    ]
    members += [Member("sub-t1", (TEACHER,), name="Ana Alvarez")]
    naming = waymark.naming
    waymark.db.write(lambda write: roster.keep(write, course, members, naming))
    _remember(made)
    return made


def _remember(school: School) -> None:
    rows = school.rows(t.person, platform_id=school.platform)
    for row in rows:
        key = row.sub.removeprefix("sub-").split()[0].lower()
        school.people[key], school.accounts[key] = row.id, row.account


class Teacher:
    """A teacher's browser: opens pages, sends forms with their token, follows to the page that comes next."""

    def __init__(self, doors: Any, school: School, name: str = "t1") -> None:
        self.doors, self.school = doors, school
        self.handle = doors.sign_in(school, "teacher", school.people[name])
        self.home = f"/teacher/{self.handle}/"
        self.csrf = school.rows(t.session, t.session.c.csrf, id=self.handle)[0].csrf

    def open(self, path: str = "", status: int = 200, **options: Any) -> str:
        """Open a page below the teacher's home; return its text."""
        answer = self.doors("GET", self.home + path, **options)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, status: int = 303, **fields: Any) -> TestResponse:
        """Post a form."""
        answer = self.doors("POST", self.home + path, data={"csrf": self.csrf, **fields})
        assert answer.status_code == status, answer.text
        return answer

    def set_up(self) -> None:
        """Go through steps 1 to 4, taking every default that the pages show."""
        for step in ("standards", "activities", "alignments"):
            text = self.open(f"setup?step={step}")
            keys = re.findall(r'name="key" value="([^"]+)"[^>]*checked', text)
            extra = dict(re.findall(r'type="hidden" name="(framework|grade)" value="([^"]*)"', text))
            assert keys, step
            self.send(f"setup/{step}", key=keys, **extra)
        self.open("setup?step=draft")
        self.send("setup/draft")

    def publish(self, *, write: bool = False) -> None:
        """Set up with defaults and publish."""
        self.set_up()
        self.send("setup/publish", **({"write": "on", "total": "on"} if write else {}))


def work(school: School, name: str, keys: tuple[str, ...], scaled: float = 0.9, start: int = 1) -> None:
    """Have a student finish activities, and let the results be worked in."""
    actor = school.actor(name)
    sent = [statements.completed(actor, key, scaled, n=start + n) for n, key in enumerate(keys)]
    statements.store(school, sent, course=school.course)
    run(school)


def run(school: School) -> None:
    """Do the background work that needs no learning system."""
    statements.run(school.waymark, "evaluate")


def wanted(school: School, name: str) -> list[int | None]:
    """Return the values that the gradebook should show of a student, by column."""
    rows = school.rows(t.cell, t.cell.c.place_id, t.cell.c.wanted, person_id=school.people[name])
    return [row.wanted["value"] if row.wanted else None for row in sorted(rows)]


def hold(school: School, name: str, theirs: float) -> tuple[str, str]:
    """Make a student's first cell held, as the lane does when a teacher typed another value; return its key."""
    row = school.rows(t.cell, person_id=school.people[name])[0]
    reason = {
        "code": "changed_by_teacher",
        "theirs": {"value": theirs, "maximum": 4, "seen_at": school.waymark.clock().isoformat()},
    }

    def plan(write: Write) -> None:
        write.conn.execute(
            update(t.cell)
            .filter_by(tenant_id=school.tenant, place_id=row.place_id, person_id=row.person_id)
            .values(state="held", reason=reason, next_at=None)
        )

    school.waymark.db.write(plan)
    return row.place_id, row.person_id


def path_of(answer: TestResponse) -> str:
    """Return where an answer leads."""
    return urlsplit(answer.headers["Location"]).path

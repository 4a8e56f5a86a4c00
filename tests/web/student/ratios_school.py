"""A school whose course follows the sample library: six standards in two units, published, with Maya in it."""

from __future__ import annotations

import base64
import json
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import insert, update
from support.databases import BASE
from support.world import School, enrol, found_school, make_course
from werkzeug.test import TestResponse

from gateway import library as shipped
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.learn.plan import Card
from gateway.security import stable_id
from gateway.services import library, path
from gateway.services.path import Learner, Wish
from gateway.services.standards import import_framework
from gateway.standards import case
from gateway.wiring import Waymark

CODES = tuple(code for unit in shipped.load().units for code in unit.standards)
COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
RETURN = "https://lms.example/courses/1"


def package() -> bytes:
    """Return the six standards as a CASE package, each before the next."""
    identifier = shipped.load().framework
    ids = [str(uuid.uuid5(uuid.NAMESPACE_URL, code)) for code in CODES]
    items = [
        {
            "identifier": one,
            "uri": f"https://case.example/{one}",
            "fullStatement": f"Standard {code}",
            "humanCodingScheme": code,
        }
        for one, code in zip(ids, CODES, strict=True)
    ]

    def association(kind: str, origin: str, destination: str) -> dict[str, Any]:
        made = str(uuid.uuid5(uuid.NAMESPACE_URL, kind + origin + destination))
        ends = {
            "originNodeURI": {"identifier": origin, "uri": origin, "title": ""},
            "destinationNodeURI": {"identifier": destination, "uri": destination, "title": ""},
        }
        return {"identifier": made, "uri": made, "associationType": kind, **ends}

    edges = [association("isChildOf", one, identifier) for one in ids]
    edges += [association("precedes", one, two) for one, two in pairwise(ids)]
    document = {"identifier": identifier, "uri": "https://case.example/doc", "title": "Ratios", "creator": "Us"}
    return json.dumps({"CFDocument": document, "CFItems": items, "CFAssociations": edges}).encode()


@dataclass
class Opened:
    """An open page's text, and the posting form on it that leads to an address."""

    text: str
    csrf: str

    def form(self, ending: str) -> tuple[str, dict[str, str]]:
        """Return (action, fields) of the first posting form whose address ends so."""
        forms = re.findall(r'<form[^>]*method="post" action="([^"]*)"[^>]*>(.*?)</form>', self.text, re.DOTALL)
        for action, inner in forms:
            if urlsplit(action).path.endswith(ending):
                fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inner)
                return action, dict(fields)
        raise AssertionError(f"no form to …{ending}")


class Student:
    """A student's browser: opens pages, presses buttons, and does what a practice page does."""

    def __init__(self, doors: Any, school: School, name: str = "maya") -> None:
        self.doors, self.school, self.name = doors, school, name
        self.handle = doors.sign_in(school, "learner", school.people[name])
        self.home = f"/student/{self.handle}/"

    def open(self, path: str = "", status: int = 200) -> Opened:
        """Open a page below the student's own address."""
        answer = self.doors("GET", self.home + path)
        assert answer.status_code == status, answer.text
        found = re.search(r'name="csrf" value="([^"]+)"', answer.text)
        return Opened(answer.text, found[1] if found else "")

    def press(self, ending: str, page: str = "", **fields: str) -> TestResponse:
        """Press the first button of a page that leads to this address."""
        action, found = self.open(page).form(ending)
        return self.doors("POST", action, data={**found, **fields})

    def start(self, key: str) -> dict[str, str]:
        """Start an activity from its own page; return the values behind the #."""
        activity = library.activity_id(shipped.load().activity(key).iri)
        answer = self.press("/start", f"activity/{activity}")
        assert answer.status_code == 303, answer.text
        url = urlsplit(answer.headers["Location"])
        assert url.path.endswith(f"/practice/{key}")
        return {name: values[0] for name, values in parse_qs(url.fragment).items()}

    def complete(self, launch: dict[str, str], scaled: float, **change: Any) -> TestResponse:
        """Send what a practice page sends at its end."""
        extensions = {"questions": 5, "hints-used": 0, "hints-available": 10}
        named = {f"https://waymark.example/xapi/extensions/{key}": n for key, n in extensions.items()}
        statement = {
            "id": str(uuid.uuid4()),
            "actor": json.loads(launch["actor"]),
            "verb": {"id": COMPLETED},
            "object": {"id": launch["activity_id"]},
            "context": {"registration": launch["registration"]},
            "result": {"score": {"scaled": scaled}, "success": True, "completion": True, "extensions": named},
            "timestamp": self.school.waymark.clock().isoformat(),
        } | change
        headers = {"Authorization": launch["auth"], "X-Experience-API-Version": "1.0.3"}
        return self.doors("POST", "/xapi/statements", json=statement, headers=headers)

    def do(self, key: str, scaled: float) -> None:
        """Start and complete an activity, and let the result be worked in."""
        assert self.complete(self.start(key), scaled).status_code == 200
        self.school.waymark.runner.handlers.pop("deliver", None)
        self.school.waymark.runner.handlers.pop("roster", None)
        self.school.waymark.runner.run_due()


def ratios_school(waymark: Waymark) -> School:
    """Store the school; its course has everything of the sample library."""
    school = found_school(waymark)
    sample = shipped.load()

    def plan(write: Write) -> School:
        imported = import_framework(write, school.tenant, case.parse(package()))
        ids = {code: stable_id(imported.framework_id, str(uuid.uuid5(uuid.NAMESPACE_URL, code))) for code in CODES}
        course = make_course(write, school.tenant, school.platform, "ratios", list(ids.values()))
        library.bring_in(write, school.tenant)
        write.conn.execute(
            update(t.alignment)
            .where(t.alignment.c.tenant_id == school.tenant, t.alignment.c.confirmed_at.is_(None))
            .values(confirmed_at=write.now)
        )
        for one in sample.activities:
            write.conn.execute(
                insert(t.course_activity).values(
                    tenant_id=school.tenant,
                    course_id=course,
                    activity_id=library.activity_id(one.iri),
                    graded=one.key == "juice-stand",
                )
            )
        return School(waymark, school.tenant, school.platform, course, ids)

    made = waymark.db.write(plan)
    made.learner("maya")
    made.learner("alvarez", "teacher")
    return made


def publish(school: School, *, write_grades: bool = False) -> None:
    """Publish both units of the sample library, the second one not open yet."""
    sample = shipped.load()

    def plan(write: Write) -> None:
        units = [
            {
                "title": unit.title["en"],
                "standards": [school.standards[code] for code in unit.standards],
                "activities": [
                    library.activity_id(one.iri)
                    for one in sample.activities
                    if set(one.standards) & set(unit.standards)
                ],
                "open": place == 0,
            }
            for place, unit in enumerate(sample.units)
        ]
        write.conn.execute(
            insert(t.pathway).values(
                tenant_id=school.tenant,
                course_id=school.course,
                version=1,
                state="published",
                body={"units": units},
                made_at=write.now,
                published_at=write.now,
            )
        )
        settings = {"standards": list(school.standards.values()), "language": "en", "write": write_grades}
        write.conn.execute(
            update(t.course)
            .filter_by(tenant_id=school.tenant, id=school.course)
            .values(settings=settings, version=t.course.c.version + 1)
        )

    school.waymark.db.write(plan)


def activity_id(key: str) -> str:
    """Return the id of an activity of the sample library."""
    return library.activity_id(shipped.load().activity(key).iri)


def learner_of(student: Student) -> Learner:
    """Return how a student stands now."""
    school = student.school
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return path.load(conn, course, school.people[student.name], school.waymark.clock())


def cards_of(student: Student) -> tuple[Card, ...]:
    """Return a student's cards."""
    return path.cards(learner_of(student), Wish())


def bearer(launch: dict[str, str]) -> str:
    """Return the key of a launch-bound credential."""
    return base64.b64decode(launch["auth"].split()[1]).decode().split(":")[0]


def later(school: School, **parts: float) -> None:
    """Let time pass."""
    school.waymark.clock.now += timedelta(**parts)  # type: ignore[attr-defined]


__all__ = ["BASE", "RETURN", "Student", "bearer", "enrol", "later", "publish", "ratios_school"]


class Desk:
    """The teacher's browser beside the student's."""

    def __init__(self, doors: Any, school: School) -> None:
        self.doors, self.school = doors, school
        self.handle = doors.sign_in(school, "teacher", school.people["alvarez"])
        self.csrf = school.rows(t.session, t.session.c.csrf, id=self.handle)[0].csrf

    def open(self, path: str, status: int = 200) -> str:
        """Open a page below the teacher's home; return its text."""
        answer = self.doors("GET", f"/teacher/{self.handle}/{path}")
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def send(self, path: str, status: int = 303, **fields: str) -> TestResponse:
        """Post a form."""
        answer: TestResponse = self.doors("POST", f"/teacher/{self.handle}/{path}", data={"csrf": self.csrf, **fields})
        assert answer.status_code == status, answer.text
        return answer

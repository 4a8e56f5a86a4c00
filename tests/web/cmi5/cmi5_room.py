"""Another system launches units by the programming interface, and a unit that does what its browser would do."""

from __future__ import annotations

import base64
import json
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from support.app import Doors
from support.databases import BASE, CONTENT
from support.world import School
from werkzeug.test import TestResponse

from gateway.services.credentials import make_key
from tests.unit.cmi5.course_files import au, block, course
from xapi.formats.cmi5 import iris
from xapi.formats.cmi5.iris import CATEGORY, MASTERY_SCORE, MOVE_ON

ACTOR = {"objectType": "Agent", "account": {"homePage": "https://other.example", "name": "learner-1"}}
VERBS = {word: iri for iri, word in iris.DEFINED.items()} | {
    "experienced": "http://adlnet.gov/expapi/verbs/experienced"
}
MOVING = {"completed", "passed", "failed"}
RESULTS: dict[str, dict[str, Any]] = {
    "initialized": {}, "experienced": {}, "terminated": {"duration": "PT9S"},
    "completed": {"completion": True, "duration": "PT1S"}, "passed": {"success": True, "duration": "PT1S"},
    "failed": {"success": False, "duration": "PT1S"},
}  # fmt: skip


def packed(structure: bytes, **files: bytes) -> bytes:
    """Return a package of a course file and `index.html`."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in {"cmi5.xml": structure, "index.html": b"<!doctype html>", **files}.items():
            file.writestr(name, content)
    return made.getvalue()


def small(**attributes: Any) -> bytes:
    """Return a package of one block with one unit."""
    return packed(course(block("b1", au(url="index.html?a=1", **attributes))))


@dataclass
class Office:
    """A system with a key of ours."""

    doors: Doors
    school: School
    auth: str = ""

    def __post_init__(self) -> None:
        self.auth = self.key("api", "statements/read")

    def key(self, *scopes: str, course: str | None = None) -> str:
        """Make a key; return its header."""
        key, secret = self.school.waymark.db.write(
            lambda w: make_key(w, self.school.tenant, "office", scopes, "keep", None, course_id=course)
        )
        return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        """Do one request of the programming interface."""
        return self.doors(method, f"/api/v1{path}", headers={"Authorization": self.auth}, **options)

    def bring(self, data: bytes, kind: str = "application/zip") -> TestResponse:
        """Send a package."""
        return self.call("POST", "/packages", data=data, content_type=kind)

    def brought(self, data: bytes) -> str:
        """Bring a package in; return its id."""
        answer = self.bring(data)
        assert answer.status_code == 201, answer.json
        return str(answer.json["id"])

    def launch(self, package: str, **asked: Any) -> TestResponse:
        """Launch a unit for the learner."""
        return self.call("POST", f"/packages/{package}/launch", json={"actor": ACTOR, **asked})

    def open(self, package: str, **asked: Any) -> AU:
        """Launch a unit and come to where it may speak."""
        unit = self.unit(package, **asked)
        unit.ready()
        return unit

    def unit(self, package: str, **asked: Any) -> AU:
        """Launch a unit, which has not done anything yet."""
        answer = self.launch(package, **asked)
        assert answer.status_code == 200, answer.json
        return AU(self.doors, answer.json)

    def log(self, registration: str) -> list[dict[str, Any]]:
        """Return the statements of a registration in the order they were stored."""
        query = {"registration": registration, "ascending": "true"}
        headers = {"Authorization": self.auth, "X-Experience-API-Version": "1.0.3"}
        found = self.doors("GET", "/xapi/statements", query_string=query, headers=headers)
        assert found.status_code == 200, found.json
        return list(found.json["statements"])

    def verbs(self, registration: str) -> list[str]:
        """Return what was said in a registration, in order."""
        return [one["verb"]["id"].rsplit("/", 1)[1] for one in self.log(registration)]


@dataclass
class AU:
    """A unit in its page."""

    doors: Doors
    told: dict[str, Any]
    auth: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> dict[str, str]:
        """What the launch added to the address."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.told["url"]).query).items()}

    @property
    def registration(self) -> str:
        return str(self.told["registration"])

    def fetch(self) -> TestResponse:
        """Ask for the token."""
        path = self.asked["fetch"].removeprefix(BASE)
        return self.doors("POST", path, headers={"Origin": CONTENT})

    def ready(self) -> None:
        """Do what comes before the first statement."""
        self.auth = "Basic " + self.fetch().json["auth-token"]
        self.read()
        assert self.xapi("GET", "/agents/profile", self.profile()).status_code in {200, 404}

    def read(self) -> None:
        """Read the launch data."""
        answer = self.xapi("GET", "/activities/state", self.state("LMS.LaunchData"))
        assert answer.status_code == 200, answer.text
        self.data = json.loads(answer.text)

    def state(self, name: str) -> dict[str, str]:
        """Return the parameters of a state of this launch."""
        return {
            "stateId": name, "activityId": self.asked["activityId"], "agent": self.asked["actor"],
            "registration": self.registration,
        }  # fmt: skip

    def profile(self) -> dict[str, str]:
        """Return the parameters of the learner's preferences."""
        return {"profileId": "cmi5LearnerPreferences", "agent": self.asked["actor"]}

    def xapi(self, method: str, path: str, query: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """Do one request at the record store, as content does: with a doubled slash."""
        headers = {"Authorization": self.auth, "X-Experience-API-Version": "1.0.3", "Origin": CONTENT}
        headers |= options.pop("headers", {})
        return self.doors(method, f"/xapi/{path}", query_string=query, headers=headers, **options)

    def statement(self, word: str, **result: Any) -> dict[str, Any]:
        """Return what the unit would say, with its whole context."""
        context = json.loads(json.dumps(self.data.get("contextTemplate", {"contextActivities": {}, "extensions": {}})))
        context["registration"] = self.registration
        if word != "experienced":
            categories = [CATEGORY, MOVE_ON] if word in MOVING else [CATEGORY]
            context["contextActivities"]["category"] = [{"id": one} for one in categories]
        if "score" in result and "masteryScore" in self.data:
            context["extensions"][MASTERY_SCORE] = self.data["masteryScore"]
        made = {
            "id": str(uuid4()), "timestamp": "2026-03-02T10:00:00.000Z", "actor": json.loads(self.asked["actor"]),
            "verb": {"id": VERBS[word]}, "object": {"id": self.asked["activityId"]}, "context": context,
        }  # fmt: skip
        said = RESULTS[word] | result
        return {**made, "result": said} if said else made

    def send(self, *statements: dict[str, Any]) -> TestResponse:
        """Send one statement as PUT, several as one POST."""
        if len(statements) == 1 and "id" in statements[0]:
            return self.xapi("PUT", "/statements", {"statementId": statements[0]["id"]}, json=statements[0])
        return self.xapi("POST", "/statements", json=list(statements))

    def say(self, word: str, **result: Any) -> int:
        """Say one thing; return the status."""
        return self.send(self.statement(word, **result)).status_code

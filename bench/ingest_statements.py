"""Statements as cmi5 lessons and H5P exercises of a school send them: about 1.3 kB each, the same ones for a seed."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

LEARNERS, COURSES, ACTIVITIES = 400, 12, 30
"""Learners of the school, its courses, and the activities of each course."""

HOME = "https://lms.example.edu"
CONTENT = "https://content.example.edu"

_ADL = "http://adlnet.gov/expapi"
_CMI5 = "https://w3id.org/xapi/cmi5/context"
_H5P = "https://h5p.org/x-api"
_BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
_NAMES = (
    "Zoë Müller", "Nguyễn Văn An", "José Ñúñez", "李小龙", "Олена Шевченко", "Amélie Lefèvre", "محمد علي",
    "Søren Ødegård", "Łucja Wiśniewska", "陳大文",
    "Íñigo Azpilicueta", "Mary O'Brien", "ปิยะ สุขใจ", "Grace Adeyemi", "Ανδρέας Παππάς",
)  # fmt: skip
_VERBS = ("answered", "answered", "answered", "completed", "passed", "failed", "experienced", "experienced")
_SUBJECTS = ("Brüche", "Ecuaciones", "Photosynthèse", "Geometry", "Народонаселение", "分数", "Ratios", "Magnetismus")


def learner(number: int) -> dict[str, Any]:
    """Return a learner as the LMS names one: an account without an address."""
    name = f"{_NAMES[number % len(_NAMES)]} {number}"
    account = {"homePage": HOME, "name": str(uuid.uuid5(uuid.NAMESPACE_OID, f"learner {number}"))}
    return {"objectType": "Agent", "name": name, "account": account}


def course_iri(course: int) -> str:
    """Return the id of a course's structure."""
    return f"{CONTENT}/courses/{course}"


def lesson_iri(course: int, activity: int) -> str:
    """Return the id of the lesson that holds an activity, five in each."""
    return f"{course_iri(course)}/lessons/{activity // 5}"


def activity_iri(course: int, activity: int) -> str:
    """Return the id of an activity."""
    return f"{course_iri(course)}/activities/{activity}"


class Source:
    """An endless school: each call gives the next statements."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._clock = _BEGIN

    def take(self, count: int) -> list[tuple[str, bytes]]:
        """Return the next statements as (id, JSON)."""
        return [self._one() for _ in range(count)]

    def _one(self) -> tuple[str, bytes]:
        draw = self._random
        number, course, activity = draw.randrange(LEARNERS), draw.randrange(COURSES), draw.randrange(ACTIVITIES)
        identity = str(uuid.UUID(int=draw.getrandbits(128), version=4))
        self._clock += timedelta(milliseconds=draw.randrange(20, 900))
        make = _h5p if activity % 2 else _cmi5
        made = {
            "id": identity,
            "actor": learner(number),
            **make(draw, number, course, activity),
            "timestamp": self._clock.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }
        return identity, orjson.dumps(made)


def _cmi5(draw: random.Random, number: int, course: int, activity: int) -> dict[str, Any]:
    """Return a statement of an assignable unit in its session (cmi5 9 and 10)."""
    verb = draw.choice(_VERBS)
    registration = uuid.uuid5(uuid.NAMESPACE_OID, f"registration {number} {course}")
    return {
        "verb": {"id": f"{_ADL}/verbs/{verb}", "display": {"en-US": verb}},
        "object": {
            "objectType": "Activity", "id": activity_iri(course, activity),
            "definition": {
                "type": f"{_ADL}/activities/lesson", "name": _title(course, activity),
                "description": {"en-US": f"Part {activity} of course {course}"},
            },
        },
        "result": _result(draw, verb),
        "context": {
            "registration": str(registration), "platform": "Aula № 3", "language": "en-US",
            "contextActivities": {
                "parent": [{"id": lesson_iri(course, activity)}],
                "grouping": [{"id": course_iri(course)}],
                "category": [{"id": f"{_CMI5}/categories/cmi5"}, {"id": f"{_CMI5}/categories/moveon"}],
            },
            "extensions": {
                f"{_CMI5}/extensions/sessionid": str(uuid.uuid5(registration, str(activity))),
                f"{_CMI5}/extensions/masteryscore": 0.7,
            },
        },
    }  # fmt: skip


def _h5p(draw: random.Random, number: int, course: int, activity: int) -> dict[str, Any]:
    """Return an answer to a multiple choice question inside a question set."""
    chosen = str(draw.randrange(4))
    choices = [{"id": str(n), "description": {"en-US": f"{_SUBJECTS[(n + activity) % 8]}?"}} for n in range(4)]
    return {
        "verb": {"id": f"{_ADL}/verbs/answered", "display": {"en-US": "answered"}},
        "object": {
            "objectType": "Activity", "id": activity_iri(course, activity),
            "definition": {
                "extensions": {f"{_H5P}/h5p-local-content-id": course * ACTIVITIES + activity},
                "name": _title(course, activity), "type": f"{_ADL}/activities/cmi.interaction",
                "interactionType": "choice", "correctResponsesPattern": ["1"], "choices": choices,
            },
        },
        "result": {**_result(draw, "answered"), "response": chosen},
        "context": {
            "registration": str(uuid.uuid5(uuid.NAMESPACE_OID, f"registration {number} {course}")),
            "contextActivities": {
                "parent": [{"id": lesson_iri(course, activity)}],
                "grouping": [{"id": course_iri(course)}],
                "category": [{"id": "http://h5p.org/libraries/H5P.MultiChoice-1.16"}],
            },
            "extensions": {f"{CONTENT}/extensions/view": {"width": 1280, "height": 720, "touch": bool(number % 2)}},
        },
    }  # fmt: skip


def _title(course: int, activity: int) -> dict[str, str]:
    subject = _SUBJECTS[(course + activity) % len(_SUBJECTS)]
    return {"en-US": f"{subject}, step {activity}", "es": f"{subject}, paso {activity}"}


def _result(draw: random.Random, verb: str) -> dict[str, Any]:
    """Give every statement a time, and those with an outcome a score."""
    seconds = f"PT{draw.randrange(3, 400)}.{draw.randrange(100):02}S"
    if verb == "experienced":
        return {"duration": seconds}
    raw = draw.randrange(11)
    score = {"scaled": raw / 10, "raw": raw, "min": 0, "max": 10}
    return {"score": score, "success": raw >= 7, "completion": True, "duration": seconds}

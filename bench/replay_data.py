"""Recorded answers as xAPI statements, and their skills as a framework of standards."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""When the first answer of a file is said to have been given."""

ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
MAPPING = Path(__file__).with_name("assist09-to-ccss.json")
_NAMESPACE = uuid.UUID("5f1c7e80-2b3c-5d53-9a3e-0c2f6f0b8a11")
_IRI = "https://waymark.example/replay"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: who, at which item, right or wrong; `order` counts a user's answers, `at` is in whole seconds."""

    user: str
    item: str
    skills: tuple[str, ...]
    correct: bool
    order: int
    at: int


@dataclass(frozen=True)
class Material:
    """The answers in the order of time, and who and what occurs in them."""

    name: str
    answers: Sequence[Answer]
    users: Sequence[str]
    items: Mapping[str, tuple[str, ...]]

    @property
    def skills(self) -> list[str]:
        """All skills, by name."""
        return sorted({name for skills in self.items.values() for name in skills})


def read(path: Path, rows: int | None) -> Material:
    """Read the first rows of a data file; where it gives no times, a learner answers once a second."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        found = list(islice(_answers(csv.DictReader(file)), rows))
    found.sort(key=lambda one: (one.at, one.user, one.order))
    items = {one.item: one.skills for one in found}
    return Material(path.name.split(".")[0], found, sorted({one.user for one in found}), items)


def _answers(rows: Iterable[Mapping[str, str]]) -> Iterator[Answer]:
    for row in rows:
        skills, order = tuple(row["skills"].split(";")), int(row["order"])
        yield Answer(row["user"], row["item"], skills, row["correct"] == "1", order, int(row["t"] or order))


def item_iri(name: str, item: str) -> str:
    """Return the activity id under which statements speak of an item."""
    return f"{_IRI}/{name}/items/{item}"


def statement_id(name: str, answer: Answer) -> str:
    """Return the id that the same answer always gets, so that a repeated replay stores nothing twice."""
    return str(uuid.uuid5(_NAMESPACE, f"{name}/{answer.user}/{answer.order}"))


def statement(name: str, answer: Answer, issuer: str, sub: str) -> dict[str, Any]:
    """Return an answer as a statement; the microseconds keep a learner's order within one second."""
    moment = START + timedelta(seconds=answer.at, microseconds=answer.order)
    return {
        "id": statement_id(name, answer),
        "actor": {"objectType": "Agent", "account": {"homePage": issuer, "name": sub}},
        "verb": {"id": ANSWERED, "display": {"en": "answered"}},
        "object": {"objectType": "Activity", "id": item_iri(name, answer.item)},
        "result": {"success": answer.correct},
        "timestamp": moment.isoformat().replace("+00:00", "Z"),
    }


def case_package(material: Material, standards: Mapping[str, str]) -> bytes:
    """Return the skills as a CASE 1.0 package; `standards` gives identifiers of mapped standards by code."""
    document = str(uuid.uuid5(_NAMESPACE, material.name))
    ids = {skill: str(uuid.uuid5(_NAMESPACE, f"{material.name}/{skill}")) for skill in material.skills}
    edges = [(ids[skill], "isChildOf", document) for skill in material.skills]
    edges += [(ids[skill], kind, standards[code]) for skill, kind, code in mapped(material.name) if skill in ids]
    package = {
        "CFDocument": {
            "identifier": document, "uri": f"urn:uuid:{document}", "title": f"Skills of {material.name}",
            "creator": "Waymark benchmark",
        },
        "CFItems": [
            {
                "identifier": one, "uri": f"urn:uuid:{one}", "humanCodingScheme": skill, "CFItemType": "Skill",
                "fullStatement": f"Skill {skill} of {material.name}",
            }
            for skill, one in ids.items()
        ],
        "CFAssociations": [
            {
                "identifier": str(uuid.uuid5(_NAMESPACE, "/".join(edge))), "associationType": edge[1],
                "originNodeURI": {"identifier": edge[0]}, "destinationNodeURI": {"identifier": edge[2]},
            }
            for edge in edges
        ],
    }  # fmt: skip
    return json.dumps(package).encode()


def mapped(name: str) -> list[tuple[str, str, str]]:
    """Return (skill, association type, code of a standard) of what is known about a data set's skills."""
    known = json.loads(MAPPING.read_text(encoding="utf-8"))
    if known["data"].split(".")[0] != name:
        return []
    return [(one["skill"], one["kind"], one["standard"]) for one in known["mapping"]]


def lane_of(user: str, lanes: int) -> int:
    """Return over which connection a learner's answers go: always one, so that they arrive in order."""
    return int(hashlib.sha256(user.encode()).hexdigest()[:8], 16) % lanes

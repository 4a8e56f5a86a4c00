"""How students' next steps are picked in a course: a teacher's choice of policy, list, and whether to test out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn.policy import POLICIES
from gateway.services import audit, path, test_out
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.path import Wish


@dataclass(frozen=True)
class Choosing:
    """The policy by its key, the course's list (activity ids, for `playlist`), and whether students may test out."""

    policy: str
    playlist: tuple[str, ...]
    test_out: bool

    def settings(self) -> dict[str, Any]:
        """Return the course's settings that say so."""
        return {"policy": self.policy, "playlist": list(self.playlist), test_out.SWITCH: self.test_out}


def of(settings: Mapping[str, Any]) -> Choosing:
    """Return how a course's settings have it."""
    return Choosing(
        str(settings.get("policy", next(iter(POLICIES)))), tuple(settings.get("playlist", ())),
        bool(settings.get(test_out.SWITCH, True)),
    )  # fmt: skip


def decide(write: Write, who: Author, course: CourseInputs, wanted: Choosing) -> None:
    """Have next steps picked so from now on; BadRequest for a policy or an activity that the course has not."""
    if wanted.policy not in POLICIES or any(one not in course.activities for one in wanted.playlist):
        raise BadRequest("no such way to pick, or no such activity")
    if of(course.settings) == wanted:
        return
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=who.tenant_id, id=who.course_id)
        .values(settings={**course.settings, **wanted.settings()}, version=t.course.c.version + 1)
    )
    about = {"course": who.course_id, "policy": wanted.policy, "test_out": wanted.test_out}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "choosing", about)


def moved(conn: Connection, course: CourseInputs, people: Sequence[str], wanted: Choosing, now: datetime) -> int:
    """Return how many of these students would get other cards, or in another order."""
    other = replace(course, settings={**course.settings, **wanted.settings()})
    return sum(_cards(conn, course, one, now) != _cards(conn, other, one, now) for one in people)


def _cards(conn: Connection, course: CourseInputs, person_id: str, now: datetime) -> list[str]:
    return [one.activity for one in path.cards(path.load(conn, course, person_id, now), Wish())]

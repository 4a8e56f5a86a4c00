"""A student proposes an activity of their own for a standard; a teacher accepts, asks for a change, or declines.

Both are decisions in the log; the words lie beside them. A proposal takes nothing away: the choices stay what they are
while it waits, and what a teacher asked for comes first. An accepted one is an activity of the course, offered to this
student alone or to everybody, whose result the teacher enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound, WaymarkError
from gateway.library.model import ACTIVITY_BASE
from gateway.security import new_id
from gateway.services import course_activities
from gateway.services.course_activities import About
from gateway.services.decide import Decided, Deciding, decide, decided, take_back
from gateway.services.drafts import Author
from gateway.services.inputs import CourseInputs
from gateway.services.package_units import LEVEL
from gateway.services.skips import MustBeDone
from gateway.settings import Settings

KINDS: Final = ("proposal", "answer")
ACCEPT, FOR_ALL, CHANGE, DECLINE = ANSWERS = ("accept", "accept_all", "change", "decline")
WAITING: Final = "waiting"
STATES: Final = {ACCEPT: "accepted", FOR_ALL: "accepted", CHANGE: "change", DECLINE: "declined"}
MOST: Final = 3
"""Proposals of one student that wait at once."""
LONGEST: Final = 400
OWN: Final = "own"
"""Marks in an activity's detail that only the student who proposed it is offered it."""

RUBRIC: Final = (
    {"level": 1, "words": {"en": "Has begun it.", "es": "Lo ha empezado."}},
    {"level": 2, "words": {"en": "Shows a part of it.", "es": "Muestra una parte."}},
    {"level": 3, "words": {"en": "Shows it.", "es": "Lo muestra."}},
    {
        "level": 4,
        "words": {"en": "Shows it and uses it for something new.", "es": "Lo muestra y lo usa en algo nuevo."},
    },
)
"""What a teacher enters of an activity that a student thought of."""


class TooMany(WaymarkError):
    """As many proposals as a student may have wait for an answer."""

    code = "too-many-proposals"
    status = 409
    title = _("Three ideas of yours wait already")
    hint = _("Wait for an answer, or take one back.")
    audience = "student"
    retryable = False


@dataclass(frozen=True)
class Idea:
    """What a student proposes for a standard: what to do, what it would show, an address where there is one."""

    standard_id: str
    what: str
    shows: str
    link: str = ""


@dataclass(frozen=True)
class Proposal:
    """A proposal and what became of it; `word` is the teacher's, `activity_iri` what it became."""

    id: UUID
    person_id: str
    idea: Idea
    at: datetime
    state: str = WAITING
    word: str = ""
    activity_iri: str | None = None


@dataclass(frozen=True)
class Answer:
    """A teacher's answer: one of ANSWERS, a word with it, and for an accepted one its title and minutes."""

    way: str
    word: str = ""
    title: str = ""
    minutes: int = 20


def listed(conn: Connection, course: CourseInputs, person_id: str | None = None) -> list[Proposal]:
    """Return the proposals of a course, or of one student in it, oldest first; standards that went are left out."""
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=KINDS)
    answers = {str(one.value["proposal"]): one for one in made if one.kind == "answer" and one.by != one.person_id}
    return [
        _proposal(one, answers.get(str(one.statement_id)))
        for one in made
        if one.kind == "proposal" and one.standard_id in course.standards
    ]


def propose(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, idea: Idea, given: Sequence[str]
) -> UUID:
    """Keep a proposal; `given` are the IRIs of what a teacher gave and is not done.

    NotFound for a standard that the course has not, BadRequest for missing or long words, InvalidInput for an address
    that is none, TooMany, and MustBeDone where something that was given serves the same standard.
    """
    if idea.standard_id not in course.standards:
        raise NotFound("no such standard in this course")
    if not idea.what or not idea.shows or max(len(idea.what), len(idea.shows)) > LONGEST:
        raise BadRequest("the words are missing or too long")
    for iri in given:
        one = course.library.by_id.get(iri)
        if one is not None and idea.standard_id in one.standards:
            raise MustBeDone
    if sum(one.state == WAITING for one in listed(write.conn, course, person_id)) >= MOST:
        raise TooMany
    link = course_activities.check_link(idea.link) if idea.link else ""
    text = "\n".join(" ".join(part.split()) for part in (idea.what, idea.shows, link))
    return decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, "proposal", value=True,
            standard_id=idea.standard_id, text=text,
        ),
    )  # fmt: skip


def withdraw(write: Write, settings: Settings, course: CourseInputs, person_id: str, proposal_id: UUID) -> None:
    """Let a student take a proposal back that waits; NotFound for any other."""
    _waiting(write.conn, course, proposal_id, person_id)
    take_back(write, settings, course.tenant_id, person_id, proposal_id)


def answer(
    write: Write, settings: Settings, course: CourseInputs, by: str, proposal_id: UUID, what: Answer
) -> Proposal:
    """Answer a proposal that waits; return it as it was. NotFound for any other, BadRequest for no answer.

    What is not accepted needs a word for the student.
    """
    found = _waiting(write.conn, course, proposal_id)
    if what.way not in ANSWERS:
        raise BadRequest("an answer that the page does not offer")
    accepted = what.way in {ACCEPT, FOR_ALL}
    if not (what.title if accepted else what.word):
        raise BadRequest("a word is missing")
    iri = _activity(write, course, by, found, what) if accepted else None
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, by, found.person_id, "answer",
            {"way": what.way, "proposal": str(proposal_id)}, standard_id=found.idea.standard_id, activity_iri=iri,
            options=tuple(f"{settings.base_url}/answers/{one}" for one in ANSWERS), text=what.word,
        ),
    )  # fmt: skip
    return found


def others_own(conn: Connection, course: CourseInputs, person_id: str) -> frozenset[str]:
    """Return the IRIs of activities that are somebody else's alone."""
    own = {row.iri for row in course.activities.values() if row.detail.get(OWN)}
    if not own:
        return frozenset()
    mine = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=("answer",))
    return frozenset(own - {one.activity_iri for one in mine})


def own_among(conn: Connection, tenant_id: int, activity_ids: Iterable[str]) -> set[str]:
    """Return which of these activities are one student's alone."""
    rows = conn.execute(
        select(t.activity.c.id, t.activity.c.detail).where(
            t.activity.c.tenant_id == tenant_id, t.activity.c.id.in_(list(activity_ids)),
            t.activity.c.kind.in_(("link", "teacher")),
        )
    )  # fmt: skip
    return {row.id for row in rows if row.detail.get(OWN)}


def _proposal(one: Decided, answered: Decided | None) -> Proposal:
    what, shows, link = [*(one.text or "").split("\n"), "", "", ""][:3]
    idea = Idea(str(one.standard_id), what, shows, link)
    if answered is None:
        return Proposal(one.statement_id, one.person_id, idea, one.at)
    state = STATES[answered.value["way"]]
    return Proposal(
        one.statement_id, one.person_id, idea, one.at, state, answered.text or "", answered.activity_iri
    )  # fmt: skip


def _waiting(conn: Connection, course: CourseInputs, proposal_id: UUID, person_id: str | None = None) -> Proposal:
    found = (one for one in listed(conn, course, person_id) if one.id == proposal_id and one.state == WAITING)
    one = next(found, None)
    if one is None:
        raise NotFound("no such proposal waits")
    return one


def _activity(write: Write, course: CourseInputs, by: str, found: Proposal, what: Answer) -> str:
    """Make the proposal an activity of the course; return its IRI."""
    who, key = Author(course.tenant_id, course.course_id, by), new_id()
    kind = "link" if found.idea.link else "teacher"
    page: dict[str, Any] = {"url": found.idea.link, "reports": False} if found.idea.link else {}
    own = {OWN: True} if what.way == ACCEPT else {}
    iri = f"{ACTIVITY_BASE}p/{key}"
    write.conn.execute(
        insert(t.activity).values(
            tenant_id=course.tenant_id, id=key, iri=iri, key=key, kind=kind, style="try", minutes=what.minutes,
            difficulty=LEVEL, title={"en": what.title}, words={"learn": {}, "matters": {}},
            detail={**page, **own, "rubric": list(RUBRIC), "made_in": course.course_id}, created_at=write.now,
        )
    )  # fmt: skip
    about = About(
        what.title, "try", what.minutes, "hands_on", "anywhere", must=False, standards=(found.idea.standard_id,)
    )
    course_activities.put(write, who, key, about)
    return iri

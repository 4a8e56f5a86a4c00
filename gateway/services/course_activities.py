"""The activities that a course offers: put one in with the standards it shows, change what is said of it, take it out.

A published pathway takes it up at once, and so does a draft that waits beside it: nothing has to be published again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, InvalidInput, NotFound
from gateway.library.model import ACTIVITY_BASE
from gateway.security import new_id
from gateway.services import align, audit, drafts
from gateway.services.drafts import Author, Body
from gateway.services.packages import LEVEL

STYLES: Final = ("try", "paper", "partner")
MEDIA: Final = ("interactive", "video", "reading", "audio", "hands_on")
PLACES: Final = ("anywhere", "school", "home")
OWN: Final = frozenset({"tincan", "h5p", "link", "cmi5"})
"""Kinds that teachers bring in; those that come with Waymark are described by their makers."""

LONGEST: Final = 600
"""Minutes of the longest activity."""


@dataclass(frozen=True)
class About:
    """What a teacher says of an activity: style, minutes, medium, place, and whether everybody is asked to do it."""

    title: str
    style: str
    minutes: int
    medium: str
    place: str
    must: bool
    standards: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A page elsewhere; `reports`: it takes launch parameters and sends xAPI statements itself."""

    url: str
    reports: bool


def check_link(url: str) -> str:
    """Return the address of a page elsewhere, tidied; InvalidInput for what is none."""
    try:
        parts = urlsplit(url.strip())
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:
        fine = False
    if not fine or len(url) > 2000 or any(one.isspace() or not one.isprintable() for one in url.strip()):
        raise InvalidInput("not a web address")
    return url.strip()


def add_link(write: Write, who: Author, link: Link, about: About) -> str:
    """Make a page elsewhere an activity of the course; return its id."""
    key = new_id()
    write.conn.execute(
        insert(t.activity).values(
            tenant_id=who.tenant_id, id=key, iri=f"{ACTIVITY_BASE}l/{key}", key=key, kind="link", style=STYLES[0],
            minutes=1, difficulty=LEVEL, title={"en": about.title}, words={"learn": {}, "matters": {}},
            detail={"url": link.url, "reports": link.reports, "made_in": who.course_id}, created_at=write.now,
        )
    )  # fmt: skip
    put(write, who, key, about)
    return key


def claim(write: Write, who: Author, activity_ids: Sequence[str]) -> None:
    """Note in which course activities were brought in, so that its teachers may describe them; the first one stays."""
    for row in _rows(write, who, activity_ids):
        if "made_in" not in row.detail:
            values = {"detail": {**row.detail, "made_in": who.course_id}}
            write.conn.execute(update(t.activity).filter_by(tenant_id=who.tenant_id, id=row.id).values(**values))


def put(write: Write, who: Author, activity_id: str, about: About) -> None:
    """Have the course offer an activity for these standards of its own, described so.

    NotFound for an activity that the school has not, BadRequest for standards that the course has not. What is said of
    an activity that another course brought in stays as that course says it.
    """
    row = next(iter(_rows(write, who, [activity_id])), None)
    if row is None:
        raise NotFound(activity_id)
    course = write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()
    chosen = list(course.settings.get("standards", ())) or _drafted(write, who)
    if set(about.standards) - set(chosen):
        raise BadRequest("a standard that this course has not")
    if describes(row, who.course_id):
        _describe(write, who, row, about)
    _offer(write, who, activity_id)
    _state_alignments(write, who, activity_id, about.standards)
    _in_bodies(write, who, activity_id, about.standards)
    must = [one for one in course.settings.get("must", ()) if one != activity_id]
    settings = {**course.settings, "must": [*must, activity_id] if about.must else must}
    _newer(write, who, settings)
    pairs = [[activity_id, one] for one in about.standards]
    narrowed = {"alignments": pairs, "activities": {activity_id: False}, "standards": chosen}
    align.accept(write, who.tenant_id, who.course_id, who.person_id, narrowed)
    told = {"course": who.course_id, "activity": activity_id, "standards": len(about.standards)}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "activity-put", told)


def take_out(write: Write, who: Author, activity_id: str) -> None:
    """Offer an activity no more; what was done in it counts on. NotFound for one that the course does not offer."""
    key = {**who.key, "activity_id": activity_id}
    gone = write.conn.execute(delete(t.course_activity).filter_by(**key))
    if not gone.rowcount:
        raise NotFound(activity_id)
    _in_bodies(write, who, activity_id, None)
    course = write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()
    must = [one for one in course.settings.get("must", ()) if one != activity_id]
    _newer(write, who, {**course.settings, "must": must})
    about = {"course": who.course_id, "activity": activity_id}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "activity-out", about)


def offer(write: Write, who: Author, activity_id: str) -> None:
    """Have the course offer an activity that shows nothing yet; one that it offers already stays as it is."""
    key = {**who.key, "activity_id": activity_id}
    there = write.conn.execute(select(t.course_activity.c.activity_id).filter_by(**key)).first()
    if there is None:
        _offer(write, who, activity_id)
        _in_bodies(write, who, activity_id, ())
        newer = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
        write.conn.execute(newer.values(version=t.course.c.version + 1))


def describes(row: Any, course_id: str) -> bool:
    """Say whether a course says what an activity is: its teachers brought it in."""
    return row.kind in OWN and row.detail.get("made_in") == course_id


def _rows(write: Write, who: Author, activity_ids: Sequence[str]) -> list[Any]:
    query = select(t.activity).where(t.activity.c.tenant_id == who.tenant_id, t.activity.c.id.in_(list(activity_ids)))
    return list(write.conn.execute(query))


def _drafted(write: Write, who: Author) -> list[str]:
    """Return the standards of a course that has published nothing yet."""
    return list(drafts.body_of(write.conn, who.tenant_id, who.course_id).get("standards", ()))


def _describe(write: Write, who: Author, row: Any, about: About) -> None:
    """Write what is said; the title is changed in the language that pages fall back to."""
    titles = row.title if row.title.get("en") == about.title else {"en": about.title}
    write.conn.execute(
        update(t.activity)
        .filter_by(tenant_id=who.tenant_id, id=row.id)
        .values(
            title=titles, style=about.style, minutes=about.minutes,
            detail={**row.detail, "medium": about.medium, "place": about.place},
        )
    )  # fmt: skip


def _offer(write: Write, who: Author, activity_id: str) -> None:
    key = {**who.key, "activity_id": activity_id}
    upsert(write.conn, t.course_activity, key, {}, insert_only={"graded": False})


def _state_alignments(write: Write, who: Author, activity_id: str, standards: Sequence[str]) -> None:
    """Have a row for each alignment; `align.accept` then says which of them count."""
    for one in standards:
        key = {"tenant_id": who.tenant_id, "activity_id": activity_id, "standard_id": one}
        stated = {"weight": 1.0, "source": "teacher", "confirmed_by": None, "confirmed_at": None}
        upsert(write.conn, t.alignment, key, {}, insert_only=stated)


def _in_bodies(write: Write, who: Author, activity_id: str, standards: Sequence[str] | None) -> None:
    """Bring an activity into what is published and what is drafted, for these standards; None takes it out."""
    for state in ("published", "draft"):
        row = drafts.row_in(write.conn, who.tenant_id, who.course_id, state)
        if row is not None:
            body = with_activity(row.body, activity_id, standards)
            write.conn.execute(update(t.pathway).filter_by(**who.key, version=row.version).values(body=body))


def with_activity(body: Mapping[str, Any], activity_id: str, standards: Sequence[str] | None) -> Body:
    """Return a pathway's body in which an activity serves these standards and no others; None: it is not in it.

    What a draft has not come to yet stays open: its later steps offer all that serves its standards.
    """
    made = dict(body)
    for name in ("alignments", "declined"):
        if made.get(name) is not None:
            made[name] = [pair for pair in made[name] if pair[0] != activity_id]
    serves = [one for one in standards or () if one in set(made.get("standards", standards or ()))]
    if made.get("alignments") is not None:
        made["alignments"] = [*made["alignments"], *([activity_id, one] for one in serves)]
    if made.get("activities") is not None:
        others = {one: graded for one, graded in made["activities"].items() if one != activity_id}
        known = bool(made["activities"].get(activity_id, False))
        made["activities"] = others if standards is None else {**others, activity_id: known}
    made["units"] = [_unit(unit, activity_id, serves) for unit in made.get("units", ())]
    return made


def _unit(unit: Mapping[str, Any], activity_id: str, serves: Sequence[str]) -> dict[str, Any]:
    if "activities" not in unit:
        return dict(unit)
    others = [one for one in unit["activities"] if one != activity_id]
    here = bool(set(serves) & set(unit["standards"]))
    return {**unit, "activities": [*others, activity_id] if here else others}


def _newer(write: Write, who: Author, settings: Mapping[str, Any]) -> None:
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=who.tenant_id, id=who.course_id)
        .values(settings=dict(settings), version=t.course.c.version + 1)
    )

"""The activities that a course offers: put one in with the standards it shows, change what is said of it, take it out.

A published pathway takes it up at once, and so does a draft that waits beside it: nothing has to be published again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest, InvalidInput, NotFound
from gateway.learn import interests
from gateway.library.model import ACTIVITY_BASE
from gateway.security import new_id
from gateway.services import align, audit, drafts
from gateway.services.course_work import LESSON, PROJECT, TASK
from gateway.services.drafts import Author, Body
from gateway.services.package_units import LEVEL, MADE_IN

STYLES: Final = ("try", "paper", "partner")
MEDIA: Final = ("interactive", "video", "reading", "audio", "hands_on")
PLACES: Final = ("anywhere", "school", "home")
OWN: Final = frozenset({"tincan", "h5p", "link", "cmi5", "outline", PROJECT, LESSON, TASK})
"""Kinds that teachers bring in; those that come with Waymark are described by their makers."""

_MARKS: Final = {"link": "l", "outline": "o", LESSON: "s", PROJECT: "p", TASK: "t"}
"""What stands in the IRIs of kinds that teachers make themselves."""

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


def make(write: Write, who: Author, kind: str, title: str = "", **detail: Any) -> str:
    """Make an activity of a kind that teachers make themselves; return its id. Nobody is offered it before `put`."""
    key = new_id()
    write.conn.execute(
        insert(t.activity).values(
            tenant_id=who.tenant_id, id=key, iri=f"{ACTIVITY_BASE}{_MARKS[kind]}/{key}", key=key, kind=kind,
            style=STYLES[0], minutes=1, difficulty=LEVEL, title={"en": title}, words={"learn": {}, "matters": {}},
            detail={**detail, MADE_IN: who.course_id}, created_at=write.now,
        )
    )  # fmt: skip
    return key


def serves(conn: Connection, who: Author, activity_id: str) -> set[str]:
    """Return the standards for which an activity counts."""
    rows = select(t.alignment.c.standard_id).filter_by(tenant_id=who.tenant_id, activity_id=activity_id)
    return set(conn.scalars(rows.where(t.alignment.c.confirmed_at.is_not(None))))


def add_link(write: Write, who: Author, link: Link, about: About) -> str:
    """Make a page elsewhere an activity of the course; return its id."""
    key = make(write, who, "link", about.title, url=link.url, reports=link.reports)
    put(write, who, key, about)
    return key


def bring(write: Write, who: Author, activity_ids: Sequence[str]) -> None:
    """Have the course offer activities that it brings in and that show nothing yet; those offered already stay so.

    Its teachers may describe those that no other course has brought in.
    """
    rows = [row for row in _rows(write, who, activity_ids) if MADE_IN not in row.detail]
    if rows:
        own = t.activity.c.id == bindparam("own")
        claim = update(t.activity).where(t.activity.c.tenant_id == who.tenant_id, own)
        details = [{"own": row.id, "detailed": {**row.detail, MADE_IN: who.course_id}} for row in rows]
        write.conn.execute(claim.values(detail=bindparam("detailed")), details)
    offered = set(write.conn.scalars(select(t.course_activity.c.activity_id).filter_by(**who.key)))
    new = [one for one in activity_ids if one not in offered]
    if new:
        write.conn.execute(insert(t.course_activity), [{**who.key, "activity_id": one, "graded": False} for one in new])
        _change_bodies(write, who, lambda body: _with(without(body, set(new)), new))
        newer = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
        write.conn.execute(newer.values(version=t.course.c.version + 1))


def put(write: Write, who: Author, activity_id: str, about: About) -> None:
    """Have the course offer an activity for these standards of its own, described so.

    NotFound for an activity that the school has not, BadRequest for standards that the course has not. What is said of
    an activity that another course brought in stays as that course says it.
    """
    row = next(iter(_rows(write, who, [activity_id])), None)
    if row is None:
        raise NotFound(activity_id)
    course = write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()
    chosen = standards_of(write.conn, who)
    if set(about.standards) - set(chosen):
        raise BadRequest("a standard that this course has not")
    if describes(row, who.course_id):
        _describe(write, who, row, about)
    _offer(write, who, activity_id)
    _state_alignments(write, who, activity_id, about.standards)
    _change_bodies(write, who, lambda body: with_activity(body, activity_id, about.standards))
    must = [one for one in course.settings.get("must", ()) if one != activity_id]
    settings = {**course.settings, "must": [*must, activity_id] if about.must else must}
    _newer(write, who, settings)
    pairs = [[activity_id, one] for one in about.standards]
    narrowed = {"alignments": pairs, "activities": {activity_id: False}, "standards": chosen}
    align.accept(write, who.tenant_id, who.course_id, who.person_id, narrowed)
    told: dict[str, Any] = {"course": who.course_id, "activity": activity_id, "standards": len(about.standards)}
    if about.must != (activity_id in course.settings.get("must", ())):
        told["must"] = about.must
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "activity-put", told)


def take_out(write: Write, who: Author, activity_id: str) -> None:
    """Offer an activity no more; what was done in it counts on. NotFound for one that the course does not offer."""
    there = select(t.course_activity.c.activity_id).filter_by(**who.key, activity_id=activity_id)
    if write.conn.execute(there).first() is None:
        raise NotFound(activity_id)
    let_go(write, who, [activity_id])
    about = {"course": who.course_id, "activity": activity_id}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "activity-out", about)


def let_go(write: Write, who: Author, activity_ids: Collection[str]) -> None:
    """Offer many activities no more, whether or not the course did; the log of what was changed is the caller's."""
    gone = set(activity_ids)
    offers = t.course_activity.c
    for some in chunks(sorted(gone)):
        of = (offers.tenant_id == who.tenant_id, offers.course_id == who.course_id, offers.activity_id.in_(some))
        write.conn.execute(delete(t.course_activity).where(*of))
    _change_bodies(write, who, lambda body: without(body, gone))
    course = write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()
    must = [one for one in course.settings.get("must", ()) if one not in gone]
    _newer(write, who, {**course.settings, "must": must})


def describes(row: Any, course_id: str) -> bool:
    """Say whether a course says what an activity is: its teachers brought it in."""
    return row.kind in OWN and row.detail.get(MADE_IN) == course_id


def _rows(write: Write, who: Author, activity_ids: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for some in chunks(list(activity_ids)):
        query = select(t.activity).where(t.activity.c.tenant_id == who.tenant_id, t.activity.c.id.in_(some))
        found += write.conn.execute(query).all()
    return found


def standards_of(conn: Connection, who: Author) -> list[str]:
    """Return the standards of a course; of its draft where it has published nothing yet."""
    settings = conn.scalar(select(t.course.c.settings).filter_by(tenant_id=who.tenant_id, id=who.course_id)) or {}
    drafted = drafts.body_of(conn, who.tenant_id, who.course_id) if not settings.get("standards") else {}
    return list(settings.get("standards", ()) or drafted.get("standards", ()))


def say(write: Write, who: Author, activity_id: str, goal: str) -> None:
    """Write what students learn in an activity of the course; in the language that pages fall back to."""
    row = next(iter(_rows(write, who, [activity_id])), None)
    if row is None or not describes(row, who.course_id):
        raise NotFound(activity_id)
    words = {**row.words, "learn": {"en": goal.strip()} if goal.strip() else {}}
    write.conn.execute(update(t.activity).filter_by(tenant_id=who.tenant_id, id=row.id).values(words=words))


def tag(write: Write, who: Author, activity_id: str, tags: Sequence[Mapping[str, str]]) -> None:
    """Say what an activity of the course may interest somebody by; NotFound for one that the course does not describe.

    A tag that is there already keeps its words in other languages.
    """
    row = next(iter(_rows(write, who, [activity_id])), None)
    if row is None or not describes(row, who.course_id):
        raise NotFound(activity_id)
    there = interests.tags(row.detail)
    kept = [{**there.get(interests.key(one), {}), **one} for one in tags]
    if kept != row.detail.get(interests.DETAIL, []):
        detail = {**row.detail, interests.DETAIL: kept}
        write.conn.execute(update(t.activity).filter_by(tenant_id=who.tenant_id, id=row.id).values(detail=detail))
        newer = update(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)
        write.conn.execute(newer.values(version=t.course.c.version + 1))


def add_task(write: Write, who: Author, text: str, about: About) -> str:
    """Make something that is written down to do an activity of the course; return its id."""
    key = make(write, who, TASK, about.title, text=text)
    put(write, who, key, about)
    return key


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


def _change_bodies(write: Write, who: Author, change: Callable[[Mapping[str, Any]], Body]) -> None:
    """Change what is published and what is drafted."""
    for state in ("published", "draft"):
        row = drafts.row_in(write.conn, who.tenant_id, who.course_id, state)
        if row is not None:
            newer = update(t.pathway).filter_by(**who.key, version=row.version)
            write.conn.execute(newer.values(body=change(row.body)))


def _with(body: Body, activity_ids: Sequence[str]) -> Body:
    """Return a body in which activities are chosen that serve nothing yet."""
    chosen = body.get("activities")
    return body if chosen is None else {**body, "activities": {**chosen, **dict.fromkeys(activity_ids, False)}}


def with_activity(body: Mapping[str, Any], activity_id: str, standards: Sequence[str]) -> Body:
    """Return a pathway's body in which an activity serves these standards and no others.

    What a draft has not come to yet stays open: its later steps offer all that serves its standards.
    """
    made = without(body, {activity_id})
    serves = [one for one in standards if one in set(made.get("standards", standards))]
    if made.get("alignments") is not None:
        made["alignments"] = [*made["alignments"], *([activity_id, one] for one in serves)]
    if made.get("activities") is not None:
        made["activities"] = {**made["activities"], activity_id: bool(body["activities"].get(activity_id, False))}
    made["units"] = [_unit(unit, activity_id, serves) for unit in made["units"]]
    return made


def without(body: Mapping[str, Any], gone: Collection[str]) -> Body:
    """Return a pathway's body in which none of these activities is."""
    made = dict(body)
    for name in ("alignments", "declined"):
        if made.get(name) is not None:
            made[name] = [pair for pair in made[name] if pair[0] not in gone]
    if made.get("activities") is not None:
        made["activities"] = {one: graded for one, graded in made["activities"].items() if one not in gone}
    made["units"] = [
        {**unit, "activities": [one for one in unit["activities"] if one not in gone]} if "activities" in unit else unit
        for unit in made.get("units", ())
    ]
    return made


def _unit(unit: Mapping[str, Any], activity_id: str, serves: Sequence[str]) -> dict[str, Any]:
    if "activities" not in unit:
        return dict(unit)
    here = bool(set(serves) & set(unit["standards"]))
    return {**unit, "activities": [*unit["activities"], activity_id]} if here else dict(unit)


def _newer(write: Write, who: Author, settings: Mapping[str, Any]) -> None:
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=who.tenant_id, id=who.course_id)
        .values(settings=dict(settings), version=t.course.c.version + 1)
    )

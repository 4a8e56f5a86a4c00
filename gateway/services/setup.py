"""Set up a course: each step changes the draft, moves `setup_step` on, and leaves students and gradebook alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from gateway import library as shipped
from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn import draft as drafting
from gateway.services import drafts, library
from gateway.services.course_work import WRITTEN
from gateway.services.drafts import Author, Body
from gateway.services.headings import headings
from gateway.services.inputs import OPENABLE
from gateway.services.standards_staged import SHOWN

STEPS = ("standards", "activities", "alignments", "draft", "publish")
PUBLISHED = 6
_NUMBER = re.compile(r"\d+")
_SUBJECTS = {
    "Mathematics": ("math", "algebra", "geometr", "matem", "calculus", "statistic"),
    "Science": ("scien", "biolog", "chem", "physic", "cienc", "ngss"),
    "English": ("english", "ela", "reading", "writing", "literacy", "language", "lectura"),
}
"""Words in a course's name that tell its subject."""


class NothingChosen(BadRequest):
    """A step was sent on with nothing ticked; the page asks for at least one."""

    code = "nothing-chosen"


def guess_grade(title: str) -> int | None:
    """Return the first number from 0 to 12 in a course's name."""
    found = (int(one) for one in _NUMBER.findall(title))
    return next((one for one in found if one <= 12), None)


def guess_framework(title: str, frameworks: Sequence[Any]) -> str | None:
    """Return the framework whose subject the course's name speaks of, else any; the sample library's comes first."""
    lower = title.lower()
    wanted = {subject.lower() for subject, words in _SUBJECTS.items() if any(word in lower for word in words)}
    ranked = sorted(frameworks, key=lambda row: row.identifier != shipped.load().framework)
    for row in ranked:
        about = " ".join([*row.subjects, row.title]).lower()
        if any(subject in about for subject in wanted):
            return str(row.id)
    return str(ranked[0].id) if ranked else None


def frameworks_of(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the tenant's frameworks, by title."""
    query = select(t.framework).where(t.framework.c.tenant_id == tenant_id, SHOWN).order_by(t.framework.c.title)
    return list(conn.execute(query))


def offered(
    conn: Connection, tenant_id: int, course_id: str, standards: Sequence[str]
) -> list[tuple[str, str, str]]:  # fmt: skip
    """Return (activity id, standard id, source) of all that some activity states for these standards.

    Work that a learning system grades itself is its own course's and nothing to offer, and so are another course's
    projects and what was written down there to do.
    """
    activity = (t.activity.c.tenant_id == t.alignment.c.tenant_id) & (t.activity.c.id == t.alignment.c.activity_id)
    found = []
    for some in chunks(standards):
        rows = conn.execute(
            select(
                t.alignment.c.activity_id, t.alignment.c.standard_id, t.alignment.c.source, t.activity.c.kind,
                t.activity.c.detail,
            )
            .join(t.activity, activity)
            .where(
                t.alignment.c.tenant_id == tenant_id, t.alignment.c.standard_id.in_(some),
                OPENABLE,
            )
            .order_by(t.alignment.c.activity_id, t.alignment.c.standard_id)
        )  # fmt: skip
        found += [
            (row.activity_id, row.standard_id, row.source)
            for row in rows
            if row.kind not in WRITTEN or row.detail.get("made_in") == course_id
        ]
    return found


def save_standards(
    write: Write, who: Author, framework_id: str, grade: str, ids: Iterable[str], *, language: str = "en"
) -> None:
    """Step 1: choose the standards. The sample activities come along, so that step 2 has something to offer.

    `language` is the teacher's: units are named and comments in the gradebook are written in it.
    """
    wanted = set(ids)
    rows = write.conn.execute(
        select(t.standard.c.id).where(
            t.standard.c.tenant_id == who.tenant_id, t.standard.c.framework_id == framework_id,
            t.standard.c.assessable.is_(True),
        ).order_by(t.standard.c.position)
    )  # fmt: skip
    chosen = [row.id for row in rows if row.id in wanted]
    if not chosen:
        raise NothingChosen("no standard was chosen")
    library.bring_in(write, who.tenant_id)
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    body = {"language": language, **body}
    body |= {"framework": framework_id, "grade": grade, "standards": chosen, "units": _fitted(body, chosen)}
    if body.get("activities") is not None:
        body["alignments"] = [pair for pair in body.get("alignments") or () if pair[1] in set(chosen)]
    _saved(write, who, body, 2)


def save_activities(write: Write, who: Author, ids: Iterable[str], graded: Iterable[str]) -> None:
    """Step 2: choose the activities, and which of them stand in the learning system as assignments once taken."""
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    known = {one for one, _, _ in offered(write.conn, who.tenant_id, who.course_id, body.get("standards", []))}
    marked = set(graded)
    chosen = {one: one in marked for one in sorted(set(ids) & known)}
    if not chosen:
        raise NothingChosen("no activity was chosen")
    body["activities"] = chosen
    _saved(write, who, body, 3)


def save_alignments(write: Write, who: Author, keys: Iterable[str]) -> None:
    """Step 3: accept what activities show; `keys` are `activity:standard`. The draft's units are made from it."""
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    wanted = set(keys)
    activities = body.get("activities") or {}
    rows = offered(write.conn, who.tenant_id, who.course_id, body.get("standards", []))
    pairs = [[activity, standard] for activity, standard, _ in rows if activity in activities]
    body["alignments"] = [one for one in pairs if ":".join(one) in wanted]
    body["declined"] = [one for one in pairs if ":".join(one) not in wanted]
    if not body["alignments"]:
        raise NothingChosen("no line was accepted")
    course = write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()
    if not body.get("units"):
        body["units"] = make_units(write.conn, course, body)
    _saved(write, who, body, 4)


def save_draft(write: Write, who: Author) -> None:
    """Step 4: the units as they stand are what will be published."""
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    if not body.get("units"):
        raise NothingChosen("there is no unit yet")
    _saved(write, who, body, 5)


def make_units(conn: Connection, course: Any, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the draft's units by prerequisite order, named by the sample library or by the framework's headings."""
    drafted = drafts.as_published(conn, course, body)
    language = str(body.get("language") or course.settings.get("language", "en"))
    sample = shipped.load()
    named = {
        one.id: unit.title.get(language) or unit.title["en"]
        for one in drafted.standards.values()
        if (unit := sample.unit_of(one.code)) is not None
    }
    heads = headings(conn, course.tenant_id, list(drafted.standards))
    made = drafting.draft(drafted.library, named or None)
    return [
        {
            "title": unit.name or heads.get(unit.standards[0], ("", ""))[1][:80] or f"{unit.number}",
            "standards": list(unit.standards), "activities": [], "open": unit.number == 1,
        }
        for unit in made.units
        if unit.standards
    ]  # fmt: skip


def move(write: Write, who: Author, what: str, key: str, to: str) -> None:
    """Move a unit up or down, or a standard up, down or to the end of another unit; BadRequest for anything else."""
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    units = [{**unit, "standards": list(unit["standards"])} for unit in body["units"]]
    if what == "unit":
        _swap(units, _index(key, units), to)
    elif to in {"up", "down"}:
        _step(units, key, to)
    else:
        target = units[_index(to, units)]
        _home(units, key)["standards"].remove(key)
        target["standards"].append(key)
    body["units"] = _first_open([unit for unit in units if unit["standards"]])
    drafts.keep(write, who, body)


def rename(write: Write, who: Author, key: str, title: str) -> None:
    """Give a unit of the draft another title."""
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    place = _index(key, body["units"])
    body["units"] = [{**unit, "title": title} if n == place else unit for n, unit in enumerate(body["units"])]
    drafts.keep(write, who, body)


def _saved(write: Write, who: Author, body: Body, step: int) -> None:
    drafts.keep(write, who, body)
    write.conn.execute(
        update(t.course)
        .where(t.course.c.tenant_id == who.tenant_id, t.course.c.id == who.course_id, t.course.c.setup_step < step)
        .values(setup_step=step)
    )


def _fitted(body: Body, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Keep the units a teacher has arranged: what is no longer chosen goes out, what is new comes last."""
    units = [{**unit, "standards": [one for one in unit["standards"] if one in chosen]} for unit in body["units"]]
    units = [unit for unit in units if unit["standards"]]
    placed = {one for unit in units for one in unit["standards"]}
    if units:
        units[-1]["standards"] += [one for one in chosen if one not in placed]
    return _first_open(units)


def _first_open(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """At least one unit is open: students begin somewhere."""
    if units and not any(unit["open"] for unit in units):
        units[0]["open"] = True
    return units


def _index(key: str, units: Sequence[Any]) -> int:
    if not key.isdigit() or int(key) >= len(units):
        raise BadRequest("no such unit")
    return int(key)


def _home(units: list[dict[str, Any]], standard: str) -> dict[str, Any]:
    for unit in units:
        if standard in unit["standards"]:
            return unit
    raise BadRequest("no such standard in the draft")


def _swap(units: list[Any], place: int, to: str) -> None:
    other = place + {"up": -1, "down": 1}.get(to, 0)
    if 0 <= other < len(units):
        units[place], units[other] = units[other], units[place]


def _step(units: list[dict[str, Any]], standard: str, to: str) -> None:
    """Move a standard by one place; at the edge of its unit it goes over into the next one."""
    home = _home(units, standard)
    names, at = home["standards"], home["standards"].index(standard)
    other = at + (-1 if to == "up" else 1)
    if 0 <= other < len(names):
        _swap(names, at, to)
        return
    beside = units.index(home) + (-1 if to == "up" else 1)
    if 0 <= beside < len(units):
        names.remove(standard)
        near = units[beside]["standards"]
        near.insert(len(near) if to == "up" else 0, standard)

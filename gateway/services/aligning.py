"""A person decides what an activity counts for: by hand or by taking a suggestion; every decision is kept.

An alignment belongs to the school. Where another course uses the activity too, taking it away here leaves it there:
the course's own pathway says that it does not count here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn.evidence import MAXIMUM_WEIGHT
from gateway.security import new_id, stable_id
from gateway.services.align import reread
from gateway.services.align_rules import activity_of, renew_courses
from gateway.services.drafts import Author

HAND, SUGGESTED, DECLARED, FILE = "teacher", "suggested", "declared", "file"
ACCEPTED, REFUSED, OFF = "accepted", "refused", "off"
LONGEST_IRI = 2000


@dataclass(frozen=True)
class Decision:
    """For one activity: what it counts for (`wanted`), out of the standards that were asked about (`among`).

    `source` says where the proposal came from, `places` which suggestion it was (from 1), `inside` the ids of larger
    activities in which it lies, `title` what it is called.
    """

    iri: str
    wanted: Collection[str]
    among: Collection[str]
    source: str = HAND
    weight: float = 1.0
    places: Mapping[str, int] | None = None
    inside: Sequence[str] = ()
    title: Mapping[str, str] | None = None


def decide(write: Write, who: Author, what: Decision) -> bool:
    """Store a decision and have what depends on it read again; return whether anything counts differently."""
    if not what.iri or len(what.iri) > LONGEST_IRI or not 0.0 < what.weight <= MAXIMUM_WEIGHT:
        raise BadRequest("an activity has an id, and a weight above 0 and at most 4")
    known = _known(write.conn, who.tenant_id, what.among)
    if set(what.wanted) - known:
        raise BadRequest("a standard that is not there")
    if not what.wanted and write.conn.scalar(select(t.activity.c.id).filter_by(**_named(who, what))) is None:
        note(write, who, what, dict.fromkeys(sorted(known), REFUSED))
        return False
    activity_id = activity_of(write, who.tenant_id, what.iri, what.title)
    stands = confirmed(write.conn, who.tenant_id, activity_id)
    changed: dict[str, str] = {}
    for one in sorted(known):
        if one in what.wanted:
            if stands.get(one) != what.weight:
                _confirm(write, who, activity_id, one, what)
                changed[one] = ACCEPTED
        elif one in stands:
            _take_away(write, who, activity_id, one)
            changed[one] = OFF
    mine = _declined(write, who, activity_id, what, changed)
    noted = changed | {one: REFUSED for one in known if one not in changed and one not in what.wanted and what.places}
    note(write, who, what, noted)
    around = _lies_in(write, who.tenant_id, activity_id, what.inside)
    if changed or mine:
        renew_courses(write, who.tenant_id)
        reread(write, who.tenant_id, [activity_id, *around])
    return bool(changed or mine)


def confirmed(conn: Connection, tenant_id: int, activity_id: str) -> dict[str, float]:
    """Return the weight of each standard for which an activity counts."""
    rows = conn.execute(
        select(t.alignment.c.standard_id, t.alignment.c.weight)
        .filter_by(tenant_id=tenant_id, activity_id=activity_id)
        .where(t.alignment.c.confirmed_at.is_not(None))
    )
    return {row.standard_id: row.weight for row in rows}


def refused(conn: Connection, tenant_id: int, iri: str) -> set[str]:
    """Return what somebody refused for an activity and nobody accepted later: it is suggested no more."""
    rows = conn.execute(
        select(t.align_choice.c.standard_id, t.align_choice.c.choice)
        .filter_by(tenant_id=tenant_id, iri=iri)
        .order_by(t.align_choice.c.at, t.align_choice.c.id)
    )
    last = {row.standard_id: row.choice for row in rows}
    return {one for one, choice in last.items() if choice == REFUSED}


def _named(who: Author, what: Decision) -> dict[str, Any]:
    return {"tenant_id": who.tenant_id, "iri": what.iri}


def _known(conn: Connection, tenant_id: int, ids: Collection[str]) -> set[str]:
    wanted = sorted(set(ids))
    found: set[str] = set()
    for some in chunks(wanted):
        found |= set(
            conn.scalars(select(t.standard.c.id).where(t.standard.c.tenant_id == tenant_id, t.standard.c.id.in_(some)))
        )
    return found


def _confirm(write: Write, who: Author, activity_id: str, standard_id: str, what: Decision) -> None:
    key = {"tenant_id": who.tenant_id, "activity_id": activity_id, "standard_id": standard_id}
    upsert(
        write.conn, t.alignment, key,
        {"weight": what.weight, "source": what.source, "confirmed_by": who.person_id, "confirmed_at": write.now},
    )  # fmt: skip
    # One activity has one weight: its results are one observation of all that it counts for.
    of = update(t.alignment).filter_by(tenant_id=who.tenant_id, activity_id=activity_id)
    write.conn.execute(of.values(weight=what.weight))


def _take_away(write: Write, who: Author, activity_id: str, standard_id: str) -> None:
    """Switch an alignment off, unless another course uses the activity."""
    if _used_elsewhere(write.conn, who, activity_id):
        return
    key = {"tenant_id": who.tenant_id, "activity_id": activity_id, "standard_id": standard_id}
    write.conn.execute(update(t.alignment).filter_by(**key).values(confirmed_by=None, confirmed_at=None))


def _used_elsewhere(conn: Connection, who: Author, activity_id: str) -> bool:
    other = select(t.course_activity.c.course_id).filter_by(tenant_id=who.tenant_id, activity_id=activity_id)
    return conn.execute(other.where(t.course_activity.c.course_id != who.course_id).limit(1)).first() is not None


def _declined(write: Write, who: Author, activity_id: str, what: Decision, changed: Mapping[str, str]) -> bool:
    """Bring the course's own pathways to the decision: what they decline, and what they count."""
    off = {one for one, choice in changed.items() if choice == OFF}
    moved = False
    for row in write.conn.execute(
        select(t.pathway).filter_by(**who.key).where(t.pathway.c.state.in_(("draft", "published")))
    ).all():
        before = [tuple(one) for one in row.body.get("declined") or ()]
        pairs = [one for one in before if not (one[0] == activity_id and one[1] in what.wanted)]
        if _used_elsewhere(write.conn, who, activity_id):
            pairs += [(activity_id, one) for one in sorted(off) if (activity_id, one) not in pairs]
        body = {**row.body, "declined": [list(one) for one in pairs]}
        if activity_id in (row.body.get("activities") or {}):
            kept = [tuple(one) for one in row.body.get("alignments") or ()]
            kept = [one for one in kept if not (one[0] == activity_id and one[1] in off)]
            kept += [(activity_id, one) for one in sorted(what.wanted) if (activity_id, one) not in kept]
            body["alignments"] = [list(one) for one in kept]
        if body != {"declined": [], **row.body}:
            moved = True
            write.conn.execute(update(t.pathway).filter_by(**who.key, version=row.version).values(body=body))
    return moved


def _lies_in(write: Write, tenant_id: int, activity_id: str, inside: Sequence[str]) -> list[str]:
    """Keep in what an activity lies; return those larger ones that are activities here."""
    larger = [stable_id("activity", one) for one in inside]
    rows = write.conn.execute(
        select(t.activity.c.id, t.activity.c.iri).where(
            t.activity.c.tenant_id == tenant_id, t.activity.c.iri.in_(list(inside))
        )
    ).all()
    known = {row.iri: row.id for row in rows}
    for iri, guess in zip(inside, larger, strict=True):
        key = {"tenant_id": tenant_id, "activity_id": activity_id, "within_id": known.get(iri, guess)}
        if key["within_id"] != activity_id:
            upsert(write.conn, t.nested, key, {})
    return list(known.values())


def note(write: Write, who: Author, what: Decision, choices: Mapping[str, str]) -> None:
    """Keep what was decided about each standard, by whom and when."""
    rows = [
        {
            "tenant_id": who.tenant_id, "id": new_id(), "course_id": who.course_id or None, "iri": what.iri,
            "standard_id": one, "choice": choice, "source": what.source, "place": (what.places or {}).get(one),
            "by_person_id": who.person_id, "at": write.now,
        }
        for one, choice in choices.items()
    ]  # fmt: skip
    if rows:
        write.conn.execute(insert(t.align_choice), rows)

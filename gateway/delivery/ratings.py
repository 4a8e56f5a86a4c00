"""Levels in the learning system's own mastery views: a standard is a Place, a learner's level on it a Cell.

A level that somebody else gave there stays, whatever is wanted: those views are the teacher's. A level cannot be taken
back, so absent is done at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.delivery.several import Several
from lti.lms.base import Adapter, MemberRef, Remote, Seen
from lti.lms.own_views import Rating, StandardWanted

OWN_INTERFACE = frozenset({"assignment", "standard", "plan", "part"})
"""Kinds of Places for which a refusal concerns the system's own interface, not our key: columns go on."""


def ready(conn: Connection, row: Any) -> bool:
    """Say whether the standard's column is there already, with which the level may be kept."""
    key = {"tenant_id": row.tenant_id, "course_id": row.course_id, "kind": "column", "key": row.wanted["column_key"]}
    return conn.scalar(select(t.place.c.state).filter_by(**key)) not in {"waiting", None}


def make(adapter: Adapter, wanted: Mapping[str, Any], check: Callable[[], None]) -> Remote:
    """Find or make the standard; `check` raises where another worker took over. Several where many carry our key."""
    standard = StandardWanted(**{**wanted, "levels": tuple(wanted["levels"])})
    found = adapter.standards.find_standards(standard)
    if len(found) > 1:
        raise Several(found)
    if found:
        return found[0]
    check()
    return adapter.standards.make_standard(standard)


def send(
    adapter: Adapter, standard: Remote, member: MemberRef, wanted: Mapping[str, Any] | None,
    ours: Sequence[Mapping[str, Any] | None],
) -> Seen | None:  # fmt: skip
    """Give a learner the wanted level; return what stands there where that is neither it nor any of ours."""
    if wanted is None:
        return None
    seen = adapter.standards.read_rating(standard, member)
    level = int(wanted["value"])
    if seen.value is not None and seen.value != adapter.standards.stands_for(standard, level):
        known = {adapter.standards.stands_for(standard, int(one["value"])) for one in ours if one and "value" in one}
        if seen.value not in known:
            return seen
    adapter.standards.rate(standard, Rating(member, level, str(wanted.get("comment", ""))))
    return None

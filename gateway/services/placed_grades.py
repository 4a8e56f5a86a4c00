"""What the columns of placed links should show: each learner's results behind a link, once the course writes grades.

A column that came with a link belongs to the learning system: it is not made, found or renamed by us, only filled. Its
Place is there from the first launch that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import insert, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import choices, want
from gateway.security import stable_id
from gateway.services import desire, placed, steps
from gateway.services.due import person_due
from gateway.services.inputs import CourseInputs, published_pathway
from gateway.services.placed import PATH, TAG

LINK = "link"
"""The kind of such a Place."""


class Result(NamedTuple):
    """A share of what could be earned, from 0 to 1, and when (ISO 8601)."""

    share: float
    at: str


def is_there(place: Any) -> bool:
    """Say whether a Place is the column of a link, and was not gone when it was last looked at."""
    return bool(place.kind == LINK and place.reason != choices.GONE)


def column_seen(write: Write, link: Any, course_id: str, url: str) -> None:
    """Keep the column that a launch of a graded link names; what learners did behind it before is looked at again.

    Columns of the same link that were found gone are forgotten: this one came in their place.
    """
    key = {"tenant_id": link.tenant_id, "course_id": course_id}
    place_id = stable_id("place", course_id, LINK, link.id, url)
    if write.conn.scalar(select(t.place.c.id).filter_by(tenant_id=link.tenant_id, id=place_id)) is not None:
        return
    old = write.conn.execute(select(t.place).filter_by(**key, kind=LINK, state="held")).all()
    for row in old:
        if row.wanted["placed"] == link.id and row.reason == choices.GONE:
            want.forget_place(write, link.tenant_id, row.id)
    course = write.conn.execute(
        select(t.course.c.platform_id, t.course.c.settings).filter_by(tenant_id=link.tenant_id, id=course_id)
    ).one()
    on = bool(course.settings.get("write")) and published_pathway(write.conn, link.tenant_id, course_id) is not None
    write.conn.execute(
        insert(t.place).values(
            **key, id=place_id, platform_id=course.platform_id, kind=LINK, key=f"{TAG}-{link.id}-{place_id}",
            wanted={"title": link.title, "maximum": link.maximum, "placed": link.id},
            remote={"id": url, "detail": {}}, state="there" if on else "stopped", tries=0, made_at=write.now,
        )
    )  # fmt: skip
    people = write.conn.scalars(select(t.enrolment.c.person_id).filter_by(**key, role="learner")).all()
    person_due(write, link.tenant_id, people)


def learner(write: Write, course: CourseInputs, person_id: str) -> None:
    """Want what the columns of placed links should show of one learner; nothing while the course writes no grades."""
    if not desire.writes(course):
        return
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    columns = write.conn.execute(select(t.place.c.id, t.place.c.wanted).filter_by(**key, kind=LINK)).all()
    if not columns:
        return
    links = {one.id: one for one in placed.in_course(write.conn, course.tenant_id, course.course_id)}
    known_best = best(write, course, person_id)
    levels = _levels(write, course, {**key, "person_id": person_id})
    for row in columns:
        link = links.get(row.wanted["placed"])
        if link is None:
            continue
        known = levels if link.kind == PATH else [known_best[one] for one in link.activities if one in known_best]
        want.cell(write, course.tenant_id, row.id, person_id, _wanted(known, int(row.wanted["maximum"])))


def _wanted(known: Sequence[Result], maximum: int) -> dict[str, Any] | None:
    """Return whole points for the mean of what is known; what was not done yet is no zero (design.md 1.2)."""
    if not known:
        return None
    share = sum(one.share for one in known) / len(known)
    return {"value": int(share * maximum + 0.5), "maximum": maximum, "comment": "", "at": max(one.at for one in known)}


def best(write: Write, course: CourseInputs, person_id: str) -> dict[str, Result]:
    """Return the best result of each activity: from evidence, and of what no standard counts, from the log itself."""
    here = t.evidence.c.course_id.is_(None) | (t.evidence.c.course_id == course.course_id)
    rows = write.conn.execute(
        select(t.evidence.c.activity_id, t.evidence.c.timestamp, t.evidence.c.score, t.evidence.c.detail).where(
            t.evidence.c.tenant_id == course.tenant_id, t.evidence.c.person_id == person_id, here
        )
    )
    found: dict[str, Result] = {}
    for row in rows:
        earned = row.detail.get("earned")
        _keep_best(found, row.activity_id, row.score if earned is None else earned, row.timestamp)
    for row in steps.completions(write.conn, course.tenant_id, course.course_id, person_id):
        said = (orjson.loads(row.body).get("result") or {}).get("score") or {}
        _keep_best(found, row.activity_id, said.get("scaled"), row.at)
    return found


def _keep_best(found: dict[str, Result], activity_id: str, share: Any, at: Any) -> None:
    if isinstance(share, int | float):
        mine = Result(min(max(float(share), 0.0), 1.0), at.isoformat())
        found[activity_id] = max(found.get(activity_id, mine), mine, key=lambda one: one.share)


def _levels(write: Write, course: CourseInputs, key: Mapping[str, Any]) -> list[Result]:
    """Return the delivered levels of the open units as shares of the highest points."""
    points = desire.points(course)
    rows = write.conn.execute(
        select(t.mastery.c.standard_id, t.mastery.c.delivered, t.mastery.c.last_at).filter_by(**key)
    )
    wanted, most = set(desire.open_standards(course)), max(points.values())
    return [
        Result(points[row.delivered] / most, (row.last_at or write.now).isoformat())
        for row in rows
        if row.standard_id in wanted and row.delivered in points
    ]

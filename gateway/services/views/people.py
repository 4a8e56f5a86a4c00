"""The learners of a course by name: everybody on the class list, whether they have been here or not (U30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, func, select

from gateway.db import tables as t
from gateway.db.taking_part import out
from gateway.errors import NotFound


@dataclass(frozen=True)
class Learner:
    """One learner of a course as staff see them; `last_active` is the later of the last launch and the last result.

    `out`: takes no part.
    """

    id: str
    name: str
    first: str
    order: tuple[str, str]
    sections: tuple[str, ...]
    active: bool
    test: bool
    named: bool
    since: datetime
    last_active: datetime | None
    out: bool = False


def learners(conn: Connection, tenant_id: int, course_id: str, only: Sequence[str] | None) -> list[Learner]:
    """Return all learners of a course by family name; those who left and the test student are among them.

    `only`: nobody but those of these sections, where the reader may see no others.
    """
    found = [_learner(row) for row in conn.execute(_query(tenant_id, course_id)) if _within(row, only)]
    active = _last_results(conn, tenant_id, course_id)
    found = [replace(one, last_active=_later(one.last_active, active.get(one.id))) for one in found]
    return sorted(_told_apart(found), key=lambda one: (*one.order, one.id))


def learner(conn: Connection, tenant_id: int, course_id: str, person_id: str, only: Sequence[str] | None) -> Learner:
    """Return one learner of a course, of sections where `only` names some; NotFound for anybody else (T01)."""
    row = conn.execute(_query(tenant_id, course_id).where(t.enrolment.c.person_id == person_id)).first()
    if row is None or not _within(row, only):
        raise NotFound("no such student in this course")
    found = _learner(row)
    return replace(
        found, last_active=_later(found.last_active, _last_results(conn, tenant_id, course_id).get(person_id))
    )


def counted(found: Iterable[Learner], section: str = "") -> list[Learner]:
    """Return those whom class figures count: in the course now, taking part, no test student, of a section if given."""
    return [one for one in there(found) if not one.out and (not section or section in one.sections)]


def there(found: Iterable[Learner]) -> list[Learner]:
    """Return those who are in the course now, also who takes no part; the test student is nobody."""
    return [one for one in found if one.active and not one.test]


def _within(row: Any, only: Sequence[str] | None) -> bool:
    return only is None or bool(set(only) & set(row.sections))


def sections(conn: Connection, tenant_id: int, course_id: str, only: Sequence[str] | None) -> dict[str, str]:
    """Return the names of a course's sections by id, by name; of those in `only` where it names some."""
    rows = conn.execute(
        select(t.section.c.id, t.section.c.name)
        .filter_by(tenant_id=tenant_id, course_id=course_id)
        .order_by(t.section.c.name)
    )
    return {row.id: row.name for row in rows if only is None or row.id in only}


def staff_names(conn: Connection, tenant_id: int, course_id: str) -> dict[str, str]:
    """Return the names of a course's teachers by id."""
    rows = conn.execute(
        select(t.person_name.c.person_id, t.person_name.c.name)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.person_name.c.tenant_id)
            & (t.enrolment.c.person_id == t.person_name.c.person_id),
        )
        .where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id, t.enrolment.c.role != "learner"
        )
    )  # fmt: skip
    return {row.person_id: row.name for row in rows if row.name}


def _query(tenant_id: int, course_id: str) -> Any:
    return (
        select(
            t.enrolment, t.person.c.is_test, t.person.c.account, t.person_name.c.name, t.person_name.c.given_name,
            t.person_name.c.family_name, t.enrolment.c.person_id.in_(out(tenant_id)).label("out"),
        )
        .join(
            t.person,
            (t.person.c.tenant_id == t.enrolment.c.tenant_id) & (t.person.c.id == t.enrolment.c.person_id),
        )
        .outerjoin(
            t.person_name,
            (t.person_name.c.tenant_id == t.enrolment.c.tenant_id)
            & (t.person_name.c.person_id == t.enrolment.c.person_id),
        )
        .where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id, t.enrolment.c.role == "learner"
        )
    )  # fmt: skip


def _learner(row: Any) -> Learner:
    whole = row.name or " ".join(part for part in (row.given_name, row.family_name) if part)
    name = whole or str(gettext("Student %(code)s", code=row.account[:4]))
    family = row.family_name or whole.rpartition(" ")[2]
    return Learner(
        id=row.person_id, name=name, first=row.given_name or (whole.split()[0] if whole else name),
        order=((family or name).casefold(), name.casefold()), sections=tuple(row.sections),
        active=row.status == "active", test=row.is_test, named=bool(whole), since=row.since,
        last_active=row.last_launch_at, out=bool(row.out),
    )  # fmt: skip


def _last_results(conn: Connection, tenant_id: int, course_id: str) -> dict[str, datetime]:
    rows = conn.execute(
        select(t.mastery.c.person_id, func.max(t.mastery.c.last_at, type_=t.mastery.c.last_at.type).label("at"))
        .where(t.mastery.c.tenant_id == tenant_id, t.mastery.c.course_id == course_id)
        .group_by(t.mastery.c.person_id)
    )
    return {row.person_id: row.at for row in rows if row.at}


def _later(left: datetime | None, right: datetime | None) -> datetime | None:
    return max((one for one in (left, right) if one is not None), default=None)


def _told_apart(found: list[Learner]) -> list[Learner]:
    """Give two equal names a mark each (U30)."""
    times = Counter(one.name for one in found)
    return [
        replace(one, name=f"{one.name} ({one.id[:4]})") if times[one.name] > 1 else one for one in found
    ]  # fmt: skip

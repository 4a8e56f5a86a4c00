"""What is known of a launch before it is stored, in one look: of most launches nothing is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from gateway.db.driver import rows_of
from gateway.db.types import from_micros
from lti.errors import PlatformDisabled

_PERSON = ("lms_user_id", "sourcedid", "is_test")
_NAME = ("name", "given_name", "family_name")
_COURSE = ("deployment_id", "title", "label", "custom", "memberships_url", "lineitems_url", "ags_scopes")
_ENROLLED = ("role", "launch_role", "status")

_LOOK = (
    f"SELECT person.id, {', '.join(f'person.{one}' for one in _PERSON)},"  # noqa: S608 - names of columns
    f" {', '.join(f'person_name.{one}' for one in _NAME)},"
    f" course.id, {', '.join(f'course.{one}' for one in _COURSE)},"
    f" {', '.join(f'enrolment.{one}' for one in _ENROLLED)},"
    " course.roster_at, course.roster_trouble, course_link.link_id, platform.last_launch_at, platform.lms,"
    " joined.person_id"
    " FROM platform"
    " LEFT JOIN person ON person.tenant_id = ? AND person.id = ?"
    " LEFT JOIN person_name ON person_name.tenant_id = person.tenant_id AND person_name.person_id = person.id"
    " LEFT JOIN course ON course.tenant_id = ? AND course.id = ?"
    " LEFT JOIN enrolment ON enrolment.tenant_id = person.tenant_id AND enrolment.person_id = person.id"
    " AND enrolment.course_id = course.id"
    " LEFT JOIN course_link ON course_link.tenant_id = course.tenant_id AND course_link.course_id = course.id"
    " AND course_link.link_id = ?"
    " LEFT JOIN joined ON joined.tenant_id = person.tenant_id AND joined.person_id = person.id"
    " AND joined.undone_at IS NULL"
    " WHERE platform.id = ?"
)


@dataclass(frozen=True)
class Known:
    """Columns by name, in stored form; `person`, `course` and `enrolment` are None where there is no such row.

    `link` says whether the course is known to have the link that was opened, `joined` whether the account was joined to
    another of the same person.
    """

    person: Mapping[str, Any] | None
    names: Mapping[str, Any]
    course: Mapping[str, Any] | None
    enrolment: tuple[str, str | None, str] | None
    roster_at: datetime | None
    roster_failed: bool
    link: bool
    launched_at: datetime | None
    lms: str | None
    joined: bool

    def launched_since(self, now: datetime, span: timedelta) -> bool:
        """Say whether somebody came from this learning system within a time."""
        return self.launched_at is not None and now - self.launched_at < span


def look(
    conn: Connection, tenant_id: int, platform_id: str, person_id: str, course_id: str | None, link_id: str | None
) -> Known:
    """Return what is stored of the person, the course and the link of a launch; PlatformDisabled without its system."""
    asked = (tenant_id, person_id, tenant_id, course_id, link_id, platform_id)
    found = rows_of(conn, _LOOK, asked)
    if not found:  # it was removed since the launch was checked
        raise PlatformDisabled
    row = iter(found[0])
    person, told = next(row), _take(row, _PERSON)
    names = _take(row, _NAME)
    course, where = next(row), _take(row, _COURSE)
    role, launch_role, status = next(row), next(row), next(row)
    roster_at, trouble, link, launched_at, lms, joined = row
    return Known(
        person=None if person is None else told, names=names, course=None if course is None else where,
        enrolment=None if role is None else (role, launch_role, status),
        roster_at=None if roster_at is None else from_micros(roster_at), roster_failed=trouble is not None,
        link=link is not None, launched_at=None if launched_at is None else from_micros(launched_at), lms=lms,
        joined=joined is not None,
    )  # fmt: skip


def _take(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: next(row) for name in names}

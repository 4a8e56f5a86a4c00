"""What the application knows about a registration before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from lti.lms.base import CourseRef
from lti.stores import Platform


@dataclass(frozen=True)
class Services:
    """The services that launches of one course named; None is a service they did not name.

    `course` is what an adapter would be told of it.
    """

    roster: str | None
    lineitems: str | None
    scopes: frozenset[str] = frozenset()
    course: CourseRef | None = None


@dataclass(frozen=True)
class Subject:
    """One registration.

    `base_url` is our own address, `kid` names the key that signs now; `launched` says that somebody came by this
    registration before, which proves its issuer; `assigned` counts deployments with a school, `waiting` are those
    without; `storage` says whether the logins of late named a window that keeps values, None where nobody logged in;
    `services` are those of the course that was opened last, None before the first launch.
    """

    platform: Platform
    base_url: str
    kid: str
    launched: bool = False
    assigned: int = 0
    waiting: tuple[str, ...] = field(default=())
    storage: bool | None = None
    services: Services | None = None

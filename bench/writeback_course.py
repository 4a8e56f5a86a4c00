"""What `bench.writeback` writes back: courses with a column each, as the database knows them, and levels to send."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.security import new_id
from gateway.services import platforms, tenants
from gateway.services.platforms import NewPlatform
from gateway.wiring import Waymark
from lti.ags import SCOPES
from lti.lms.base import ColumnWanted

POINTS = 5
WHEN = "2026-09-13T18:30:00+00:00"
"""When the work was done on which the levels rest."""

_AT_ONCE = 500
"""Cells in one transaction: the writer serves others too."""


@dataclass(frozen=True)
class Grades:
    """Where grades go: tenant, platform, and (place, person) of each cell, course after course."""

    tenant: int
    platform: str
    cells: Sequence[tuple[str, str]]

    def want(self, waymark: Waymark, value: Callable[[int], int], count: int | None = None) -> None:
        """Want a value for the first `count` cells, all where None; `value` is told a cell's number."""
        wanted = list(enumerate(self.cells[:count]))
        for start in range(0, len(wanted), _AT_ONCE):
            waymark.db.write(_wanting(self.tenant, [(*cell, value(n)) for n, cell in wanted[start : start + _AT_ONCE]]))


def _wanting(tenant: int, some: Sequence[tuple[str, str, int]]) -> Callable[[Write], None]:
    def plan(write: Write) -> None:
        for place, person, value in some:
            wanted = {"value": value, "maximum": POINTS, "comment": f"Level {value}.", "at": WHEN}
            want.cell(write, tenant, place, person, wanted)

    return plan


def found(waymark: Waymark, lms: Mapping[str, Any], kind: str, grades: int) -> Grades:
    """Store the platform, its courses and their learners, and want a column in each; nothing is asked of the LMS.

    The courses share the grades: some have one learner more than the others.
    """

    def plan(write: Write) -> Grades:
        tenant = tenants.only(write, "Writeback")
        home = str(lms["url"])
        new = NewPlatform(
            name="Writeback", issuer=str(lms["issuer"]), client_id=str(lms["client_id"]), auth_url=f"{home}/auth",
            token_url=str(lms["token_url"]), jwks_url=f"{home}/keys", lms=kind,
        )  # fmt: skip
        secret = waymark.settings.secret_key
        platform = platforms.add(write, tenant, new, secret_key=secret, loopback=True)
        courses = lms["courses"]
        base, more = divmod(grades, len(courses))
        cells: list[tuple[str, str]] = []
        for number, one in enumerate(courses):
            cells += _course(write, tenant, platform, one, base + (number < more))
        return Grades(tenant, platform, cells)

    return waymark.db.write(plan)


def _course(write: Write, tenant: int, platform: str, facts: Mapping[str, Any], learners: int) -> list[tuple[str, str]]:
    course = new_id()
    own = {"tenant_id": tenant, "platform_id": platform, "created_at": write.now}
    write.conn.execute(
        insert(t.course).values(
            **own, id=course, deployment_id="1", context_id=facts["context_id"], title="Mathematics 6",
            lineitems_url=facts["lineitems"], ags_scopes=sorted(SCOPES), custom={}, settings={"write": True},
            setup_step=6, version=1,
        )
    )  # fmt: skip
    people = [
        {**own, "id": new_id(), "sub": sub, "account": new_id(), "is_test": False}
        for sub in facts["students"][:learners]
    ]
    write.conn.execute(insert(t.person), people)
    column = ColumnWanted("waymark-standard-6.RP.A.1", "6.RP.A.1 Ratios", POINTS, "6.RP.A.1", counts_in_total=True)
    place = want.column(write, tenant, course, new_id(), column)
    return [(place, one["id"]) for one in people]

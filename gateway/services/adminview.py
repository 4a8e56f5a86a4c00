"""What an admin sees of the system: each learning system and this server as measured facts; nobody's name is in them.

A platform is listed for the tenant that registered it. A deployment of a shared one waits, where nobody has said yet to
which school it belongs, for that tenant's admin (L19).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import audit, platforms

BACKUPS = "backups"
"""The folder beside the data in which `waymark db backup` leaves its files."""


LATE = timedelta(seconds=30)
"""A task is picked up within seconds; one whose time came this long ago says that nobody works."""


@dataclass(frozen=True)
class System:
    """One learning system: its row, grades that wait, courses, those that write, and a class list that fails.

    `asking` grades wait for a teacher, `failed` ones were refused, `closed` courses take none any more.
    """

    row: Any
    waiting: int
    courses: int
    writing: int
    roster_trouble: str = ""
    asking: int = 0
    failed: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Queue:
    """Statements and tasks that wait to be worked in, and for how long the oldest has."""

    waiting: int
    oldest: timedelta


def systems(conn: Connection, tenant_id: int) -> list[System]:
    """Return the learning systems of a tenant by name."""
    return [_system(conn, tenant_id, row) for row in platforms.listed(conn, tenant_id)]


def _system(conn: Connection, tenant_id: int, row: Any) -> System:
    courses = conn.execute(
        select(t.course.c.settings, t.course.c.roster_trouble).where(
            t.course.c.tenant_id == tenant_id, t.course.c.platform_id == row.id
        )
    ).all()
    counts = conn.execute(
        select(t.cell.c.state, func.count().label("cells"))
        .join(t.place, (t.place.c.tenant_id == t.cell.c.tenant_id) & (t.place.c.id == t.cell.c.place_id))
        .where(
            t.cell.c.tenant_id == tenant_id, t.place.c.platform_id == row.id, t.place.c.state != "stopped",
            t.cell.c.state.in_(["waiting", "held", "failed"]),
        )
        .group_by(t.cell.c.state)
    )  # fmt: skip
    states = {one.state: one.cells for one in counts}
    closed = conn.scalar(
        select(func.count())
        .select_from(t.gradebook)
        .join(t.course, (t.course.c.tenant_id == t.gradebook.c.tenant_id) & (t.course.c.id == t.gradebook.c.course_id))
        .where(
            t.gradebook.c.tenant_id == tenant_id, t.course.c.platform_id == row.id, t.gradebook.c.trouble.is_not(None)
        )
    )
    troubles = [one.roster_trouble["code"] for one in courses if one.roster_trouble]
    return System(
        row=row, waiting=states.get("waiting", 0), asking=states.get("held", 0), failed=states.get("failed", 0),
        closed=int(closed or 0), courses=len(courses),
        writing=sum(bool(one.settings.get("write")) for one in courses),
        roster_trouble=troubles[0] if troubles else "",
    )  # fmt: skip


def queue(conn: Connection, tenant_id: int, now: datetime) -> Queue:
    """Return how much of a tenant's work is not done yet: results not worked in, and tasks that nobody picks up."""
    waiting, since = conn.execute(
        select(func.count(), func.min(t.statement.c.stored, type_=t.statement.c.stored.type))
        .select_from(t.progress)
        .join(
            t.statement,
            (t.statement.c.tenant_id == t.progress.c.tenant_id)
            & (t.statement.c.actor_hash == t.progress.c.key_hash)
            & (t.statement.c.seq > t.progress.c.through)
            & t.statement.c.decision.is_(False),
        )
        .where(t.progress.c.tenant_id == tenant_id, t.progress.c.due.is_(True))
    ).one()
    late, due = conn.execute(
        select(func.count(), func.min(t.lane.c.due, type_=t.lane.c.due.type)).where(
            t.lane.c.due <= now - LATE, or_(*_lanes(conn, tenant_id))
        )
    ).one()
    oldest = min((one for one in (since, due) if one is not None), default=now)
    return Queue(int(waiting) or int(late), now - oldest)


def _lanes(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the conditions for the lanes that work for a tenant."""
    ours = [f"deliver/{row.id}" for row in platforms.listed(conn, tenant_id)]
    return [
        t.lane.c.name.in_([f"evaluate/{tenant_id}", f"link/{tenant_id}"]),
        *(t.lane.c.name.like(f"{kind}/{tenant_id}/%") for kind in ("roster", "forward", "pull")),
        t.lane.c.name.in_(ours),
    ]


def backup_age(data_dir: Path, now: datetime) -> timedelta | None:
    """Return how old the newest backup is, None where there is none."""
    folder = data_dir / BACKUPS
    times = [one.stat().st_mtime for one in folder.glob("waymark-*")]
    return max(timedelta(), timedelta(seconds=now.timestamp() - max(times))) if times else None


def free_bytes(data_dir: Path) -> int:
    """Return how many bytes are free where the data is kept."""
    return shutil.disk_usage(data_dir).free


def deployments(conn: Connection, tenant_id: int) -> dict[str, list[str]]:
    """Return the deployments assigned to a tenant, by platform."""
    found: dict[str, list[str]] = {}
    rows = conn.execute(
        select(t.deployment.c.platform_id, t.deployment.c.deployment_id)
        .where(t.deployment.c.tenant_id == tenant_id)
        .order_by(t.deployment.c.first_seen_at, t.deployment.c.deployment_id)
    )
    for row in rows:
        found.setdefault(row.platform_id, []).append(row.deployment_id)
    return found


def waiting_deployments(conn: Connection, tenant_id: int) -> list[Any]:
    """Return (platform_id, name, deployment_id, first_seen_at) of what nobody has assigned yet, oldest first."""
    query = (
        select(
            t.deployment.c.platform_id, t.platform.c.name, t.deployment.c.deployment_id, t.deployment.c.first_seen_at
        )
        .join(t.platform, t.platform.c.id == t.deployment.c.platform_id)
        .where(t.platform.c.tenant_id == tenant_id, t.deployment.c.tenant_id.is_(None))
        .order_by(t.deployment.c.first_seen_at, t.deployment.c.deployment_id)
    )
    return list(conn.execute(query))


def places(conn: Connection, platform_id: str) -> list[Any]:
    """Return (deployment_id, tenant_id) of everything that came by a registration, oldest first."""
    one = t.deployment.c
    query = select(one.deployment_id, one.tenant_id).where(one.platform_id == platform_id)
    return list(conn.execute(query.order_by(one.first_seen_at, one.deployment_id)))


def assign(write: Write, tenant_id: int, who: str, platform_id: str, deployment_id: str) -> None:
    """Say that a waiting deployment is this school's; NotFound for one that does not wait here."""
    mine = select(t.platform.c.id).where(t.platform.c.id == platform_id, t.platform.c.tenant_id == tenant_id)
    change = update(t.deployment).where(
        t.deployment.c.platform_id.in_(mine),
        t.deployment.c.deployment_id == deployment_id,
        t.deployment.c.tenant_id.is_(None),
    )
    if write.conn.execute(change.values(tenant_id=tenant_id)).rowcount != 1:
        raise NotFound(deployment_id)
    about = {"platform": platform_id, "deployment": deployment_id}
    audit.record(write, tenant_id, who, "deployment-assigned", about)


def switch(write: Write, tenant_id: int, who: str, platform_id: str, *, enabled: bool) -> None:
    """Allow or refuse launches of a platform; NotFound for one of another tenant."""
    if not platforms.disable(write, tenant_id, platform_id, enabled=enabled):
        raise NotFound(platform_id)
    what = "platform-enabled" if enabled else "platform-disabled"
    audit.record(write, tenant_id, who, what, {"platform": platform_id})


def probe(write: Write, tenant_id: int, who: str, platform_id: str) -> None:
    """Forget that a platform did not take anything and try again now; NotFound for one of another tenant."""
    change = update(t.platform).where(t.platform.c.id == platform_id, t.platform.c.tenant_id == tenant_id)
    if write.conn.execute(change.values(trouble=None)).rowcount != 1:
        raise NotFound(platform_id)
    courses = select(t.course.c.id).where(
        t.course.c.tenant_id == tenant_id, t.course.c.platform_id == platform_id, t.course.c.roster_trouble.is_not(None)
    )
    for row in write.conn.execute(courses):
        write.wake(f"roster/{tenant_id}/{row.id}")
    write.wake(f"deliver/{platform_id}")
    audit.record(write, tenant_id, who, "platform-probed", {"platform": platform_id})


def tenant_name(conn: Connection, tenant_id: int) -> str:
    """Return the name of a school or district."""
    return str(conn.scalar(select(t.tenant.c.name).where(t.tenant.c.id == tenant_id)))

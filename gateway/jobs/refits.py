"""Once a night each school whose answers have grown by a quarter is fitted again."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from gateway.db import tables as t
from gateway.db.writer import Database
from gateway.jobs.lanes import Claim
from gateway.services import fitting
from gateway.services.inputs import InputsCache

REFITS = "periodic/fit"
HOUR = 3
"""UTC. The search takes half a minute of a processor in a large school, which would be felt during lessons."""

log = structlog.get_logger()


class Refits:
    """The handler of the lane `periodic/fit`."""

    def __init__(self, db: Database, cache: InputsCache) -> None:
        self.db = db
        self.cache = cache

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Fit those that are due, at night only: a server that starts by day waits for the next one."""
        del lane, held
        now = self.db.clock()
        if now.hour == HOUR:
            for tenant_id in self._due():
                made = fitting.fit(self.db, self.cache, tenant_id, "waymark")
                log.info("fitted", tenant=tenant_id, version=made.version, loss=made.loss, shipped=made.shipped_loss)
        return following(now)

    def _due(self) -> list[int]:
        with self.db.read() as conn:
            tenants = conn.scalars(select(t.tenant.c.id).order_by(t.tenant.c.id)).all()
            return [one for one in tenants if fitting.due(conn, one)]


def following(now: datetime) -> datetime:
    """Return the next night's hour after a time."""
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)

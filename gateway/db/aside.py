"""Jobs that something was in the way of, until it is their turn again."""

from __future__ import annotations

import time
from collections.abc import Sequence

from gateway.db import trouble
from gateway.db.group import Job
from gateway.db.trouble import Trouble

OLD = 20.0
"""Seconds after which a job that is put aside again and again is given up: 503."""

_TRIES = {Trouble.RACED: 3, Trouble.LOST: 3, Trouble.TWICE: 1}
"""How often a job runs again, by what happened (S09); for a lock until it is old."""

_PAUSE = 0.05
"""Seconds before a job runs again, doubled each time up to `_LONGEST`; none for a log, which is queued for."""

_LONGEST = 2.0


class Aside:
    """Used by the writer's thread only."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []

    def __len__(self) -> int:
        return len(self._jobs)

    def keep(self, job: Job, why: Trouble) -> bool:
        """Keep a job for one of the next groups; False where it was tried enough and hears its error."""
        job.tries += 1
        now = time.monotonic()
        if job.left or now - job.born > OLD or job.tries > _TRIES.get(why, job.tries):
            return False
        job.again_at = now if job.log is not None else now + min(_PAUSE * 2**job.tries, _LONGEST)
        self._jobs.append(job)
        return True

    def due(self) -> list[Job]:
        """Give back the jobs whose time has come, in the order in which they came."""
        now = time.monotonic()
        found = [job for job in self._jobs if job.again_at <= now]
        self._jobs = [job for job in self._jobs if job.again_at > now]
        return found

    def wait(self) -> float | None:
        """Return the seconds until the next is due, None where there is none."""
        return max(0.0, min(job.again_at for job in self._jobs) - time.monotonic()) if self._jobs else None


def undone(jobs: Sequence[Job], error: Exception, *, final: bool) -> Trouble | None:
    """Note what jobs hear whose group failed as a whole; return why they may run again, each alone, if they may.

    Not where the connection went with the commit on its way (`final`): what came of that nobody knows here.
    """
    found, failure = trouble.of(error), trouble.told(error)
    again = found in {Trouble.LOCKED, Trouble.RACED} or (found is Trouble.LOST and not final)
    for job in jobs:
        job.value, job.error, job.alone = None, failure, again
    return found if again else None

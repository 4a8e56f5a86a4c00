"""Staff who look at one student's record leave a line in the audit log: once per session, student and hour (P15)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime

import structlog

from gateway.db.writer import Database
from gateway.services import audit

_KEPT = 4096

log = structlog.get_logger("audit")


class Watch:
    """Remembers who was written down in this hour; safe for threads. A restart only writes a line once more."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._lock = threading.Lock()

    def saw(self, db: Database, tenant_id: int, session: tuple[str, str | None], course_id: str, student: str) -> None:
        """Write down that a session (handle, person id) looked at a student of a course.

        Where the store cannot take it, the server's log has it, and the next look is written down again: a full disk
        does not keep a teacher from a student's page (S04).
        """
        handle, person_id = session
        hour = db.clock().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            if self._seen.get((handle, student)) == hour:
                return
        about = {"course": course_id, "student": student}
        if not db.note(lambda write: audit.record(write, tenant_id, f"person/{person_id}", "view-student", about)):
            log.warning("view not written down", tenant=tenant_id, by=person_id, **about)
            return
        with self._lock:
            self._seen[handle, student] = hour
            self._seen.move_to_end((handle, student))
            while len(self._seen) > _KEPT:
                self._seen.popitem(last=False)

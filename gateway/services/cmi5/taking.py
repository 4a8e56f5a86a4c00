"""What a unit sends is checked against its session, and what becomes satisfied by it is said right after it (4.2).

Called inside the transaction that stores the request, so that two requests of one session never miss each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services.cmi5 import registrations, sessions
from gateway.services.collect import fingerprints
from gateway.services.credentials import Credential
from gateway.services.own_statements import stamped
from gateway.services.record_errors import LrsForbidden
from xapi.agents import actor_key
from xapi.documents import DocumentQuery, Kind
from xapi.formats.cmi5 import iris, rules
from xapi.formats.cmi5.move_on import COMPLETED, PASSED
from xapi.formats.cmi5.session import Broken, Progress, Session
from xapi.statement import Accepted


def take(write: Write, credential: Credential, base_url: str, batch: Sequence[Accepted]) -> list[Accepted]:
    """Return a batch with the statements that follow from it in their places; LrsForbidden refuses all of it.

    What is stored already, as a repeated request brings it, is let through: it says nothing new.
    """
    row = _session(write, credential)
    registration = registrations.find(write.conn, credential.tenant_id, row.registration)
    session, progress = _rules_of(write, registration, row, str(credential.activity_iri))
    stored = fingerprints(write, credential.tenant_id, [one.id.bytes for one in batch])
    made: list[Accepted] = []
    for one in batch:
        made.append(one)
        if one.id.bytes in stored:
            continue
        try:
            after = rules.check(session, progress, rules.Sent(one.body, one.id_given, one.timestamp_given))
        except Broken as broken:
            raise LrsForbidden(f"statement {one.id}: {broken.message} ({broken.rule})") from broken
        if (after.completed, after.passed) != (progress.completed, progress.passed):
            word = COMPLETED if after.completed != progress.completed else PASSED
            registrations.note_done(write, registration, row.activity_id, {word})
            following = registrations.satisfied(write, registration, row.session)
            made += [stamped(write, base_url, each) for each in following]
        progress = after
    _keep(write, row, progress)
    return made


def read_plan(write: Write, credential: Credential, query: DocumentQuery) -> None:
    """Note that a unit read its launch data or its learner's preferences: both come before its first statement."""
    column = "data_read_at" if query.kind is Kind.STATE else "preferences_read_at"
    of = {"tenant_id": credential.tenant_id, "credential_id": credential.id, column: None}
    write.conn.execute(update(t.cmi5_session).filter_by(**of).values({column: write.now}))


def notes(query: DocumentQuery) -> bool:
    """Say whether reading this document is noted."""
    launch_data = query.kind is Kind.STATE and query.name == iris.LAUNCH_DATA
    return launch_data or (query.kind is Kind.AGENT_PROFILE and query.name == iris.PREFERENCES)


def _session(write: Write, credential: Credential) -> Any:
    of = {"tenant_id": credential.tenant_id, "credential_id": credential.id}
    row = write.conn.execute(select(t.cmi5_session).filter_by(**of)).first()
    if row is None:
        raise LrsForbidden("the session of this token is gone")
    return row


def _rules_of(write: Write, registration: Any, row: Any, activity: str) -> tuple[Session, Progress]:
    came = registrations.done(write.conn, row.tenant_id, row.registration).get(row.activity_id, frozenset())
    session = Session(
        actor_key=actor_key(registration.actor), registration=row.registration, activity=activity,
        template=row.template, mode=row.mode, mastery_score=row.mastery_score,
    )  # fmt: skip
    progress = Progress(
        ready=row.data_read_at is not None and row.preferences_read_at is not None, sent=frozenset(row.sent),
        abandoned=row.ended_at is not None, completed=COMPLETED in came, passed=PASSED in came,
    )  # fmt: skip
    return session, progress


def _keep(write: Write, row: Any, progress: Progress) -> None:
    key = {"tenant_id": row.tenant_id, "session": row.session}
    values = {"sent": sorted(progress.sent), "last_at": write.now}
    write.conn.execute(update(t.cmi5_session).filter_by(**key).values(values))
    if progress.over:
        sessions.end(write, row, sessions.TERMINATED)

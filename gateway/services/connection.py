"""The connection check of one registration: what is known here, then what the learning system says (U03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.stores import ToolKeys, platform_of
from gateway.db.writer import Database
from gateway.services import adminview, audit, platforms
from gateway.services.consent_tokens import app_of
from gateway.services.course_ref import course_ref
from gateway.settings import Settings
from lti.check.consent import Consents, consent
from lti.check.lines import Finding, by_line, problem
from lti.check.run import LIMITS, check
from lti.check.subject import Services, Subject
from lti.errors import ToolKeyError
from lti.http import Http, Limits
from lti.lms.access import Access
from lti.lms.registry import profile_of
from lti.tokens import TokenPlatform, Tokens

LATELY = timedelta(days=1)
"""Sign-ins of this time tell whether the learning system offers its storage; older ones are not kept."""

_LOGINS = 20
_UNTRIED = tuple(Finding(line, "skipped", f"{line}.untried") for line in ("own-interface", "own-rights"))


def checked(
    db: Database, keys: ToolKeys, tokens: Tokens, settings: Settings, row: Any, who: str, *, limits: Limits = LIMITS
) -> list[Finding]:
    """Check one registration, the row of which was read; return its lines. Safe at any time: it only looks.

    Where the platform accepts our key again, what waits for it goes on at once. `who` asked stands in the audit log.
    `limits` are those of each call.
    """
    try:
        kid = keys.kid
    except ToolKeyError as error:
        return by_line([problem("own-keys", "secret", error.detail)])
    with db.read() as conn:
        subject = _subject(conn, row, settings.base_url, kid, db.clock() - LATELY)
        consents = _consents(conn, row, subject.services, settings)
        worked = _own_interface_worked(conn, row)
    platform, profile = TokenPlatform(row.id, row.client_id, row.token_url), profile_of(row.lms)
    http = Http(now=db.clock, loopback=settings.loopback, limits=limits)
    given = platforms.credentials_of(row, settings.secret_key)
    access = Access(http, tokens.of(platform), settings.base_url, given)
    course = subject.services.course if subject.services else None

    def own() -> Sequence[Finding]:
        return profile.check(access, course, worked=worked) if profile.check else _UNTRIED

    try:
        asked = consent(http, profile.setup, consents)
        found = check(http, subject, profile.setup, lambda scopes: tokens.ask(platform, scopes, over=http), own)
        found = by_line([asked, *found])
    finally:
        http.close()
    if any(one.line == "token" and one.state == "ok" for one in found):
        tokens.forgive(platform)
    wrong = [one.code for one in found if one.state == "problem"]
    about = {"platform": row.id, "problems": wrong}
    db.write(lambda w: audit.record(w, row.tenant_id, who, "platform-checked", about))
    return found


def _subject(conn: Connection, row: Any, base_url: str, kid: str, since: datetime) -> Subject:
    places = adminview.places(conn, row.id)
    waiting = tuple(one.deployment_id for one in places if one.tenant_id is None)
    return Subject(
        platform=platform_of(row), base_url=base_url, kid=kid, launched=row.last_launch_at is not None,
        assigned=len(places) - len(waiting), waiting=waiting, storage=_storage(conn, row.id, since),
        services=_services(conn, row),
    )  # fmt: skip


def _consents(conn: Connection, row: Any, services: Services | None, settings: Settings) -> Consents:
    """Return our key for the system's own interface, and how the consents of the school's people stand."""
    setup, given = profile_of(row.lms).setup, platforms.credentials_of(row, settings.secret_key)
    home = setup.consent.home((services.lineitems, services.roster)) if setup.consent and services else None
    states = conn.scalars(select(t.consent.c.state).filter_by(tenant_id=row.tenant_id, platform_id=row.id)).all()
    app = app_of(row, settings.secret_key, settings.base_url, home) if home else None
    return Consents(
        given=bool(given.get("key_id")), app=app,
        live=states.count("live"), ended=states.count("dead"),
    )  # fmt: skip


def _storage(conn: Connection, platform_id: str, since: datetime) -> bool | None:
    """Return whether one of the newest sign-ins named a window that keeps values; None where there was no sign-in."""
    one = t.login_state.c
    late = select(one.storage_target).where(one.platform_id == platform_id, one.created_at >= since)
    found = conn.scalars(late.order_by(one.created_at.desc()).limit(_LOGINS)).all()
    return any(found) if found else None


def _services(conn: Connection, row: Any) -> Services | None:
    """Return the services of the school's own course that somebody opened last."""
    course, enrolment = t.course.c, t.enrolment.c
    query = (
        select(t.course)
        .join(t.enrolment, (enrolment.tenant_id == course.tenant_id) & (enrolment.course_id == course.id))
        .where(
            course.tenant_id == row.tenant_id, course.platform_id == row.id, enrolment.tenant_id == row.tenant_id,
            enrolment.last_launch_at.is_not(None),
        )
        .order_by(enrolment.last_launch_at.desc())
        .limit(1)
    )  # fmt: skip
    found = conn.execute(query).first()
    if found is None:
        return None
    told = course_ref(conn, found)
    return Services(told.memberships_url, told.lineitems_url, told.ags_scopes, told)


def _own_interface_worked(conn: Connection, row: Any) -> bool:
    """Return whether something stands there that only the system's own interface can have made."""
    place = t.place.c
    made = conn.execute(
        select(place.kind, place.remote).where(
            place.tenant_id == row.tenant_id, place.platform_id == row.id, place.remote.is_not(None)
        )
    )
    return any(one.kind == "assignment" or one.remote["detail"].get("out_of_total") == "yes" for one in made)

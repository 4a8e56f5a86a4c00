"""Somebody lets Waymark use the learning system's own interface in their name: asked, kept, ended.

The learning system shows its question in no frame, so it opens in a window of its own, to which the session's cookie
does not come along. A code from the session's page opens the way there, once; what comes back must carry the state that
left, in the browser that took it away, while the session lives; and a teacher can give no consent but their own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Database, Write
from gateway.errors import WaymarkError
from gateway.security import hash_secret, new_secret, stable_id
from gateway.services import audit
from gateway.services.consent_tokens import ConsentTokens, Kept, app_of
from lti.lms.base import AdapterError
from lti.lms.consent import App, Consent, Granted
from lti.lms.registry import profile_of

LIFE = timedelta(minutes=10)
"""How long somebody may think about it."""

WAITED_FOR = frozenset({"grant_ended", "token_refused", "token_missing", "key_refused", "scope_missing"})
"""Reasons for which deliveries wait that a new consent may end."""


class ConsentLost(WaymarkError):
    """What came back is not what left: too old, used before, another browser, or the session is over."""

    code = "consent-lost"
    status = 400
    title = _("This question is over")
    hint = _("Go back to Waymark in your course and press Connect again.")
    retryable = False


class ConsentOfOther(WaymarkError):
    """Another person said yes in the learning system than the one whose page asked."""

    code = "consent-other"
    status = 403
    title = _("Somebody else was signed in there")
    hint = _("Sign in to your course system as yourself, go back to Waymark and press Connect again.")
    retryable = False


@dataclass(frozen=True)
class Asking:
    """Whose page asks, and for what: `course_id` None is for the whole learning system."""

    tenant_id: int
    session_id: str
    platform_id: str
    course_id: str | None
    person_id: str | None
    home: str


@dataclass(frozen=True)
class Leaving:
    """Where the browser goes, and what it keeps until it is back."""

    url: str
    browser: str


def ask(write: Write, asking: Asking) -> str:
    """Remember the question; return the code that opens the way there, once."""
    write.conn.execute(delete(t.consent_asked).where(t.consent_asked.c.expires_at < write.now))
    code = new_secret()
    values = {**vars(asking), "code_hash": hash_secret(code), "expires_at": write.now + LIFE}
    write.conn.execute(insert(t.consent_asked).values(**values))
    return code


def leave(write: Write, code: str, tokens: ConsentTokens) -> Leaving:
    """Use the code up and return the learning system's question; ConsentLost."""
    one, state, browser = t.consent_asked.c, new_secret(), new_secret()
    taken = (
        update(t.consent_asked)
        .where(one.code_hash == hash_secret(code), one.state_hash.is_(None), one.expires_at > write.now)
        .values(state_hash=hash_secret(state), browser_hash=hash_secret(browser))
        .returning(t.consent_asked)
    )
    row = write.conn.execute(taken).first()
    if row is None or not _live(write, row):
        raise ConsentLost
    platform, app = _app(write.conn, row, tokens)
    return Leaving(_consent_of(platform).page(app, state), browser)


def come_back(write: Write, state: str, browser: str) -> Any:
    """Use the state up and return the question that it answers; ConsentLost."""
    one = t.consent_asked.c
    gone = delete(t.consent_asked).where(
        one.state_hash == hash_secret(state), one.browser_hash == hash_secret(browser), one.expires_at > write.now
    )
    row = write.conn.execute(gone.returning(t.consent_asked)).first()
    if row is None or not _live(write, row):
        raise ConsentLost
    return row


def accept(db: Database, tokens: ConsentTokens, asked: Any, code: str) -> Any:
    """Exchange the code and keep the consent; return its row. AdapterError of the learning system, ConsentOfOther."""
    with db.read() as conn:
        platform, app = _app(conn, asked, tokens)
        wanted = conn.scalar(select(t.person.c.lms_user_id).filter_by(tenant_id=asked.tenant_id, id=asked.person_id))
    consent = _consent_of(platform)
    granted = consent.trade(tokens.http, app, code)
    if wanted and granted.user_ids and wanted not in granted.user_ids:
        with suppress(AdapterError):  # it is not kept, so nobody can use it; it is better gone there too
            consent.revoke(tokens.http, app, granted.access)
        raise ConsentOfOther(asked.platform_id)
    with db.read() as conn:
        before = of_course(conn, asked.tenant_id, asked.platform_id, asked.course_id)
    kept = db.write(lambda write: _keep(write, tokens, asked, granted))
    if before is not None and before.state == "live" and before.home == app.home:
        _retire(tokens, consent, app, before)
    return kept


def _retire(tokens: ConsentTokens, consent: Consent, app: App, before: Any) -> None:
    """End a consent in whose place there is a new one, as far as that can be told there: it is known here no more."""
    with suppress(AdapterError):
        old = tokens.opened(before)
        over = before.ends_at <= tokens.db.clock()
        consent.revoke(tokens.http, app, consent.refresh(tokens.http, app, old.refresh).access if over else old.access)


def end(db: Database, tokens: ConsentTokens, row: Any, who: str) -> bool:
    """Forget a consent here, and end it in the learning system; False where that could not be told there."""
    with db.read() as conn:
        platform = conn.execute(select(t.platform).where(t.platform.c.id == row.platform_id)).one()
    told = _told(tokens, row, platform)

    def plan(write: Write) -> None:
        write.conn.execute(delete(t.consent).filter_by(tenant_id=row.tenant_id, id=row.id))
        audit.record(write, row.tenant_id, who, "consent-ended", {"platform": row.platform_id, "course": row.course_id})

    db.write(plan)
    return told


def of_course(conn: Connection, tenant_id: int, platform_id: str, course_id: str | None) -> Any:
    """Return the consent for a course, or the service user's for None; None where nobody gave one."""
    key = {"tenant_id": tenant_id, "id": stable_id("consent", platform_id, course_id or "")}
    return conn.execute(select(t.consent).filter_by(**key)).first()


def listed(conn: Connection, tenant_id: int, platform_id: str) -> list[Any]:
    """Return (course title, None for the whole system; state, reason, since) of all consents in a learning system."""
    one = t.consent.c
    query = (
        select(t.course.c.title, one.state, one.reason, one.made_at)
        .outerjoin(t.course, (t.course.c.tenant_id == one.tenant_id) & (t.course.c.id == one.course_id))
        .where(one.tenant_id == tenant_id, one.platform_id == platform_id)
        .order_by(one.course_id.is_not(None), one.state, t.course.c.title)
    )
    return list(conn.execute(query))


def _told(tokens: ConsentTokens, row: Any, platform: Any) -> bool:
    """End the consent in the learning system; one that it ended itself needs no telling."""
    source = tokens.of(row, platform)
    if source is None:
        return False
    if row.state == "dead":
        return True
    try:
        _consent_of(platform).revoke(tokens.http, source.app, source.get(frozenset()))
    except AdapterError as error:
        return error.code == "grant_ended"
    return True


def _keep(write: Write, tokens: ConsentTokens, asked: Any, granted: Granted) -> Any:
    if not _live(write, asked):
        raise ConsentLost
    consent_id = stable_id("consent", asked.platform_id, asked.course_id or "")
    key = {"tenant_id": asked.tenant_id, "id": consent_id}
    version = write.conn.scalar(select(t.consent.c.version).filter_by(**key)) or 0
    sealed = tokens.sealed(consent_id, Kept(granted.access, granted.refresh or ""))
    values = {
        "platform_id": asked.platform_id, "course_id": asked.course_id, "person_id": asked.person_id,
        "home": asked.home, "user_id": granted.user_ids[0] if granted.user_ids else None,
        "user_name": granted.user_name, "sealed": sealed,
        "ends_at": granted.ends_at, "version": version + 1, "busy_until": None, "state": "live", "reason": None,
        "made_at": write.now,
    }  # fmt: skip
    upsert(write.conn, t.consent, key, values)
    who = f"person/{asked.person_id}" if asked.person_id else f"session/{asked.session_id}"
    about = {"platform": asked.platform_id, "course": asked.course_id}
    audit.record(write, asked.tenant_id, who, "consent-given", about)
    _go_on(write, asked)
    return write.conn.execute(select(t.consent).filter_by(**key)).one()


def _go_on(write: Write, asked: Any) -> None:
    """Let what waited for a consent be tried at once."""
    place, cell, now = t.place.c, t.cell.c, {"next_at": write.now, "tries": 0, "reason": None}
    mine = [place.tenant_id == asked.tenant_id, place.platform_id == asked.platform_id]
    if asked.course_id is not None:
        mine.append(place.course_id == asked.course_id)
    places = write.conn.execute(select(place.id, place.reason).where(*mine, place.state == "waiting")).all()
    cells = write.conn.execute(
        select(cell.place_id, cell.person_id, cell.reason)
        .join(t.place, (place.tenant_id == cell.tenant_id) & (place.id == cell.place_id))
        .where(*mine, cell.tenant_id == asked.tenant_id, cell.state == "waiting", cell.tries > 0)
    ).all()
    for row in (one for one in places if _waits(one)):
        write.conn.execute(update(t.place).filter_by(tenant_id=asked.tenant_id, id=row.id).values(**now))
    for each in (one for one in cells if _waits(one)):
        key = {"tenant_id": asked.tenant_id, "place_id": each.place_id, "person_id": each.person_id}
        write.conn.execute(update(t.cell).filter_by(**key).values(**now))
    write.wake(f"deliver/{asked.platform_id}")


def _waits(row: Any) -> bool:
    return (row.reason or {}).get("code") in WAITED_FOR


def _live(write: Write, row: Any) -> bool:
    """Say whether the session that asked still lives."""
    one = t.session.c
    live = (
        one.tenant_id == row.tenant_id,
        one.id == row.session_id,
        one.ended_at.is_(None),
        one.expires_at > write.now,
    )
    return write.conn.scalar(select(one.id).where(*live)) is not None


def _app(conn: Connection, row: Any, tokens: ConsentTokens) -> tuple[Any, App]:
    platform = conn.execute(select(t.platform).where(t.platform.c.id == row.platform_id)).first()
    app = app_of(platform, tokens.secret_key, tokens.base_url, row.home) if platform is not None else None
    if app is None:
        raise ConsentLost
    return platform, app


def _consent_of(platform: Any) -> Consent:
    consent = profile_of(platform.lms).setup.consent
    if consent is None:
        raise ConsentLost
    return consent

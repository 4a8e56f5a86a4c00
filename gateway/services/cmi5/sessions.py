"""Sessions: a unit is launched, fetches its token once, is abandoned or waived (3, 4.1)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound, WaymarkError
from gateway.security import hash_secret, new_secret, same
from gateway.services import credentials, documents, tenants
from gateway.services.cmi5 import preferences, registrations
from gateway.services.cmi5.saying import frame, say
from gateway.services.openers import NoContentHost
from gateway.settings import Settings
from xapi import jsontext
from xapi.agents import actor_key
from xapi.documents import JSON, Content, DocumentQuery, Kind
from xapi.formats.cmi5 import addresses, iris, own
from xapi.formats.cmi5 import launch as launches
from xapi.formats.cmi5.launch import Mode, Unit
from xapi.formats.cmi5.move_on import WAIVED

TERMINATED, ABANDONED = "terminated", "abandoned"

FETCH = timedelta(hours=1)
"""How long after a launch a unit may ask for its token."""


@dataclass(frozen=True)
class Asked:
    """A launch of one unit under a registration, in a mode; where the way back leads, which languages are dear."""

    registration: Any
    activity_id: str
    mode: Mode
    return_url: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Launched:
    """Where to send the browser, and under which session; `own_window`: the unit does not want to run in a frame."""

    url: str
    session: str
    registration: str
    own_window: bool


class TokenRefused(WaymarkError):
    """A fetch address was used before, has expired, or is none; answered with status 200 (8.2.3)."""

    code = "cmi5-fetch"
    status = 200
    title = _("This activity cannot be opened with this address any more")
    hint = _("Open the activity again from your course.")


def launch(write: Write, settings: Settings, asked: Asked) -> Launched:
    """Abandon what is open, leave the launch data, say `launched`, and return the address (3).

    NotFound for a unit of another package, NoContentHost where the files of packages have no host yet.
    """
    row = asked.registration
    write.lock_log(row.tenant_id)  # two launches at once: the second one abandons the first
    unit = _unit(write.conn, settings, row, asked.activity_id)
    for open_ in _open_sessions(write.conn, row):
        abandon(write, settings.base_url, row, open_)
    session, secret = str(uuid.uuid4()), new_secret()
    template = launches.context_template(
        session, unit.publisher, _standards(write.conn, row.tenant_id, asked.activity_id)
    )
    write.conn.execute(
        t.cmi5_session.insert().values(
            tenant_id=row.tenant_id, session=session, registration=row.registration, activity_id=asked.activity_id,
            fetch_hash=hash_secret(secret), mode=asked.mode, mastery_score=unit.mastery_score, template=template,
            sent=[], launched_at=write.now, expires_at=write.now + FETCH,
        )
    )  # fmt: skip
    _leave(write, row, unit.activity, launches.launch_data(unit, template, asked.mode, asked.return_url))
    preferences.leave(write, row.tenant_id, row.actor, asked.languages)
    say(write, settings.base_url, row, [own.launched(frame(write, row, session), unit, asked.mode)])
    tag = tenants.tag_of(write.conn, row.tenant_id)
    url = launches.launch_url(
        unit, endpoint=f"{settings.base_url}/xapi/", fetch=f"{settings.base_url}/cmi5/fetch/{tag}.{session}.{secret}",
        actor=row.actor, registration=row.registration,
    )  # fmt: skip
    return Launched(url, session, row.registration, unit.launch_method == "OwnWindow")


def fetch(write: Write, token: str) -> str:
    """Return a session's token, the one time that it may be had; TokenRefused ever after (8.2)."""
    tag, _dot, rest = token.partition(".")
    session, _dot, secret = rest.partition(".")
    tenant_id = write.conn.scalar(select(t.tenant.c.id).where(t.tenant.c.tag == tag)) if tag.isalnum() else None
    if tenant_id is not None:
        write.lock_log(tenant_id)  # two processes asked at once: one gets the token
    key = {"tenant_id": tenant_id or 0, "session": session}
    row = write.conn.execute(select(t.cmi5_session).filter_by(**key)).first() if len(session) == 36 else None
    known = row.fetch_hash if row else hash_secret("nobody")
    if not same(known, hash_secret(secret)) or row is None or tenant_id is None:
        raise TokenRefused("this is no address of a launch")
    if row.fetched_at is not None or row.ended_at is not None or row.expires_at <= write.now:
        raise TokenRefused("this address was used before, or its time is over")
    registration = registrations.find(write.conn, tenant_id, row.registration)
    iri = write.conn.scalar(select(t.activity.c.iri).filter_by(tenant_id=tenant_id, id=row.activity_id))
    credential_id, header = credentials.make_session(write, registration, str(iri))
    change = update(t.cmi5_session).filter_by(**key)
    write.conn.execute(change.values(fetched_at=write.now, credential_id=credential_id))
    return header.removeprefix("Basic ")


def find(conn: Connection, tenant_id: int, session: str) -> Any:
    """Return the row of a session; NotFound where the tenant has none such."""
    row = conn.execute(select(t.cmi5_session).filter_by(tenant_id=tenant_id, session=session)).first()
    if row is None:
        raise NotFound("there is no such session")
    return row


def abandon(write: Write, base_url: str, registration: Any, session: Any) -> bool:
    """End a session that did not end itself; False where it was over already (9.3.6)."""
    write.lock_log(registration.tenant_id)
    session = find(write.conn, registration.tenant_id, session.session)
    if session.ended_at is not None:
        return False
    unit = _row(write.conn, registration, session.activity_id)
    lasted = (session.last_at or session.launched_at) - session.launched_at
    made = own.abandoned(frame(write, registration, session.session), unit.iri, unit.extra["id"], lasted)
    end(write, session, ABANDONED)
    say(write, base_url, registration, [made])
    return True


def end(write: Write, session: Any, how: str) -> None:
    """Close a session: its token opens nothing any more."""
    key = {"tenant_id": session.tenant_id, "session": session.session}
    write.conn.execute(update(t.cmi5_session).filter_by(**key).values(ended=how, ended_at=write.now))
    if session.credential_id is not None:
        credentials.revoke(write, session.tenant_id, session.credential_id)


def waive(write: Write, base_url: str, registration: Any, activity_id: str, reason: str) -> str:
    """Say that a learner need not do a unit; return the session that this stands under (9.3.7).

    InvalidInput where the unit was waived before.
    """
    write.lock_log(registration.tenant_id)
    unit = _row(write.conn, registration, activity_id)
    came = registrations.done(write.conn, registration.tenant_id, registration.registration)
    if WAIVED in came.get(activity_id, ()):
        raise InvalidInput("waived", problems=["the unit was waived in this registration before"])
    session = str(uuid.uuid4())
    registrations.note_done(write, registration, activity_id, {WAIVED})
    made = own.waived(frame(write, registration, session), unit.iri, unit.extra["id"], reason)
    say(write, base_url, registration, [made, *registrations.satisfied(write, registration, session)])
    return session


def _row(conn: Connection, registration: Any, activity_id: str) -> Any:
    units = registrations.units_of(conn, registration.tenant_id, registration.package_id)
    found = next((one for one in units if one.activity_id == activity_id), None)
    if found is None:
        raise NotFound("the package has no such unit")
    return found


def _unit(conn: Connection, settings: Settings, registration: Any, activity_id: str) -> Unit:
    """Return a unit as it is launched: with its settings and the address that opens it."""
    row = _row(conn, registration, activity_id)
    url = row.launch
    if addresses.is_relative(url):
        if settings.content_url is None:
            raise NoContentHost
        package = select(t.package.c.tag).filter_by(tenant_id=registration.tenant_id, id=registration.package_id)
        place = f"content/{tenants.tag_of(conn, registration.tenant_id)}/p/{conn.scalar(package)}"
        url = addresses.joined(f"{settings.content_url}/{place}/", url)
    extra: Mapping[str, Any] = row.extra
    return Unit(
        activity=row.iri, publisher=extra["id"], url=url, move_on=extra["moveOn"],
        launch_method=extra["launchMethod"], mastery_score=extra.get("masteryScore"),
        launch_parameters=extra.get("launchParameters"), entitlement_key=extra.get("entitlementKey"),
    )  # fmt: skip


def _open_sessions(conn: Connection, registration: Any) -> list[Any]:
    of = {"tenant_id": registration.tenant_id, "registration": registration.registration, "ended_at": None}
    return list(conn.execute(select(t.cmi5_session).filter_by(**of).order_by(t.cmi5_session.c.launched_at)))


def _standards(conn: Connection, tenant_id: int, activity_id: str) -> list[str]:
    """Return the IRIs of the standards a unit counts for, as far as their publishers gave them any."""
    rows = conn.execute(
        select(t.standard.c.uri)
        .join(
            t.alignment,
            (t.alignment.c.tenant_id == t.standard.c.tenant_id) & (t.alignment.c.standard_id == t.standard.c.id),
        )
        .where(
            t.standard.c.tenant_id == tenant_id, t.alignment.c.activity_id == activity_id,
            t.alignment.c.confirmed_at.is_not(None), t.standard.c.uri.is_not(None),
        )
        .order_by(t.standard.c.position, t.standard.c.id)
    )  # fmt: skip
    return [row.uri for row in rows if addresses.is_iri(row.uri)]


def _leave(write: Write, registration: Any, activity: str, data: Mapping[str, Any]) -> None:
    query = DocumentQuery(
        Kind.STATE, iris.LAUNCH_DATA, activity, actor_key(registration.actor), registration.registration
    )
    documents.keep(write, registration.tenant_id, query, Content(jsontext.write(dict(data)), JSON))

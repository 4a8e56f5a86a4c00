"""A proven launch becomes a person in a course and a session in one browser frame (L19, L21, L24)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, insert, select, update

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from gateway.db.driver import change
from gateway.db.types import to_micros
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.errors import WaymarkError
from gateway.security import hash_secret, new_id, new_secret, stable_id
from gateway.services import (
    attend,
    audit,
    copies,
    opt_out,
    placed,
    placed_grades,
    placing,
    platforms,
    recognise,
    section_limit,
)
from gateway.services.joined import AccountJoined
from gateway.services.known import Known, look
from gateway.services.naming import Naming, key_hash
from gateway.services.placed import Placed
from lti.claims import Context, Launch
from lti.errors import LaunchUsed
from lti.lms import registry
from lti.lms.access import USER_ID
from lti.roles import Role
from xapi import jsontext

SESSION = timedelta(hours=12)
MOST_OBSERVED = 50

_NOTED = timedelta(minutes=1)
"""That somebody came from a learning system is written down at most this often: a whole school comes at eight."""

_LAUNCHED = update(t.platform).where(t.platform.c.id == bindparam("platform"))
_OPENED = "UPDATE login_state SET session_id = ?, used_at = ? WHERE state_hash = ?"
_PERSON = select(t.person.c.lms_user_id, t.person.c.sourcedid, t.person.c.is_test).where(
    t.person.c.tenant_id == bindparam("tenant_id"), t.person.c.id == bindparam("id")
)


class DeploymentWaiting(WaymarkError):
    """A launch of a shared platform came from a deployment that no admin has assigned yet (L19, U04)."""

    code = "deployment-waiting"
    status = 403
    title = _("Waymark waits until your school accepts this connection")
    hint = _("Show this page to your administrator. Once it is accepted, open Waymark again from your course.")

    def __init__(self, deployment_id: str) -> None:
        known = _("For the administrator: under Learning systems, accept deployment %(id)s.", id=deployment_id)
        super().__init__(deployment_id, problems=[known])


class NoCourse(WaymarkError):
    """The launch names neither a course nor a link, and the person is no administrator."""

    code = "no-course"
    status = 400
    title = _("This link does not belong to a course")
    hint = _("Open Waymark from inside a course. If you are, show this page to your administrator.")
    retryable = False


@dataclass(frozen=True)
class Entered:
    """A new session: its public handle for addresses, and the secret for the cookie of this frame."""

    tenant_id: int
    handle: str
    secret: str
    role: str
    opens: Placed | None = None
    """What a placed link opens."""


def enter(write: Write, launch: Launch, naming: Naming) -> Entered:
    """Store who came from where, use the login up and open a session.

    DeploymentWaiting, NoCourse, AccountJoined and LaunchUsed (another launch was first, L17) store nothing. A request
    for content opens the picker and nothing else; ForTeachers for anybody who does not teach the course.
    """
    if launch.picking is not None and launch.role is not Role.TEACHER:
        raise placing.ForTeachers(launch.role.value)
    tenant_id = _tenant(write, launch)
    write.lock_log(tenant_id)  # before any person's row, as the intake does: two processes must not wait for each other
    context, person_id = course_of(launch), person_id_of(launch.platform.id, launch.sub)
    if context is None and launch.role is not Role.ADMIN:
        raise NoCourse(launch.platform.id)
    course_id = stable_id("course", launch.platform.id, context.id) if context else None
    link_id = launch.resource_link.id if launch.resource_link else None
    known = look(write.conn, tenant_id, launch.platform.id, person_id, course_id, link_id)
    if known.joined:
        raise AccountJoined(person_id)
    _person(write, tenant_id, launch, naming, known)
    _launched(write, launch, known)
    if context is not None and course_id is not None:
        attend.keep_course(write, tenant_id, launch, context, course_id, known)
        attend.enrol(write, tenant_id, course_id, person_id, launch, known)
        copies.seen(write, tenant_id, course_id, launch, known=known.link)
    role = placing.ROLE if launch.picking is not None else launch.role.value
    entered = open_session(
        write, tenant_id, role=role, person_id=person_id, course_id=course_id,
        language=launch.locale, return_url=launch.return_url, embedders=_embedders(launch),
    )  # fmt: skip
    _observe(write, tenant_id, entered.handle, launch)
    section_limit.keep(write, tenant_id, entered.handle, course_id, launch)
    if launch.picking is not None:
        placing.begin(write, tenant_id, entered.handle, launch)
    elif course_id is not None:
        entered = replace(entered, opens=placed.arrived(write, tenant_id, course_id, launch, placed_grades.column_seen))
    _use_up(write, launch, entered.handle)
    audit.record(write, tenant_id, f"person/{person_id}", "launch", {"course": course_id, "role": role})
    return entered


def _use_up(write: Write, launch: Launch, handle: str | None) -> None:
    """Use the login up for this session; LaunchUsed, and nothing is stored, where another launch was first (L17)."""
    asked = _OPENED if launch.used else f"{_OPENED} AND used_at IS NULL"
    changed = change(write.conn, asked, (handle, to_micros(write.now), launch.state_hash))
    if changed != 1 and not launch.used:
        raise LaunchUsed(launch.state_hash, same_browser=True)


def wait(write: Write, launch: Launch) -> None:
    """List the deployment that a launch came from for an admin, and use the login up: the launch waits (L19)."""
    platforms.deploy(write, launch.platform.id, launch.deployment_id, None)
    if not launch.used:
        _use_up(write, launch, None)


def open_session(
    write: Write, tenant_id: int, *, role: str, person_id: str | None = None, course_id: str | None = None,
    language: str | None = None, return_url: str | None = None, embedders: list[str] | None = None,
) -> Entered:  # fmt: skip
    """Open a session; the secret is kept only as a hash."""
    handle, secret, now = new_id(), new_secret(), to_micros(write.now)
    row = {
        "tenant_id": tenant_id, "id": handle, "secret_hash": hash_secret(secret), "csrf": new_secret(), "role": role,
        "person_id": person_id, "course_id": course_id, "language": language, "return_url": return_url,
        "embedders": jsontext.write(embedders or []).decode(), "created_at": now, "seen_at": now,
        "expires_at": to_micros(write.now + SESSION),
    }  # fmt: skip
    insert_rows(write.conn, t.session, [tuple(map(row.get, t.session.columns.keys()))])
    return Entered(tenant_id, handle, secret, role)


def _tenant(write: Write, launch: Launch) -> int:
    found = platforms.tenant_of(write.conn, launch.platform.id, launch.deployment_id)
    if found is not None:
        return found
    if launch.platform.deployments == "own":
        owner = write.conn.scalar(select(t.platform.c.tenant_id).where(t.platform.c.id == launch.platform.id))
        platforms.deploy(write, launch.platform.id, launch.deployment_id, int(owner or 0))
        return int(owner or 0)
    raise DeploymentWaiting(launch.deployment_id)


def _embedders(launch: Launch) -> list[str]:
    """Return the origins a proven launch names: the sign-in page, where to return, and the services (T16)."""
    ags = launch.ags.lineitems if launch.ags else None
    answered = launch.picking.return_url if launch.picking else None
    urls = (launch.platform.auth_url, launch.platform.issuer, launch.return_url, launch.nrps_url, ags, answered)
    parts = [urlsplit(url) for url in urls if url]
    return sorted({f"{one.scheme}://{one.netloc}" for one in parts if one.scheme in {"http", "https"} and one.netloc})


def _lms(launch: Launch) -> str:
    return launch.platform.lms or registry.recognise(launch.product_family, launch.platform.issuer)


def person_id_of(platform_id: str, sub: str) -> str:
    """Return the id of a person: people are keyed by registration and `sub`, never by name (L21)."""
    return stable_id("person", platform_id, sub)


def actor_hash(home: str, account: str) -> str:
    """Return the index form of the account under which our launches speak of a person."""
    return key_hash(f"account|{home}|{account}")


def keep_person(
    write: Write, tenant_id: int, platform_id: str, sub: str, account_home: str, *, lms_user_id: str | None = None,
    sourcedid: str | None = None, test: bool = False,
) -> str:  # fmt: skip
    """Store a person and the accounts under which statements speak of them; return the id.

    Those are the random one of our own statements, and the learning system's own (issuer and `sub`) of other senders.
    """
    person_id = person_id_of(platform_id, sub)
    told = (("lms_user_id", lms_user_id), ("sourcedid", sourcedid), ("is_test", test))
    sent = {name: value for name, value in told if value}  # who was a test student once stays one (F30)
    row = write.conn.execute(_PERSON, {"tenant_id": tenant_id, "id": person_id}).first()
    if row is None:
        account = str(uuid.uuid4())
        write.conn.execute(
            insert(t.person).values(
                tenant_id=tenant_id, id=person_id, platform_id=platform_id, sub=sub, account=account,
                created_at=write.now, **{"is_test": False, **sent},
            )
        )  # fmt: skip
        issuer = str(write.conn.scalar(select(t.platform.c.issuer).where(t.platform.c.id == platform_id)))
        _known_as(write, tenant_id, person_id, actor_hash(account_home, account), "launch")
        _known_as(write, tenant_id, person_id, actor_hash(issuer, sub), "platform")
    elif any(getattr(row, name) != value for name, value in sent.items()):
        write.conn.execute(update(t.person).filter_by(tenant_id=tenant_id, id=person_id).values(**sent))
        if test and not row.is_test:
            want.forget_person(write, tenant_id, person_id)
    return person_id


def _known_as(write: Write, tenant_id: int, person_id: str, key_hash: str, source: str) -> None:
    """Let statements of this actor count for a person, also those that came before; an actor is one person's."""
    key = {"tenant_id": tenant_id, "key_hash": key_hash}
    found = {"person_id": person_id, "source": source, "since": write.now}
    upsert(write.conn, t.identity, key, {}, insert_only=found)
    if write.conn.execute(update(t.progress).filter_by(**key).values(due=True)).rowcount:
        write.wake(f"evaluate/{tenant_id}")


def keep_name(write: Write, tenant_id: int, person_id: str, values: dict[str, str | None]) -> None:
    """Store what the learning system sends of a name; nothing sent leaves what is there.

    A student who takes no part has no name here.
    """
    given = {name: value for name, value in values.items() if value}
    if given and opt_out.standing(write.conn, tenant_id, person_id) is None:
        upsert(write.conn, t.person_name, {"tenant_id": tenant_id, "person_id": person_id}, given)


def _person(write: Write, tenant_id: int, launch: Launch, naming: Naming, known: Known) -> None:
    """Store who came, as far as that is not stored as it is told."""
    person_id = person_id_of(launch.platform.id, launch.sub)
    ids = {"lms_user_id": launch.custom.get(USER_ID), "sourcedid": launch.sourcedid}
    same = known.person is not None and _said(known.person, {**ids, "is_test": launch.test_student})
    one, platform = recognise.Arrived(person_id, launch.mail), launch.platform
    if not same:
        keep_person(write, tenant_id, platform.id, launch.sub, naming.home, test=launch.test_student, **ids)
    if not (same and recognise.settled(write.conn, naming, tenant_id, one, platform.issuer, launch.sub)):
        recognise.arrived(write, naming, tenant_id, [one])
    names = {"name": launch.name, "given_name": launch.given_name, "family_name": launch.family_name}
    if not _said(known.names, names):
        keep_name(write, tenant_id, person_id, names)


def _said(known: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Say whether everything that is told is known; what is not told changes nothing."""
    return all(known[name] == value for name, value in told.items() if value)


def _launched(write: Write, launch: Launch, known: Known) -> None:
    """Note which learning system somebody came from, and of what kind it is."""
    kind = _lms(launch)
    if known.lms != kind or not known.launched_since(write.now, _NOTED):
        noted = _LAUNCHED.values(last_launch_at=write.now, lms=kind)
        write.conn.execute(noted, {"platform": launch.platform.id})


def course_of(launch: Launch) -> Context | None:
    """Return the course of a launch. A link outside any course is a course of its own, so that it opens (L23)."""
    link = launch.resource_link
    if launch.context or link is None or launch.role is Role.ADMIN:
        return launch.context
    return Context(f"link/{stable_id(launch.deployment_id, link.id)}", link.title)


def _observe(write: Write, tenant_id: int, handle: str, launch: Launch) -> None:
    """Fix which students an observer's session may look at: those that the launch names, and nobody else (P13)."""
    people = sorted({person_id_of(launch.platform.id, sub) for sub in launch.observed[:MOST_OBSERVED]})
    rows = [{"tenant_id": tenant_id, "session_id": handle, "person_id": one} for one in people]
    if launch.role is Role.OBSERVER and rows:
        write.conn.execute(insert(t.observing), rows)

"""A proven launch becomes a person in a course and a session in one browser frame (L19, L21, L24)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, insert, select, update

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.delivery import want
from gateway.errors import WaymarkError
from gateway.security import hash_secret, new_id, new_secret, stable_id
from gateway.services import (
    audit,
    copies,
    placed,
    placed_grades,
    placing,
    platforms,
    recognise,
    roster_changes,
    section_limit,
)
from gateway.services.due import person_due
from gateway.services.naming import Naming, key_hash
from gateway.services.placed import Placed
from lti.claims import Context, Launch
from lti.errors import LaunchUsed
from lti.lms import registry
from lti.lms.access import SECTION_IDS, SECTION_LIMIT, USER_ID
from lti.roles import Role

SESSION = timedelta(hours=12)
ROSTER_AGE = timedelta(hours=1)
MOST_OBSERVED = 50

# What every launch runs; to build a statement takes longer than to run it.
_LAUNCHED = (
    update(t.platform)
    .where(t.platform.c.id == bindparam("platform"))
    .values(last_launch_at=bindparam("now"), lms=bindparam("kind"))
)
_OPENED = (
    update(t.login_state)
    .where(t.login_state.c.state_hash == bindparam("state"))
    .values(session_id=bindparam("session"), used_at=bindparam("now"))
)
_USED_UP = _OPENED.where(t.login_state.c.used_at.is_(None))
_SESSION = insert(t.session)
_PERSON = select(t.person.c.lms_user_id, t.person.c.sourcedid, t.person.c.is_test).where(
    t.person.c.tenant_id == bindparam("tenant_id"), t.person.c.id == bindparam("id")
)
_SYNCED = select(t.course.c.roster_at, t.course.c.roster_trouble).where(
    t.course.c.tenant_id == bindparam("tenant_id"), t.course.c.id == bindparam("id")
)
_ENROLLED = select(t.enrolment.c.role, t.enrolment.c.status).where(
    t.enrolment.c.tenant_id == bindparam("tenant_id"),
    t.enrolment.c.course_id == bindparam("course_id"),
    t.enrolment.c.person_id == bindparam("person_id"),
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

    DeploymentWaiting, NoCourse and LaunchUsed (another launch was first, L17) store nothing. A request for content
    opens the picker and nothing else; ForTeachers for anybody who does not teach the course.
    """
    if launch.picking is not None and launch.role is not Role.TEACHER:
        raise placing.ForTeachers(launch.role.value)
    tenant_id = _tenant(write, launch)
    write.lock_log(tenant_id)  # before any person's row, as the intake does: two processes must not wait for each other
    person_id = _person(write, tenant_id, launch, naming)
    write.conn.execute(_LAUNCHED, {"platform": launch.platform.id, "now": write.now, "kind": _lms(launch)})
    context = course_of(launch)
    course_id = _course(write, tenant_id, launch, context) if context else None
    if course_id is None and launch.role is not Role.ADMIN:
        raise NoCourse(launch.platform.id)
    if course_id is not None:
        _enrol(write, tenant_id, course_id, person_id, launch)
        copies.seen(write, tenant_id, course_id, launch)
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
    done = {"state": launch.state_hash, "session": handle, "now": write.now}
    changed = write.conn.execute(_OPENED if launch.used else _USED_UP, done).rowcount
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
    handle, secret = new_id(), new_secret()
    row = {
        "tenant_id": tenant_id, "id": handle, "secret_hash": hash_secret(secret), "csrf": new_secret(), "role": role,
        "person_id": person_id, "course_id": course_id, "language": language, "return_url": return_url,
        "embedders": embedders or [], "created_at": write.now, "seen_at": write.now,
        "expires_at": write.now + SESSION,
    }  # fmt: skip
    write.conn.execute(_SESSION, row)
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
    """Store what the learning system sends of a name; nothing sent leaves what is there."""
    given = {name: value for name, value in values.items() if value}
    if given:
        upsert(write.conn, t.person_name, {"tenant_id": tenant_id, "person_id": person_id}, given)


def _person(write: Write, tenant_id: int, launch: Launch, naming: Naming) -> str:
    person_id = keep_person(
        write, tenant_id, launch.platform.id, launch.sub, naming.home,
        lms_user_id=launch.custom.get(USER_ID), sourcedid=launch.sourcedid, test=launch.test_student,
    )  # fmt: skip
    recognise.arrived(write, naming, tenant_id, [recognise.Arrived(person_id, launch.mail)])
    names = {"name": launch.name, "given_name": launch.given_name, "family_name": launch.family_name}
    keep_name(write, tenant_id, person_id, names)
    return person_id


def course_of(launch: Launch) -> Context | None:
    """Return the course of a launch. A link outside any course is a course of its own, so that it opens (L23)."""
    link = launch.resource_link
    if launch.context or link is None or launch.role is Role.ADMIN:
        return launch.context
    return Context(f"link/{stable_id(launch.deployment_id, link.id)}", link.title)


def _course(write: Write, tenant_id: int, launch: Launch, context: Context) -> str:
    """Store where the course lives; endpoints are kept at every launch, also while writing is off (F36)."""
    course_id = stable_id("course", launch.platform.id, context.id)
    not_the_course = {USER_ID, SECTION_IDS, SECTION_LIMIT, "lms_section_names", placed.CUSTOM}
    values: dict[str, Any] = {
        "deployment_id": launch.deployment_id, "title": context.title or context.label or "Course",
        "label": context.label, "custom": {k: v for k, v in launch.custom.items() if k not in not_the_course},
    }  # fmt: skip
    if launch.nrps_url:
        values["memberships_url"] = launch.nrps_url
    if launch.ags and launch.ags.lineitems:
        values |= {"lineitems_url": launch.ags.lineitems, "ags_scopes": sorted(launch.ags.scopes)}
    first = {"id": course_id, "settings": {}, "setup_step": 1, "version": 1, "created_at": write.now}
    if "ags_scopes" not in values:
        first["ags_scopes"] = []
    key = {"tenant_id": tenant_id, "platform_id": launch.platform.id, "context_id": context.id}
    upsert(write.conn, t.course, key, values, insert_only=first)
    if launch.nrps_url:
        _read_roster(write, tenant_id, course_id)
    return course_id


def _read_roster(write: Write, tenant_id: int, course_id: str) -> None:
    """Have an old class list read again; one that could not be read keeps its pause, however many people come."""
    row = write.conn.execute(_SYNCED, {"tenant_id": tenant_id, "id": course_id}).one()
    if row.roster_trouble is None and (row.roster_at is None or write.now - row.roster_at > ROSTER_AGE):
        write.wake(f"roster/{tenant_id}/{course_id}")


def _enrol(write: Write, tenant_id: int, course_id: str, person_id: str, launch: Launch) -> None:
    if launch.role in {Role.ADMIN, Role.OBSERVER}:
        return
    key = {"tenant_id": tenant_id, "course_id": course_id, "person_id": person_id}
    before, role = write.conn.execute(_ENROLLED, key).first(), launch.role.value
    upsert(
        write.conn, t.enrolment, key,
        {"role": role, "launch_role": role, "status": "active", "last_launch_at": write.now},
        insert_only={"sections": [], "since": write.now},
    )  # fmt: skip
    if before is None or before.role != role:
        person_due(write, tenant_id, [person_id])
    if before is None or before.status != "active":
        _note_arrival(write, tenant_id, course_id, person_id, known=before is not None)


def _note_arrival(write: Write, tenant_id: int, course_id: str, person_id: str, *, known: bool) -> None:
    """Keep that somebody came before the class list named them, or came back (F32)."""
    read_at = write.conn.scalar(select(t.course.c.roster_at).filter_by(tenant_id=tenant_id, id=course_id))
    kind = roster_changes.BACK if known else roster_changes.JOINED
    came = roster_changes.Changes((roster_changes.Change(person_id, kind),))
    came.keep(write, tenant_id, course_id, first=read_at is None)


def _observe(write: Write, tenant_id: int, handle: str, launch: Launch) -> None:
    """Fix which students an observer's session may look at: those that the launch names, and nobody else (P13)."""
    people = sorted({person_id_of(launch.platform.id, sub) for sub in launch.observed[:MOST_OBSERVED]})
    rows = [{"tenant_id": tenant_id, "session_id": handle, "person_id": one} for one in people]
    if launch.role is Role.OBSERVER and rows:
        write.conn.execute(insert(t.observing), rows)

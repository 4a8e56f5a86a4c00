"""One-time links by which a learning system registers itself: made by an admin, good once and for an hour (T10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, insert, or_, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import InvalidInput, NotFound, WaymarkError
from gateway.security import hash_secret, new_secret, stable_id
from gateway.services import audit, platforms
from gateway.services.platforms import NewPlatform
from gateway.settings import Settings

LIFE = timedelta(hours=1)
CLAIM = timedelta(minutes=2)
"""So long one attempt holds an invitation: longer than the learning system is ever waited for."""

LISTED = 50
"""The newest so many are listed."""

State = Literal["open", "used", "revoked", "expired"]

_ID = 12


class InvitationRefused(WaymarkError):
    """Base: nothing is registered by this link."""

    status = 403
    hint = _("Make a new link in Waymark under Learning systems, or on the server: waymark platform invite")
    audience = "admin"
    retryable = False


class InvitationUnknown(InvitationRefused):
    """No such link was made here, or it is long over."""

    code = "invitation-unknown"
    title = _("This registration link is not one of ours")


class InvitationExpired(InvitationRefused):
    """The link is older than its life."""

    code = "invitation-expired"
    title = _("This registration link is too old")


class InvitationUsed(InvitationRefused):
    """A learning system was registered by this link."""

    code = "invitation-used"
    title = _("This registration link was already used")


class InvitationRevoked(InvitationRefused):
    """An admin took the link back."""

    code = "invitation-revoked"
    title = _("This registration link was taken back")


class InvitationBusy(InvitationRefused):
    """The same link is being used this very moment."""

    code = "invitation-busy"
    status = 409
    title = _("This registration link is being used right now")
    hint = _("Wait two minutes. If no new learning system stands in Waymark's list then, start again in yours.")
    retryable = True


class PlatformTaken(InvitationRefused):
    """The learning system named a registration that belongs to another school."""

    code = "platform-taken"
    status = 409
    title = _("This registration already belongs to another school")
    hint = _("Let your learning system register Waymark as a new tool instead of updating the one it has.")


@dataclass(frozen=True)
class Invitation:
    """A link that works: whose it is, the name the admin gave (may be empty), and how deployments are taken (L19).

    `asks`: what registers itself by it waits for an admin; otherwise the link is the admin's word (T10).
    """

    token_hash: str
    tenant_id: int
    name: str
    deployments: str
    asks: bool


@dataclass(frozen=True)
class Listed:
    """An invitation as its admin sees it; `id` names it and opens nothing. `came` is the registration it brought."""

    id: str
    name: str
    deployments: str
    state: State
    expires_at: datetime
    platform_id: str | None
    came: Any = None


@dataclass(frozen=True)
class Outcome:
    """What was stored: the id, whether it was known before and is now up to date, and whether it waits for an admin."""

    platform_id: str
    renewed: bool
    waits: bool = False


def make(
    write: Write, tenant_id: int, who: str, *, name: str = "", deployments: str = "own", asks: bool = False
) -> str:
    """Store an invitation of a tenant; return its token, which is never seen again.

    `asks`: nobody gets in from what registers itself by it before an admin says so.
    """
    if deployments not in {"own", "shared"}:
        raise InvalidInput("no invitation was made", problems=["deployments must be own or shared"])
    token = new_secret()
    write.conn.execute(
        insert(t.invitation).values(
            token_hash=hash_secret(token), tenant_id=tenant_id, name=name, deployments=deployments,
            asks=asks, expires_at=write.now + LIFE,
        )
    )  # fmt: skip
    audit.record(write, tenant_id, who, "platform-invited", {"deployments": deployments, "asks": asks})
    return token


def address(settings: Settings, token: str) -> str:
    """Return the address to paste into the learning system."""
    return f"{settings.base_url}/lti/register?invite={token}"


def short(token: str) -> str:
    """Return the id under which the invitation of a token is listed."""
    return hash_secret(token)[:_ID]


def listed(conn: Connection, tenant_id: int, now: datetime) -> list[Listed]:
    """Return a tenant's newest invitations, the one that lives longest first; their links are not kept here."""
    one = t.invitation.c
    rows = conn.execute(
        select(t.invitation).where(one.tenant_id == tenant_id).order_by(one.expires_at.desc(), one.token_hash)
        .limit(LISTED)
    )  # fmt: skip
    came = {row.id: row for row in platforms.listed(conn, tenant_id)}
    return [
        Listed(
            row.token_hash[:_ID], row.name, row.deployments, _state(row, now), row.expires_at, row.platform_id,
            came.get(row.platform_id),
        )
        for row in rows
    ]  # fmt: skip


def revoke(write: Write, tenant_id: int, who: str, invitation_id: str) -> None:
    """Take a link back that still works; NotFound for any other."""
    one = t.invitation.c
    if len(invitation_id) != _ID or not invitation_id.isalnum():
        raise NotFound(invitation_id)
    open_ = (one.used_at.is_(None), one.revoked_at.is_(None), one.expires_at > write.now)
    change = update(t.invitation).where(
        one.tenant_id == tenant_id, one.token_hash.startswith(invitation_id, autoescape=True), *open_
    )
    if write.conn.execute(change.values(revoked_at=write.now)).rowcount != 1:
        raise NotFound(invitation_id)
    audit.record(write, tenant_id, who, "invitation-revoked", {"invitation": invitation_id})


def find(conn: Connection, token: str, now: datetime) -> Invitation:
    """Return the invitation of a token that still works, or raise why it does not."""
    return _open(_row(conn, hash_secret(token)), now)


def claim(write: Write, token_hash: str) -> Invitation:
    """Hold an invitation while the learning system is asked, so that two windows never register twice."""
    found = _open(_row(write.conn, token_hash), write.now)
    free = or_(t.invitation.c.claimed_at.is_(None), t.invitation.c.claimed_at <= write.now - CLAIM)
    taken = update(t.invitation).where(
        t.invitation.c.token_hash == token_hash, t.invitation.c.tenant_id == found.tenant_id,
        t.invitation.c.used_at.is_(None), t.invitation.c.revoked_at.is_(None), free,
    )  # fmt: skip
    if write.conn.execute(taken.values(claimed_at=write.now)).rowcount != 1:
        raise InvitationBusy
    return found


def release(write: Write, found: Invitation) -> None:
    """Let an invitation be used again after an attempt that came to nothing."""
    write.conn.execute(_one(found).values(claimed_at=None))


def fulfil(write: Write, found: Invitation, new: NewPlatform, *, secret_key: bytes, loopback: bool) -> Outcome:
    """Store the platform and its deployment, and use the invitation up; PlatformTaken for another tenant's."""
    if _row(write.conn, found.token_hash).revoked_at is not None:  # while the learning system was asked
        raise InvitationRevoked
    platform_id = stable_id(new.issuer, new.client_id)
    owner = write.conn.scalar(select(t.platform.c.tenant_id).where(t.platform.c.id == platform_id))
    if owner not in {None, found.tenant_id}:
        raise PlatformTaken(platform_id)
    _check_deployments(write, found, platform_id, new.deployment_ids)
    new = replace(new, waits=found.asks)
    made = platforms.add(write, found.tenant_id, new, secret_key=secret_key, loopback=loopback)
    write.conn.execute(_one(found).values(used_at=write.now, platform_id=made))
    confirmed = write.conn.scalar(select(t.platform.c.confirmed_at).where(t.platform.c.id == made))
    what = "platform-added" if owner is None else "platform-renewed"
    about = {"platform": made, "deployments": new.deployments, "waits": confirmed is None}
    audit.record(write, found.tenant_id, "invitation", what, about)
    return Outcome(made, owner is not None, waits=confirmed is None)


def _check_deployments(write: Write, found: Invitation, platform_id: str, given: tuple[str, ...]) -> None:
    """Never take a deployment out of another tenant's hands."""
    for one in given:
        if platforms.tenant_of(write.conn, platform_id, one) not in {None, found.tenant_id}:
            raise PlatformTaken(platform_id)


def _row(conn: Connection, token_hash: str) -> Any:
    return conn.execute(select(t.invitation).where(t.invitation.c.token_hash == token_hash)).first()


def _one(found: Invitation) -> Any:
    return update(t.invitation).filter_by(tenant_id=found.tenant_id, token_hash=found.token_hash)


_REFUSALS: dict[State, type[InvitationRefused]] = {
    "used": InvitationUsed, "revoked": InvitationRevoked, "expired": InvitationExpired,
}  # fmt: skip


def _state(row: Any, now: datetime) -> State:
    if row.used_at is not None:
        return "used"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= now else "open"


def _open(row: Any, now: datetime) -> Invitation:
    if row is None:
        raise InvitationUnknown
    state = _state(row, now)
    if state != "open":
        raise _REFUSALS[state]
    return Invitation(row.token_hash, row.tenant_id, row.name, row.deployments, row.asks)

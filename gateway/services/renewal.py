"""Bring the registration of this tool in a learning system up to date, where that lets us (RFC 7592)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import update

from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.errors import WaymarkError
from gateway.services import audit, platforms
from gateway.settings import Settings
from lti.http import Http
from lti.registration import TOOL_CONFIGURATION, PlatformDocument, current, replace
from lti.tool_description import request_for

TITLE = "Waymark"
"""What this tool is called wherever it registers."""

_SECRET = frozenset({"registration_access_token", "registration_client_uri", "client_secret_expires_at",
                     "client_id_issued_at", "client_secret"})  # fmt: skip
"""Members of an answer that a request must not repeat (RFC 7592 2.2)."""

_COMPARED = ("domain", "target_link_uri", "custom_parameters")
"""Members of the tool's part that platforms give back as they were sent."""


class NotManaged(WaymarkError):
    """The learning system gave no address at which its registration could be changed."""

    code = "registration-not-managed"
    status = 409
    title = _("This learning system does not let Waymark change its registration")
    hint = _("Make a new link, paste it there again, and let it update the tool that it has.")
    audience = "admin"
    retryable = False


@dataclass(frozen=True)
class Renewed:
    """Which members of the registration are others now, and which scopes the learning system still refuses."""

    changed: tuple[str, ...]
    refused: tuple[str, ...]


def renew(db: Database, http: Http, settings: Settings, row: Any, who: str) -> Renewed:
    """Read the registration, and replace it where it differs from what is wanted today.

    NotManaged, or a `RegistrationError` of what went wrong there; nothing is changed here then.
    """
    secret = settings.secret_key
    managed = platforms.managed_of(row, secret)
    if managed is None:
        raise NotManaged(row.id)
    wanted = request_for(_document(row, managed.url), settings.base_url, title=TITLE)
    held = current(http, managed)
    before = differing(held, wanted)
    if before:
        kept = {name: value for name, value in held.items() if name not in _SECRET}
        held, managed = replace(
            http, managed, row.issuer, {**kept, **wanted, "client_id": row.client_id}
        )  # fmt: skip
    changed = tuple(one for one in before if one not in differing(held, wanted))
    refused = sorted(set(str(wanted["scope"]).split()) - set(str(held.get("scope", wanted["scope"])).split()))

    def plan(write: Write) -> None:
        values = platforms.managed_values(secret, row.id, managed)
        write.conn.execute(update(t.platform).where(t.platform.c.id == row.id).values(**values))
        audit.record(write, row.tenant_id, who, "platform-updated", {"platform": row.id, "changed": list(changed)})

    if before:
        db.write(plan)
    return Renewed(changed, tuple(refused))


def differing(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the members that are held otherwise than wanted; what an answer leaves out says nothing."""
    plain = [name for name, value in wanted.items() if name in held and _plain(held[name]) != _plain(value)]
    tool = held.get(TOOL_CONFIGURATION)
    inside: Mapping[str, Any] = tool if isinstance(tool, dict) else {}
    described = wanted[TOOL_CONFIGURATION]
    own = [name for name in _COMPARED if name in inside and inside[name] != described[name]]
    return tuple(sorted({name for name in plain if name != TOOL_CONFIGURATION} | set(own)))


def _plain(value: Any) -> Any:
    """Return a value to compare: the order of scopes, addresses and grants says nothing."""
    if isinstance(value, str):
        return sorted(value.split())
    return sorted(value) if isinstance(value, list) else value


def _document(row: Any, url: str) -> PlatformDocument:
    return PlatformDocument(
        issuer=row.issuer, auth_url=row.auth_url, token_url=row.token_url, jwks_url=row.jwks_url, registration_url=url,
        lms=row.lms or "", name=row.name,
    )  # fmt: skip

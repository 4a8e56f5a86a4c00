"""Connect learning systems: registrations of this tool and their deployments (L02, L19)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, literal, or_, select, update

from gateway.db import tables as t
from gateway.db.driver import rows_of
from gateway.db.upsert import upsert
from gateway.db.writer import Write
from gateway.errors import InvalidInput
from gateway.security import seal, stable_id, unseal
from lti.lms.registry import profile_of
from lti.registration import Managed

_TENANT_OF = "SELECT tenant_id FROM deployment WHERE platform_id = ? AND deployment_id = ?"


@dataclass(frozen=True)
class NewPlatform:
    """What an admin tells about a learning system; addresses are absolute."""

    name: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployment_ids: tuple[str, ...] = ()
    lms: str | None = None
    deployments: str = "shared"
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    waits: bool = False
    """It registered itself, and nobody gets in before an admin says that it is theirs (T10)."""
    managed: Managed | None = None
    """Where a learning system that registered itself lets us change that later."""


def add(write: Write, tenant_id: int, new: NewPlatform, *, secret_key: bytes, loopback: bool) -> str:
    """Store or update a registration; return its id. InvalidInput lists every wrong value, nothing is kept then."""
    problems = [
        f"{name} must be an https:// address" for name, url in _addresses(new).items() if not _allowed(url, loopback)
    ]
    if new.deployments not in {"own", "shared"}:
        problems.append("deployments must be own or shared")
    if not new.client_id.strip() or not new.issuer.strip():
        problems.append("issuer and client id are required")
    platform_id = stable_id(new.issuer, new.client_id)
    given = {**_known(write.conn, platform_id, secret_key), **new.credentials}
    problems += _credential_problems(new.lms, given)
    if problems:
        raise InvalidInput("the learning system was not added", problems=problems)
    values: dict[str, Any] = {
        "name": new.name, "auth_url": new.auth_url, "token_url": new.token_url, "jwks_url": new.jwks_url,
        "lms": new.lms, "deployments": new.deployments, "tenant_id": tenant_id,
    }  # fmt: skip
    if not new.waits:
        values |= {"enabled": True, "confirmed_at": write.now}
    if new.credentials:
        values["credentials_sealed"] = _sealed(secret_key, platform_id, given)
    if new.managed is not None:
        values |= managed_values(secret_key, platform_id, new.managed)
    key = {"issuer": new.issuer, "client_id": new.client_id}
    first = {"id": platform_id, "created_at": write.now} | ({"enabled": False} if new.waits else {})
    upsert(write.conn, t.platform, key, values, insert_only=first)
    for one in new.deployment_ids:
        deploy(write, platform_id, one, tenant_id)
    return platform_id


def deploy(write: Write, platform_id: str, deployment_id: str, tenant_id: int | None) -> None:
    """Say to which tenant a deployment belongs; one already assigned is left where it is unless a tenant is given."""
    key = {"platform_id": platform_id, "deployment_id": deployment_id}
    if tenant_id is None:
        upsert(write.conn, t.deployment, key, {}, insert_only={"first_seen_at": write.now})
    else:
        upsert(write.conn, t.deployment, key, {"tenant_id": tenant_id}, insert_only={"first_seen_at": write.now})


def tenant_of(conn: Connection, platform_id: str, deployment_id: str) -> int | None:
    """Return the tenant of a deployment, None while it waits for an admin or was never seen."""
    return next((row[0] for row in rows_of(conn, _TENANT_OF, (platform_id, deployment_id))), None)


def listed(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the registrations a tenant's admin sees."""
    return list(conn.execute(select(t.platform).where(t.platform.c.tenant_id == tenant_id).order_by(t.platform.c.name)))


def with_people(conn: Connection, tenant_id: int) -> list[Any]:
    """Return the registrations that a tenant's people may come from: its own, and shared ones they have come from."""
    theirs = select(t.person.c.platform_id).where(t.person.c.tenant_id == tenant_id)
    query = select(t.platform).where(or_(t.platform.c.tenant_id == tenant_id, t.platform.c.id.in_(theirs)))
    return list(conn.execute(query.order_by(t.platform.c.name, t.platform.c.id)))


def disable(write: Write, tenant_id: int, platform_id: str, *, enabled: bool = False) -> bool:
    """Refuse or allow launches of a registration, which is an admin's word on it; False when there is no such one."""
    change = update(t.platform).where(t.platform.c.id == platform_id, t.platform.c.tenant_id == tenant_id)
    said = func.coalesce(t.platform.c.confirmed_at, literal(write.now, t.platform.c.confirmed_at.type))
    return write.conn.execute(change.values(enabled=enabled, confirmed_at=said)).rowcount == 1


def credentials_of(platform: Any, secret_key: bytes) -> dict[str, str]:
    """Return what the admin gave for the learning system's own interface, by name; {} for nothing."""
    sealed = platform.credentials_sealed
    found: dict[str, str] = json.loads(unseal(secret_key, bytes(sealed), f"rest/{platform.id}")) if sealed else {}
    return found


def managed_values(secret_key: bytes, platform_id: str, managed: Managed) -> dict[str, Any]:
    """Return the columns that hold where a registration can be changed."""
    sealed = seal(secret_key, managed.token, f"registration/{platform_id}")
    return {"registration_url": managed.url, "registration_token_sealed": sealed}


def managed_of(platform: Any, secret_key: bytes) -> Managed | None:
    """Return where a registration can be changed; None where the learning system named no such place."""
    if platform.registration_url is None:
        return None
    token = unseal(secret_key, bytes(platform.registration_token_sealed), f"registration/{platform.id}")
    return Managed(platform.registration_url, token)


def give(write: Write, platform: Any, given: Mapping[str, str], *, secret_key: bytes) -> None:
    """Keep values for the learning system's own interface beside those known; InvalidInput lists what is wrong.

    An empty value takes one back.
    """
    kept = {**credentials_of(platform, secret_key), **given}
    kept = {name: value for name, value in kept.items() if value}
    problems = _credential_problems(platform.lms, kept)
    if problems:
        raise InvalidInput("the values were not kept", problems=problems)
    sealed = _sealed(secret_key, platform.id, kept) if kept else None
    write.conn.execute(
        update(t.platform)
        .where(t.platform.c.id == platform.id, t.platform.c.tenant_id == platform.tenant_id)
        .values(credentials_sealed=sealed)
    )


def _known(conn: Connection, platform_id: str, secret_key: bytes) -> dict[str, str]:
    row = conn.execute(select(t.platform).where(t.platform.c.id == platform_id)).first()
    return credentials_of(row, secret_key) if row is not None else {}


def _credential_problems(lms: str | None, given: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the values for an interface of the system's own: unknown names, or only a part."""
    setup = profile_of(lms).setup
    groups = (setup.credentials, setup.key_credentials)
    known = [one.name for group in groups for one in group]
    names = ", ".join(known) or "none"
    problems = [f"credential {name} is unknown; here are: {names}" for name in sorted(given.keys() - set(known))]
    for group in groups:
        begun = any(given.get(one.name) for one in group)
        missing = [one.name for one in group if begun and one.needed and not given.get(one.name)]
        problems += [f"credential {name} is missing beside the others" for name in missing]
    return problems


def _sealed(secret_key: bytes, platform_id: str, given: Mapping[str, str]) -> bytes:
    return seal(secret_key, json.dumps(dict(given)), f"rest/{platform_id}")


def _addresses(new: NewPlatform) -> dict[str, str]:
    return {"auth-url": new.auth_url, "token-url": new.token_url, "jwks-url": new.jwks_url}


def _allowed(url: str, loopback: bool) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme == "https" or (
        loopback and parts.scheme == "http" and host.startswith(("127.", "localhost", "::1"))
    )

"""Between a launch and its page: launches that wait for proof or for an admin, codes that work once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import SealBroken, hash_secret, new_secret, seal, unseal

LIFETIME = timedelta(seconds=60)
"""How long a code lives that is in an address or in a page."""


WAITING = timedelta(minutes=30)
"""How long a launch of a deployment without a school is kept: an admin who sits beside it needs minutes (L19)."""


def keep(write: Write, secret_key: bytes, form: Mapping[str, str]) -> str:
    """Keep a checked launch until its browser is proven; return the code that fetches it, once (1.5, step 4)."""
    return _keep(write, secret_key, form, LIFETIME, "")


def hold(write: Write, secret_key: bytes, form: Mapping[str, str]) -> str:
    """Keep a proven launch until an admin has said to which school it belongs; return the code that asks for it."""
    return _keep(write, secret_key, form, WAITING, _PROVEN)


def take(write: Write, secret_key: bytes, code: str) -> dict[str, str] | None:
    """Return the launch that waits under a code, and forget it; None for a code that is spent, old or made up."""
    return _take(write, secret_key, code, "")


def held(conn: Connection, secret_key: bytes, code: str, now: datetime) -> dict[str, str] | None:
    """Return the proven launch that waits under a code; None for one that is over or made up."""
    return _opened(secret_key, _sealed(conn, hash_secret(code), now), hash_secret(code), _PROVEN)


def let_in(write: Write, secret_key: bytes, code: str) -> dict[str, str] | None:
    """Return the proven launch that waits under a code, and forget it: of two windows one goes on."""
    return _take(write, secret_key, code, _PROVEN)


_PROVEN = "proven/"
"""Part of what a proven launch is sealed with, so that one that still waits for its proof never passes for it."""


def _keep(write: Write, secret_key: bytes, form: Mapping[str, str], life: timedelta, kind: str) -> str:
    forget(write)  # nobody's launch lies here longer than until the next one
    code = new_secret()
    about = hash_secret(code)
    sealed = seal(secret_key, json.dumps({name: form[name] for name in ("state", "id_token")}), f"{kind}{about}")
    values = {"code_hash": about, "sealed": sealed, "expires_at": write.now + life}
    write.conn.execute(insert(t.pending_launch).values(**values))
    return code


def _take(write: Write, secret_key: bytes, code: str, kind: str) -> dict[str, str] | None:
    about = hash_secret(code)
    form = _opened(secret_key, _sealed(write.conn, about, write.now), about, kind)
    gone = delete(t.pending_launch).where(t.pending_launch.c.code_hash == about)
    return form if form is not None and write.conn.execute(gone).rowcount == 1 else None


def _sealed(conn: Connection, about: str, now: datetime) -> bytes | None:
    waiting = t.pending_launch.c
    found = conn.scalar(select(waiting.sealed).where(waiting.code_hash == about, waiting.expires_at > now))
    return None if found is None else bytes(found)


def _opened(secret_key: bytes, sealed: bytes | None, about: str, kind: str) -> dict[str, str] | None:
    if sealed is None:
        return None
    try:
        kept = json.loads(unseal(secret_key, sealed, f"{kind}{about}"))
    except SealBroken:
        return None
    return {name: str(value) for name, value in kept.items()}


def new_code(write: Write, handle: str, path: str | None = None) -> str:
    """Make a code for a session: for one address, or to be exchanged for the bearer value (L42)."""
    code = new_secret()
    values = {"code_hash": hash_secret(code), "session_id": handle, "path": path, "expires_at": write.now + LIFETIME}
    write.conn.execute(insert(t.session_code).values(**values))
    return code


def spend(write: Write, handle: str, code: str, path: str | None = None) -> bool:
    """Use a code up; False where it is another session's or address's, spent or older than a minute."""
    one = t.session_code.c
    fits = (one.session_id == handle, one.path.is_(None) if path is None else one.path == path)
    gone = delete(t.session_code).where(one.code_hash == hash_secret(code), one.expires_at > write.now, *fits)
    return write.conn.execute(gone).rowcount == 1


def exchange(write: Write, handle: str, code: str) -> str | None:
    """Return the bearer value of a live session for its code; None where code or session are over."""
    if not spend(write, handle, code):
        return None
    bearer, one = new_secret(), t.session.c
    live = (one.id == handle, one.ended_at.is_(None), one.expires_at > write.now)
    tenant_id = write.conn.scalar(select(one.tenant_id).where(*live))
    if tenant_id is None:
        return None
    write.conn.execute(
        update(t.session).filter_by(tenant_id=tenant_id, id=handle).values(bearer_hash=hash_secret(bearer))
    )
    return bearer


def forget(write: Write) -> None:
    """Delete what nobody fetched in time."""
    for table in (t.pending_launch, t.session_code):
        write.conn.execute(delete(table).where(table.c.expires_at < write.now))

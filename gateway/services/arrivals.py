"""Between a launch and its page where no cookie arrives: launches that wait for proof, codes that work once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import SealBroken, hash_secret, new_secret, seal, unseal

LIFETIME = timedelta(seconds=60)
"""How long a code lives that is in an address or in a page."""


def keep(write: Write, secret_key: bytes, form: Mapping[str, str]) -> str:
    """Keep a checked launch until its browser is proven; return the code that fetches it, once (1.5, step 4)."""
    forget(write)  # nobody's launch lies here longer than until the next one
    code = new_secret()
    about = hash_secret(code)
    sealed = seal(secret_key, json.dumps({name: form[name] for name in ("state", "id_token")}), about)
    values = {"code_hash": about, "sealed": sealed, "expires_at": write.now + LIFETIME}
    write.conn.execute(insert(t.pending_launch).values(**values))
    return code


def take(write: Write, secret_key: bytes, code: str) -> dict[str, str] | None:
    """Return the launch that waits under a code, and forget it; None for a code that is spent, old or made up."""
    about = hash_secret(code)
    waiting = t.pending_launch.c
    known = (waiting.code_hash == about, waiting.expires_at > write.now)
    sealed = write.conn.scalar(select(waiting.sealed).where(*known))
    if sealed is None or write.conn.execute(delete(t.pending_launch).where(*known)).rowcount != 1:
        return None
    try:
        return {name: str(value) for name, value in json.loads(unseal(secret_key, bytes(sealed), about)).items()}
    except SealBroken:
        return None


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

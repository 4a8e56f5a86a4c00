"""Pages of packages that run on hosts of their own may report here: their origins are learnt with the package (T25)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from gateway.db import tables as t
from gateway.db.upsert import upsert
from gateway.db.writer import Write

_USUAL = {"http": 80, "https": 443}


def learn(write: Write, addresses: Iterable[str]) -> None:
    """Keep the origins of the absolute addresses among these."""
    for one in sorted({of(address) for address in addresses} - {""}):
        upsert(write.conn, t.content_origin, {"origin": one}, {})


def of(url: str) -> str:
    """Return the origin of a web address as browsers send it, "" for any other address."""
    parts = urlsplit(url)
    if parts.scheme not in _USUAL or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in {None, _USUAL[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"

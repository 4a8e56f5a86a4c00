"""Keeping a login's proof with the platform instead of in a cookie, by messages between windows (security.md 1.5).

The messages themselves are sent by the browser; here is what they are sent with. The proof is compared on the server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

WINDOW = "waymark_window"
"""Parameter of a login that was begun again in a window of its own: there is no further way to fall back on (L41)."""

_FRAME = re.compile(r"[0-9A-Za-z_.:-]{1,100}")
_REPEATED = ("iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint", "lti_deployment_id")
_LONGEST = 6_000


@dataclass(frozen=True)
class Storage:
    """Which window keeps the proof, the only origin it may have, and the name under which it is kept."""

    target: str
    origin: str
    key: str


def storage_of(target: str | None, auth_url: str, state: str) -> Storage | None:
    """Return where the proof of a login is kept; None where the platform offered no such place."""
    return Storage(target, origin_of(auth_url), f"state_{state}") if target else None


def target_of(params: Mapping[str, str]) -> str | None:
    """Return the window a login request names, `_parent` or a frame; anything that is no name counts as none."""
    named = params.get("lti_storage_target", "")
    return named if _FRAME.fullmatch(named) and WINDOW not in params else None


def again_of(params: Mapping[str, str]) -> str | None:
    """Return, as a text, what begins this login again in a window of its own; None where this already is that one."""
    if WINDOW in params:
        return None
    again = json.dumps({**{name: params[name] for name in _REPEATED if params.get(name)}, WINDOW: "1"})
    return again if len(again) <= _LONGEST else None


def params_again(again: str) -> dict[str, str]:
    """Return the parameters of a login that `again_of` kept."""
    found: dict[str, str] = json.loads(again)
    return found


def origin_of(url: str) -> str:
    """Return scheme and host of an address, as browsers name an origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()

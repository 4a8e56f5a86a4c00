"""The admin pages without a session: signed out, and a sign-in link that no longer works (security.md T22)."""

from dataclasses import dataclass
from typing import Literal

from gateway.web.pages.shell import Shell


@dataclass(frozen=True, slots=True)
class SignedOutPage:
    """How to sign in again; `why` tells a chosen sign-out from a session that ended by itself."""

    shell: Shell
    command: str
    why: Literal["chosen", "idle", "none"] = "chosen"


@dataclass(frozen=True, slots=True)
class LinkExpiredPage:
    """A one-time link that was used or is older than `minutes`; `command` makes a new one."""

    shell: Shell
    command: str
    minutes: int = 15
    used: bool = False

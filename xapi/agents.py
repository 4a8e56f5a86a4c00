"""The one identifier of an Agent or Group as a string, for look-ups (rule 7; equality is by identifier only)."""

from collections.abc import Iterator, Mapping
from typing import Any

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid")


def actor_key(actor: Mapping[str, Any]) -> str:
    """Give `account|<homePage>|<name>`, `mbox|...`, `mbox_sha1sum|...` or `openid|...`; "" for an anonymous Group."""
    account = actor.get("account")
    if account is not None:
        return f"account|{account['homePage']}|{account['name']}"
    for kind in IDENTIFIERS:
        if kind in actor:
            return f"{kind}|{actor[kind].lower() if kind == 'mbox_sha1sum' else actor[kind]}"
    return ""


def keys_of(actor: Mapping[str, Any]) -> Iterator[str]:
    """Give the keys an `agent` filter finds this Agent or Group by: its own, and those of a Group's members."""
    own = actor_key(actor)
    if own:
        yield own
    for member in actor.get("member", ()):
        yield actor_key(member)

"""Put stable pseudonyms in the place of everybody a statement names (security.md P05).

What an Agent or Group is identified by (mail, account, OpenID) becomes an account at the store's own home page, its
name derived from the identifier with a secret: the same person gets the same pseudonym, nobody can turn it back, and
nobody without the secret can try guesses. Display names go. It depends on nothing but the secret, so that a statement
sent again comes out the same. Extensions, results and attachments are kept as they are: what they hold is the sender's.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xapi.agents import actor_key
from xapi.mentions import ACTORS
from xapi.validate import SIGNATURE

_OWN = re.compile(r"x[a-z2-7]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Names of accounts at our home page: pseudonyms, and the random ones of our own launches. Both name nobody."""

_BYTES = 20


@dataclass(frozen=True)
class Pseudonyms:
    """The pseudonyms of one tenant; `home` is the home page of its accounts, `secret` belongs to this tenant alone."""

    home: str
    secret: bytes = field(repr=False)

    def name(self, key: str) -> str:
        """Return the account name that stands for an actor key: x and 32 letters and digits."""
        digest = hmac.digest(self.secret, folded(key).encode("utf-8", "surrogatepass"), "sha256")
        return "x" + base64.b32encode(digest[:_BYTES]).decode().lower()

    def key(self, key: str) -> str:
        """Return the actor key under which statements about this actor are stored; "" stays for an anonymous Group."""
        return key if not key or self._ours(key) else f"account|{self.home}|{self.name(key)}"

    def actor(self, actor: Mapping[str, Any]) -> dict[str, Any]:
        """Return an Agent or Group without anything that identifies somebody; members are rewritten as well."""
        made: dict[str, Any] = {}
        if "objectType" in actor:
            made["objectType"] = actor["objectType"]
        key = actor_key(actor)
        if key:
            made["account"] = {"homePage": self.home, "name": self.key(key).rpartition("|")[2]}
        if "member" in actor:
            made["member"] = [self.actor(one) for one in actor["member"]]
        return made

    def statement(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        """Return a valid statement with everybody in it rewritten; its authority goes, for the store sets that."""
        made = self._parts(statement)
        made.pop("authority", None)
        if made["object"].get("objectType") == "SubStatement":
            made["object"] = self._parts(made["object"])
        return made

    def _parts(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        """Rewrite actor, object and context of a statement or of a sub-statement."""
        made = {**statement, "actor": self.actor(statement["actor"])}
        if made["object"].get("objectType") in ACTORS:
            made["object"] = self.actor(made["object"])
        if "context" in made:
            made["context"] = self._context(made["context"])
        return made

    def _context(self, context: Mapping[str, Any]) -> dict[str, Any]:
        made = dict(context)
        for name in ("instructor", "team"):
            if name in made:
                made[name] = self.actor(made[name])
        for name, part in (("contextAgents", "agent"), ("contextGroups", "group")):
            if name in made:
                made[name] = [{**one, part: self.actor(one[part])} for one in made[name]]
        return made

    def _ours(self, key: str) -> bool:
        start = f"account|{self.home}|"
        return key.startswith(start) and _OWN.fullmatch(key[len(start) :]) is not None


def folded(key: str) -> str:
    """Return a mail's actor key in small letters, any other key as it is: one mailbox gets one pseudonym."""
    return key.lower() if key.startswith("mbox|") else key


def signed(statement: Mapping[str, Any]) -> bool:
    """Say whether a valid statement carries a signature, which would no longer hold for a rewritten one."""
    parts = (statement, statement["object"])
    return any(one["usageType"] == SIGNATURE for part in parts for one in part.get("attachments", ()))

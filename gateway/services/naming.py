"""The keyed hashes by which people are recognised and renamed, all derived from the one secret of this installation.

A dump of the database without the secret cannot be used to test guesses: neither whether an address is known here, nor
whose pseudonym one is. Another secret gives other hashes, so that both begin anew when it is changed.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import cached_property

from xapi.pseudonyms import Pseudonyms


def key_hash(actor_key: str) -> str:
    """Return the index form of an actor's key (xapi.agents): look-ups work, a dump shows no address."""
    return hashlib.sha256(actor_key.encode()).hexdigest()


def known_key(secret: bytes) -> bytes:
    """Return the key for `keyed`, derived from the installation's secret key."""
    return hmac.digest(secret, b"waymark/known-as", "sha256")


def keyed(key: bytes, tenant_id: int, hashed: str) -> str:
    """Return the hash under which `known_as` keeps an identifier; in every tenant another one (P04)."""
    return hmac.digest(key, f"{tenant_id}|{hashed}".encode(), "sha256").hex()


@dataclass(frozen=True)
class Naming:
    """`home` is the home page of the accounts under which we speak of people; `secret` lies outside the database."""

    home: str
    secret: bytes = field(repr=False)

    @property
    def base_url(self) -> str:
        """Our own address, below which `home` lies."""
        return self.home.rpartition("/")[0]

    def keyed(self, tenant_id: int, hashed: str) -> str:
        """Return the hash under which `known_as` keeps an identifier in a tenant."""
        return keyed(self._known_as, tenant_id, hashed)

    def pseudonyms(self, tenant_id: int) -> Pseudonyms:
        """Return how a tenant's statements are rewritten (P05)."""
        return Pseudonyms(self.home, hmac.digest(self._pseudonyms, str(tenant_id).encode(), "sha256"))

    def forms(self, tenant_id: int, actor_key: str) -> tuple[str, str]:
        """Return the index forms of an identifier: as senders write it, and as a rewriting key stores it."""
        return key_hash(actor_key), key_hash(self.pseudonyms(tenant_id).key(actor_key))

    @cached_property
    def _known_as(self) -> bytes:
        return known_key(self.secret)

    @cached_property
    def _pseudonyms(self) -> bytes:
        return hmac.digest(self.secret, b"waymark/pseudonyms", "sha256")

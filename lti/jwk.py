"""Reading JSON Web Keys (RFC 7517): only RSA public keys that may check RS256 signatures count (L15, L33)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import InvalidKeyError

from lti.errors import KeySetInvalid

MOST_BYTES = 256 * 1024
MOST_KEYS = 50
FEWEST_BITS = 2048
MOST_BITS = 8192
"""Longer keys would make every check slow; no platform has them."""


@dataclass(frozen=True)
class Unfit:
    """A published key that must not be used, and why in a few words."""

    reason: str


def parse_key_set(body: bytes) -> Mapping[str, RSAPublicKey | Unfit]:
    """Return keys (or the reason against it) by `kid`; the first usable key of a `kid` counts.

    Raises `KeySetInvalid` for anything but a JSON object with at most 50 `keys` in at most 256 KiB.
    """
    if len(body) > MOST_BYTES:
        raise KeySetInvalid("too long")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise KeySetInvalid("not JSON") from None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise KeySetInvalid("no list of keys")
    if len(keys) > MOST_KEYS:
        raise KeySetInvalid("too many keys")
    found: dict[str, RSAPublicKey | Unfit] = {}
    for jwk in keys:
        kid = jwk.get("kid") if isinstance(jwk, dict) else None
        if isinstance(kid, str) and isinstance(found.get(kid, Unfit("")), Unfit):
            found[kid] = _public_key(jwk)
    return found


def _public_key(jwk: Mapping[str, Any]) -> RSAPublicKey | Unfit:
    """Return the key. Private members are not even read, should a platform publish them."""
    if jwk.get("kty") != "RSA":
        return Unfit("not RSA")
    if jwk.get("use", "sig") != "sig":
        return Unfit("not for signatures")
    if jwk.get("alg", "RS256") != "RS256":
        return Unfit("not for RS256")
    try:
        key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": jwk["n"], "e": jwk["e"]})
    except (InvalidKeyError, KeyError, TypeError, ValueError, AttributeError):
        return Unfit("unreadable")
    if not isinstance(key, RSAPublicKey) or not FEWEST_BITS <= key.key_size <= MOST_BITS:
        return Unfit("wrong size")
    return key

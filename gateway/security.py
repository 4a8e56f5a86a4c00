"""Ids, one-way hashes of secrets, and sealing of what must be readable again."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class SealBroken(Exception):
    """A sealed value cannot be opened: the secret key is not the one it was sealed with (L34)."""


def new_id() -> str:
    """Return 20 random letters and digits: an id that nobody can count or guess."""
    return secrets.token_hex(10)


def stable_id(*parts: str) -> str:
    """Return the id that the same natural key always gets, so that two imports of one file agree."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def new_secret() -> str:
    """Return 256 random bits as URL-safe text (design.md 4: no slow hash is needed for such)."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return the SHA-256 of a random secret, as hex; never use it for anything a person could choose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def sign(key: bytes, text: str, about: str) -> str:
    """Return what only a holder of the key can say of a text, bound to what it is about: 32 hex digits."""
    return hmac.new(key, f"{about}\x1f{text}".encode(), hashlib.sha256).hexdigest()[:32]


def seal(key: bytes, plain: str, about: str) -> bytes:
    """Encrypt with AES-256-GCM, bound to what it is about, so that sealed values cannot be swapped."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain.encode(), about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> str:
    """Return what was sealed; SealBroken for another key, another purpose or changed bytes."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode()).decode()
    except InvalidTag as error:
        raise SealBroken(about) from error

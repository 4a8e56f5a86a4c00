"""The tool's own keys: making, publishing, rotating and storing them encrypted (L30, L31, L34)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pylti1p3.registration import Registration

from lti.errors import SecretKeyInvalid, SecretKeyWrong
from lti.stores import PublishedKey

WARM_UP = timedelta(hours=24)
"""A key is published this long before it signs, so that every platform has it in its cache."""
AFTERGLOW = timedelta(days=14)
"""A key stays published this long after its successor began to sign."""
_BITS = 2048
_FORMAT = b"wk1"
_NONCE_BYTES = 12
_PUBLIC = ("kty", "kid", "use", "alg", "n", "e")


def make_key() -> RSAPrivateKey:
    """Return a new RSA key of 2048 bits."""
    return rsa.generate_private_key(public_exponent=65537, key_size=_BITS)


def public_jwk(key: rsa.RSAPublicKey) -> dict[str, Any]:
    """Return the public JWK, its `kid` the RFC 7638 thumbprint; the library makes it, we keep public members only."""
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    jwk = Registration.get_jwk(pem)
    return {name: jwk[name] for name in _PUBLIC}


def key_id(key: rsa.RSAPublicKey) -> str:
    """Return the `kid` under which a key is published."""
    return str(public_jwk(key)["kid"])


def key_set(keys: Iterable[PublishedKey]) -> dict[str, Any]:
    """Return the document served as the tool's key set (L30)."""
    return {"keys": [public_jwk(published.key) | {"kid": published.kid} for published in keys]}


@dataclass(frozen=True)
class KeyAge:
    """A key of the tool and when it was first published."""

    kid: str
    published_at: datetime


@dataclass(frozen=True)
class Rotation:
    """What each key does now, by `kid`: one signs, some are published, the rest may be deleted."""

    signing: str
    published: tuple[str, ...]
    removable: tuple[str, ...]


def rotation(keys: Sequence[KeyAge], now: datetime) -> Rotation:
    """Return who signs: the newest key published 24 h ago, or the oldest of all while none is (L31).

    A key is removable 14 days after the next one could sign. Raises ValueError when there is no key.
    """
    if not keys:
        raise ValueError("no key")
    ordered = sorted(keys, key=lambda key: (key.published_at, key.kid))
    warm = [key for key in ordered if key.published_at + WARM_UP <= now]
    signing = warm[-1] if warm else ordered[0]
    removable = {key.kid for key, successor in pairwise(ordered) if successor.published_at + WARM_UP + AFTERGLOW <= now}
    return Rotation(
        signing=signing.kid,
        published=tuple(key.kid for key in ordered if key.kid not in removable),
        removable=tuple(key.kid for key in ordered if key.kid in removable),
    )


def seal(key: RSAPrivateKey, secret: bytes) -> bytes:
    """Return the private key encrypted with AES-256-GCM under 32 secret bytes, ready to be stored."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + _cipher(secret).encrypt(nonce, pem, _FORMAT)


def unseal(sealed: bytes, secret: bytes) -> RSAPrivateKey:
    """Return the private key, or raise `SecretKeyWrong` when the secret or the stored bytes are not right (L34)."""
    head, nonce, body = sealed[:3], sealed[3 : 3 + _NONCE_BYTES], sealed[3 + _NONCE_BYTES :]
    cipher = _cipher(secret)
    if head != _FORMAT or len(nonce) != _NONCE_BYTES:
        raise SecretKeyWrong("not a sealed key")
    try:
        # What the cipher vouches for is what `seal` wrote; to prove the primes again takes 40 ms for each signature.
        key = load_pem_private_key(
            cipher.decrypt(nonce, body, _FORMAT), password=None, unsafe_skip_rsa_key_validation=True
        )
    except InvalidTag:
        raise SecretKeyWrong from None
    if not isinstance(key, RSAPrivateKey):
        raise SecretKeyWrong("not an RSA key")
    return key


def _cipher(secret: bytes) -> AESGCM:
    if len(secret) != 32:
        raise SecretKeyInvalid(f"{len(secret)} bytes")
    return AESGCM(secret)

"""Signing keys of a platform: made, published and used."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.parts import Json

_RSA_HASHES: dict[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}


@dataclass
class Key:
    """A signing key of the platform: id and private PEM."""

    kid: str
    pem: str


def new_key() -> Key:
    """Make a fresh RSA 2048 key whose id is the RFC 7638 thumbprint."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    text = json.dumps(_numbers(private.public_key()), sort_keys=True, separators=(",", ":"))
    return Key(_b64(hashlib.sha256(text.encode()).digest()), pem.decode())


def jwks(keys: list[Key]) -> Json:
    """Public JWK set of these keys."""
    return {
        "keys": [
            _numbers(_private(key.pem).public_key()) | {"kid": key.kid, "alg": "RS256", "use": "sig"} for key in keys
        ]
    }


def sign(claims: Any, header: Json, key: str) -> str:
    """Compact JWS over any JSON with any header, so that broken tokens can be made too.

    `key` is a private PEM for RS256/384/512, a secret for HS256; alg 'none' leaves the signature empty;
    another alg is a ValueError.
    """
    head = _b64(json.dumps(header).encode())
    message = f"{head}.{_b64(json.dumps(claims).encode())}"
    return f"{message}.{_b64(_signature(str(header.get('alg')), message.encode(), key))}"


def _signature(alg: str, message: bytes, key: str) -> bytes:
    if alg == "none":
        return b""
    if alg == "HS256":
        return hmac.new(key.encode(), message, hashlib.sha256).digest()
    if alg not in _RSA_HASHES:
        raise ValueError(f"cannot sign with {alg}")
    return _private(key).sign(message, padding.PKCS1v15(), _RSA_HASHES[alg])


@cache
def _private(pem: str) -> rsa.RSAPrivateKey:
    private = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise TypeError("an RSA private key in PEM form is needed")
    return private


def _numbers(public: rsa.RSAPublicKey) -> dict[str, str]:
    numbers = public.public_numbers()
    modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
    exponent = numbers.e.to_bytes((numbers.e.bit_length() + 7) // 8, "big")
    return {"e": _b64(exponent), "kty": "RSA", "n": _b64(modulus)}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

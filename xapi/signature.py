"""Signed statements: a JWS of the statement as it was before the signature was attached (rule 24; RFC 7515)."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from schemas import Problem
from xapi.errors import InvalidStatement, UnreadableBody
from xapi.fingerprint import hundredths
from xapi.multipart import Content
from xapi.parsing import parse
from xapi.validate import SIGNATURE

ALGORITHMS: dict[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}
_OURS = ("attachments", "authority", "stored", "version")


class _Broken(Exception):
    """Why a signature does not hold."""


def verify(where: str, statement: Mapping[str, Any], contents: Mapping[str, Content]) -> None:
    """Refuse (InvalidStatement) a statement one of whose signatures does not hold; one without any passes."""
    problems = list(_problems(where, statement, contents))
    if problems:
        raise InvalidStatement(problems=problems)


def _problems(where: str, statement: Mapping[str, Any], contents: Mapping[str, Content]) -> Iterator[Problem]:
    for at, attachment in enumerate(statement.get("attachments", ())):
        if attachment["usageType"] != SIGNATURE:
            continue
        try:
            content = contents.get(attachment["sha2"].lower())
            _check(content.data if content else b"", statement)
        except _Broken as error:
            yield Problem(f"{where}/attachments/{at}", "signature", str(error))


def _check(jws: bytes, statement: Mapping[str, Any]) -> None:
    pieces = jws.strip().split(b".")
    if len(pieces) != 3:
        raise _Broken("no JWS of three parts came with the statement")
    header = _json(pieces[0])
    if not isinstance(header, dict) or not isinstance(header.get("alg"), str) or header["alg"] not in ALGORITHMS:
        raise _Broken("the JWS is not signed with RS256, RS384 or RS512")
    if "crit" in header:
        raise _Broken("the JWS asks for extensions that are not known here")
    payload = _json(pieces[1])
    if not isinstance(payload, dict) or not _equal(payload, statement):
        raise _Broken("the payload of the JWS is not the statement without its attachments")
    if not _bytes(pieces[2]):
        raise _Broken("the JWS has no signature")
    if "x5c" in header:
        _verify_chain(header, pieces)


def _equal(payload: Mapping[str, Any], statement: Mapping[str, Any]) -> bool:
    """Compare all but what the signature or the store adds; id and time may have been added on the way."""
    left_out = {*_OURS, *({"id", "timestamp"} - payload.keys())}
    return _without(payload, left_out) == _without(statement, left_out)


def _without(statement: Mapping[str, Any], names: set[str]) -> str:
    kept = {name: value for name, value in statement.items() if name not in names}
    return json.dumps(_timed(kept), sort_keys=True)


def _timed(value: Any) -> Any:
    """Cut the durations of a statement and its sub-statement to what counts; a payload may hold anything."""
    if not isinstance(value, dict):
        return value
    made = dict(value)
    result = made.get("result")
    if isinstance(result, dict) and isinstance(result.get("duration"), str):
        with suppress(ValueError, ArithmeticError):
            made["result"] = {**result, "duration": hundredths(result["duration"])}
    if "object" in made:
        made["object"] = _timed(made["object"])
    return made


def _verify_chain(header: Mapping[str, Any], pieces: list[bytes]) -> None:
    """Verify the signature with the first certificate, and that each certificate was issued by the next."""
    given = header["x5c"]
    if not isinstance(given, list) or not 0 < len(given) <= 10 or not all(isinstance(one, str) for one in given):
        raise _Broken("x5c is not a list of certificates")
    try:
        chain = [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in given]
        key = chain[0].public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise _Broken("the certificate of the JWS has no RSA key")
        key.verify(_bytes(pieces[2]), pieces[0] + b"." + pieces[1], padding.PKCS1v15(), ALGORITHMS[header["alg"]])
        for one, issuer in pairwise(chain):
            one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _Broken("the signature does not verify with the certificates in x5c") from error


def _json(piece: bytes) -> Any:
    try:
        return parse(_bytes(piece))
    except UnreadableBody as error:
        raise _Broken("a part of the JWS is not JSON") from error


def _bytes(piece: bytes) -> bytes:
    try:
        return base64.b64decode(piece + b"=" * (-len(piece) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _Broken("a part of the JWS is not base64url") from error

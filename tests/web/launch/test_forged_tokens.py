"""Tokens that the platform did not sign, or not so: each with its own answer, and nothing left of it (T04)."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from launch_bends import CLAIM, MEMBERSHIP, STUDENT
from launch_forge import b64
from support.databases import BASE
from support.lms_site import serving_keys
from support.small_tool import SmallTool

from gateway.db import tables as t
from lti.keys import make_key, public_jwk

PEM = serialization.Encoding.PEM


def test_T04_L12_a_signature_of_another_kind_is_refused(forge, launching) -> None:
    own, before = forge.key, launching.count()
    public = own.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key_set = json.dumps({"keys": [public_jwk(own.public_key())]}).encode()

    def mac(secret: bytes, claims: Any) -> str:
        message = forge.message(forge.head(alg="HS256"), claims)
        return f"{message}.{b64(hmac.digest(secret, message.encode(), hashlib.sha256))}"

    def signed(alg: str, claims: Any) -> str:
        message = forge.message(forge.head(alg=alg), claims)
        if alg == "ES256":
            curve = ec.generate_private_key(ec.SECP256R1())
            return f"{message}.{b64(curve.sign(message.encode(), ec.ECDSA(hashes.SHA256())))}"
        salted = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        kind = hashes.SHA512() if alg == "RS512" else hashes.SHA256()
        return f"{message}.{b64(own.sign(message.encode(), salted if alg == 'PS256' else padding.PKCS1v15(), kind))}"

    made = {
        **{
            f"alg {alg!r}": lambda c, alg=alg: f"{forge.message(forge.head(alg=alg), c)}."
            for alg in ("none", "None", "NONE", "", 7)
        },
        "no alg": lambda c: forge.token({"kid": forge.kid}, c),
        "none with a signature": lambda c: forge.token(forge.head(alg="none"), c),
        "HS256 with the public key": lambda c: mac(public, c),
        "HS256 with the key set": lambda c: mac(key_set, c),
        "HS256 with nothing": lambda c: mac(b"", c),
        **{alg: lambda c, alg=alg: signed(alg, c) for alg in ("RS512", "PS256", "ES256")},
        "RS256 in small letters": lambda c: forge.token(forge.head(alg="rs256"), c),
        "the last of two names counts": lambda c: forge.token(
            b'{"alg":"RS256","kid":"%s","alg":"none"}' % forge.kid.encode(), c
        ),
    }  # fmt: skip
    for name, make in made.items():
        state, claims = forge.begin()
        forge.check(name, forge.post(state, make(claims)), "token_algorithm", before)


def test_T04_L15_a_key_that_is_not_the_platforms_is_refused(forge, launching) -> None:
    before, other = launching.count(), make_key()
    own = public_jwk(other.public_key())
    named = {"jwk": own, "jku": f"{BASE}/lti/jwks.json", "x5u": "https://evil.example/x", "x5c": ["MII"]}
    made = {
        "another key under the platform's kid": (lambda c: forge.token(forge.head(), c, other), "token_signature"),
        "a key in the header": (lambda c: forge.token(forge.head(**named), c, other), "token_signature"),
        "its kid too": (lambda c: forge.token(forge.head(**named, kid=own["kid"]), c, other), "token_key_unknown"),
        "our own kid": (
            lambda c: forge.token(forge.head(kid=launching.school.waymark.keys.kid), c, other), "token_key_unknown",
        ),
        **{
            f"kid {kid!r}": (lambda c, kid=kid: forge.token(forge.head(kid=kid), c), code)
            for kid, code in (
                (None, "token_kid_missing"), (7, "token_kid_missing"), ("", "token_kid_missing"),
                ([forge.kid], "token_kid_missing"), ("../../etc/passwd", "token_key_unknown"),
                ("' OR 1=1 --", "token_key_unknown"), ("k" * 20_000, "token_key_unknown"),
                (f"{forge.kid}\x00", "token_key_unknown"),
            )
        },
        "b64 is false": (lambda c: forge.token(forge.head(b64=False, crit=["b64"]), c), "token_signature"),
        "something critical": (lambda c: forge.token(forge.head(crit=["exp"], exp=1), c), "token_signature"),
    }  # fmt: skip
    for name, (make, code) in made.items():
        state, claims = forge.begin()
        forge.check(name, forge.post(state, make(claims)), code, before)


def test_T04_L15_a_token_that_was_changed_is_refused(forge, launching) -> None:
    before = launching.count()
    state, claims = forge.begin()
    head, body, signature = forge.token(forge.head(), claims).split(".")
    teacher = b64(json.dumps(claims | {f"{CLAIM}roles": [f"{MEMBERSHIP}Instructor"]}).encode())
    made = {
        f"{head}.{teacher}.{signature}": "token_signature",
        f"{head}.{body}.": "token_signature",
        f"{head}.{body}.{signature[:-6]}AAAAAA": "token_signature",
        f"{head}.{body}": "token_malformed",
        f"{head}.{body}.{signature}.": "token_malformed",
        f"{head}.{body}.{signature}.{signature}": "token_malformed",
        f"{head}..{body}.{signature}": "token_malformed",
        f"{head}.{b64(b'[1]')}.{signature}": "token_malformed",
        f"{b64(b'[]')}.{body}.{signature}": "token_malformed",
        f"{head}.{b64(b'1' * 5000)}.{signature}": "token_malformed",
        f"{head}.{b64(b'[' * 50_000)}.{signature}": "token_malformed",
        f"{head}.{b64(b' ' * 150_000)}.{signature}": "token_malformed",
        f"{head}.{body}!.{signature}": "token_malformed",
        f"{head}=.{body}.{signature}": "token_malformed",
    }
    for token, code in made.items():
        forge.check(token[-40:], forge.post(state, token), code, before)
    assert forge.post(state, f"{head}.{body}.{signature}").status_code == 303, "none of them used the login up"


def test_L13_T04_another_platforms_own_token_does_not_open_this_login(forge, launching) -> None:
    other, waymark = make_key(), launching.school.waymark
    with serving_keys(json.dumps({"keys": [public_jwk(other.public_key())]}).encode()) as jwks_url:
        root = jwks_url.removesuffix("/jwks.json")
        values = {
            "name": "Other", "auth_url": f"{root}/auth", "token_url": f"{root}/token", "jwks_url": jwks_url,
            "lms": None, "deployments": "own", "tenant_id": launching.school.tenant, "enabled": True,
            "issuer": "https://other.example", "client_id": "c2", "id": "other-1", "created_at": waymark.clock(),
        }  # fmt: skip
        waymark.db.write(lambda w: w.conn.execute(t.platform.insert().values(**values)))
        kid = public_jwk(other.public_key())["kid"]
        before = launching.count()
        for changed, code in (({}, "token_issuer"), ({"iss": launching.sim.issuer}, "token_key_unknown")):
            state, claims = forge.begin()
            claims |= {"iss": "https://other.example", "aud": "c2", "azp": "c2"} | changed
            if changed:
                claims |= {"aud": launching.sim.client_id, "azp": launching.sim.client_id}
            forge.check(code, forge.post(state, forge.token(forge.head(kid=kid), claims, other)), code, before)
        login = {"iss": "https://other.example", "login_hint": "1", "target_link_uri": f"{BASE}/lti/launch"}
        answer = launching.doors("POST", "/lti/login", data=login)
        assert answer.location.startswith(f"{root}/auth"), "its own login goes to it"


def move_keys(launching: Any, url: str) -> None:
    """Let the platform publish its keys elsewhere."""
    launching.school.waymark.db.write(lambda w: w.conn.execute(t.platform.update().values(jwks_url=url)))


def test_L32_a_flood_of_key_ids_is_no_flood_of_requests(forge, launching, clock) -> None:
    with SmallTool() as keys:  # any server of keys that counts its visitors
        keys.published = launching.sim._lms.state.keys
        move_keys(launching, keys.base)
        assert launching.launch(STUDENT).status_code == 303
        before = launching.count()
        for number in range(40):
            clock.advance(seconds=1)
            state, claims = forge.begin()
            answer = forge.post(state, forge.token(forge.head(kid=f"kid-{number}"), claims))
            forge.check(str(number), answer, "token_key_unknown", before)
        assert keys.fetches == 2
        assert launching.launch(STUDENT).status_code == 303, "who has a known key does not suffer"
        assert keys.fetches == 2


def test_L32_while_the_platforms_keys_cannot_be_had_a_launch_can_be_tried_again(forge, launching) -> None:
    before = launching.count()
    state, claims = forge.begin()
    token = forge.token(forge.head(), claims)
    with serving_keys(b"<html>maintenance</html>") as page:
        for url, code in ((page, "key_set_invalid"), ("http://127.0.0.1:1/jwks", "key_set_unreachable")):
            move_keys(launching, url)
            forge.check(code, forge.post(state, token), code, before, 503)
    move_keys(launching, launching.sim.jwks_url)
    assert forge.post(state, token).status_code == 303

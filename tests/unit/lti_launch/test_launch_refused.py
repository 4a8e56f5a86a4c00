"""Launches that must be refused: the certification's known-bad ones and the library's holes (security.md 1.3, 1.7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lti import errors
from lti.keys import public_jwk

from .lms import CLAIM, NOW, PLATFORM, Bend, Lms, ago, full_claims

SECONDS = int(NOW.timestamp())


def put(**claims: Any) -> Bend:
    return lambda body: body.update(claims)


def lti(name: str, value: Any) -> Bend:
    return lambda body: body.update({CLAIM + name: value})


def drop(*names: str) -> Bend:
    return lambda body: [body.pop(name) for name in names]


def only(**claims: Any) -> Bend:
    return lambda body: (body.clear(), body.update(claims))


TOKENS = [
    pytest.param(only(hello="world"), errors.IssuerMismatch, id="bad5-json-but-no-launch"),
    pytest.param(drop("iss"), errors.IssuerMismatch, id="bad6-no-iss"),
    pytest.param(drop("aud"), errors.AudienceMismatch, id="bad6-no-aud"),
    pytest.param(put(iss="https://lms.example/"), errors.IssuerMismatch, id="iss-with-slash"),
    pytest.param(put(iss=["https://lms.example"]), errors.IssuerMismatch, id="iss-list"),
    pytest.param(put(aud="someone-else"), errors.AudienceMismatch, id="aud-foreign"),
    pytest.param(put(aud=["client-1", 7]), errors.AudienceMismatch, id="aud-list-with-number"),
    pytest.param(put(aud={"client-1": 1}), errors.AudienceMismatch, id="aud-object"),
    pytest.param(put(azp="someone-else"), errors.AudienceMismatch, id="azp-foreign"),
    pytest.param(put(azp=None), errors.AudienceMismatch, id="azp-null"),
    pytest.param(put(aud=["client-1", "x"], azp="x"), errors.AudienceMismatch, id="hole-aud-list-foreign-azp"),
    pytest.param(
        lambda body: (body.pop("azp"), body.update(aud=["client-1", "x"])),
        errors.AudienceMismatch,
        id="hole-aud-list-without-azp",
    ),
    pytest.param(drop("exp"), errors.TokenTimesInvalid, id="hole-no-exp"),
    pytest.param(drop("iat"), errors.TokenTimesInvalid, id="hole-no-iat"),
    pytest.param(put(exp="soon"), errors.TokenTimesInvalid, id="bad7-exp-text"),
    pytest.param(put(iat=True), errors.TokenTimesInvalid, id="bad7-iat-boolean"),
    pytest.param(put(iat=None), errors.TokenTimesInvalid, id="bad7-iat-null"),
    pytest.param(put(exp=float("nan")), errors.TokenTimesInvalid, id="exp-nan"),
    pytest.param(put(exp=float("inf")), errors.TokenTimesInvalid, id="exp-infinite"),
    pytest.param(put(exp=10**400), errors.TokenTimesInvalid, id="exp-beyond-floats"),
    pytest.param(put(exp=SECONDS - 61, iat=SECONDS - 120), errors.TokenExpired, id="bad7-expired"),
    pytest.param(put(iat=SECONDS + 90), errors.TokenFromFuture, id="bad7-iat-ahead"),
    pytest.param(put(nbf=SECONDS + 90), errors.TokenFromFuture, id="nbf-ahead"),
    pytest.param(put(iat=ago(days=1)), errors.TokenTooOld, id="hole-iat-a-day-old"),
    pytest.param(put(iat=ago(minutes=12)), errors.TokenTooOld, id="iat-twelve-minutes-old"),
    pytest.param(put(exp=ago(days=-3650)), errors.TokenTooLong, id="hole-exp-in-ten-years"),
    pytest.param(drop("nonce"), errors.NonceMismatch, id="no-nonce"),
    pytest.param(put(nonce="guess"), errors.NonceMismatch, id="foreign-nonce"),
    pytest.param(put(nonce=7), errors.NonceMismatch, id="nonce-number"),
    pytest.param(put(nonce="\ud800"), errors.NonceMismatch, id="nonce-surrogate"),
]

MESSAGES = [
    pytest.param(lti("version", "1.2.0"), errors.VersionUnsupported, id="bad3-wrong-version"),
    pytest.param(drop(f"{CLAIM}version"), errors.VersionUnsupported, id="bad4-no-version"),
    pytest.param(drop(f"{CLAIM}message_type"), errors.MessageUnsupported, id="bad8-no-message-type"),
    pytest.param(lti("message_type", "DataPrivacyLaunchRequest"), errors.MessageUnsupported, id="foreign-message"),
    pytest.param(lti("message_type", ["LtiResourceLinkRequest"]), errors.MessageUnsupported, id="message-list"),
    pytest.param(drop(f"{CLAIM}roles"), errors.RolesMissing, id="bad9-no-roles"),
    pytest.param(lti("roles", "Instructor"), errors.RolesMissing, id="roles-text"),
    pytest.param(drop(f"{CLAIM}deployment_id"), errors.DeploymentMissing, id="bad10-no-deployment"),
    pytest.param(lti("deployment_id", "x" * 256), errors.DeploymentMissing, id="deployment-too-long"),
    pytest.param(drop(f"{CLAIM}resource_link"), errors.ResourceLinkMissing, id="bad11-no-resource-link"),
    pytest.param(lti("resource_link", {"title": "x"}), errors.ResourceLinkMissing, id="bad11-no-resource-link-id"),
    pytest.param(drop("sub"), errors.SubjectMissing, id="bad12-no-sub"),
    pytest.param(put(sub=42), errors.SubjectMissing, id="sub-number"),
    pytest.param(put(sub="a\x00b"), errors.SubjectMissing, id="sub-with-nul"),
    pytest.param(drop(f"{CLAIM}target_link_uri"), errors.TargetMismatch, id="hole-no-target"),
    pytest.param(lti("target_link_uri", "https://evil.example/"), errors.TargetMismatch, id="hole-foreign-target"),
    pytest.param(
        lambda body: body.update({f"{CLAIM}message_type": "LtiDeepLinkingRequest", f"{CLAIM}target_link_uri": "x"}),
        errors.TargetMismatch,
        id="deep-link-foreign-target",
    ),
]


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
@pytest.mark.parametrize(("bend", "error"), TOKENS)
def test_L12_to_L17_an_unproven_token_uses_nothing_up(
    lms: Lms, role: str, bend: Bend, error: type[errors.LtiError]
) -> None:
    with pytest.raises(error) as caught:
        lms.launch(bend, role=role)
    assert type(caught.value) is error
    assert caught.value.status == 401
    assert caught.value.platform_id == PLATFORM.id
    assert lms.logins.used() == 0


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
@pytest.mark.parametrize(("bend", "error"), MESSAGES)
def test_L18_to_L22_a_proven_but_bad_message_is_refused_with_a_way_back(
    lms: Lms, role: str, bend: Bend, error: type[errors.LtiError]
) -> None:
    with pytest.raises(error) as caught:
        lms.launch(bend, role=role)
    assert type(caught.value) is error
    assert caught.value.status == 401
    assert caught.value.return_url == "https://lms.example/courses/3"
    assert lms.logins.used() == 1


def refuse(lms: Lms, token: str, error: type[errors.LtiError]) -> None:
    """Check that the token is refused with exactly this error, before anything is proven or used."""
    begun = lms.begin()
    with pytest.raises(error) as caught:
        lms.finish(begun, token)
    assert type(caught.value) is error
    assert caught.value.status == 401
    assert caught.value.return_url is None
    assert lms.logins.used() == 0


@pytest.mark.parametrize(
    ("header", "error"),
    [
        pytest.param({"kid": None}, errors.KeyIdMissing, id="bad1-no-kid"),
        pytest.param({"kid": "nobody"}, errors.KeyUnknown, id="bad2-wrong-kid"),
        pytest.param({"kid": ""}, errors.KeyIdMissing, id="empty-kid"),
    ],
)
def test_L12_known_bad_kid(lms: Lms, header: dict[str, Any], error: type[errors.LtiError]) -> None:
    refuse(lms, lms.sign(full_claims("n"), header=header), error)


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b",
        "a.b.c.d",
        "....",
        "é.b.c",
        "\ud800.b.c",
        f"{part([])}.{part({})}.x",
        f"{part({'alg': 'RS256', 'kid': 'k'})}.{part([1])}.x",
        f"{part({'alg': 'RS256', 'kid': 'k'})}.{part('text')}.x",
        f"{part(b'[' * 50_000)}.{part({})}.x",
        f"{part({})}.{part(b'{')}.x",
        f"{part({})}.{part({'pad': 'x' * 200_000})}.x",
    ],
    ids=range(12),
)
def test_L12_what_is_no_token_is_refused(lms: Lms, token: str) -> None:
    refuse(lms, token, errors.TokenMalformed)


def test_T04_L12_alg_none_is_refused(lms: Lms) -> None:
    for alg in ("none", "None", "", None, 7, ["RS256"]):
        refuse(lms, f"{part({'alg': alg, 'kid': lms.kid})}.{part(full_claims('n'))}.", errors.AlgorithmRefused)


def test_T04_L12_HS256_with_the_public_key_is_refused(lms: Lms) -> None:
    pem = lms.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{part({'alg': 'HS256', 'kid': lms.kid})}.{part(full_claims('n'))}"
    mac = hmac.new(pem, signed.encode(), hashlib.sha256).digest()
    refuse(lms, f"{signed}.{part(mac)}", errors.AlgorithmRefused)


def test_T04_L12_RS512_is_refused_even_when_the_key_set_says_so(lms: Lms) -> None:
    lms.serve({"keys": [public_jwk(lms.key.public_key()) | {"alg": "RS512"}]})
    refuse(lms, lms.sign(full_claims("n"), alg="RS512"), errors.AlgorithmRefused)
    refuse(lms, lms.sign(full_claims("n")), errors.KeyRefused)


def test_T04_L12_keys_named_in_the_header_are_ignored(lms: Lms, other_key: RSAPrivateKey) -> None:
    own = public_jwk(other_key.public_key())
    header = {"jwk": own, "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x"}
    refuse(lms, lms.sign(full_claims("n"), key=other_key, header=header), errors.SignatureInvalid)
    refuse(lms, lms.sign(full_claims("n"), key=other_key, header=header | {"kid": own["kid"]}), errors.KeyUnknown)


def test_L15_a_changed_or_missing_signature_is_refused(lms: Lms, other_key: RSAPrivateKey) -> None:
    begun = lms.begin()
    head, body, signature = lms.sign(full_claims(begun.nonce)).split(".")
    other_body = part(full_claims(begun.nonce, "Instructor"))
    for token in (f"{head}.{other_body}.{signature}", f"{head}.{body}.", f"{head}.{body}.%%%"):
        with pytest.raises(errors.SignatureInvalid):
            lms.finish(begun, token)
    with pytest.raises(errors.TokenMalformed):
        lms.finish(begun, f"{head}.{body}.\ud800")
    with pytest.raises(errors.SignatureInvalid):
        lms.finish(begun, lms.sign(full_claims(begun.nonce), key=other_key))
    assert lms.finish(begun, f"{head}.{body}.{signature}").sub


def test_T04_L13_another_platforms_token_under_this_state_is_refused(lms: Lms, other_key: RSAPrivateKey) -> None:
    lms.platforms.all.append(replace(PLATFORM, id="p2", issuer="https://other.example"))
    with pytest.raises(errors.IssuerMismatch):
        lms.launch(put(iss="https://other.example"), key=other_key)


def test_L13_a_platform_switched_off_after_the_login_is_refused(lms: Lms) -> None:
    begun = lms.begin()
    lms.platforms.all[0] = replace(PLATFORM, enabled=False)
    with pytest.raises(errors.PlatformDisabled):
        lms.finish(begun, lms.sign(full_claims(begun.nonce)))


def test_L32_a_key_set_that_cannot_be_had_is_a_matter_for_later(lms: Lms) -> None:
    begun = lms.begin()
    lms.server.down = True
    with pytest.raises(errors.KeySetUnreachable) as caught:
        lms.finish(begun, lms.sign(full_claims(begun.nonce)))
    assert caught.value.retryable
    assert lms.logins.used() == 0

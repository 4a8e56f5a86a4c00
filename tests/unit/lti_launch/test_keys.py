"""The tool's own keys (L30, L31, L34)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti.errors import SecretKeyInvalid, SecretKeyWrong
from lti.keys import KeyAge, Rotation, key_id, key_set, public_jwk, rotation, seal, unseal
from lti.stores import PublishedKey, SigningKey

from .lms import NOW

SECRET = bytes(range(32))


def test_L30_the_key_set_holds_public_parts_only(rsa_key: RSAPrivateKey, other_key: RSAPrivateKey) -> None:
    published = [PublishedKey(key_id(key.public_key()), key.public_key()) for key in (rsa_key, other_key)]
    document = json.loads(json.dumps(key_set(published)))
    assert [set(key) for key in document["keys"]] == [{"kty", "kid", "use", "alg", "n", "e"}] * 2
    assert {(key["kty"], key["use"], key["alg"]) for key in document["keys"]} == {("RSA", "sig", "RS256")}
    assert len({key["kid"] for key in document["keys"]}) == 2


def test_L30_the_kid_is_the_thumbprint_of_RFC_7638(rsa_key: RSAPrivateKey) -> None:
    jwk = public_jwk(rsa_key.public_key())
    members = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"), sort_keys=True)
    digest = base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=").decode()
    assert jwk["kid"] == digest == key_id(rsa_key.public_key())


def test_L31_a_new_key_signs_after_a_day_and_the_old_one_stays_for_two_weeks() -> None:
    old, new = KeyAge("old", NOW - timedelta(days=90)), KeyAge("new", NOW)
    both = ("old", "new")
    day, hour = timedelta(days=1), timedelta(hours=1)
    assert rotation([new, old], NOW + day - hour) == Rotation("old", both, ())
    assert rotation([new, old], NOW + day) == Rotation("new", both, ())
    assert rotation([new, old], NOW + 15 * day - hour) == Rotation("new", both, ())
    assert rotation([new, old], NOW + 15 * day) == Rotation("new", ("new",), ("old",))


def test_L31_the_first_key_signs_at_once_and_a_lone_key_never_ends() -> None:
    first = KeyAge("first", NOW)
    assert rotation([first], NOW) == Rotation("first", ("first",), ())
    assert rotation([first], NOW + timedelta(days=900)) == Rotation("first", ("first",), ())
    with pytest.raises(ValueError, match="no key"):
        rotation([], NOW)


def test_L31_a_token_signed_just_before_rotation_still_verifies(
    rsa_key: RSAPrivateKey, other_key: RSAPrivateKey
) -> None:
    keys = {"old": rsa_key, "new": other_key}
    ages = [KeyAge("old", NOW - timedelta(days=90)), KeyAge("new", NOW)]
    before, after = NOW + timedelta(hours=23, minutes=59), NOW + timedelta(hours=24)
    kid = rotation(ages, before).signing
    token = jwt.encode({"iss": "tool"}, keys[kid], "RS256", headers={"kid": kid})
    assert rotation(ages, after).signing != kid
    document = key_set(PublishedKey(one, keys[one].public_key()) for one in rotation(ages, after).published)
    key = next(key for key in jwt.PyJWKSet.from_dict(document).keys if key.key_id == kid)
    assert jwt.decode(token, key, algorithms=["RS256"]) == {"iss": "tool"}


def test_L34_a_sealed_key_opens_with_its_secret_and_shows_nothing(rsa_key: RSAPrivateKey) -> None:
    sealed = seal(rsa_key, SECRET)
    assert b"PRIVATE" not in sealed
    assert sealed != seal(rsa_key, SECRET)
    assert unseal(sealed, SECRET).private_numbers() == rsa_key.private_numbers()


def test_L34_a_wrong_secret_or_changed_bytes_fail_closed(rsa_key: RSAPrivateKey) -> None:
    sealed = seal(rsa_key, SECRET)
    with pytest.raises(SecretKeyWrong) as caught:
        unseal(sealed, bytes(32))
    assert caught.value.audience == "admin"
    assert "secret key" in caught.value.hint
    for broken in (b"", sealed[:10], sealed[:-1], b"x" + sealed[1:], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        with pytest.raises(SecretKeyWrong):
            unseal(broken, SECRET)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_L34_a_secret_of_another_length_is_refused(rsa_key: RSAPrivateKey, length: int) -> None:
    with pytest.raises(SecretKeyInvalid):
        seal(rsa_key, bytes(length))


def test_a_signing_key_shows_its_kid_only(rsa_key: RSAPrivateKey) -> None:
    assert repr(SigningKey("k1", rsa_key)) == "SigningKey(kid='k1')"

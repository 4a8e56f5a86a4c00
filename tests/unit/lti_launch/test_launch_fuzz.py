"""Whatever a platform or an attacker sends, the answer is a launch or one of our errors (never a crash)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lti.claims import Launch
from lti.errors import LtiError

from .lms import Begun, Lms, full_claims

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(sorted(full_claims("n")))
HEADERS = st.dictionaries(
    st.sampled_from(["typ", "kid", "crit", "b64", "cty", "jwk", "jku", "zip", "x5c"]), JSON, max_size=3
)


def outcome(lms: Lms, token_of: Callable[[Begun], str]) -> object:
    begun = lms.begin()
    try:
        return lms.finish(begun, token_of(begun))
    except LtiError as error:
        return error


@settings(max_examples=150, deadline=None)
@given(changes=st.dictionaries(NAMES, JSON, min_size=1, max_size=3))
def test_any_json_in_any_claim_is_answered(rsa_key: RSAPrivateKey, changes: dict[str, Any]) -> None:
    lms = Lms(rsa_key)
    result = outcome(lms, lambda begun: lms.sign(full_claims(begun.nonce) | changes))
    assert isinstance(result, (Launch, LtiError))


@settings(max_examples=150, deadline=None)
@given(header=HEADERS)
def test_any_header_is_answered(rsa_key: RSAPrivateKey, header: dict[str, Any]) -> None:
    lms = Lms(rsa_key)

    def token(begun: Begun) -> str:
        head = json.dumps({"alg": "RS256", "kid": lms.kid} | header).encode()
        _, body, signature = lms.sign(full_claims(begun.nonce)).split(".")
        return f"{base64.urlsafe_b64encode(head).decode().rstrip('=')}.{body}.{signature}"

    assert isinstance(outcome(lms, token), (Launch, LtiError))


@settings(max_examples=150, deadline=None)
@given(token=st.text(max_size=60) | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True))
def test_any_text_is_answered(rsa_key: RSAPrivateKey, token: str) -> None:
    assert isinstance(outcome(Lms(rsa_key), lambda _begun: token), LtiError)

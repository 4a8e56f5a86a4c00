"""What each simulated system does with an answer that is not as it should be: its own checks, no more and no less."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AHEAD = 10**6


def bent(claims: dict[str, Any], how: str) -> dict[str, Any]:
    """Return an answer with one thing wrong."""
    item = dict(claims[f"{DL}content_items"][0])
    changes: dict[str, dict[str, Any]] = {
        "issuer": {"iss": "somebody"}, "audience": {"aud": "https://elsewhere.example"}, "expired": {"exp": 1},
        "future": {"iat": claims["iat"] + AHEAD, "exp": claims["exp"] + AHEAD}, "nonce": {"nonce": ""},
        "deployment": {f"{LTI}deployment_id": "other"},
        "nested": {f"{DL}content_items": [item | {"custom": {"a": {"b": "c"}}}]},
        "points": {f"{DL}content_items": [item | {"lineItem": {"scoreMaximum": 12.5, "label": "x"}}]},
        "address": {f"{DL}content_items": [item | {"url": "https://elsewhere.example/x"}]},
    }  # fmt: skip
    return claims | changes[how]


TAKEN = {
    "canvas": {"nonce", "deployment", "nested", "points"},
    "moodle": {"audience", "nonce", "deployment", "address"},
    "schoology": {"expired", "future", "nested", "points", "address"},
}
"""What a system takes all the same; in the original these go unnoticed too, or nothing is known of them."""


WRONG = ("issuer", "audience", "expired", "future", "nonce", "deployment", "nested", "points", "address")


def test_a_bad_answer_makes_nothing_where_the_system_looks_for_it(teaching, kind, waymark) -> None:
    taken = set()
    for how in WRONG:
        before = len(teaching.sim.placed())
        teaching.open()
        action, claims = teaching.add(teaching.activity("juice-stand"), graded="on", points="10")
        teaching.token = waymark.keys.sign(bent(claims, how))
        teaching.deliver(action)
        with suppress(ValueError):  # the form of one system refuses odd points only when it is saved
            teaching.sim.save_placed()
        if len(teaching.sim.placed()) > before:
            taken.add(how)
    assert taken == TAKEN[kind]


def test_an_answer_that_somebody_else_signed_makes_nothing(teaching, other_signer) -> None:
    teaching.open()
    action, claims = teaching.add(teaching.activity("juice-stand"))
    teaching.token = other_signer(claims)
    assert teaching.deliver(action).status_code >= 400
    teaching.sim.save_placed()
    assert teaching.sim.placed() == ()


def test_our_own_answer_never_needs_what_a_system_forgives(teaching) -> None:
    teaching.open()
    _action, claims = teaching.add(teaching.activity("juice-stand"), graded="on", points="10")
    (item,) = claims[f"{DL}content_items"]
    assert all(isinstance(value, str) for value in item["custom"].values())
    assert item["lineItem"]["scoreMaximum"] == 10
    assert claims["nonce"]
    assert claims["iat"] <= teaching.site.now().timestamp()

"""Every error has a code of its own and words for its reader (U10, U11)."""

from __future__ import annotations

import re

import pytest

from lti import errors

TECHNICAL = re.compile(r"token|nonce|cookie|kid|JWT|claim|signature|issuer|deployment", re.IGNORECASE)


def test_codes_are_unique_and_the_drawing_names_every_error() -> None:
    every = errors.all_errors()
    codes = [error.code for error in every]
    assert len(codes) == len(set(codes)) > 35
    assert errors.__doc__ is not None
    assert {error.__name__ for error in every} <= set(re.findall(r"\w+", errors.__doc__))
    assert {error.__name__ for error in every} <= set(errors.__all__)


@pytest.mark.parametrize("error", errors.all_errors())
def test_U10_the_first_line_is_plain_and_says_what_to_do(error: type[errors.LtiError]) -> None:
    assert not TECHNICAL.search(error.title)
    assert error.title[0].isupper()
    assert not error.title.endswith(".")
    assert error.hint.endswith(".")
    assert error.status in {400, 401, 403, 422, 500, 503}
    assert (error.title, error.hint) in errors.messages()


def test_messages_come_once_each() -> None:
    assert len(errors.messages()) == len(set(errors.messages()))

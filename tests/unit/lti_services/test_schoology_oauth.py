"""The header of every REST call, and the seconds in it (schoology.md 5.1)."""

from __future__ import annotations

import re

from lti.lms.schoology.oauth import SECONDS, Seconds, Signer

FIELD = re.compile(r'(\w+)="([^"]*)"')


def fields(header: str) -> dict[str, str]:
    return dict(FIELD.findall(header))


def test_the_header_carries_key_and_secret_as_the_specification_encodes_them():
    header = Signer("ck demo", "c&s~1", lambda: 1790000000).header()
    names = [name for name, _ in FIELD.findall(header)]
    assert header.startswith('OAuth realm="Schoology API", ')
    assert names == ["realm", *sorted(names[1:-1]), "oauth_signature"]
    said = fields(header)
    assert (said["oauth_consumer_key"], said["oauth_token"], said["oauth_version"]) == ("ck%20demo", "", "1.0")
    assert (said["oauth_signature_method"], said["oauth_signature"]) == ("PLAINTEXT", "c%2526s~1%26")
    assert said["oauth_timestamp"] == "1790000000"


def test_a_nonce_is_never_used_twice():
    signer = Signer("ck", "cs", lambda: 1)
    assert len({fields(signer.header())["oauth_nonce"] for _ in range(50)}) == 50


def test_F15_timestamps_do_not_go_back_with_the_clock():
    readings = iter([100.9, 40.0, 99.0, 101.2])
    seconds = Seconds(lambda: next(readings))
    assert [seconds() for _ in range(4)] == [100, 100, 100, 101]


def test_signers_of_one_process_share_their_seconds():
    assert Signer("a", "x").seconds is Signer("b", "y").seconds is SECONDS


def test_the_secret_is_not_shown_in_logs():
    assert "hidden" not in repr(Signer("ck", "hidden"))

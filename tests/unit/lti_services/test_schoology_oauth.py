"""The header of every REST call, and the seconds in it (schoology.md 5.1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote

from lti.lms.schoology.oauth import SECONDS, Seconds, Signer

FIELD = re.compile(r'(\w+)="([^"]*)"')


def fields(header: str) -> dict[str, str]:
    return dict(FIELD.findall(header))


NOW = datetime.fromtimestamp(1790000000, UTC)
URL = "https://api.schoology.test/v1/sections/1/grades?assignment_id=3&limit=200"


def signature(method: str, url: str, said: dict[str, str], secret: str) -> str:
    """Return what RFC 5849 section 3.4.2 makes of a request without a token."""
    address, _, query = url.partition("?")
    signed = [(name, unquote(said[name])) for name in said if name not in {"realm", "oauth_signature"}]
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in [*parse_qsl(query), *signed])
    base = "&".join(quote(part, safe="") for part in (method, address, "&".join("=".join(one) for one in pairs)))
    mac = hmac.new(f"{quote(secret, safe='')}&".encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(mac).decode()


def test_the_header_carries_the_key_and_a_signature_of_the_request_but_never_the_secret():
    header = Signer("ck demo", "c&s~1", lambda: NOW).header("GET", URL)
    said = fields(header)
    assert header.startswith('OAuth realm="Schoology API", ')
    assert (said["oauth_consumer_key"], said["oauth_version"]) == ("ck%20demo", "1.0")
    assert (said["oauth_signature_method"], said["oauth_timestamp"]) == ("HMAC-SHA1", "1790000000")
    assert unquote(said["oauth_signature"]) == signature("GET", URL, said, "c&s~1")
    assert "c&s" not in unquote(header)


def test_a_nonce_is_never_used_twice():
    signer = Signer("ck", "cs", lambda: NOW)
    assert len({fields(signer.header("GET", URL))["oauth_nonce"] for _ in range(50)}) == 50


def test_F15_timestamps_do_not_go_back_with_the_clock():
    seconds = Seconds()
    readings = [datetime.fromtimestamp(one, UTC) for one in (100.9, 40.0, 99.0, 101.2)]
    assert [seconds("ck", now) for now in readings] == [100, 100, 100, 101]


def test_each_key_has_seconds_of_its_own():
    seconds = Seconds()
    later, earlier = (datetime.fromtimestamp(one, UTC) for one in (100, 40))
    assert (seconds("ck", later), seconds("other", earlier)) == (100, 40)


def test_signers_of_one_process_share_their_seconds():
    assert Signer("a", "x", lambda: NOW).seconds is Signer("b", "y", lambda: NOW).seconds is SECONDS


def test_the_secret_is_not_shown_in_logs():
    assert "hidden" not in repr(Signer("ck", "hidden", lambda: NOW))

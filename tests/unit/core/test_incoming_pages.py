"""Whatever another store sends, a page is read or refused as a whole, statement by statement; nothing else escapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st
from support.clock import NOON
from support.statements import AUTHORITY, completed

from gateway.remote import incoming
from xapi.remote import Page, RemoteStore, Trouble
from xapi.version import Version

ACTOR = {"objectType": "Agent", "account": {"homePage": "https://x.example", "name": "a"}}
GOOD = {**completed(ACTOR, "a1", 0.5, n=1), "stored": "2026-09-14T12:00:00Z", "version": "1.0.3"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("id", "actor", "verb", "object", "stored", "version", "timestamp", "attachments", "context", "result")


class Wire:
    """The other end, which answers with given bytes."""

    def __init__(self, body: bytes, kind: str) -> None:
        self.body, self.headers = body, {"Content-Type": kind}
        self.status, self.retry_after = 200, None

    def call(self, *_asked: Any) -> Wire:
        return self


def asked(ask: Callable[[], Any]) -> Any:
    """Return what was read, None for garbage; anything else that is raised fails the test."""
    code, value = "garbage", None
    try:
        value = ask()
    except Trouble as error:
        code = error.code
    assert code == "garbage"
    return value


def read(*statements: Any) -> incoming.Incoming | None:
    page = Page(list(statements), {}, None, None)
    found: incoming.Incoming | None = asked(lambda: incoming.read(page, Version.V1, AUTHORITY, NOON))
    return found


@given(VALUES)
def test_any_value_in_place_of_a_statement_is_refused_by_itself(value) -> None:
    found = read(GOOD, value)
    assert found is not None
    assert [str(one.id) for one in found.good] == [GOOD["id"]]
    assert len(found.refused) == 1
    assert len(found.refused[0].statement_id) <= 64


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=3))
def test_any_value_in_place_of_a_part_is_refused_or_taken_and_nothing_else(changes) -> None:
    found = read({**GOOD, **changes})
    assert found is None or len(found.good) + sum(one.code == "invalid" for one in found.refused) == 1


@given(st.binary(max_size=200), st.sampled_from(["application/json", "multipart/mixed; boundary=x", "text/html", ""]))
def test_any_bytes_are_a_page_or_garbage(body, kind) -> None:
    framed = b"--x\r\nContent-Type: application/json\r\n\r\n" + body + b"\r\n--x--" if "boundary" in kind else body
    made = RemoteStore(Wire(framed, kind), "https://lrs.example", "u", "p")
    asked(lambda: made.page("https://lrs.example/x", Version.V1))


@given(st.text(max_size=60))
def test_any_next_page_stays_on_the_host_or_is_garbage(more) -> None:
    body = orjson.dumps({"statements": [], "more": more})
    made = RemoteStore(Wire(body, "application/json"), "https://lrs.example/xapi", "u", "p")
    page = asked(lambda: made.page("https://lrs.example/x", Version.V1))
    assert page is None or page.more is None or page.more.startswith("https://lrs.example")

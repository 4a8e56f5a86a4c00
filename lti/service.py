"""One platform's LTI services: a call with a token, the error it means, and lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from lti.answers import About, Answer, judge
from lti.http import Http
from lti.http_guard import host_of, origin, refused
from lti.lms.base import AdapterError, Transient
from lti.tokens import TokenSource

Judge = Callable[[Answer, About], AdapterError | None]
"""Classes an answer; each LMS may put its own in front of the plain one."""

Noting = Callable[[Answer], None]
"""Hears of every answer, whatever it says: some tell how much more is welcome."""

_PAGES = 1000


@dataclass(frozen=True)
class Call:
    """One request to a service; `accept` and `content_type` are the media types of the specification."""

    method: str
    url: str
    scopes: frozenset[str]
    about: About
    accept: str
    content_type: str | None = None
    body: bytes | None = None


class Service:
    """Calls services with a token of the platform; `hosts`, where given, are the only ones that may see it (T18).

    `renewed_on` says which 401 are about the token: some systems answer so to a missing permission.
    """

    def __init__(
        self,
        http: Http,
        tokens: TokenSource,
        *,
        judged_by: Judge = judge,
        hosts: frozenset[str] = frozenset(),
        renewed_on: Callable[[Answer], bool] = lambda _answer: True,
        noted_by: Noting = lambda _answer: None,
    ) -> None:
        self._http = http
        self._tokens = tokens
        self._judge = judged_by
        self._hosts = hosts
        self._renewed_on = renewed_on
        self._noted_by = noted_by

    def call(self, call: Call) -> Answer:
        """Return a success or raise; a 401 is answered with exactly one new token (F01)."""
        if self._hosts and host_of(call.url) not in self._hosts:
            raise refused(f"{host_of(call.url)} does not belong to the platform")
        token = self._tokens.get(call.scopes)
        answer = self._send(call, token)
        if answer.status == 401 and self._renewed_on(answer):
            renewed = self._tokens.renew(call.scopes, token)
            answer = self._send(call, renewed) if renewed != token else answer
        error = self._judge(answer, call.about)
        if error is not None:
            raise error
        return answer

    def pages(self, first: Call) -> Iterator[Answer]:
        """Yield every page, or raise; a page on another host or seen before is an error, never a silent end (F32)."""
        seen: set[str] = set()
        url: str | None = first.url
        while url is not None:
            if url in seen or len(seen) >= _PAGES:
                raise Transient("lms_error", "pages without end")
            if origin(url) != origin(first.url):
                raise refused("next page on another host")
            seen.add(url)
            answer = self.call(replace(first, url=url))
            yield answer
            url = answer.next_url()

    def _send(self, call: Call, token: str) -> Answer:
        """Do one exchange."""
        headers = {"Authorization": f"Bearer {token}", "Accept": call.accept}
        if call.content_type:
            headers["Content-Type"] = call.content_type
        answer = self._http.call(call.method, call.url, headers=headers, body=call.body)
        self._noted_by(answer)
        return answer


def _split(url: str) -> SplitResult:
    """Return the parts of an address that a platform gave us, or refuse what is none."""
    origin(url)
    return urlsplit(url)


def with_path(url: str, part: str) -> str:
    """Return the URL with one more path segment, before its query (some line item URLs carry one)."""
    pieces = _split(url)
    return urlunsplit(pieces._replace(path=f"{pieces.path.rstrip('/')}/{part}"))


def with_query(url: str, **wanted: Any) -> str:
    """Return the URL with parameters added; None is left out, and one that the URL carries already stays as it is."""
    pieces = _split(url)
    there = {name for name, _ in parse_qsl(pieces.query, keep_blank_values=True)}
    added = urlencode({name: value for name, value in wanted.items() if value is not None and name not in there})
    return urlunsplit(pieces._replace(query="&".join(part for part in (pieces.query, added) if part)))

"""Another record store, over a session that the caller brings: send statements, read them back, read pages of them.

Of tincan's client only the address and the authorization are used. Its own transport knows no time limit and no guard
of addresses, its classes drop and rewrite parts of statements that others made, and neither speaks 2.0. So bodies go
out and come in as they are.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import UUID

import tincan

from xapi import jsontext, multipart
from xapi.errors import UnreadableBody
from xapi.multipart import Content
from xapi.parsing import parse
from xapi.version import HEADER, Version

_PORTS = {"https": 443, "http": 80}
_WORDS = 200


class Answer(Protocol):
    """One complete answer; `retry_after` is in seconds, None where the other side named no time."""

    @property
    def status(self) -> int: ...  # noqa: D102
    @property
    def body(self) -> bytes: ...  # noqa: D102
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def retry_after(self) -> float | None: ...  # noqa: D102


class Session(Protocol):
    """Does one exchange under limits of time and size, to allowed addresses only; Trouble when there is no answer."""

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer: ...  # noqa: D102


class Trouble(Exception):
    """The store takes or gives nothing now, whatever is asked; `code` is stable.

    unreachable, timeout, tls, address_refused (no answer) · too_large (more than is read) · throttled, failing (429,
    5xx) · key_refused (401) · forbidden (403) · not_a_store (3xx, 404, 405) · garbage (an answer that no record store
    gives) · refuses_all · sealed (our own password cannot be opened).
    """

    def __init__(self, code: str, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail[:_WORDS]
        self.retry_after = retry_after


class Refused(Exception):
    """The store refuses this request as it is: 400, 403, 409, 413 and other 4xx."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail[:_WORDS]


@dataclass(frozen=True, slots=True)
class Page:
    """Statements as the other side gave them, the attachments that came, where to go on, what is consistent there."""

    statements: list[Any]
    contents: dict[str, Content]
    more: str | None
    consistent: str | None


class RemoteStore:
    """One store at its endpoint (with or without a slash at the end), with a user and a password."""

    def __init__(self, session: Session, endpoint: str, username: str, password: str) -> None:
        secret = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._session = session
        self._lrs = tincan.RemoteLRS(endpoint=endpoint, auth=f"Basic {secret}")

    def versions(self) -> list[str] | None:
        """Ask which versions it speaks; None where it has no About, which some stores leave out."""
        try:
            answer = self._call("GET", f"{self._lrs.endpoint}about", Version.V1)
        except (Refused, Trouble) as error:
            if isinstance(error, Refused) or error.code == "not_a_store":
                return None
            raise
        found = _json(answer.body)
        listed = found.get("version") if isinstance(found, dict) else None
        return [str(one) for one in listed] if isinstance(listed, list) else None

    def ask(self) -> Version:
        """Say in which version to read: 2.0 where it is spoken, since an answer in 1.0.3 may leave parts out."""
        spoken = self.versions() or []
        return Version.V2 if any(one.startswith("2.0") for one in spoken) else Version.V1

    def send(
        self, statements: Sequence[Mapping[str, Any]], contents: Mapping[str, Content], version: Version, mark: str
    ) -> None:
        """Store statements there; `mark` is a boundary that no content holds. Trouble, Refused: perhaps none is stored.

        Only an answer that a record store gives counts: 204, or a list of ids out of those sent.
        """
        body, kind = jsontext.write(list(statements)), "application/json"
        if contents:
            body, kind = multipart.write(body, contents, mark), f"multipart/mixed; boundary={mark}"
        answer = self._call("POST", f"{self._lrs.endpoint}statements", version, body, kind)
        if answer.status == 204 and not answer.body:
            return
        ids = {str(one["id"]).lower() for one in statements}
        given = _json(answer.body)
        if not isinstance(given, list) or not {str(one).lower() for one in given} <= ids:
            raise Trouble("garbage", f"{answer.status} without the ids of the statements")

    def stored(self, statement_id: UUID, version: Version) -> dict[str, Any] | None:
        """Return a statement as it stands there, None where it cannot be read."""
        query = urlencode({"statementId": str(statement_id)})
        try:
            found = _json(self._call("GET", f"{self._lrs.endpoint}statements?{query}", version).body)
        except Refused:
            return None
        except Trouble as error:
            if error.code == "not_a_store":
                return None
            raise
        return found if isinstance(found, dict) else None

    def first(self, since: str | None, limit: int, *, attachments: bool = True) -> str:
        """Return the address of the first page, oldest first, of what was stored after `since`."""
        query = {"ascending": "true", "attachments": "true" if attachments else "false", "limit": str(limit)}
        return f"{self._lrs.endpoint}statements?{urlencode({**query, **({'since': since} if since else {})})}"

    def page(self, url: str, version: Version) -> Page:
        """Read a page; Trouble `garbage` for what is none, and for a next page anywhere else than here."""
        answer = self._call("GET", url, version)
        text, contents = _opened(answer)
        try:
            found = parse(text)
        except (UnreadableBody, RecursionError) as error:
            raise Trouble("garbage", str(error)) from error
        if not isinstance(found, dict) or not isinstance(found.get("statements"), list):
            raise Trouble("garbage", "an answer without a list of statements")
        more = found.get("more") or None
        if more is not None and not isinstance(more, str):
            raise Trouble("garbage", "a next page that is no address")
        consistent = answer.headers.get("X-Experience-API-Consistent-Through")
        return Page(found["statements"], contents, self._next(more) if more else None, consistent)

    def _next(self, more: str) -> str:
        """Return the absolute address of the next page, on this very host."""
        there = ""
        try:
            there = str(urljoin(urljoin(self._lrs.endpoint, "/"), more))
            same = _origin(there) == _origin(self._lrs.endpoint)
        except ValueError:
            same = False
        if not same:
            raise Trouble("garbage", "the next page is on another host")
        return there

    def _call(self, method: str, url: str, version: Version, body: bytes | None = None, kind: str = "") -> Answer:
        headers = {
            "Authorization": self._lrs.auth,
            HEADER: version.value,
            "Accept": "application/json, multipart/mixed",
        }
        if kind:
            headers["Content-Type"] = kind
        answer = self._session.call(method, url, headers, body)
        _judge(answer)
        return answer


def _judge(answer: Answer) -> None:
    """Class an answer that is no success."""
    status = answer.status
    if 200 <= status < 300:
        return
    detail = f"{status} {_words(answer)}".strip()
    if status == 429 or (status == 403 and b"rate limit" in answer.body[:1000].lower()):
        raise Trouble("throttled", detail, answer.retry_after)
    if status in {408, 425} or (status >= 500 and status != 501):
        raise Trouble("failing", detail, answer.retry_after)
    if status == 401:
        raise Trouble("key_refused", detail)
    if status < 400 or status in {404, 405, 410}:
        raise Trouble("not_a_store", detail)
    raise Refused(status, detail)


def _words(answer: Answer) -> str:
    """Return what an error says, without the markup of a page, line ends and mail addresses of people."""
    if "html" in answer.headers.get("Content-Type", "").lower():
        return ""
    text = re.sub(r"[^\x21-\x7e\xa0-\uffff]+", " ", answer.body[:1000].decode("utf-8", "replace")).strip()
    return re.sub(r"[^\s\"'<>]+@[^\s\"'<>]+", "…", text)


def _opened(answer: Answer) -> tuple[bytes, dict[str, Content]]:
    """Return the JSON of an answer, and the attachments beside it that are what their hashes say."""
    kind = answer.headers.get("Content-Type", "")
    if kind.partition(";")[0].strip().lower() != "multipart/mixed":
        return answer.body, {}
    try:
        first, *rest = multipart.split(answer.body, multipart.boundary(kind), most=10_000)
    except UnreadableBody as error:
        raise Trouble("garbage", str(error)) from error
    return first.content, dict(multipart.sound(rest))


def _json(body: bytes) -> Any:
    try:
        return jsontext.read(body)
    except ValueError:
        return None


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise ValueError(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]

"""A light client: prepared requests over a few connections that stay open, and how long each answer took."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

CONNECTIONS = 8
_TRIES = 50
_WAIT = 0.1
_PATIENCE = 120.0


class Refused(Exception):
    """A server did not take a request; the text is its answer."""


@dataclass(frozen=True)
class Target:
    """Where statements go: address, path and headers of a request."""

    port: int
    path: str
    headers: Mapping[str, str]

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        """Return a whole request as it goes over the wire."""
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers.items())]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body

    def batches(self, statements: Sequence[tuple[str, bytes]], size: int) -> list[tuple[bytes, list[str]]]:
        """Return requests that post these statements, one alone or several as a list, and the ids of each."""
        made = []
        for start in range(0, len(statements), size):
            some = statements[start : start + size]
            body = some[0][1] if size == 1 else b"[" + b",".join(text for _, text in some) + b"]"
            made.append((self.request("POST", self.path, body), [identity for identity, _ in some]))
        return made


@dataclass
class Sent:
    """What was acknowledged, in how many seconds in all, and the seconds of each request."""

    ids: list[str] = field(default_factory=list)
    seconds: float = 0.0
    answers: list[float] = field(default_factory=list)

    def add(self, other: Sent) -> None:
        """Take a later part in."""
        self.ids += other.ids
        self.seconds += other.seconds
        self.answers += other.answers

    @property
    def per_second(self) -> float:
        """Acknowledged statements in a second."""
        return len(self.ids) / self.seconds

    def within(self, share: float) -> float:
        """Return the milliseconds within which this share of the requests was answered."""
        return quantile(self.answers, share) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed; 0 where there is none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def post(target: Target, requests: Sequence[tuple[bytes, list[str]]], most_seconds: float = 3600.0) -> Sent:
    """Send requests over all connections, none begun after `most_seconds`; Refused when one is refused for good."""
    waiting = deque(requests)
    begun = time.perf_counter()
    senders = [_Sender(target, waiting, begun + most_seconds) for _ in range(CONNECTIONS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    whole = Sent()
    for sender in senders:
        if sender.error is not None:
            raise sender.error
        whole.add(sender.sent)
    whole.seconds = time.perf_counter() - begun
    return whole


class _Sender(threading.Thread):
    """One connection."""

    def __init__(self, target: Target, waiting: deque[tuple[bytes, list[str]]], until: float) -> None:
        super().__init__(daemon=True)
        self.sent = Sent()
        self.error: Exception | None = None
        self._target = target
        self._waiting = waiting
        self._until = until

    def run(self) -> None:
        try:
            with Line(self._target.port) as line:
                while time.perf_counter() < self._until:
                    try:
                        wire, ids = self._waiting.popleft()
                    except IndexError:
                        return
                    self._post(line, wire, ids)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits for this one
            self.error = error

    def _post(self, line: Line, wire: bytes, ids: list[str]) -> None:
        for _ in range(_TRIES):
            begun = time.perf_counter()
            status, body = line.ask(wire)
            self.sent.answers.append(time.perf_counter() - begun)
            if status == 200:
                if orjson.loads(body) != ids:
                    raise Refused(f"{len(ids)} statements sent, acknowledged: {body[:200]!r}")
                self.sent.ids += ids
                return
            if status not in {429, 503}:
                raise Refused(f"{status} {body[:500]!r}")
            time.sleep(_WAIT)
        raise Refused(f"a request was put off {_TRIES} times")


class Line:
    """A connection that stays open."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, wire: bytes) -> tuple[int, bytes]:
        """Send a request; return status and body."""
        self._socket.sendall(wire)
        text = b""
        while b"\r\n\r\n" not in text:
            text += self._more()
        head, _, body = text.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
        pieces, missing = [body], int(headers["content-length"]) - len(body)
        while missing > 0:
            pieces.append(self._more())
            missing -= len(pieces[-1])
        return int(first.split()[1]), b"".join(pieces)

    def _more(self) -> bytes:
        some = self._socket.recv(65536)
        if not some:
            raise Refused("the server closed the connection")
        return some


def read(line: Line, target: Target, path: str) -> Any:
    """Return what a GET answers, parsed; Refused for anything but 200."""
    status, body = line.ask(target.request("GET", path))
    if status != 200:
        raise Refused(f"{status} {body[:500]!r} to {path}")
    return orjson.loads(body)

"""A light browser: forms posted over connections that stay open, cookies sent back, and how long each answer took.

One thread writes and reads on all of them, and answers are taken apart only afterwards: on a small machine the tools
that are measured share the processor with this one, and what it uses is told beside theirs.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

CONNECTIONS = 8
_PATIENCE = 60.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """One answer: its status, where it sends, the cookies it sets as `name=value`, and the seconds it took."""

    status: int
    location: str
    cookies: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Sent:
    """All answers in the order of the requests, the seconds in all, and the processor seconds of this client."""

    heard: Sequence[Heard]
    seconds: float
    cpu: float


def form(host: str, path: str, fields: Mapping[str, str], cookies: Sequence[str] = ()) -> bytes:
    """Return a posted form as it goes over the wire."""
    body = urlencode(fields).encode()
    lines = [
        f"POST {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}", "Accept: text/html", "User-Agent: bench",
        *([f"Cookie: {'; '.join(cookies)}"] if cookies else []),
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + body


def send(port: int, requests: Sequence[bytes]) -> Sent:
    """Send requests, the next one wherever an answer has just come; ConnectionError where a server goes silent."""
    waiting, answers = iter(enumerate(requests)), dict[int, tuple[bytes, float]]()
    begun, used = time.perf_counter(), time.thread_time()
    with selectors.DefaultSelector() as heard:
        for line in [_Line(port, heard) for _ in range(CONNECTIONS)]:
            line.ask(waiting)
        while heard.get_map():
            ready = heard.select(_PATIENCE)
            if not ready:
                raise ConnectionError("no answer")
            for key, _events in ready:
                line = key.data
                if line.read():
                    answers[line.number] = (line.answer, line.took)
                    line.ask(waiting)
    took, cpu = time.perf_counter() - begun, time.thread_time() - used
    return Sent([_apart(*answers[number]) for number in range(len(requests))], took, cpu)


class _Line:
    """A connection that stays open; opened anew where the server closes it after an answer."""

    def __init__(self, port: int, heard: selectors.BaseSelector) -> None:
        self._port, self._heard = port, heard
        self.number, self.answer, self.took = -1, b"", 0.0
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._heard.register(self._socket, selectors.EVENT_READ, self)

    def _close(self) -> None:
        self._heard.unregister(self._socket)
        self._socket.close()

    def ask(self, waiting: Iterator[tuple[int, bytes]]) -> None:
        """Send the next request; close where there is none."""
        self.number, request = next(waiting, (-1, b""))
        if self.number < 0:
            self._close()
            return
        self.answer, self._begun = b"", time.perf_counter()
        self._socket.sendall(request)

    def read(self) -> bool:
        """Read what is there; return whether that was the end of an answer."""
        some = self._socket.recv(65536)
        if not some:
            raise ConnectionError("the server closed the connection")
        self.answer += some
        head, end, body = self.answer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or len(body) < (int(length[1]) if length else 0):
            return False
        self.took = time.perf_counter() - self._begun
        if _CLOSES.search(head):
            self._close()
            self._open()
        return True


def _apart(answer: bytes, seconds: float) -> Heard:
    """Take an answer apart."""
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = [(name.lower(), value.strip()) for name, _, value in (one.partition(":") for one in lines)]
    cookies = tuple(value.partition(";")[0] for name, value in headers if name == "set-cookie")
    return Heard(int(first.split()[1]), dict(headers).get("location", ""), cookies, seconds)

"""A light browser: forms posted over connections that stay open, cookies sent back, and how long each answer took."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

CONNECTIONS = 8
_PATIENCE = 60.0


@dataclass(frozen=True)
class Heard:
    """One answer: its status, where it sends, the cookies it sets as `name=value`, and the seconds it took."""

    status: int
    location: str
    cookies: tuple[str, ...]
    seconds: float


def form(host: str, path: str, fields: Mapping[str, str], cookies: Sequence[str] = ()) -> bytes:
    """Return a posted form as it goes over the wire."""
    body = urlencode(fields).encode()
    lines = [
        f"POST {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}", "Accept: text/html", "User-Agent: bench",
        *([f"Cookie: {'; '.join(cookies)}"] if cookies else []),
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode() + body


def send(port: int, requests: Sequence[bytes]) -> tuple[list[Heard], float]:
    """Send requests over all connections; return the answers in the order of the requests, and the seconds in all."""
    senders = [_Sender(port, requests, first) for first in range(CONNECTIONS)]
    begun = time.perf_counter()
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    took = time.perf_counter() - begun
    for one in senders:
        if one.error is not None:
            raise one.error
    heard = {number: answer for one in senders for number, answer in one.heard.items()}
    return [heard[number] for number in range(len(requests))], took


class _Sender(threading.Thread):
    """One connection: every eighth request."""

    def __init__(self, port: int, requests: Sequence[bytes], first: int) -> None:
        super().__init__(daemon=True)
        self.heard: dict[int, Heard] = {}
        self.error: Exception | None = None
        self._port, self._requests, self._first = port, requests, first

    def run(self) -> None:
        try:
            with _Line(self._port) as line:
                for number in range(self._first, len(self._requests), CONNECTIONS):
                    self.heard[number] = line.ask(self._requests[number])
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits for this one
            self.error = error


class _Line:
    """A connection that stays open; opened anew where the server closes it after an answer."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, wire: bytes) -> Heard:
        """Send a request and read its answer to the end."""
        begun = time.perf_counter()
        self._socket.sendall(wire)
        head, _, body = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (one.partition(":") for one in lines)]
        named = dict(headers)
        missing = int(named.get("content-length", "0")) - len(body)
        while missing > 0:
            missing -= len(self._more())
        took = time.perf_counter() - begun
        if named.get("connection", "").lower() == "close":
            self._socket.close()
            self._open()
        cookies = tuple(value.partition(";")[0] for name, value in headers if name == "set-cookie")
        return Heard(int(first.split()[1]), named.get("location", ""), cookies, took)

    def _until(self, end: bytes) -> bytes:
        text = b""
        while end not in text:
            text += self._more()
        return text

    def _more(self) -> bytes:
        some = self._socket.recv(65536)
        if not some:
            raise ConnectionError("the server closed the connection")
        return some

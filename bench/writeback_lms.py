"""The learning system of `bench.writeback`: many courses of the Canvas-like simulator behind one client's bucket.

python -m bench.writeback_lms FOLDER COURSES STUDENTS WIDTH

It says where it is and who is in its courses as one line of JSON, and serves until it is ended. Each call takes 100 ms
of the shared clock; of calls that are under way at once (at most WIDTH) each has its own 100 ms.
"""

from __future__ import annotations

import io
import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.writeback_clock import SharedClock
from sandbox.canvas.app import create_app
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import ToolConfig
from sandbox.canvas.sim import ALL_SCOPES, HOSTED_ISSUER
from sandbox.canvas.store import fresh
from sandbox.parts.store import Store
from sandbox.school import School, school

LATENCY = 0.1
COST = 1.0
_FIRST_COURSE = 1000
_COURSE = re.compile(r"/courses/(\d+)/")
_LONE = 0.02
"""Real seconds after which a call goes on although fewer than WIDTH are under way: the sender has no more to send."""


class Passing:
    """Lets time pass for calls: it moves on when as many wait as may be under way at once."""

    def __init__(self, clock: SharedClock, width: int) -> None:
        self._clock = clock
        self._width = width
        self._waiting: list[float] = []
        self._moved = threading.Condition()
        self.most = 0

    def wait(self) -> None:
        """Return when the call's 100 ms are over."""
        with self._moved:
            end = self._clock.seconds + LATENCY
            self._waiting.append(end)
            self.most = max(self.most, len(self._waiting))
            while self._clock.seconds < end - 1e-9:
                if len(self._waiting) >= self._width or not self._moved.wait(_LONE):
                    self._clock.advance(max(0.0, min(self._waiting) - self._clock.seconds))
                    self._moved.notify_all()
            self._waiting.remove(end)


class ManyCourses:
    """One simulated LMS whose course depends on the address; limits, switches, keys and token are shared."""

    def __init__(self, clock: SharedClock, courses: int, students: int) -> None:
        self.first = _lms(_school(0, students), clock)
        self.sites = {self.first.school.course.id: self.first}
        for number in range(1, courses):
            one = _lms(_school(number, students), clock)
            one.faults, one.buckets = self.first.faults, self.first.buckets
            one.state.token_secret = self.first.state.token_secret
            self.sites[one.school.course.id] = one
        self.first.faults.request_cost = COST
        self.app = create_app(self.first, threading.Event())
        self.lock = threading.Lock()
        self.seen: Counter[str] = Counter()
        self.posts: Counter[str] = Counter()
        self.values: dict[str, Any] = {}
        self.times: list[float] = []

    def at(self, url: str) -> None:
        """Learn the own address, and register the tool, whose keys this process serves."""
        for site in self.sites.values():
            site.url = url
            site.state.tool = ToolConfig(
                site.client_id, f"{url}/login", [f"{url}/launch"], f"{url}/launch", f"{url}/_bench/keys", {},
                list(ALL_SCOPES),
            )  # fmt: skip

    def answer(self, environ: dict[str, Any], body: bytes) -> tuple[str, list[tuple[str, str]], bytes]:
        """Answer one call; the application is asked by one call at a time."""
        path = environ["PATH_INFO"]
        course = _COURSE.search(path)
        said: list[Any] = []
        with self.lock:
            self.app.extensions["lms"] = self.sites[int(course[1])] if course else self.first

            def begin(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
                said.extend((status, headers))
                return lambda _part: None

            answer = b"".join(self.app(environ, begin))
            self._note(environ, path, said[0], body)
        return said[0], said[1], answer

    def _note(self, environ: dict[str, Any], path: str, status: str, body: bytes) -> None:
        self.seen[f"{environ['REQUEST_METHOD']} {path.rsplit('/', 1)[-1] if path.endswith('s') else 'one'}"] += 1
        self.seen[f"status {status[:3]}"] += 1
        self.times.append(self.first.clock().timestamp())
        if path.endswith("/scores") and status.startswith("2"):
            sent = json.loads(body)
            self.posts[f"{path} {sent['userId']}"] += 1
            self.values[f"{path} {sent['userId']}"] = sent.get("scoreGiven")

    def report(self) -> dict[str, Any]:
        """Return what came since the last report: calls, scores by cell, the values that stand, and when calls came."""
        with self.lock:
            found = {
                "requests": len(self.times), "seen": dict(self.seen), "cells": len(self.posts),
                "most_posts": max(self.posts.values(), default=0), "values": dict(Counter(self.values.values())),
                "times": list(self.times),
            }  # fmt: skip
            for one in (self.seen, self.posts, self.values, self.times, self.first.log):
                one.clear()
            return found


def _school(number: int, students: int) -> School:
    found = school(seed=f"bench-{number}", students=students)
    return replace(found, course=replace(found.course, id=_FIRST_COURSE + number))


def _lms(made: School, clock: SharedClock) -> Lms:
    teacher = made.teachers[0].login
    return Lms(school=made, store=Store(None, lambda: fresh(teacher), _no_file), clock=clock, issuer=HOSTED_ISSUER)


def _no_file(_raw: Any) -> Any:
    raise ValueError("there is no file")


class _Handler(BaseHTTPRequestHandler):
    """Keeps connections open, as learning systems do."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    lms: ManyCourses
    passing: Passing
    keys = b"{}"

    def do_GET(self) -> None:
        """Answer a read."""
        self._go(b"")

    def do_POST(self) -> None:
        """Answer a write."""
        self._go(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _go(self, body: bytes) -> None:
        if self.path.startswith("/_bench/"):
            self._said("200 OK", [], self._control(self.path.rsplit("/", 1)[-1], body))
            return
        self.passing.wait()
        self._said(*self.lms.answer(self._environ(body), body))

    def _control(self, what: str, body: bytes) -> bytes:
        """Do what the benchmark asks for: keep its keys, set switches, report."""
        if what == "keys" and body:
            type(self).keys = body
        elif what == "faults":
            self.lms.first.faults.update(json.loads(body))
        elif what == "level":
            self.lms.first.buckets.fill(f"client:{self.lms.first.client_id}", float(body), self.lms.first.clock())
        elif what == "report":
            found = self.lms.report() | {"most_at_once": self.passing.most}
            self.passing.most = 0
            return json.dumps(found).encode()
        return self.keys

    def _environ(self, body: bytes) -> dict[str, Any]:
        """Return the call as a WSGI application takes it (PEP 3333)."""
        parts = urlsplit(self.path)
        named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()}
        return named | {
            "REQUEST_METHOD": self.command, "SCRIPT_NAME": "", "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "0", "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip

    def _said(self, status: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(int(status[:3]))
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def main() -> None:
    """Serve until ended."""
    folder, courses, students, width = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    clock = SharedClock(folder / "clock")
    lms = ManyCourses(clock, courses, students)
    _Handler.lms, _Handler.passing = lms, Passing(clock, width)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_port}"
    lms.at(url)
    facts = {
        "url": url, "issuer": HOSTED_ISSUER, "client_id": lms.first.client_id, "token_url": lms.first.token_url,
        "courses": [
            {
                "context_id": one.school.course.context_id, "lineitems": f"{one.ags_url}/line_items",
                "students": [person.sub for person in one.school.students],
            }
            for one in lms.sites.values()
        ],
    }  # fmt: skip
    print(json.dumps(facts), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

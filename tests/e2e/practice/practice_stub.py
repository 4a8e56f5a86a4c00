"""A small world for the practice page: a content host with a strict policy and a record store that can fail."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader

from gateway.library import load
from gateway.web.pages.jinja import read_sprite

WEB = Path(__file__).parents[3] / "gateway" / "web"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}
AUTH = "Basic dGVzdDp0ZXN0"
REGISTRATION = "6f1f9f0e-3c55-4a0b-9b0e-0f2f6f0c1a11"
ACTOR = {"objectType": "Agent", "account": {"homePage": "http://localhost/people", "name": "a-pseudonym"}}


class Quiet(BaseHTTPRequestHandler):
    """A handler that keeps its requests to itself."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Write no log line."""

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Send one whole answer."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Host:
    """One server on a free loopback port, in a thread, for a `with` block."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class RecordStore(Host):
    """Stores statements by id like a record store; `fail_next` answers the next puts with these statuses."""

    PAGE = 3  # small, so that reading has to follow `more`

    def __init__(self) -> None:
        self.statements: dict[str, dict[str, Any]] = {}
        self.puts: list[str] = []
        self.conflicts = 0
        self.fail_next: list[int] = []
        self.store_but_fail_next: list[int] = []
        store = self

        class Handler(Quiet):
            def do_OPTIONS(self) -> None:
                self.reply(204)

            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.reply(store.put(json.loads(body), self.path, self.headers))

            def do_GET(self) -> None:
                if not self.path.startswith("/xapi/"):
                    self.reply(200, b"<!doctype html><title>My path</title><h1>My path</h1>", "text/html")
                    return
                self.reply(200, json.dumps(store.page(self.path)).encode(), "application/json")

            def reply(self, status: int, body: bytes = b"", kind: str = "text/plain") -> None:
                allow = "authorization, content-type, x-experience-api-version"
                cors = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": allow}
                self.answer(status, body, {**cors, "Access-Control-Allow-Methods": "PUT, GET", "Content-Type": kind})

        super().__init__(Handler)

    def put(self, statement: dict[str, Any], path: str, headers: Any) -> int:
        """Store one statement; the status to answer."""
        self.puts.append(statement["id"])
        if self.fail_next:
            return self.fail_next.pop(0)
        assert parse_qs(urlsplit(path).query)["statementId"] == [statement["id"]]
        assert (headers["Authorization"], headers["X-Experience-API-Version"]) == (AUTH, "1.0.3")
        known = self.statements.get(statement["id"])
        if known not in (None, statement):
            self.conflicts += 1
            return 409
        self.statements[statement["id"]] = statement
        return self.store_but_fail_next.pop(0) if self.store_but_fail_next else 204

    def page(self, path: str) -> dict[str, Any]:
        """Give one page of the statements of a registration, oldest first, and where the next one is."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        assert query["ascending"] == "true"
        start = int(query.get("start", "0"))
        mine = [one for one in self.statements.values() if one["context"]["registration"] == query["registration"]]
        more = f"/xapi/statements?{urlencode({**query, 'start': start + self.PAGE})}"
        found = mine[start : start + self.PAGE]
        return {"statements": found, "more": more if start + self.PAGE < len(mine) else ""}

    def of(self, verb: str) -> list[dict[str, Any]]:
        """Give the stored statements whose verb ends in this word, in stored order."""
        return [one for one in self.statements.values() if one["verb"]["id"].endswith(f"/{verb}")]


class ContentHost(Host):
    """Serves the practice pages and their static files under a policy without inline code or style."""

    def __init__(self, store_url: str) -> None:
        pages = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
        sprite = read_sprite()
        pages.globals.update(_=lambda text: text, sprite=lambda: sprite)
        template = pages.get_template("practice.html")
        policy = f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src {store_url}"

        class Handler(Quiet):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path.startswith("/static/"):
                    file = WEB / path.lstrip("/")
                    headers = {"Content-Type": TYPES[file.suffix], "X-Content-Type-Options": "nosniff"}
                    self.answer(200, file.read_bytes(), headers)
                    return
                activity = load().find(path.rsplit("/", 1)[-1])
                if activity is None:
                    self.answer(404, b"<!doctype html><title>Nothing here</title>", {"Content-Type": "text/html"})
                    return
                page = template.render(
                    activity=activity, lang="en", base_url=store_url, static=lambda name: f"/static/{name}"
                )
                html = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
                self.answer(200, page.encode(), html)

        super().__init__(Handler)

    def page_url(self, key: str) -> str:
        """Give the address of an activity's page without launch values."""
        return f"{self.url}/content/t1/practice/{key}"

    def launch_url(self, store: RecordStore, activity: str, /, **changes: str) -> str:
        """Give the address of a launch: the values of the fragment, with `changes` applied."""
        values = {
            "endpoint": f"{store.url}/xapi/",
            "auth": AUTH,
            "actor": json.dumps(ACTOR),
            "registration": REGISTRATION,
            "activity_id": f"https://waymark.example/activities/{activity}",
            "return": f"{store.url}/student/path",
            "lang": "en",
            **changes,
        }
        return f"{self.page_url(activity)}#{urlencode(values, quote_via=quote)}"

"""A web server in front of a real site that goes wrong as told, and keeps what passed through it.

It serves the site under an address of its own: the site's own address is replaced in answers, so that whoever follows
what the site says stays behind it.
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import threading
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from sandbox.parts.faults import CommonFaults

TOKEN = "/mod/lti/token.php"
SERVICES = ("/mod/lti/services.php/", "/webservice/")
_OWN = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding"}


class Front:
    """The front server: `url` is its address, `faults` its switches, `counts` and `posts` what passed."""

    def __init__(self, root: str) -> None:
        self.site = urlsplit(root)
        self.faults = CommonFaults()
        self.counts: Counter[str] = Counter()
        self.posts: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self.given: set[str] = set()
        self.dead: set[str] = set()
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                _Exchange(front, self).run()

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - names of the standard library

            def log_message(self, *_: object) -> None:
                """Keep the test output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Base address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def forget(self) -> None:
        """Turn every switch off and forget what passed."""
        self.faults.clear()
        self.counts.clear()
        self.posts.clear()
        self.dead.clear()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, switch: str) -> bool:
        """Use up one of a counted switch."""
        left = getattr(self.faults, switch)
        if left:
            setattr(self.faults, switch, left - 1)
        return bool(left)


class _Exchange:
    """One request on its way."""

    def __init__(self, front: Front, handler: BaseHTTPRequestHandler) -> None:
        self.front, self.handler = front, handler
        self.path = urlsplit(handler.path).path
        self.query = parse_qs(urlsplit(handler.path).query)
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.service = self.path.startswith(SERVICES)

    def run(self) -> None:
        faults = self.front.faults
        self.front.counts[f"{self.handler.command} {self.path}"] += 1
        if faults.down or (self.path.endswith("/memberships") and faults.roster_503_on_page == self._page()):
            self._refuse("")
        elif self.service and self.front.take("throttle_next"):
            self._refuse(faults.retry_after)
        else:
            self._pass_on()

    def _page(self) -> int:
        """Return which page of the roster is asked for, from 1."""
        limit, start = (int(self.query.get(name, ["0"])[0]) for name in ("limit", "from"))
        return start // limit + 1 if limit else 1

    def _pass_on(self) -> None:
        headers = {name: value for name, value in self.handler.headers.items() if name.lower() not in _OWN}
        headers["Host"] = self.front.site.netloc
        if "Authorization" in headers:
            headers["Authorization"] = self._bearer(headers["Authorization"])
        body = self._asked() if self.path == TOKEN else self.body
        link = http.client.HTTPConnection(self.front.site.netloc, timeout=60)
        try:
            link.request(self.handler.command, self.handler.path, body or None, headers)
            answer = link.getresponse()
            content = answer.read()
        except http.client.HTTPException:
            self._hang_up()  # no HTTP, such as status code 0, stays no HTTP
            return
        finally:
            link.close()
        stored = self._writes() and answer.status < 300
        if stored and self.path.endswith("/scores"):
            self._note()
        if stored and self.front.take("drop_answer_after_store"):
            self._hang_up()
            return
        self._answer(answer.status, answer.getheaders(), content)

    def _hang_up(self) -> None:
        """End without an answer."""
        self.handler.close_connection = True
        self.handler.connection.shutdown(socket.SHUT_RDWR)

    def _bearer(self, value: str) -> str:
        """Return the token to pass on: another one where all of them were switched off."""
        front = self.front
        if front.faults.expire_tokens_now:
            front.faults.expire_tokens_now = False
            front.dead |= front.given
        front.given.add(value)
        return "Bearer 0" if value in front.dead else value

    def _asked(self) -> bytes:
        """Return a token request, of a client that the site does not know or with fewer scopes where switched on."""
        form = dict(parse_qsl(self.body.decode()))
        faults = self.front.faults
        if faults.invalid_client:
            form["client_assertion"] = _of_nobody(form["client_assertion"])
        if faults.missing_scopes:
            kept = [one for one in form["scope"].split() if one not in faults.missing_scopes]
            form["scope"] = " ".join(kept) or "openid"
        return urlencode(form).encode()

    def _writes(self) -> bool:
        function = dict(parse_qsl(self.body.decode("utf-8", "replace"))).get("wsfunction", "")
        reads = "_get_" in function if function else self.handler.command == "GET"
        return self.service and not reads

    def _note(self) -> None:
        score = json.loads(self.body)
        item = self.path.split("/lineitems/")[1].split("/")[0]
        self.front.posts[item, str(score["userId"])].append(score)

    def _refuse(self, retry_after: str) -> None:
        headers = [("Content-Type", "text/plain"), *([("Retry-After", retry_after)] if retry_after else [])]
        self._answer(503, headers, b"Service Unavailable\n")

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        site, ours = f"{self.front.site.scheme}://{self.front.site.netloc}", self.front.url
        for there, here in ((site, ours), (site.replace("/", "\\/"), ours.replace("/", "\\/"))):
            content = content.replace(there.encode(), here.encode())
        self.handler.send_response(status)
        for name, value in headers:
            if name.lower() not in _OWN:
                self.handler.send_header(name, value.replace(site, ours))
        self.handler.send_header("Content-Length", str(len(content)))
        self.handler.end_headers()
        self.handler.wfile.write(content)


def _of_nobody(assertion: str) -> str:
    """Return an assertion that speaks for a client nobody registered."""
    head, payload, signature = assertion.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    changed = json.dumps({**claims, "sub": "nobody"}).encode()
    return ".".join((head, base64.urlsafe_b64encode(changed).decode().rstrip("="), signature))

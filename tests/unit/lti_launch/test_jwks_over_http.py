"""Key sets over the real HTTP client, from a server on this machine (L33)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti.errors import KeySetUnreachable
from lti.http import Http, Limits
from lti.jwks import FETCH_LIMITS, KeySets, over_http
from lti.keys import key_id, public_jwk

from .lms import NOW


@pytest.fixture
def address(rsa_key: RSAPrivateKey) -> Iterator[str]:
    body = json.dumps({"keys": [public_jwk(rsa_key.public_key())]}).encode()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers: dict[str, Any] = {
                "/jwks": (200, {"Cache-Control": "max-age=600"}, body),
                "/big": (200, {}, body + b" " * 256 * 1024),
                "/here": (302, {"Location": "/jwks"}, b""),
                "/elsewhere": (302, {"Location": f"http://localhost:{self.server.server_port}/jwks"}, b""),  # type: ignore[attr-defined]
                "/metadata": (302, {"Location": "http://169.254.169.254/latest/"}, b""),
                "/circle": (302, {"Location": "/circle"}, b""),
            }
            named = "Waymark" in self.headers["User-Agent"]
            status, headers, text = answers.get(self.path, (404, {}, b"")) if named else (403, {}, b"")
            if self.path == "/slow":
                over.wait(20)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                self.close_connection = True  # the client had read enough

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def http() -> Iterator[Http]:
    made = Http(now=lambda: NOW, loopback=True, limits=Limits(total=5.0, size=256 * 1024))
    yield made
    made.close()


def test_L33_a_key_set_comes_over_http_with_its_cache_header(address: str, rsa_key: RSAPrivateKey, http: Http) -> None:
    fetch = over_http(http)
    assert fetch(f"{address}/jwks").cache_control == "max-age=600"
    assert KeySets(fetch).find(f"{address}/jwks", key_id(rsa_key.public_key()), NOW)
    assert KeySets(fetch).find(f"{address}/here", key_id(rsa_key.public_key()), NOW), "a redirect of the same host"


@pytest.mark.parametrize("path", ["other", "big", "elsewhere", "metadata", "circle"])
def test_L33_T09_a_wrong_address_too_much_and_redirects_to_elsewhere_are_unreachable(
    address: str, http: Http, path: str
) -> None:
    with pytest.raises(KeySetUnreachable):
        over_http(http)(f"{address}/{path}")


def test_L33_T09_a_guarded_address_and_a_closed_port_are_unreachable(address: str, http: Http) -> None:
    guarded = Http(now=lambda: NOW)
    for client, url in ((guarded, f"{address}/jwks"), (http, "http://127.0.0.1:1/jwks")):
        with pytest.raises(KeySetUnreachable):
            over_http(client)(url)
    guarded.close()


def test_L33_a_key_set_that_does_not_come_is_given_up(address: str) -> None:
    impatient = Http(now=lambda: NOW, loopback=True, limits=Limits(total=0.2, size=256 * 1024))
    with pytest.raises(KeySetUnreachable):
        over_http(impatient)(f"{address}/slow")
    impatient.close()


def test_L33_a_launch_waits_ten_seconds_for_256_kib_at_most() -> None:
    assert Limits(connect=5.0, total=10.0, size=256 * 1024) == FETCH_LIMITS

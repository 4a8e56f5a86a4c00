"""Key sets over the real HTTP client, from a server on this machine (L33)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lti.errors import KeySetUnreachable
from lti.http import Http
from lti.jwks import KeySets, over_http
from lti.keys import key_id, public_jwk

from .lms import NOW


@pytest.fixture
def address(rsa_key: RSAPrivateKey) -> Iterator[str]:
    body = json.dumps({"keys": [public_jwk(rsa_key.public_key())]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/jwks" and "Waymark" in self.headers["User-Agent"]
            self.send_response(200 if found else 404)
            self.send_header("Cache-Control", "max-age=600")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_L33_a_key_set_comes_over_http_with_its_cache_header(address: str, rsa_key: RSAPrivateKey) -> None:
    http = Http(now=lambda: NOW, loopback=True)
    fetch = over_http(http)
    assert fetch(f"{address}/jwks").cache_control == "max-age=600"
    assert KeySets(fetch).find(f"{address}/jwks", key_id(rsa_key.public_key()), NOW)
    http.close()


def test_L33_a_wrong_address_and_a_refused_one_are_unreachable(address: str) -> None:
    http, guarded = Http(now=lambda: NOW, loopback=True), Http(now=lambda: NOW)
    for client, url in ((http, f"{address}/other"), (guarded, f"{address}/jwks"), (http, "http://127.0.0.1:1/jwks")):
        with pytest.raises(KeySetUnreachable):
            over_http(client)(url)
    http.close()
    guarded.close()

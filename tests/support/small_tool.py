"""The least a tool needs to talk to a simulated LMS: keys, a JWKS server, tokens, launches, columns and scores.

A test folder's own module adds what its LMS wants differently.
"""

import json
import re
import secrets
import threading
import time
from datetime import UTC, datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt
import requests

from sandbox.lms import SimulatedLms
from sandbox.parts import keys
from sandbox.parts.sim import Simulator

TIMEOUT = 10
Sim = Simulator[Any, Any]


class SmallTool:
    """Publishes its keys on a loopback port and counts the fetches; login and launch addresses exist as text only."""

    client_id: str

    def __init__(self) -> None:
        self.key = keys.new_key()
        self.published = [self.key]
        self.fetches = 0
        tool = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tool.fetches += 1
                body = json.dumps(keys.jwks(tool.published)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def register_with(self, sim: Sim, **options: Any) -> None:
        launch = f"{self.base}/launch"
        sim.configure_tool(self.client_id, f"{self.base}/login", [launch], launch, f"{self.base}/jwks", **options)

    def claims(self, sim: Sim) -> dict[str, Any]:
        """Claims of a good assertion."""
        now, me = int(time.time()), self.client_id
        return {"iss": me, "sub": me, "aud": sim.token_url, "iat": now, "exp": now + 60, "jti": secrets.token_hex(8)}

    def assertion(
        self, sim: Sim, key: keys.Key | None = None, header: dict[str, Any] | None = None, **changes: Any
    ) -> str:
        """Sign an assertion for the token endpoint; a claim set to None is left out."""
        signer = key or self.key
        claims = without_none(self.claims(sim) | changes)
        return keys.sign(claims, {"alg": "RS256", "kid": signer.kid} | (header or {}), signer.pem)

    def ask_token(self, sim: Sim, scope: str, assertion: str | None = None, **form: str) -> requests.Response:
        body = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.assertion(sim),
            "scope": scope,
        }
        return requests.post(sim.token_url, data=body | form, timeout=TIMEOUT)

    def token(self, sim: Sim, scope: str) -> str:
        answer = self.ask_token(sim, scope)
        answer.raise_for_status()
        return str(json.loads(answer.text)["access_token"])


class Caller:
    """Calls with one bearer token."""

    def __init__(self, sim: Any, token: str) -> None:
        self.sim = sim
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, url: str, body: Any = None, **params: Any) -> requests.Response:
        return requests.request(method, url, json=body, params=params, headers=self.headers, timeout=TIMEOUT)


class GradeServices(Caller):
    """Calls of the grade services at the line items address `items`."""

    def __init__(self, sim: Any, token: str, items: str) -> None:
        super().__init__(sim, token)
        self.items = items

    def new_column(self, label: str = "Ratios", maximum: float = 4, **more: Any) -> dict[str, Any]:
        answer = self.call("POST", self.items, {"label": label, "scoreMaximum": maximum} | more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def score(self, item: dict[str, Any], login: str = "maya.okafor", **changes: Any) -> requests.Response:
        return self.call("POST", f"{item['id']}/scores", score_body(self.sim, login, **changes))


def score_body(sim: SimulatedLms, login: str, **changes: Any) -> dict[str, Any]:
    """Build a good score, 3 of 4; a field set to None is left out."""
    body = {
        "userId": sim.sub(login),
        "scoreGiven": 3,
        "scoreMaximum": 4,
        "timestamp": datetime.now(UTC).isoformat(),
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    return without_none(body | changes)


def control(sim: SimulatedLms, name: str, **body: object) -> requests.Response:
    """Use one of the sandbox's own controls."""
    return requests.post(f"{sim.url}/_sim/{name}", json=body, timeout=TIMEOUT)


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Find action and hidden fields of the page's form."""
    action = re.search(r'action="([^"]*)"', page)
    assert action, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return unescape(action[1]), {unescape(name): unescape(value) for name, value in fields}


def request_of(login: dict[str, str], **changes: str | None) -> dict[str, str]:
    """Build the authentication request a tool answers a login initiation with; None leaves a parameter out."""
    wanted: dict[str, Any] = {
        "client_id": login["client_id"],
        "login_hint": login["login_hint"],
        "lti_message_hint": login["lti_message_hint"],
        "nonce": "n-1",
        "state": "s-1",
        "prompt": "none",
        "redirect_uri": login["target_link_uri"].split("?")[0],
        "response_mode": "form_post",
        "response_type": "id_token",
        "scope": "openid",
    }
    return without_none(wanted | changes)


def authenticate(
    sim: SimulatedLms, browser: requests.Session, login: dict[str, str], **changes: str | None
) -> requests.Response:
    """Send the authentication request from a person's browser."""
    return browser.get(sim.auth_url, params=request_of(login, **changes), timeout=TIMEOUT)


def verified(sim: SimulatedLms, token: str) -> dict[str, Any]:
    """Claims of an id_token after checking it with the published keys."""
    published = jwt.PyJWKSet.from_dict(requests.get(sim.jwks_url, timeout=TIMEOUT).json())
    key = published[jwt.get_unverified_header(token)["kid"]]
    return dict(jwt.decode(token, key, algorithms=["RS256"], audience=sim.client_id, issuer=sim.issuer))


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is None."""
    return {name: value for name, value in values.items() if value is not None}

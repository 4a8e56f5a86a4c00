"""The least a tool needs to talk to an LMS: keys, a JWKS server, a token and a few calls."""

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

from sandbox.canvas import ALL_SCOPES, CanvasSim
from sandbox.parts import keys

CLIENT_ID = "10000000000123"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
REST_TIMEOUT = 10


class FakeTool:
    """Publishes its key on a loopback port; login and launch addresses exist as text only."""

    def __init__(self) -> None:
        self.key = keys.new_key()
        body = json.dumps(keys.jwks([self.key])).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
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

    def register_with(self, sim: CanvasSim, **options: Any) -> None:
        base = self.base
        sim.configure_tool(CLIENT_ID, f"{base}/login", [f"{base}/launch"], f"{base}/launch", f"{base}/jwks", **options)

    def assertion(self, sim: CanvasSim, key: str | None = None, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": sim.token_url, "iat": now, "exp": now + 60}
        claims |= {"jti": secrets.token_hex(8)} | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return keys.sign(kept, {"alg": "RS256", "kid": self.key.kid}, key or self.key.pem)

    def ask_token(self, sim: CanvasSim, scope: str, assertion: str | None = None, **form: str) -> requests.Response:
        body = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.assertion(sim),
            "scope": scope,
        }
        return requests.post(sim.token_url, data=body | form, timeout=REST_TIMEOUT)

    def services(self, sim: CanvasSim, *scopes: str) -> "Services":
        answer = self.ask_token(sim, " ".join(scopes or ALL_SCOPES))
        answer.raise_for_status()
        return Services(sim, answer.json()["access_token"])


class Caller:
    """Calls with one bearer token."""

    def __init__(self, sim: CanvasSim, token: str) -> None:
        self.sim = sim
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, url: str, body: Any = None, **params: Any) -> requests.Response:
        return requests.request(method, url, json=body, params=params, headers=self.headers, timeout=REST_TIMEOUT)


class Services(Caller):
    """Calls of the LTI services."""

    @property
    def base(self) -> str:
        return f"{self.sim.url}/api/lti/courses/3"

    def new_column(self, label: str = "Ratios", maximum: float = 4, **more: Any) -> dict[str, Any]:
        body = {"label": label, "scoreMaximum": maximum} | more
        answer = self.call("POST", f"{self.base}/line_items", body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def score(self, item: dict[str, Any], login: str = "maya.okafor", **changes: Any) -> requests.Response:
        return self.call("POST", f"{item['id']}/scores", self.score_body(login, **changes))

    def score_body(self, login: str, **changes: Any) -> dict[str, Any]:
        body = {
            "userId": self.sim.school.person(login).sub,
            "scoreGiven": 3,
            "scoreMaximum": 4,
            "timestamp": datetime.now(UTC).isoformat(),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        } | changes
        return {name: value for name, value in body.items() if value is not None}


class Rest(Caller):
    """Calls of the REST interface with the teacher's token."""

    def __init__(self, sim: CanvasSim) -> None:
        super().__init__(sim, sim.rest_token)
        self.base = f"{sim.url}/api/v1/courses/3"

    def new_assignment(self, **wanted: Any) -> dict[str, Any]:
        answer = self.call("POST", f"{self.base}/assignments", {"assignment": {"name": "Task"} | wanted})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def override(self, assignment: dict[str, Any], **wanted: Any) -> requests.Response:
        url = f"{self.base}/assignments/{assignment['id']}/overrides"
        return self.call("POST", url, {"assignment_override": wanted})


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Find action and hidden fields of the page's form."""
    action = re.search(r'action="([^"]*)"', page)
    assert action, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return unescape(action[1]), {unescape(name): unescape(value) for name, value in fields}


def authenticate(sim: CanvasSim, browser: requests.Session, login: dict[str, str], **changes: str) -> requests.Response:
    """Send the authentication request a tool answers a login initiation with."""
    wanted = {
        "client_id": login["client_id"],
        "login_hint": login["login_hint"],
        "lti_message_hint": login["lti_message_hint"],
        "nonce": "n-1",
        "state": "s-1",
        "prompt": "none",
        "redirect_uri": login["target_link_uri"],
        "response_mode": "form_post",
        "response_type": "id_token",
        "scope": "openid",
    } | changes
    return browser.get(sim.auth_url, params={k: v for k, v in wanted.items() if v}, timeout=REST_TIMEOUT)


def verified(sim: CanvasSim, token: str) -> dict[str, Any]:
    """Claims of an id_token after checking it with the published keys."""
    published = jwt.PyJWKSet.from_dict(requests.get(sim.jwks_url, timeout=REST_TIMEOUT).json())
    key = published[jwt.get_unverified_header(token)["kid"]]
    return dict(jwt.decode(token, key, algorithms=["RS256"], audience=CLIENT_ID, issuer=sim.issuer))

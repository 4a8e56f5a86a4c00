"""The least a tool needs to talk to this LMS: keys, a JWKS server, service tokens and an OAuth 1.0a signer."""

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from datetime import UTC, datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, quote, urlsplit

import jwt
import requests

from sandbox.parts import keys
from sandbox.schoology import SchoologySim

CLIENT_ID = "7400000009"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = f"{AGS}lineitem {AGS}result.readonly {AGS}score {NRPS}"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
TIMEOUT = 10
MAYA, CALEB, ROSA = "maya.okafor", "caleb.thompson", "rosa.alvarez"


class SmallTool:
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

    def register_with(self, sim: SchoologySim, **options: Any) -> None:
        base = self.base
        sim.configure_tool(CLIENT_ID, f"{base}/login", [f"{base}/launch"], f"{base}/launch", f"{base}/jwks", **options)

    def assertion(self, sim: SchoologySim, key: str | None = None, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": sim.token_url, "iat": now, "exp": now + 60}
        claims |= {"jti": secrets.token_hex(8)} | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return keys.sign(kept, {"alg": "RS256", "kid": self.key.kid}, key or self.key.pem)

    def ask_token(self, sim: SchoologySim, scope: str, assertion: str | None = None, **form: str) -> requests.Response:
        body = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.assertion(sim),
            "scope": scope,
        }
        return requests.post(sim.token_url, data=body | form, timeout=TIMEOUT)

    def services(self, sim: SchoologySim, scopes: str = SCOPES, section: int = 0) -> "Services":
        answer = self.ask_token(sim, scopes)
        answer.raise_for_status()
        return Services(sim, answer.json()["access_token"], sim.section_ids[section])


class Services:
    """Calls of the LTI services of one section."""

    def __init__(self, sim: SchoologySim, token: str, section: str) -> None:
        self.sim = sim
        self.headers = {"Authorization": f"Bearer {token}"}
        self.items = sim.lineitems_url.replace(sim.context_id, section)
        self.members = sim.memberships_url.replace(sim.context_id, section)

    def call(self, method: str, url: str, body: Any = None, **params: Any) -> requests.Response:
        return requests.request(method, url, json=body, params=params, headers=self.headers, timeout=TIMEOUT)

    def new_column(self, label: str = "Ratios", maximum: float = 4, **more: Any) -> dict[str, Any]:
        answer = self.call("POST", self.items, {"label": label, "scoreMaximum": maximum} | more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def score(self, item: dict[str, Any], login: str = MAYA, **changes: Any) -> requests.Response:
        body = {
            "userId": self.sim.sub(login),
            "scoreGiven": 3,
            "scoreMaximum": 4,
            "timestamp": datetime.now(UTC).isoformat(),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        } | changes
        kept = {name: value for name, value in body.items() if value is not None}
        return self.call("POST", f"{item['id']}/scores", kept)


class Rest:
    """Calls of the REST interface, signed afresh every time."""

    def __init__(self, sim: SchoologySim, method: str = "PLAINTEXT") -> None:
        self.sim = sim
        self.method = method
        self.base = sim.credentials["url"]
        self.section = f"/sections/{sim.context_id}"

    def call(self, method: str, path: str, body: Any = None, **header: Any) -> requests.Response:
        url = path if path.startswith("http") else self.base + path
        headers = {"Authorization": self.header(method, url, **header), "Accept": "application/json"}
        return requests.request(method, url, json=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.json()

    def header(self, method: str, url: str, *, realm: str = "Schoology API", comma: str = ", ", **changes: Any) -> str:
        params = {
            "oauth_consumer_key": self.sim.credentials["key"],
            "oauth_nonce": secrets.token_hex(8),
            "oauth_signature_method": self.method,
            "oauth_timestamp": str(int(time.time())),
            "oauth_token": "",
            "oauth_version": "1.0",
        } | changes
        params = {name: value for name, value in params.items() if value is not None}
        params.setdefault("oauth_signature", self.signature(method, url, params))
        parts = [f'{name}="{quote(value, safe="")}"' for name, value in params.items()]
        return "OAuth " + comma.join([f'realm="{realm}"', *parts])

    def signature(self, method: str, url: str, params: dict[str, str]) -> str:
        key = f"{quote(self.sim.credentials['secret'], safe='')}&"
        if self.method == "PLAINTEXT":
            return key
        address = urlsplit(url)
        pairs = [*params.items(), *parse_qsl(address.query, keep_blank_values=True)]
        text = "&".join(sorted(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs))
        place = f"{address.scheme}://{address.netloc}{address.path}"
        base = "&".join(quote(one, safe="") for one in (method, place, text))
        return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()

    def new_assignment(self, **wanted: Any) -> dict[str, Any]:
        answer = self.call("POST", f"{self.section}/assignments", {"title": "Food webs"} | wanted)
        assert answer.status_code == 201, (answer.status_code, answer.text)
        return dict(answer.json())

    def enrolment(self, login: str) -> int:
        return int(self.sim.enrolment_id(login))


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Find action and hidden fields of the page's form."""
    action = re.search(r'action="([^"]*)"', page)
    assert action, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return unescape(action[1]), {unescape(name): unescape(value) for name, value in fields}


def frame_of(page: str) -> tuple[str, dict[str, str]]:
    """Find the address of the page's frame and the parameters of its login initiation."""
    source = re.search(r'<iframe[^>]* src="([^"]*)"', page)
    assert source, page
    address, _, query = unescape(source[1]).partition("?")
    return address, dict(parse_qsl(query))


def authenticate(
    sim: SchoologySim, browser: requests.Session, login: dict[str, str], **changes: str
) -> requests.Response:
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
    return browser.get(sim.auth_url, params={k: v for k, v in wanted.items() if v}, timeout=TIMEOUT)


def verified(sim: SchoologySim, token: str) -> dict[str, Any]:
    """Claims of an id_token after checking it with the published keys."""
    published = jwt.PyJWKSet.from_dict(requests.get(sim.jwks_url, timeout=TIMEOUT).json())
    key = published[jwt.get_unverified_header(token)["kid"]]
    return dict(jwt.decode(token, key, algorithms=["RS256"], audience=CLIENT_ID, issuer=sim.issuer))


def control(sim: SchoologySim, name: str, **body: object) -> requests.Response:
    """Use one of the sandbox's own controls."""
    return requests.post(f"{sim.url}/_sim/{name}", json=body, timeout=TIMEOUT)

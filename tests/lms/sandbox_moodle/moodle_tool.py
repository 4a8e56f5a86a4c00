"""The least a tool needs to talk to this LMS: keys, a JWKS server, a token, a few calls, and web services."""

import json
import re
import threading
import time
from datetime import UTC, datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt
import requests

from sandbox.moodle import ALL_SCOPES, MoodleSim
from sandbox.parts import keys

CLIENT_ID = "rMoodleTest0001"
TIMEOUT = 10
MEDIA = "application/vnd.ims.lis."
ITEM = f"{MEDIA}v2.lineitem+json"
CONTAINER = f"{MEDIA}v2.lineitemcontainer+json"
SCORE = f"{MEDIA}v1.score+json"
RESULTS = f"{MEDIA}v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


class FakeTool:
    """Publishes its keys on a loopback port; login and launch addresses exist as text only."""

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

    def register_with(self, sim: MoodleSim, **options: Any) -> None:
        launch = f"{self.base}/launch"
        sim.configure_tool(CLIENT_ID, f"{self.base}/login", [launch], launch, f"{self.base}/jwks", **options)

    def assertion(self, key: keys.Key | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        now, signer = int(time.time()), key or self.key
        claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": "anything", "iat": now - 5, "exp": now + 60} | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return keys.sign(kept, {"alg": "RS256", "kid": signer.kid} | (header or {}), signer.pem)

    def ask_token(self, sim: MoodleSim, scope: str, assertion: str | None = None) -> requests.Response:
        body = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.assertion(),
            "scope": scope,
        }
        return requests.post(sim.token_url, data=body, timeout=TIMEOUT)

    def services(self, sim: MoodleSim, *scopes: str) -> "Services":
        answer = self.ask_token(sim, " ".join(scopes or ALL_SCOPES))
        answer.raise_for_status()
        return Services(sim, json.loads(answer.text)["access_token"])


class Services:
    """Calls of the LTI services with one token."""

    def __init__(self, sim: MoodleSim, token: str) -> None:
        self.sim = sim
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, url: str, media: str | None, body: Any = None, **params: Any) -> requests.Response:
        """Call with a media type as Accept (GET) or Content-Type; None sends no such header."""
        name = "Accept" if method == "GET" else "Content-Type"
        headers = self.headers | {"Accept": None} | ({name: media} if media else {})
        data = None if body is None else json.dumps(body)
        with requests.Session() as session:
            session.headers.clear()
            return session.request(method, url, data=data, params=params, headers=headers, timeout=TIMEOUT)

    def items(self, **filters: Any) -> list[dict[str, Any]]:
        answer = self.call("GET", self.sim.lineitems_url, CONTAINER, **filters)
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def new_column(self, label: str = "Ratios", maximum: float = 4, **more: Any) -> dict[str, Any]:
        body = {"label": label, "scoreMaximum": maximum} | more
        answer = self.call("POST", self.sim.lineitems_url, ITEM, body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def put(self, item: dict[str, Any], **body: Any) -> requests.Response:
        return self.call("PUT", item["id"], ITEM, body)

    def score(self, item: dict[str, Any], login: str = "maya.okafor", **changes: Any) -> requests.Response:
        return self.call("POST", part(item["id"], "scores"), SCORE, self.score_body(login, **changes))

    def score_body(self, login: str, **changes: Any) -> dict[str, Any]:
        body = {
            "userId": self.sim.sub(login),
            "scoreGiven": 3,
            "scoreMaximum": 4,
            "timestamp": datetime.now(UTC).isoformat(),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        } | changes
        return {name: value for name, value in body.items() if value is not None}

    def results(self, item: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
        answer = self.call("GET", part(item["id"], "results"), RESULTS, **params)
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def members(self, url: str = "", **params: Any) -> requests.Response:
        return self.call("GET", url or self.sim.memberships_url, MEMBERS, **params)


def part(item_url: str, name: str) -> str:
    """Put `scores` or `results` before the query."""
    path, query = item_url.split("?")
    return f"{path}/{name}?{query}"


def ws(sim: MoodleSim, function: str, **parameters: Any) -> Any:
    """Call a web service function; parameters are names such as `members[0][userid]`."""
    own = {"wstoken": sim.credentials["token"], "wsfunction": function, "moodlewsrestformat": "json"}
    answer = requests.post(sim.rest_url, data=own | parameters, timeout=TIMEOUT)
    assert answer.status_code == 200
    return answer.json()


def control(sim: MoodleSim, name: str, **body: object) -> requests.Response:
    return requests.post(f"{sim.url}/_sim/{name}", json=body, timeout=TIMEOUT)


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Find action and hidden fields of the page's form."""
    action = re.search(r'action="([^"]*)"', page)
    assert action, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return unescape(action[1]), {unescape(name): unescape(value) for name, value in fields}


def request_of(login: dict[str, str], **changes: str | None) -> dict[str, str]:
    """Build the authentication request a tool answers a login initiation with; None leaves a parameter out."""
    wanted: dict[str, str | None] = {
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
    return {name: value for name, value in (wanted | changes).items() if value is not None}


def verified(sim: MoodleSim, token: str) -> dict[str, Any]:
    """Claims of an id_token after checking it with the published key."""
    published = jwt.PyJWKSet.from_dict(requests.get(sim.jwks_url, timeout=TIMEOUT).json())
    key = published[jwt.get_unverified_header(token)["kid"]]
    return dict(jwt.decode(token, key, algorithms=["RS256"], audience=CLIENT_ID, issuer=sim.issuer))


class Browser(requests.Session):
    """A person's browser."""

    def open(self, sim: MoodleSim, login: str = "maya.okafor", path: str = "/courses/1") -> requests.Response:
        return self.get(f"{sim.url}{path}", params={"as": login}, timeout=TIMEOUT)

    def authenticate(self, sim: MoodleSim, fields: dict[str, str], **changes: str | None) -> requests.Response:
        return self.get(sim.auth_url, params=request_of(fields, **changes), timeout=TIMEOUT)

    def launch(self, sim: MoodleSim, login: str = "maya.okafor", path: str = "/courses/1") -> dict[str, Any]:
        """Claims of a whole launch from a page."""
        page = self.open(sim, login, path)
        assert page.status_code == 200, page.text
        _, fields = form_of(page.text)
        _, answer = form_of(self.authenticate(sim, fields).text)
        return verified(sim, answer["id_token"])

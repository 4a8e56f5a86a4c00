"""The small tool as this LMS knows it, and an OAuth 1.0a signer for its REST interface."""

import base64
import hashlib
import hmac
import re
import secrets
import time
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import requests
from support.small_tool import TIMEOUT, GradeServices, SmallTool

from sandbox.schoology import SchoologySim

CLIENT_ID = "7400000009"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = f"{AGS}lineitem {AGS}result.readonly {AGS}score {NRPS}"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MAYA, CALEB, ROSA = "maya.okafor", "caleb.thompson", "rosa.alvarez"


class FakeTool(SmallTool):
    """The tool with this LMS's kind of client id."""

    client_id = CLIENT_ID

    def services(self, sim: SchoologySim, scopes: str = SCOPES, section: int = 0) -> "Services":
        return Services(sim, self.token(sim, scopes), sim.section_ids[section])


class Services(GradeServices):
    """Calls of the LTI services of one section."""

    def __init__(self, sim: SchoologySim, token: str, section: str) -> None:
        super().__init__(sim, token, sim.lineitems_url.replace(sim.context_id, section))
        self.members = sim.memberships_url.replace(sim.context_id, section)


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


def frame_of(page: str) -> tuple[str, dict[str, str]]:
    """Find the address of the page's frame and the parameters of its login initiation."""
    source = re.search(r'<iframe[^>]* src="([^"]*)"', page)
    assert source, page
    address, _, query = unescape(source[1]).partition("?")
    return address, dict(parse_qsl(query))

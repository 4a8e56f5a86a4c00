"""A tool in front of one site, which notes what it is answered as plain lines, numbers and addresses taken out."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from moodle_doors import Doors
from support.lms_site import RsaSigner

from lti import ags, nrps
from lti.tokens import ASSERTION_TYPE

ALL = " ".join((*ags.SCOPES, nrps.SCOPE))
TIMEOUT = 60


@dataclass
class Asking:
    """A tool in front of one site."""

    sim: Any
    signer: RsaSigner
    doors: Doors
    said: list[str] = field(default_factory=list)
    _token: str = ""

    def assertion(self, **changes: Any) -> str:
        """Return a signed assertion; a claim set to None is left out."""
        now, me = int(time.time()) - 5, self.sim.client_id
        claims = {"iss": me, "sub": me, "aud": self.sim.token_url, "iat": now, "exp": now + 60, "jti": "j"} | changes
        return self.signer.sign({name: value for name, value in claims.items() if value is not None})

    def ask_token(self, what: str, **changes: Any) -> dict[str, Any]:
        """Ask for a token and note the answer; None leaves a field out."""
        form = {
            "grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(), "scope": ALL, **changes,
        }  # fmt: skip
        sent = {name: value for name, value in form.items() if value is not None}
        answer = requests.post(self.sim.token_url, data=sent, timeout=TIMEOUT)
        said: dict[str, Any] = answer.json() if answer.text.lstrip().startswith("{") else {}
        scope = " ".join(sorted(one.rpartition("/")[2] for one in said.get("scope", "").split()))
        known = re.sub(r"(with iat )?prior to .*", "of the future", said.get("error", "")) or (
            f"{scope} {said.get('token_type')} {said.get('expires_in')}"
        )
        self.note(what, answer.status_code, media(answer), known if said else "a page")
        return said

    def call(
        self, what: str, method: str, url: str, body: Any = None, *, sort: str = "", accept: str | None = None,
        token: str | None = None,
    ) -> Any:  # fmt: skip
        """Call a service and note status, media type and shape of the answer; `sort` is the type of what is sent."""
        if not self._token:
            form = {
                "grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": self.assertion(), "scope": ALL,
            }  # fmt: skip
            self._token = requests.post(self.sim.token_url, data=form, timeout=TIMEOUT).json()["access_token"]
        headers: dict[str, Any] = {"Authorization": f"Bearer {token or self._token}", "Accept": accept}
        if body is not None:
            headers["Content-Type"] = sort
        try:
            answer = requests.request(method, url, json=body, headers=headers, timeout=TIMEOUT)
        except requests.ConnectionError:
            self.note(what, "no HTTP answer")
            return None
        said = answer.json() if "json" in media(answer) and answer.text else None
        self.note(what, answer.status_code, media(answer), shape(said), answer.headers.get("Link", ""))
        return said

    def item(self, label: str = "Ratios", **more: Any) -> str:
        """Make a column without a note; return its address."""
        kept = len(self.said)
        made = self.call(
            "", "POST", self.sim.lineitems_url, {"label": label, "scoreMaximum": 4, **more}, sort=ags.LINEITEM_TYPE
        )
        del self.said[kept:]
        return str(made["id"])

    def score(self, what: str, item: str, login: str, **changes: Any) -> None:
        """Send a good score, 3 of 4, with changes (None leaves a field out), and note the answer."""
        good = {
            "userId": self.sim.sub(login), "timestamp": "2026-01-05T12:00:00.000Z", "scoreGiven": 3,
            "scoreMaximum": 4, "activityProgress": "Completed", "gradingProgress": "FullyGraded",
        }  # fmt: skip
        body = {name: value for name, value in (good | changes).items() if value is not None}
        self.call(what, "POST", below(item, "scores"), body, sort=ags.SCORE_TYPE)

    def results(self, what: str, item: str, **query: Any) -> Any:
        """Read results and note them whole."""
        url = below(item, "results") + "".join(f"&{name}={value}" for name, value in query.items())
        said = self.call(what, "GET", url, accept=ags.RESULTS_TYPE)
        for one in said if isinstance(said, list) else []:
            self.note(what, sorted((name, one[name]) for name in one if name not in {"id", "userId", "scoreOf"}))
        return said

    def members(self, what: str, link: str) -> None:
        """Ask who can see the activity of a resource link, and note their logins."""
        said = self.call(what, "GET", f"{self.sim.memberships_url}?rlid={link}", accept=nrps.MEDIA_TYPE)
        logins = {self.sim.sub(one.login): one.login for one in self.sim.school.people}
        self.note(what, sorted(logins[one["user_id"]] for one in said["members"]))

    def register(self, what: str, url: str, request: dict[str, Any], token: str | None) -> None:
        """Send a registration, without the members that are None, and note the answer."""
        body = {name: value for name, value in request.items() if value is not None}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.post(url, json=body, headers=headers, timeout=TIMEOUT)
        page = "<" in answer.text or len(answer.text) > 200
        self.note(what, answer.status_code, media(answer), "a page" if page else answer.text)

    def note(self, *words: Any) -> None:
        """Keep what was answered."""
        plain = " | ".join(str(one) for one in words).replace(self.sim.url, "SITE").replace(self.doors.root, "SITE")
        plain = re.sub(r"(?<=[/=])\d+", "N", plain)
        self.said.append(re.sub(r"(item|user|Course|link|Grade item) \d+", r"\1 N", plain))


def media(answer: requests.Response) -> str:
    """Return the media type of an answer, in small letters and without spaces."""
    return answer.headers.get("Content-Type", "").lower().replace(" ", "")


def shape(said: Any) -> str:
    """Return the members of an object, the shape of a list's first entry, or what a refusal says."""
    if isinstance(said, dict) and "reason" in said:
        return f"{said['status']} {said['reason']}".split("{")[0]
    if isinstance(said, dict):
        return "{" + " ".join(f"{name}:{type(said[name]).__name__}" for name in sorted(said)) + "}"
    if isinstance(said, list):
        return f"[{shape(said[0]) if said else ''}]"
    return type(said).__name__


def below(url: str, part: str) -> str:
    """Return an address with one more part before its query."""
    path, _, query = url.partition("?")
    return f"{path}/{part}?{query}"

"""The small tool as this LMS knows it, with its media types, and calls of its web services."""

import json
from typing import Any

import requests
from support.small_tool import TIMEOUT, Caller, Sim, SmallTool, authenticate, form_of, score_body, verified

from sandbox.moodle import ALL_SCOPES, MoodleSim

CLIENT_ID = "rMoodleTest0001"
MEDIA = "application/vnd.ims.lis."
ITEM = f"{MEDIA}v2.lineitem+json"
CONTAINER = f"{MEDIA}v2.lineitemcontainer+json"
SCORE = f"{MEDIA}v1.score+json"
RESULTS = f"{MEDIA}v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


class FakeTool(SmallTool):
    """The tool with this LMS's kind of client id; its assertions are as careless as this LMS lets them be."""

    client_id = CLIENT_ID

    def claims(self, sim: Sim) -> dict[str, Any]:
        """Claims for any audience, without an id, and signed a little earlier, because `iat` has no leeway."""
        good = super().claims(sim)
        return good | {"aud": "anything", "iat": good["iat"] - 5, "jti": None}

    def services(self, sim: MoodleSim, *scopes: str) -> "Services":
        return Services(sim, self.token(sim, " ".join(scopes or ALL_SCOPES)))


class Services(Caller):
    """Calls of the LTI services with one token."""

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
        return self.call("POST", part(item["id"], "scores"), SCORE, score_body(self.sim, login, **changes))

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


class Browser(requests.Session):
    """A person's browser."""

    def open(self, sim: MoodleSim, login: str = "maya.okafor", path: str = "/courses/1") -> requests.Response:
        return self.get(f"{sim.url}{path}", params={"as": login}, timeout=TIMEOUT)

    def launch(self, sim: MoodleSim, login: str = "maya.okafor", path: str = "/courses/1") -> dict[str, Any]:
        """Claims of a whole launch from a page."""
        page = self.open(sim, login, path)
        assert page.status_code == 200, page.text
        _, fields = form_of(page.text)
        _, answer = form_of(authenticate(sim, self, fields).text)
        return verified(sim, answer["id_token"])

"""Questions that a tool can ask a site by its services, each asked in the same words of the real and the simulated one.

A probe is a function of `Asking` that returns what was answered as plain text lines, numbers and addresses taken out,
so that two sites can be compared line by line.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests
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
        known = said.get("error", f"{scope} {said.get('token_type')} {said.get('expires_in')}")
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
            self.note(what, {name: value for name, value in one.items() if name not in {"id", "userId", "scoreOf"}})
        return said

    def note(self, *words: Any) -> None:
        """Keep what was answered."""
        plain = " | ".join(str(one) for one in words).replace(self.sim.url, "SITE")
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


def tokens(ask: Asking) -> None:
    """Ask the token endpoint what it grants and refuses."""
    ask.ask_token("good")
    ask.ask_token("an unknown scope beside a known one", scope=f"{nrps.SCOPE} urn:other")
    ask.ask_token("no known scope", scope="urn:other")
    ask.ask_token("no scope", scope=None)
    ask.ask_token("another grant type", grant_type="password")
    ask.ask_token("no grant type", grant_type=None)
    ask.ask_token("another assertion type", client_assertion_type="urn:x")
    ask.ask_token("no assertion", client_assertion=None)
    ask.ask_token("no assertion at all", client_assertion="x")
    ask.ask_token("another client", client_assertion=ask.assertion(sub="nobody"))
    ask.ask_token("no client", client_assertion=ask.assertion(sub=None))
    ask.ask_token("a clock ahead", client_assertion=ask.assertion(iat=4102444800))
    ask.ask_token("an old assertion", client_assertion=ask.assertion(iat=1700000000, exp=1700000060))
    ask.ask_token("no end", client_assertion=ask.assertion(exp=None))
    ask.ask_token("another audience", client_assertion=ask.assertion(aud="https://x.example"))
    ask.ask_token("another signature", client_assertion=ask.assertion()[:-20] + "A" * 20)


def line_items(ask: Asking) -> None:
    """Ask the line item services what they take and refuse."""
    items, sort = ask.sim.lineitems_url, ags.LINEITEM_TYPE
    ask.call("none yet", "GET", items, accept=ags.LINEITEMS_TYPE)
    good = {"label": "Ratios", "scoreMaximum": 4, "resourceId": "r1", "tag": "t1"}
    made = ask.call("made", "POST", items, good | {"startDateTime": "2026-01-05T12:00:00Z"}, sort=sort)["id"]
    ask.call("listed", "GET", items, accept=ags.LINEITEMS_TYPE)
    ask.call("found by resource", "GET", f"{items}&resource_id=r1", accept=ags.LINEITEMS_TYPE)
    ask.call("not found by resource", "GET", f"{items}&resource_id=r2", accept=ags.LINEITEMS_TYPE)
    ask.call("found by both", "GET", f"{items}&resource_id=r1&tag=t1", accept=ags.LINEITEMS_TYPE)
    ask.call("not found by tag", "GET", f"{items}&resource_id=r1&tag=t2", accept=ags.LINEITEMS_TYPE)
    ask.call("without type_id", "GET", items.partition("?")[0], accept=ags.LINEITEMS_TYPE)
    for accept in ("*/*", "application/json", f"{ags.LINEITEMS_TYPE}, application/json", None):
        ask.call(f"list as {accept}", "GET", items, accept=accept)
    for accept in ("*/*", "application/json", ags.LINEITEM_TYPE, None):
        ask.call(f"item as {accept}", "GET", made, accept=accept)
    ask.call("written as json", "POST", items, good, sort="application/json")
    for what, body in (
        ("no label", {"scoreMaximum": 4}), ("no maximum", {"label": "x"}), ("an empty label", good | {"label": ""}),
        ("a maximum in words", good | {"scoreMaximum": "four"}), ("a maximum as text", good | {"scoreMaximum": "4"}),
        ("a maximum of 0", good | {"scoreMaximum": 0}), ("a maximum below 0", good | {"scoreMaximum": -1}),
        ("255 letters", good | {"label": "x" * 255}), ("256 letters", good | {"label": "x" * 256}),
        ("another's link", good | {"resourceLinkId": "999999"}), ("nothing", {}),
    ):  # fmt: skip
        ask.call(what, "POST", items, body, sort=sort)
    ask.call("put without label", "PUT", made, {"scoreMaximum": 4}, sort=sort)
    ask.call("put without ids", "PUT", made, {"label": "Other", "scoreMaximum": 4}, sort=sort)
    ask.call("read after that", "GET", made, accept=ags.LINEITEM_TYPE)
    ask.call("two a page", "GET", f"{items}&limit=2", accept=ags.LINEITEMS_TYPE)
    ask.call("with a dead token", "GET", items, accept=ags.LINEITEMS_TYPE, token="0")
    ask.call("of no course", "GET", re.sub(r"/\d+/lineitems", "/999999/lineitems", items), accept=ags.LINEITEMS_TYPE)
    ask.call("deleted", "DELETE", made)
    ask.call("deleted twice", "DELETE", made)
    ask.call("read when deleted", "GET", made, accept=ags.LINEITEM_TYPE)
    ask.call("put when deleted", "PUT", made, good, sort=sort)
    ask.call("scored when deleted", "POST", below(made, "scores"), {"userId": "1"}, sort=ags.SCORE_TYPE)
    ask.call("results when deleted", "GET", below(made, "results"), accept=ags.RESULTS_TYPE)


def scores(ask: Asking) -> None:
    """Ask the score service what it takes and refuses, of another student or later each time."""
    item, (maya, leo, kim, *others) = ask.item(), [one.login for one in ask.sim.school.students]
    for name in ("userId", "timestamp", "scoreMaximum", "activityProgress", "gradingProgress"):
        ask.score(f"without {name}", item, maya, **{name: None})
    ask.score("a day without time", item, maya, timestamp="2026-01-05")
    ask.score("a time without T", item, maya, timestamp="2026-01-05 12:00:00Z")
    ask.score("no time at all", item, maya, timestamp="noon")
    ask.score("points in words", item, maya, scoreGiven="three")
    ask.score("nobody", item, maya, userId="999999")
    ask.score("no number", item, maya, userId="maya")
    ask.score("a teacher", item, ask.sim.school.teachers[0].login)
    ask.score("the other teacher", item, ask.sim.school.teachers[1].login)
    ask.call("as json", "POST", below(item, "scores"), {"userId": "1"}, sort="application/json")
    ask.results("nobody has one", item)
    ask.score("good", item, maya, comment="first")
    ask.results("good", item, user_id=ask.sim.sub(maya))
    ask.score("the same again", item, maya)
    ask.score("a second earlier", item, maya, timestamp="2026-01-05T11:59:59.999Z")
    ask.score("the same second", item, maya, timestamp="2026-01-05T12:00:00.999Z")
    ask.score("a second later", item, maya, timestamp="2026-01-05T12:00:01.000Z")
    ask.results("its comment is gone", item, user_id=ask.sim.sub(maya))
    ask.score("points as text", item, maya, scoreGiven="2", timestamp="2026-01-05T12:01:00Z")
    ask.score("more than all", item, maya, scoreGiven=9, timestamp="2026-01-05T12:02:00Z")
    ask.results("more than all", item, user_id=ask.sim.sub(maya))
    ask.score("less than nothing", item, maya, scoreGiven=-1, timestamp="2026-01-05T12:03:00Z")
    ask.results("less than nothing", item, user_id=ask.sim.sub(maya))
    ask.score("of nothing", item, maya, scoreMaximum=0, timestamp="2026-01-05T12:04:00Z")
    ask.results("of nothing", item, user_id=ask.sim.sub(maya))
    ask.score("with an offset", item, leo, timestamp="2026-01-05T13:00:00+01:00")
    ask.results("with an offset", item, user_id=ask.sim.sub(leo))
    ask.score("not final", item, leo, gradingProgress="Pending", timestamp="2026-01-05T12:05:00Z")
    ask.results("not final", item, user_id=ask.sim.sub(leo))
    ask.score("final again", item, leo, timestamp="2026-01-05T12:06:00Z", comment="back")
    ask.score("nothing given", item, leo, scoreGiven=None, timestamp="2026-01-05T12:07:00Z", comment="only words")
    ask.results("nothing given", item, user_id=ask.sim.sub(leo))
    ask.score("of another scale", item, kim, scoreGiven=50, scoreMaximum=100, timestamp="2026-01-05T12:00:00")
    ask.results("of another scale", item, user_id=ask.sim.sub(kim))
    ask.score("nothing", item, kim, scoreGiven=0, timestamp="2026-01-05T12:08:00Z")
    ask.results("nothing", item, user_id=ask.sim.sub(kim))
    ask.sim.enrol(others[0], "inactive")
    ask.score("a suspended student", item, others[0])
    ask.sim.enrol(others[1], "deleted")
    ask.score("a student who left", item, others[1])


def teachers(ask: Asking) -> None:
    """Ask what a teacher's hand in the gradebook does to what the tool reads and writes."""
    item, (maya, leo, *_) = ask.item(resourceId="r1"), [one.login for one in ask.sim.school.students]
    column = next(one.id for one in ask.sim.readback().columns if one.key == "r1")
    ask.sim.type_grade(column, maya, 2, "well done")
    said = ask.results("typed where nothing was", item, user_id=ask.sim.sub(maya))
    del ask.said[-2 if said else -1 :]
    ask.note("typed where nothing was", [(one.get("resultScore"), one.get("comment")) for one in said])
    ask.score("older than the teacher's", item, maya)
    ask.score("newer than the teacher's", item, maya, timestamp="2100-01-05T12:00:00Z", comment="ours")
    ask.results("newer than the teacher's", item, user_id=ask.sim.sub(maya))
    ask.score("to be cleared", item, leo)
    ask.sim.type_grade(column, leo, None)
    kept = len(ask.said)
    said = ask.results("cleared", item, user_id=ask.sim.sub(leo))
    del ask.said[kept:]
    ask.note("cleared", [sorted(one) for one in said])
    ask.sim.rename_column(column, "Renamed")
    ask.call("renamed", "GET", item, accept=ags.LINEITEM_TYPE)
    ask.note("renamed", [one.label for one in ask.sim.readback().columns])


def roster(ask: Asking) -> None:
    """Ask the roster service what it tells."""
    url, sort = ask.sim.memberships_url, nrps.MEDIA_TYPE
    said = ask.call("everybody", "GET", url, accept=sort)
    by_sub = {one["user_id"]: one for one in said["members"]}
    for person in (*ask.sim.school.teachers, ask.sim.school.students[0]):
        one = by_sub[ask.sim.sub(person.login)]
        ask.note("member", shape(one), one["roles"], one["name"], one["status"], one.get("lis_person_sourcedid"))
    ask.note("context", shape(said["context"]))
    for accept in ("*/*", "application/json", None):
        ask.call(f"as {accept}", "GET", url, accept=accept)
    for role in ("Learner", "Instructor", "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner", "Other"):
        told = ask.call(f"role {role}", "GET", f"{url}?role={role.replace('#', '%23')}", accept=sort)
        ask.note(f"role {role}", len(told["members"]))
    ask.call("ten a page", "GET", f"{url}?limit=10&role=Learner", accept=sort)
    last = ask.call("the last page", "GET", f"{url}?limit=10&from=20", accept=sort)
    ask.note("the last page", len(last["members"]))
    ask.call("of an unknown link", "GET", f"{url}?rlid=999999", accept=sort)
    ask.call("with a dead token", "GET", url, accept=sort, token="0")
    ask.call("of no course", "GET", re.sub(r"/CourseSection/\d+/", "/CourseSection/999999/", url), accept=sort)
    ask.call("posted", "POST", url, {}, sort=sort)
    ask.sim.enrol(ask.sim.school.students[0].login, "inactive")
    ask.note("one suspended", len(ask.call("one suspended", "GET", url, accept=sort)["members"]))


PROBES = (tokens, line_items, scores, teachers, roster)


def answers(sim: Any, signer: RsaSigner, probe: Any) -> list[str]:
    """Ask one site; return what it said, a line for each question."""
    ask = Asking(sim, signer)
    probe(ask)
    return ask.said

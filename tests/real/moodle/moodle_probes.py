"""Questions that a tool can ask a site by its services, each asked in the same words of the real and the simulated one.

A probe is a function of `Asking` that notes what was answered, so that two sites can be compared line by line.
"""

from __future__ import annotations

import re
from typing import Any

import requests
from moodle_asking import TIMEOUT, Asking, below, shape
from moodle_doors import Doors, answered, ask_of, lines_of
from moodle_services import WebServices
from moodle_tools import tool_request
from support.lms_site import TOOL, RsaSigner

from lti import ags, nrps
from lti.registration import PLATFORM_CONFIGURATION, TOOL_CONFIGURATION


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
    ask.score("final again, but before it was emptied", item, leo, timestamp="2026-01-05T12:06:00Z")
    ask.score("final again", item, leo, timestamp="2100-01-05T12:06:00Z", comment="back")
    ask.score("nothing given", item, leo, scoreGiven=None, timestamp="2100-01-05T12:07:00Z", comment="only words")
    ask.results("nothing given", item, user_id=ask.sim.sub(leo))
    ask.score("the same with words", item, maya, scoreGiven=0, timestamp="2026-01-05T12:05:00Z", comment="words")
    ask.results("the same with words", item, user_id=ask.sim.sub(maya))
    ask.score("the same with the same words", item, maya, scoreGiven=0, timestamp="2026-01-05T12:06:00Z",
              comment="words")  # fmt: skip
    ask.results("the same with the same words", item, user_id=ask.sim.sub(maya))
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
    ask.sim.enrol(ask.sim.school.students[0].login, "inactive")
    ask.note("one suspended", len(ask.call("one suspended", "GET", url, accept=sort)["members"]))


def restricted(ask: Asking) -> None:
    """Ask who can see an activity that a group opens, or a column, by the service and by the students' own pages."""
    web = WebServices(ask.sim.url, ask.sim.credentials["token"])
    maya, leo = ask.sim.school.students[:2]
    for visibility in (0, 1, 2, 3):
        wanted = {
            "courseid": ask.sim.context_id, "name": f"Group {visibility}", "description": "",
            "visibility": visibility, "participation": 0,
        }  # fmt: skip
        [group] = web("core_group_create_groups", groups=[wanted])
        web("core_group_add_group_members", members=[{"groupid": group["id"], "userid": ask.sim.sub(maya.login)}])
        ask.sim.prepare_work(f"Work {visibility}", f"{TOOL}/lti/launch", str(group["id"]))
        ask.members(f"group of visibility {visibility}", ask.doors.link(f"Work {visibility}"))
    gate = ask.item("Gate")
    for person, points in ((maya, 90), (leo, 89)):
        ask.score("gate", gate, person.login, scoreGiven=points, scoreMaximum=100)
    ask.sim.prepare_work("Gated", f"{TOOL}/lti/launch", gate)
    ask.members("column", ask.doors.link("Gated"))
    ask.note("on their pages", [(one.title, one.logins) for one in ask.sim.readback().work])


def launches(ask: Asking) -> None:
    """Ask what a launch tells, and what becomes of authentication requests that are not as they should be."""
    maya, people = ask.sim.school.students[0].login, (*ask.sim.school.teachers, ask.sim.school.students[0])
    for person in people:
        fields = ask.doors.initiation(person.login)
        ask.note("login", sorted(fields), fields["lti_deployment_id"] == ask.sim.deployment_id, fields["iss"])
        found = answered(ask.doors.authenticate(person.login, ask_of(fields)))
        ask.note("token", found["header"], found["to"], found["state"], found["claims"]["exp"] - found["claims"]["iat"])
        for line in lines_of(found["claims"]):
            ask.note(person.role, line)
        ask.note("twice", answered(ask.doors.authenticate(person.login, ask_of(fields))))
    for name, value in (
        ("redirect_uri", f"{TOOL}/elsewhere"), ("redirect_uri", f"{TOOL}/lti/launch?x=1"), ("client_id", "nobody"),
        ("login_hint", "999999"), ("scope", "openid profile"), ("response_type", "code"), ("response_mode", "query"),
        ("prompt", "login"), *((name, None) for name in NEEDED), ("prompt", None), ("state", None),
    ):  # fmt: skip
        asked = ask_of(ask.doors.initiation(maya), **{name: value})
        found = answered(ask.doors.authenticate(maya, asked))
        ask.note(name, value, {**found, "claims": bool(found.get("claims"))})


def registrations(ask: Asking) -> None:
    """Ask what the platform says of itself, and which registrations it refuses."""
    document = requests.get(f"{ask.sim.url}/mod/lti/openid-configuration.php", timeout=TIMEOUT).json()
    document[PLATFORM_CONFIGURATION].pop("variables")
    for line in lines_of(document):
        ask.note("configuration", line)
    good = tool_request(TOOL, f"{TOOL}/jwks", {})
    tool = good[TOOL_CONFIGURATION]
    url = document["registration_endpoint"]
    ask.register("no token", url, good, None)
    ask.register("no token of this site", url, good, "guessed")
    ask.register("nothing", url, {}, ask.doors.registration_token())
    for name in ("client_name", "jwks_uri", "redirect_uris", "initiate_login_uri", "token_endpoint_auth_method"):
        ask.register(f"without {name}", url, {**good, name: None}, ask.doors.registration_token())
    for what, changes in (
        ("no id_token", {"response_types": ["code"]}), ("native", {"application_type": "native"}),
        ("a secret", {"token_endpoint_auth_method": "client_secret_post"}),
        ("no tool", {TOOL_CONFIGURATION: None}), ("no domain", {TOOL_CONFIGURATION: {**tool, "domain": ""}}),
        ("another port", {TOOL_CONFIGURATION: {**tool, "domain": "127.0.0.1:2"}}),
    ):  # fmt: skip
        ask.register(what, url, {**good, **changes}, ask.doors.registration_token())


NEEDED = ("client_id", "redirect_uri", "login_hint", "lti_message_hint", "nonce", "response_mode")
PROBES = (tokens, line_items, scores, teachers, roster, restricted, launches, registrations)


def answers(sim: Any, signer: RsaSigner, doors: Doors, probe: Any) -> list[str]:
    """Ask one site; return what it said, a line for each question."""
    ask = Asking(sim, signer, doors)
    probe(ask)
    return ask.said

"""Dynamic registration as the simulators answer it (moodle facts 2, canvas facts 1.10), asked without the product."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox.canvas import CanvasSim
from sandbox.moodle import MoodleSim
from sandbox.school import school

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
BASE = "https://tool.example:8443"
SECONDS = 5


def wanted(**changes: Any) -> dict[str, Any]:
    """Return a good request with members changed; None takes one away, `tool_` changes the tool configuration."""
    tool = {
        "domain": "tool.example:8443", "target_link_uri": f"{BASE}/launch", "claims": ["iss", "sub"],
        "custom_parameters": {"a": "b=c"}, "messages": [{"type": "LtiResourceLinkRequest"}],
    } | changes.pop("tool_", {})  # fmt: skip
    sent = {
        "application_type": "web", "response_types": ["id_token"], "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{BASE}/login", "redirect_uris": [f"{BASE}/launch"], "client_name": "Paths",
        "jwks_uri": f"{BASE}/jwks", "token_endpoint_auth_method": "private_key_jwt", "scope": SCORE,
        TOOL: {name: value for name, value in tool.items() if value is not None},
    } | changes  # fmt: skip
    return {name: value for name, value in sent.items() if value is not None}


class Registering:
    """The admin pastes an address; a tool without any other knowledge asks and posts."""

    def __init__(self, sim: Any, start: str) -> None:
        self.sim, self.start = sim, start

    def opened(self, kind="0"):
        params = {"url": f"{BASE}/register?x=1", "as": "ines.duarte", "type": kind}
        answer = requests.get(self.sim.url + self.start, params=params, allow_redirects=False, timeout=SECONDS)
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        assert query["x"] == ["1"]
        return query["openid_configuration"][0], query["registration_token"][0]

    def configuration(self, url, token):
        return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS)

    def post(self, sent, kind="0", given=None):
        url, token = given or self.opened(kind)
        address = self.configuration(url, token).json()["registration_endpoint"]
        return requests.post(address, json=sent, headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS)


@pytest.fixture(scope="module")
def running_moodle():
    with MoodleSim(school(students=2)) as sim:
        yield sim


@pytest.fixture(scope="module")
def running_canvas():
    with CanvasSim(school(students=2), issuer="") as sim:
        yield sim


def without_tool(sim):
    sim.reset()
    with sim._lms.store.change() as state:
        state.tool, state.registered = None, []


@pytest.fixture
def moodle(running_moodle):
    without_tool(running_moodle)
    return Registering(running_moodle, "/mod/lti/startltiadvregistration.php")


@pytest.fixture
def canvas(running_canvas):
    without_tool(running_canvas)
    return Registering(running_canvas, "/accounts/1/developer_keys/register")


@pytest.fixture(params=["moodle", "canvas"])
def either(request):
    return request.getfixturevalue(request.param)


def test_M2_a_new_tool_is_pending_and_the_answer_tells_its_deployment(moodle):
    answer = moodle.post(wanted())
    assert answer.status_code == 200
    body = answer.json()
    assert body["client_id"] == moodle.sim.client_id
    assert body[TOOL]["deployment_id"] == "1"
    assert "Pending" in requests.get(f"{moodle.sim.url}/mod/lti/toolconfigure.php?as=ines.duarte", timeout=SECONDS).text
    page = requests.get(f"{moodle.sim.url}/courses/1/activities/new?as=rosa.alvarez", timeout=SECONDS)
    assert page.status_code == 404, "teachers cannot see it yet"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (wanted(tool_={"domain": None}), "missing_domain"),
        (wanted(tool_={"domain": "tool.example"}), "domain_targetlinkuri_mismatch"),
        (wanted(response_types=["code"]), "invalid_response_types"),
        (wanted(jwks_uri=None, jwks={"keys": []}), "missing required attribute jwks_uri"),
        (wanted(client_name=None), "missing required attribute client_name"),
        (wanted(token_endpoint_auth_method="none"), "invalid_token_endpoint_auth_method"),
        (wanted(application_type="native"), "invalid_application_type"),
    ],
)
def test_M2_a_request_that_lacks_something_is_refused_in_plain_text(moodle, sent, reason):
    answer = moodle.post(sent)
    assert (answer.status_code, answer.text) == (400, reason)
    assert answer.headers["Content-Type"].startswith("text/html")


def test_M2_a_token_registers_once_and_no_token_or_a_foreign_one_never(moodle):
    given = moodle.opened()
    assert moodle.post(wanted(), given=given).status_code == 200
    again = moodle.post(wanted(), given=given)
    assert (again.status_code, again.text) == (401, "token_already_used")
    url = f"{moodle.sim.url}/mod/lti/openid-registration.php"
    bare = requests.post(url, json=wanted(), timeout=SECONDS)
    assert (bare.status_code, bare.text) == (401, "missing_registration_token")
    foreign = requests.post(url, json=wanted(), headers={"Authorization": "Bearer a.b.c"}, timeout=SECONDS)
    assert foreign.status_code == 404


def test_M2_an_update_keeps_the_client_and_may_be_repeated(moodle):
    first = moodle.post(wanted()).json()["client_id"]
    choice = requests.get(
        moodle.sim.url + moodle.start, params={"url": f"{BASE}/register", "as": "ines.duarte"}, timeout=SECONDS
    )
    assert "Register as new" in choice.text
    given = moodle.opened("1")
    for name in ("Once", "Twice"):
        body = moodle.post(wanted(client_name=name), given=given).json()
        assert (body["client_id"], body["client_name"]) == (first, name)
    url = f"{moodle.sim.url}/mod/lti/openid-registration.php"
    read = requests.get(url, headers={"Authorization": f"Bearer {given[1]}"}, timeout=SECONDS)
    assert read.json()["client_name"] == "Twice"


def test_C1_10_a_key_is_off_and_no_deployment_is_told(canvas):
    body = canvas.post(wanted()).json()
    assert body["client_id"].isdigit()
    assert "deployment_id" not in body[TOOL]
    assert body[TOOL]["https://canvas.instructure.com/lti/registration_config_url"]
    assert not canvas.sim._lms.tool_on


def test_C1_10_the_configuration_wants_the_token_and_a_token_registers_once(canvas):
    url, token = canvas.opened()
    assert requests.get(url, timeout=SECONDS).status_code == 401
    assert canvas.post(wanted(), given=(url, token)).status_code == 200
    assert canvas.post(wanted(), given=(url, token)).status_code == 401


@pytest.mark.parametrize(
    "sent",
    [
        wanted(grant_types=["implicit"]), wanted(initiate_login_uri=None),
        wanted(tool_={"messages": [{"type": "LtiResourceLinkRequest", "placements": ["editor_button"]}]}),
    ],
)  # fmt: skip
def test_C1_10_a_wrong_request_is_422(canvas, sent):
    assert canvas.post(sent).status_code == 422


def test_C1_10_a_hidden_menu_entry_is_shown_by_a_teacher(canvas):
    hidden = {
        "type": "LtiResourceLinkRequest", "placements": ["course_navigation"],
        "https://canvas.instructure.com/lti/course_navigation/default_enabled": False,
    }  # fmt: skip
    canvas.post(wanted(tool_={"messages": [hidden]}))
    keys = f"{canvas.sim.url}/accounts/1/developer_keys"
    requests.post(f"{keys}/on", params={"as": "ines.duarte"}, timeout=SECONDS)
    course = f"{canvas.sim.url}/courses/1?as=rosa.alvarez"
    tool = "<iframe "
    helper = '<iframe hidden name="post_message_forwarding"'
    assert tool not in requests.get(course, timeout=SECONDS).text.replace(helper, "")
    shown = f"{canvas.sim.url}/courses/1/navigation?as=rosa.alvarez"
    assert tool in requests.post(shown, timeout=SECONDS).text.replace(helper, "")


def test_only_an_admin_sees_the_list_of_tools(either):
    for login in ("rosa.alvarez", "maya.okafor", "nobody"):
        answer = requests.get(either.sim.url + either.start, params={"url": BASE, "as": login}, timeout=SECONDS)
        assert answer.status_code == 403


def test_each_lie_is_told_by_its_switch(either):
    faults = either.sim.faults
    faults.registration = "issuer"
    assert either.configuration(*either.opened()).json()["issuer"] != either.sim.issuer
    faults.registration = "no_client_id"
    assert "client_id" not in either.post(wanted()).json()
    faults.registration = "extra"
    assert "client_secret_expires_at" in either.post(wanted()).json()
    faults.registration = "broken"
    assert either.post(wanted()).status_code == 500

"""Login initiation, authentication request, id_token (moodle facts 0.1, 1, 3)."""

import json

import pytest
import requests
from moodle_tool import CLIENT_ID, FakeTool
from support.small_tool import TIMEOUT, authenticate, form_of, request_of, verified

from sandbox.moodle import MoodleSim
from sandbox.school import school

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def initiation(sim, browser, login="maya.okafor"):
    return form_of(browser.open(sim, login).text)


def test_M3_1_initiation_is_posted_with_numeric_hint_and_json_message_hint(sim, tool, browser):
    action, fields = initiation(sim, browser)
    hint = json.loads(fields["lti_message_hint"])
    assert action == f"{tool.base}/login"
    assert fields["login_hint"] == str(sim.school.person("maya.okafor").id)
    assert (fields["iss"], fields["client_id"], fields["lti_deployment_id"]) == (sim.url, CLIENT_ID, "1")
    assert set(hint) == {"cmid", "launchid"}
    assert hint["launchid"].startswith("ltilaunch")
    assert "lti_storage_target" not in fields


def test_M3_1_nobody_logged_in_gets_an_initiation_that_leads_nowhere(sim, browser):
    cmid = sim.state()["activities"][0]["cmid"]
    page = browser.get(f"{sim.url}/mod/lti/launch.php", params={"id": cmid}, timeout=TIMEOUT)
    _, fields = form_of(page.text)
    _, answer = form_of(authenticate(sim, browser, fields).text)
    assert (fields["login_hint"], answer["error"]) == ("0", "access_denied")


def test_M3_3_id_token_lives_a_minute_and_carries_the_claims(sim, tool, browser):
    _, fields = initiation(sim, browser)
    action, answer = form_of(authenticate(sim, browser, fields).text)
    claims = verified(sim, answer["id_token"])
    maya = sim.school.person("maya.okafor")
    assert (action, answer["state"], claims["nonce"]) == (f"{tool.base}/launch", "s-1", "n-1")
    assert claims["exp"] == claims["iat"] + 60
    assert (claims["sub"], claims["name"], claims["email"]) == (str(maya.id), "Maya Okafor", maya.email)
    assert claims[f"{LTI}context"] == {
        "id": "3",
        "label": "MATH6",
        "title": "Mathematics 6",
        "type": ["CourseSection"],
    }
    assert claims[f"{LTI}lis"] == {"person_sourcedid": maya.sis_id, "course_section_sourcedid": "sis-math6"}
    assert claims[AGS]["lineitems"] == f"{sim.url}/mod/lti/services.php/3/lineitems?type_id=1"
    assert "lineitem" not in claims[AGS]


def test_M3_link_id_is_not_the_page_number_and_description_is_text(sim, browser):
    link = browser.launch(sim)[f"{LTI}resource_link"]
    activity = sim.state()["activities"][0]
    assert link == {"id": str(activity["link_id"]), "title": "Waymark", "description": "Your OWN way to learn"}
    assert activity["link_id"] != activity["cmid"]


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "launch?item=1"},
        {"redirect_uri": "launch/"},
        {"nonce": None},
        {"lti_message_hint": None},
        {"login_hint": None},
        {"scope": "openid email"},
        {"response_type": "code"},
    ],
)
def test_M0_1_M3_2_wrong_request_ends_on_an_error_page_with_404(sim, tool, browser, changes):
    _, fields = initiation(sim, browser)
    if "redirect_uri" in changes:
        changes = {"redirect_uri": f"{tool.base}/{changes['redirect_uri']}"}
    answer = authenticate(sim, browser, fields, **changes)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 'id="post"' not in answer.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"client_id": "someone-else"}, "unauthorized_client"),
        ({"login_hint": "41"}, "access_denied"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"response_mode": None}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
    ],
)
def test_M3_2_other_errors_are_posted_to_the_redirect_uri(sim, tool, browser, changes, code):
    _, fields = initiation(sim, browser)
    action, answer = form_of(authenticate(sim, browser, fields, **changes).text)
    assert (action, answer["error"], answer["state"]) == (f"{tool.base}/launch", code, "s-1")
    assert ("error_description" in answer) is (code == "invalid_request")


def test_M3_2_a_launch_id_works_once_and_parallel_ones_work(sim, browser):
    _, first = initiation(sim, browser)
    _, second = initiation(sim, browser)
    assert authenticate(sim, browser, second).status_code == 200
    assert authenticate(sim, browser, first).status_code == 200
    again = authenticate(sim, browser, first)
    assert (again.status_code, "id_token" in again.text) == (404, False)


def test_M3_2_post_without_session_cookie_is_posted_once_more_by_a_page_of_the_lms(sim, browser):
    _, fields = initiation(sim, browser)
    page = requests.post(sim.auth_url, data=request_of(fields), timeout=TIMEOUT)
    action, again = form_of(page.text)
    assert action == "/mod/lti/auth.php"
    answer = browser.post(f"{sim.url}{action}", data=again, timeout=TIMEOUT)
    assert "id_token" in form_of(answer.text)[1]


@pytest.mark.parametrize(
    ("login", "role"), [("rosa.alvarez", "Instructor"), ("daniel.reed", "Instructor"), ("maya.okafor", "Learner")]
)
def test_M3_launch_roles_are_full_uris_and_hide_the_kind_of_teacher(sim, browser, login, role):
    assert browser.launch(sim, login)[f"{LTI}roles"] == [f"{MEMBERSHIP}{role}"]


def test_M3_admin_is_instructor_and_administrator_of_institution_and_system(sim, browser):
    roles = browser.launch(sim, "ines.duarte")[f"{LTI}roles"]
    assert [role.rsplit("/", 1)[-1] for role in roles] == [
        "membership#Instructor",
        "person#Administrator",
        "person#Administrator",
    ]


def test_M3_privacy_never_hides_names_but_not_the_id_number(sim, browser):
    sim.faults.privacy_never = True
    claims = browser.launch(sim)
    assert not {"name", "given_name", "family_name", "email"} & set(claims)
    assert "user_username" not in claims[f"{LTI}ext"]
    assert claims[f"{LTI}lis"]["person_sourcedid"] == sim.school.person("maya.okafor").sis_id


def test_M3_custom_parameters_are_expanded_doubled_and_unknown_ones_literal(tool, browser):
    custom = {"Groups": "$Moodle.Person.userGroupIds", "due": "$ResourceLink.available.endDateTime", "c": "$Context.id"}
    custom |= {"item": "$LineItem.url", "begin": "$Context.timeFrame.begin"}
    with MoodleSim(school()) as sim:
        tool.register_with(sim, custom=custom)
        group = sim.state()["groups"][0]["id"]
        claim = browser.launch(sim)[f"{LTI}custom"]
    assert claim["Groups"] == claim["groups"] == str(group)
    assert (claim["due"], claim["c"]) == ("$ResourceLink.available.endDateTime", "3")
    assert (claim["item"], claim["begin"]) == (None, "0")
    assert not [name for name in claim if name.endswith("setting_url")]


def test_M3_own_column_is_the_lineitem_of_its_launches(sim, tool, services, browser):
    made = sim.add_activity("Quiz", f"{tool.base}/launch?item=1", 40)
    path = f"/mod/lti/view.php?id={made['cmid']}"
    claims = browser.launch(sim, path=path)
    assert claims[AGS]["lineitem"] == services.items()[0]["id"]
    assert claims[f"{LTI}target_link_uri"].endswith("?item=1")


def test_M3_M6_a_tool_made_column_of_a_link_is_an_empty_lineitem_and_two_are_none(sim, services, browser):
    link = str(sim.state()["activities"][0]["link_id"])
    services.new_column("One", resourceLinkId=link)
    assert browser.launch(sim)[AGS]["lineitem"] == ""
    services.new_column("Two", resourceLinkId=link)
    assert "lineitem" not in browser.launch(sim)[AGS]


def test_M6_grade_sync_setting_decides_the_claim(sim, browser):
    sim.faults.grade_sync = 1
    assert not [scope for scope in browser.launch(sim)[AGS]["scope"] if scope.endswith("/lineitem")]
    sim.faults.grade_sync = 0
    assert AGS not in browser.launch(sim)


def test_suspended_people_cannot_enter(sim, browser):
    sim.enrol("maya.okafor", "inactive")
    assert browser.open(sim).status_code == 403


def test_M9_one_key_is_published_and_rotation_replaces_it(sim, browser):
    before = requests.get(sim.jwks_url, timeout=TIMEOUT).json()["keys"]
    sim.rotate_keys()
    after = requests.get(sim.jwks_url, timeout=TIMEOUT).json()["keys"]
    assert len(before) == len(after) == 1
    assert before[0]["kid"] != after[0]["kid"]
    assert browser.launch(sim)["sub"] == sim.sub("maya.okafor")


def test_claims_and_signatures_of_bad_launches_can_be_made(sim):
    claims = sim.claims_for("maya.okafor", "n")
    header, _, signature = sim.sign(claims, {"alg": "none", "kid": None}).split(".")
    assert signature == ""
    assert header
    assert verified(sim, sim.sign(claims))["nonce"] == "n"


def test_connect_uses_the_tools_usual_addresses(tool: FakeTool, browser):
    with MoodleSim(school(students=2)) as sim:
        sim.connect("http://tool.example", jwks_url=f"{tool.base}/jwks")
        action, fields = form_of(browser.open(sim).text)
        assert (action, fields["target_link_uri"]) == (
            "http://tool.example/lti/login",
            "http://tool.example/lti/launch",
        )
        assert sim.claims_for("maya.okafor", "n")[f"{LTI}custom"]["lms_user_id"] == sim.user_id("maya.okafor")

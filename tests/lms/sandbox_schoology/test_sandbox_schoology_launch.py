"""Login initiation, authentication request, id_token, deep linking (schoology facts 1.3-1.6, 2)."""

import re
import secrets
import time

import jwt
import pytest
import requests
from schoology_tool import AGS_CLAIM, CALEB, CLIENT_ID, LTI, MAYA, ROSA, frame_of
from support.small_tool import TIMEOUT, authenticate, form_of, verified

from sandbox.parts import keys

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def browser():
    with requests.Session() as session:
        yield session


def open_course(sim, browser, login=MAYA, path="", **params: object):
    page = browser.get(f"{sim.url}/courses/1{path}", params={"as": login} | params, timeout=TIMEOUT)
    assert page.status_code == 200
    return frame_of(page.text)


def launch(sim, browser, login=MAYA, path="", **params: object):
    _, fields = open_course(sim, browser, login, path, **params)
    _, answer = form_of(authenticate(sim, browser, fields).text)
    return verified(sim, answer["id_token"])


def test_1_3_login_initiation_is_a_get_into_the_frame(sim, tool, browser):
    address, fields = open_course(sim, browser)
    assert address == f"{tool.base}/login"
    assert fields["iss"] == "https://schoology.schoology.com"
    assert fields["lti_storage_target"] == "_parent"
    assert "lti_deployment_id" not in fields


def test_1_3_deployment_in_the_login_initiation_is_a_switch(sim, browser):
    sim.faults.send_deployment_id = True
    _, fields = open_course(sim, browser)
    assert fields["lti_deployment_id"] == sim.deployment_id


def test_1_2_deployment_id_begins_with_the_client_id(sim):
    assert re.fullmatch(rf"{CLIENT_ID}-\d{{10}}", sim.deployment_id)
    assert re.fullmatch(r"\d{10}", sim.client_id)


def test_1_4_id_token_is_posted_to_the_redirect_uri(sim, tool, browser):
    _, fields = open_course(sim, browser)
    action, answer = form_of(authenticate(sim, browser, fields).text)
    assert (action, answer["state"]) == (f"{tool.base}/launch", "s-1")
    assert verified(sim, answer["id_token"])["nonce"] == "n-1"


@pytest.mark.parametrize(
    "change", [{"redirect_uri": "http://127.0.0.1:1/launch"}, {"prompt": None}, {"client_id": "9"}]
)
def test_1_4_a_wrong_authentication_request_gets_no_token(sim, browser, change):
    _, fields = open_course(sim, browser)
    answer = authenticate(sim, browser, fields, **change)
    assert answer.status_code == 400
    assert "id_token" not in answer.text


def test_1_4_the_hint_of_another_person_gets_no_token(sim, browser):
    _, fields = open_course(sim, browser)
    with requests.Session() as other:
        open_course(sim, other, CALEB)
        assert authenticate(sim, other, fields).status_code == 400


def test_1_3_a_hint_works_once(sim, browser):
    _, fields = open_course(sim, browser)
    assert [authenticate(sim, browser, fields).status_code for _ in range(2)] == [200, 400]


def test_1_3_a_hint_that_works_again_is_a_switch(sim, browser):
    sim.faults.hint_once = False
    _, fields = open_course(sim, browser)
    assert [authenticate(sim, browser, fields).status_code for _ in range(2)] == [200, 200]


def test_1_5_a_title_without_the_section_is_a_switch(sim):
    told = [sim.claims_for(MAYA, "n")[f"{LTI}context"]["title"] for sim.faults.title_with_section in (True, False)]
    assert told == ["Mathematics 6: All periods", "Mathematics 6"]


def test_1_5_shape_of_the_id_token(sim, browser):
    _, fields = open_course(sim, browser)
    _, answer = form_of(authenticate(sim, browser, fields).text)
    claims = verified(sim, answer["id_token"])
    assert re.fullmatch("[0-9a-f]{16}", jwt.get_unverified_header(answer["id_token"])["kid"])
    assert claims["aud"] == [CLIENT_ID]
    assert claims["exp"] == claims["iat"] + 600
    assert re.fullmatch(r"\d+::[0-9a-f]{32}", claims["sub"])
    assert "azp" not in claims


def test_0_2_ids_of_launch_and_rest_line_up_and_all_differ(sim, browser):
    claims = launch(sim, browser)
    assert claims[f"{LTI}context"]["id"] == sim.context_id == sim.section_ids[0]
    assert claims["sub"].split("::")[0] == sim.user_id(MAYA)
    person = sim.school.person(MAYA)
    assert len({sim.sub(MAYA), sim.user_id(MAYA), sim.enrolment_id(MAYA), str(person.id), person.sub}) == 5


@pytest.mark.parametrize(("login", "role"), [(MAYA, "Learner"), (ROSA, "Instructor"), ("ines.duarte", "Administrator")])
def test_1_5_roles_are_full_addresses(sim, browser, login, role):
    assert launch(sim, browser, login)[f"{LTI}roles"] == [MEMBERSHIP + role]


def test_1_5_minimal_launch_has_neither_context_nor_link_nor_names(sim, browser):
    sim.faults.minimal_launch = True
    claims = launch(sim, browser)
    assert claims[f"{LTI}message_type"] == "LtiResourceLinkRequest"
    assert not {f"{LTI}context", f"{LTI}resource_link", f"{LTI}custom", "name", "email", AGS_CLAIM} & set(claims)


def test_1_6_installed_app_gets_the_apps_parameters_lower_cased(sim, tool, browser):
    tool.register_with(sim, custom={"Who": "$User.id", "Odd": "$No.such", "Plain": "x"})
    try:
        custom = launch(sim, browser)[f"{LTI}custom"]
    finally:
        tool.register_with(sim)
    assert custom == {"who": sim.user_id(MAYA), "odd": "$No.such", "plain": "x"}


def test_1_6_an_unknown_variable_may_be_empty_instead(sim, tool):
    tool.register_with(sim, custom={"odd": "$No.such"})
    sim.faults.literal_variables = False
    try:
        assert sim.claims_for(MAYA, "n")[f"{LTI}custom"] == {"odd": ""}
    finally:
        tool.register_with(sim)


def test_1_6_material_gets_its_own_parameters_only(sim, browser):
    sim.faults.deep_linked_launch = True
    claims = launch(sim, browser)
    assert claims[f"{LTI}custom"] == {"path": "my"}
    assert claims[f"{LTI}resource_link"]["title"] == "My pathway"
    assert "lineitem" not in claims[AGS_CLAIM]


def test_1_5_material_with_a_column_tells_its_line_item(sim, services, browser):
    number = sim.add_material("Quiz", {"path": "q"}, {"scoreMaximum": 10, "label": "Quiz"})
    line_item = launch(sim, browser, material=number)[AGS_CLAIM]["lineitem"]
    assert services.call("GET", line_item).json()["resourceLinkId"] == str(number)
    sim.faults.missing_lineitem_claim = True
    assert "lineitem" not in launch(sim, browser, material=number)[AGS_CLAIM]


def test_13_faults_of_a_launch(sim, browser):
    sim.faults.launch_without_context = sim.faults.no_email = sim.faults.deployment_unknown = True
    claims = launch(sim, browser)
    assert f"{LTI}context" not in claims
    assert "email" not in claims
    assert claims[f"{LTI}deployment_id"] != sim.deployment_id


def test_13_clock_skew_moves_the_times_of_a_launch(sim):
    sim.faults.clock_skew_seconds = 3600.0
    assert sim.claims_for(MAYA, "n")["iat"] > time.time() + 3500


def test_13_rotated_key_signs_and_the_old_one_stays_published(sim, browser):
    _, fields = open_course(sim, browser)
    _, before = form_of(authenticate(sim, browser, fields).text)
    sim.rotate_keys()
    kid = jwt.get_unverified_header(before["id_token"])["kid"]
    assert verified(sim, before["id_token"])
    _, fields = open_course(sim, browser)
    _, after = form_of(authenticate(sim, browser, fields).text)
    assert jwt.get_unverified_header(after["id_token"])["kid"] != kid
    assert len(jwt.get_unverified_header(after["id_token"])["kid"]) == 16


def deep_link_answer(sim, tool, **changes: object):
    now = int(time.time())
    claims = {
        "iss": CLIENT_ID,
        "aud": sim.issuer,
        "iat": now,
        "exp": now + 60,
        "nonce": secrets.token_hex(4),
        f"{LTI}message_type": "LtiDeepLinkingResponse",
        f"{LTI}version": "1.3.0",
        f"{LTI}deployment_id": sim.deployment_id,
        f"{DEEP_LINKING}data": "opaque",
        f"{DEEP_LINKING}content_items": [
            {"type": "ltiResourceLink", "title": "Lab", "custom": {"Path": "p-7"}, "lineItem": {"scoreMaximum": 5}}
        ],
    } | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return {"JWT": keys.sign(kept, {"alg": "RS256", "kid": tool.key.kid}, tool.key.pem)}


def test_2_deep_linking_makes_a_material_that_replays_its_parameters(sim, tool, browser):
    asked = launch(sim, browser, ROSA, "/add")
    assert asked[f"{LTI}message_type"] == "LtiDeepLinkingRequest"
    assert AGS_CLAIM not in asked
    address = asked[f"{DEEP_LINKING}deep_linking_settings"]["deep_link_return_url"]
    page = browser.post(address, deep_link_answer(sim, tool), timeout=TIMEOUT)
    number = re.search(r'material=(\d+)">Lab<', page.text)
    assert number, page.text
    claims = launch(sim, browser, material=number[1])
    assert claims[f"{LTI}custom"] == {"path": "p-7"}
    assert "lineitem" in claims[AGS_CLAIM]


def test_2_deep_linking_needs_a_nonce(sim, tool):
    address = f"{sim.url}/lti-service/deep-link-return"
    answer = requests.post(address, deep_link_answer(sim, tool, nonce=None), timeout=TIMEOUT)
    assert answer.status_code == 400
    assert "Invalid parameter: nonce is required" in answer.text


@pytest.mark.parametrize(("only_one", "made"), [(True, 1), (False, 2)])
def test_2_how_many_items_of_one_answer_are_made_is_a_switch(sim, tool, browser, only_one, made):
    sim.faults.one_content_item = only_one
    address = launch(sim, browser, ROSA, "/add")[f"{DEEP_LINKING}deep_linking_settings"]["deep_link_return_url"]
    items = [{"type": "ltiResourceLink", "title": title} for title in ("One", "Two")]
    browser.post(address, deep_link_answer(sim, tool, **{f"{DEEP_LINKING}content_items": items}), timeout=TIMEOUT)
    assert len(sim.placed()) == made

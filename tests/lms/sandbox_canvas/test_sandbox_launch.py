"""Login initiation, authentication request, id_token (canvas facts 1.2-1.6)."""

import jwt
import pytest
import requests
from sandbox_tool import CLIENT_ID, Rest
from support.small_tool import TIMEOUT, authenticate, form_of, verified

from sandbox.canvas import CanvasSim
from sandbox.school import hex_id, school

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


@pytest.fixture
def browser():
    with requests.Session() as session:
        yield session


def open_course(sim, browser, login="maya.okafor", path=""):
    page = browser.get(f"{sim.url}/courses/1{path}", params={"as": login}, timeout=TIMEOUT)
    assert page.status_code == 200
    return form_of(page.text)


def launch(sim, browser, login="maya.okafor", path=""):
    _, fields = open_course(sim, browser, login, path)
    _, answer = form_of(authenticate(sim, browser, fields).text)
    return verified(sim, answer["id_token"])


def test_course_page_posts_a_login_initiation_with_the_wire_names(sim, tool, browser):
    action, fields = open_course(sim, browser)
    assert action == f"{tool.base}/login"
    assert fields["lti_deployment_id"] == sim.deployment_id == f"2345:{sim.school.course.context_id}"
    assert fields["login_hint"] == sim.school.person("maya.okafor").legacy_id
    assert fields["lti_storage_target"] == "post_message_forwarding"
    sim.faults.platform_storage = "off"
    assert "lti_storage_target" not in open_course(sim, browser)[1]


def test_launch_gives_a_valid_id_token_posted_to_the_redirect_uri(sim, tool, browser):
    _, fields = open_course(sim, browser)
    action, answer = form_of(authenticate(sim, browser, fields).text)
    claims = verified(sim, answer["id_token"])
    assert (action, answer["state"]) == (f"{tool.base}/launch", "s-1")
    assert claims["exp"] == claims["iat"] + 3600
    assert (claims["nonce"], claims["sub"]) == ("n-1", sim.school.person("maya.okafor").sub)


def test_navigation_launch_links_the_course_itself(sim, browser):
    claims = launch(sim, browser)
    assert claims[f"{LTI}resource_link"]["id"] == claims[f"{LTI}context"]["id"]
    assert claims["https://www.instructure.com/placement"] == "course_navigation"
    assert "lineitem" not in claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]


def test_variables_without_a_value_stay_literal(sim, browser):
    claims = launch(sim, browser)
    assert claims[f"{LTI}custom"]["assignment_id"] == "$Canvas.assignment.id"
    assert claims[f"{LTI}custom"]["user_id"] == str(sim.school.person("maya.okafor").id)
    assert claims[f"{LTI}custom"]["section_names"] == '["Period 2"]'
    assert claims[f"{LTI}lis"]["course_offering_sourcedid"].startswith("$")


def test_assignment_launch_carries_its_own_link_and_line_item(sim, browser):
    made = Rest(sim).new_assignment(
        published=True,
        points_possible=10,
        submission_types=["external_tool"],
        external_tool_tag_attributes={"url": sim.login_params("maya.okafor")["target_link_uri"]},
    )
    claims = launch(sim, browser, path=f"/assignments/{made['id']}")
    assert claims[f"{LTI}resource_link"]["id"] == made["lti_context_id"]
    assert claims["https://www.instructure.com/placement"] is None
    assert claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"].endswith("/line_items/1")
    assert claims[f"{LTI}custom"]["assignment_id"] == str(made["id"])


@pytest.mark.parametrize(
    ("login", "role"), [("rosa.alvarez", "Instructor"), ("maya.okafor", "Learner"), ("ines.duarte", None)]
)
def test_membership_role_follows_the_enrolment(sim, browser, login, role):
    roles = launch(sim, browser, login)[f"{LTI}roles"]
    assert [one for one in roles if one.startswith(MEMBERSHIP)] == ([f"{MEMBERSHIP}{role}"] if role else [])


def test_concluded_student_launches_without_a_membership_role(sim, browser):
    sim.enrol("maya.okafor", "completed")
    assert not [role for role in launch(sim, browser)[f"{LTI}roles"] if role.startswith(MEMBERSHIP)]


def test_test_student_is_learner_and_test_user(sim, browser):
    claims = launch(sim, browser, "test.student")
    assert f"{MEMBERSHIP}Learner" in claims[f"{LTI}roles"]
    assert any(role.endswith("#TestUser") for role in claims[f"{LTI}roles"])
    assert "email" not in claims


def test_second_use_of_a_hint_is_no_longer_valid(sim, browser):
    _, fields = open_course(sim, browser)
    authenticate(sim, browser, fields)
    _, answer = form_of(authenticate(sim, browser, fields).text)
    assert (answer["error"], answer["state"]) == ("launch_no_longer_valid", "s-1")


def test_no_session_is_login_required(sim, browser):
    _, answer = form_of(authenticate(sim, browser, sim.login_params("maya.okafor")).text)
    assert answer["error"] == "login_required"


def test_another_person_in_the_same_browser_is_login_required(sim, browser):
    _, fields = open_course(sim, browser)
    open_course(sim, browser, "caleb.thompson")
    assert form_of(authenticate(sim, browser, fields).text)[1]["error"] == "login_required"


@pytest.mark.parametrize(("change", "value"), [("nonce", None), ("prompt", None), ("scope", "openid email")])
def test_incomplete_request_is_invalid_request_object(sim, browser, change, value):
    _, fields = open_course(sim, browser)
    answer = form_of(authenticate(sim, browser, fields, **{change: value}).text)[1]
    assert answer["error"] == "invalid_request_object"


@pytest.mark.parametrize(
    ("change", "value"), [("redirect_uri", "http://elsewhere.example/launch"), ("lti_message_hint", "nonsense")]
)
def test_foreign_redirect_or_hint_ends_on_a_page_of_the_lms(sim, browser, change, value):
    _, fields = open_course(sim, browser)
    answer = authenticate(sim, browser, fields, **{change: value})
    assert answer.status_code == 400
    assert f"Invalid {change}" in answer.text
    assert "<form" not in answer.text


def test_tool_switched_off_is_unauthorized_client(sim, browser):
    sim.faults.tool_off = True
    _, fields = open_course(sim, browser)
    assert form_of(authenticate(sim, browser, fields).text)[1]["error"] == "unauthorized_client"


def test_rotation_keeps_tokens_of_the_former_key_valid(sim):
    before = sim.sign(sim.claims_for("maya.okafor", "n"))
    sim.rotate_keys()
    after = sim.sign(sim.claims_for("maya.okafor", "n"))
    kids = {jwt.get_unverified_header(token)["kid"] for token in (before, after)}
    assert len(kids) == 2
    assert verified(sim, before)["aud"] == verified(sim, after)["aud"] == CLIENT_ID


def test_crafted_tokens_may_lack_anything(sim):
    claims = sim.claims_for("maya.okafor", "n")
    del claims[f"{LTI}version"]
    token = sim.sign(claims, header={"kid": None})
    assert "kid" not in jwt.get_unverified_header(token)
    unsigned = sim.sign(["no", "launch"], header={"alg": "none"})
    assert unsigned.endswith(".")
    assert jwt.get_unverified_header(sim.sign({}, header={"alg": "HS256"}, key="secret"))["alg"] == "HS256"


def test_person_ids_are_derived_from_the_seed(sim):
    maya = sim.school.person("maya.okafor")
    assert maya.legacy_id == hex_id("riverside", "maya.okafor")
    assert len({maya.sub, maya.legacy_id, str(maya.id), maya.sis_id}) == 4


def config(**changes: object):
    base = "http://localhost:1/lti"
    placement = {
        "placement": "course_navigation",
        "target_link_uri": f"{base}/launch?p=nav",
        "custom_fields": {"b": "2"},
    }
    extension = {
        "platform": "canvas.instructure.com",
        "privacy_level": "name_only",
        "settings": {"placements": [placement]},
    }
    return {
        "title": "Tool",
        "description": "A tool",
        "oidc_initiation_url": f"{base}/login",
        "target_link_uri": f"{base}/launch",
        "public_jwk_url": f"{base}/jwks.json",
        "scopes": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
        "custom_fields": {"a": "$Canvas.user.loginId"},
        "extensions": [extension],
    } | changes


def test_tool_can_be_installed_from_its_configuration_json():
    sim = CanvasSim(school(students=1))
    sim.install(config(), "42")
    login = sim.login_params("maya.okafor")
    claims = sim.claims_for("maya.okafor", "n")
    assert (login["client_id"], login["target_link_uri"]) == ("42", "http://localhost:1/lti/launch?p=nav")
    assert claims[f"{LTI}custom"] == {"a": "maya.okafor", "b": "2"}
    assert "name" in claims
    assert "email" not in claims
    assert "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice" not in claims


@pytest.mark.parametrize("changes", [{"public_jwk_url": ""}, {"extensions": []}])
def test_incomplete_configuration_is_refused(changes):
    with pytest.raises(ValueError, match="lacks"):
        CanvasSim(school(students=1)).install(config(**changes))

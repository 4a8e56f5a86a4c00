"""The certification's launches for tools, known bad and valid, as teacher and as student (security.md 1.3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from launch_bends import CLAIM, MEMBERSHIP, STUDENT, TEACHER, drop, lti, put, refused

from gateway.db import tables as t

BAD = [
    pytest.param(None, {"kid": None}, id="bad1-no-kid"),
    pytest.param(None, {"kid": "someone-else"}, id="bad2-wrong-kid"),
    pytest.param(lti("version", "1.2.0"), None, id="bad3-wrong-version"),
    pytest.param(drop(f"{CLAIM}version"), None, id="bad4-no-version"),
    pytest.param(lambda _claims: {"hello": "world"}, None, id="bad5-json-but-no-launch"),
    pytest.param(drop("iss", "aud"), None, id="bad6-required-claims-missing"),
    pytest.param(drop("nonce"), None, id="bad6-no-nonce"),
    pytest.param(put(iat=1, exp=2), None, id="bad7-times-invalid"),
    pytest.param(put(iat="now", exp="soon"), None, id="bad7-times-are-words"),
    pytest.param(drop(f"{CLAIM}message_type"), None, id="bad8-no-message-type"),
    pytest.param(drop(f"{CLAIM}roles"), None, id="bad9-no-roles-claim"),
    pytest.param(drop(f"{CLAIM}deployment_id"), None, id="bad10-no-deployment"),
    pytest.param(lti("resource_link", {"title": "x"}), None, id="bad11-no-resource-link-id"),
    pytest.param(drop(f"{CLAIM}resource_link"), None, id="bad11-no-resource-link"),
    pytest.param(drop("sub"), None, id="bad12-no-sub"),
]

NAMES = ("name", "given_name", "family_name")
ROLE = {STUDENT: "Learner", TEACHER: "Instructor"}
ANYBODY = [
    pytest.param(None, id="full"),
    pytest.param(drop(*NAMES), id="email-only"),
    pytest.param(drop("email"), id="names-only"),
    pytest.param(drop(*NAMES, "email"), id="no-pii"),
    pytest.param(drop(*NAMES, f"{CLAIM}context"), id="email-but-no-context"),
]


@pytest.mark.parametrize("login", [STUDENT, TEACHER])
@pytest.mark.parametrize(("bend", "header"), BAD)
def test_1_3_known_bad_launches_are_401_pages_and_store_nothing(launching, login, bend, header) -> None:
    before = launching.count()
    refused(launching.launch(login, bend, header))
    assert launching.count() == before


def opened(launching: Any, login: str, bend: Any) -> tuple[str, str]:
    """Launch; check that a page is shown, and return whose page it is and its text."""
    answer = launching.launch(login, bend)
    assert answer.status_code == 303, answer.text[:300]
    found = re.fullmatch(r"/(student|teacher)/[0-9a-f]{20}/", answer.location)
    assert found, answer.location
    page = launching.doors("GET", answer.location, follow_redirects=True)
    assert page.status_code == 200, page.text[:300]
    return found[1], page.text


@pytest.mark.parametrize("login", [STUDENT, TEACHER])
@pytest.mark.parametrize("bend", ANYBODY)
def test_1_3_L23_valid_launches_show_the_page_of_their_role(launching, login, bend) -> None:
    assert opened(launching, login, bend)[0] == {STUDENT: "student", TEACHER: "teacher"}[login]
    assert not any(row.name == "email" for row in t.person_name.columns), "P03: no column for what is not needed"


@pytest.mark.parametrize("login", [STUDENT, TEACHER])
@pytest.mark.parametrize("uris", [["{}"], [MEMBERSHIP + "{}", MEMBERSHIP + "Mentor"]], ids=["short", "several"])
def test_1_3_L22_short_and_several_roles_show_the_page_of_their_role(launching, login, uris) -> None:
    roles = [one.format(ROLE[login]) for one in uris]
    assert opened(launching, login, lti("roles", roles))[0] == {STUDENT: "student", TEACHER: "teacher"}[login]


@pytest.mark.parametrize("login", [STUDENT, TEACHER])
@pytest.mark.parametrize("uris", [[], ["https://x.example/roles#Wizard"]], ids=["none", "unknown"])
def test_1_3_L22_no_role_and_an_unknown_one_show_a_learners_page_and_no_class(launching, login, uris) -> None:
    others = [one.name for one in launching.sim.school.students if one.login != login]
    whose, text = opened(launching, login, lti("roles", uris))
    assert whose == "student"
    assert not [name for name in others if name in text]


def test_L23_a_link_outside_any_course_is_a_course_of_its_own(launching) -> None:
    courses = {row.id for row in launching.school.rows(t.course)}
    for login, link in ((STUDENT, "a"), (TEACHER, "a"), (STUDENT, "b")):
        bend = lti("resource_link", {"id": link, "title": f"Link {link}"})
        opened(launching, login, lambda claims, bend=bend: drop(f"{CLAIM}context")(bend(claims)))
    made = [row for row in launching.school.rows(t.course) if row.id not in courses]
    assert sorted(row.title for row in made) == ["Link a", "Link b"]
    people = launching.school.rows(t.enrolment)
    assert sorted(len([one for one in people if one.course_id == row.id]) for row in made) == [1, 2]

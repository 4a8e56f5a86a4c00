"""How a Moodle is told, what its adapter offers, and what its admin and teachers read (moodle.md 2, 6, 7, 8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti.ags import SCOPE_LINEITEM, SCOPE_SCORE
from lti.lms.access import Access
from lti.lms.base import AssignmentWanted, Capabilities, CourseRef, Permanent
from lti.lms.moodle import needs
from lti.lms.moodle.profile import PROFILE, make
from lti.lms.moodle.rest import web_services
from lti.lms.shows import TOPICS, TOTAL, WORK

TAPE = AssignmentWanted("waymark-activity-tape", "Tape diagrams", "https://tool.test/lti/launch?activity=tape", 4)
ROOT = "https://lms.test/learn/moodle"
ITEMS = f"{ROOT}/mod/lti/services.php/2/lineitems?type_id=1"
MEMBERS = f"{ROOT}/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
COURSE = CourseRef("2", "Algebra I", lineitems_url=ITEMS, memberships_url=MEMBERS)


@pytest.mark.parametrize(
    ("family", "issuer", "known"),
    [
        ("moodle", "https://lms.test", True),
        ("Moodle", "https://lms.test", True),
        (None, "https://moodle.school.test", False),
        ("", "https://moodle.school.test", False),
        ("another", "https://moodle.school.test", False),
    ],
)
def test_the_product_tells_a_moodle_and_the_issuer_nothing(family, issuer, known):
    assert PROFILE.recognises(family, issuer) is known


@pytest.mark.parametrize(
    ("course", "token", "columns", "assignments"),
    [
        (COURSE, None, True, True),
        (COURSE, "t", True, True),
        (replace(COURSE, ags_scopes=frozenset({SCOPE_LINEITEM})), None, True, True),
        (replace(COURSE, ags_scopes=frozenset({SCOPE_SCORE})), None, False, False),
        (replace(COURSE, lineitems_url=None), None, False, False),
        (replace(COURSE, lineitems_url=None), "t", False, True),
        (CourseRef("2", "Algebra I"), "t", False, False),
    ],
)
def test_capabilities_follow_what_was_granted(http, counting, course, token, columns, assignments):
    access = Access(http, counting, "https://tool.test", {"token": token} if token else {})
    can = make(course, access).capabilities
    assert (can.lms, can.columns, can.assignments, can.out_of_total, can.sections) == (
        "moodle",
        columns,
        assignments,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (COURSE, (f"{ROOT}/webservice/rest/server.php", "2")),
        (replace(COURSE, lineitems_url=None), (f"{ROOT}/webservice/rest/server.php", "2")),
        (
            CourseRef("7", "x", lineitems_url="http://127.0.0.3:8080/mod/lti/services.php/7/lineitems"),
            ("http://127.0.0.3:8080/webservice/rest/server.php", "7"),
        ),
        (CourseRef("7", "x", lineitems_url="https://lms.test/?a=/mod/lti/services.php/7/lineitems"), None),
        (CourseRef("7", "x", lineitems_url="https://lms.test/elsewhere/7/lineitems"), None),
        (CourseRef("7", "x", custom={"lms_api_domain": "evil.test", "lms_course_id": "9"}), None),
    ],
)
def test_T18_the_web_service_address_comes_from_signed_service_urls_only(course, expected):
    assert web_services(course) == expected


def test_without_any_way_work_is_not_supported(http, counting):
    adapter = make(CourseRef("2", "x"), Access(http, counting, "https://tool.test"))
    for call in (adapter.find_assignments, adapter.make_assignment):
        with pytest.raises(Permanent) as caught:
            call(TAPE)
        assert caught.value.code == "not_supported"


@pytest.mark.parametrize(("course", "token", "told"), [(COURSE, None, False), (COURSE, "t", True)])
def test_competencies_and_plans_take_a_token(http, counting, course, token, told):
    access = Access(http, counting, "https://tool.test", {"token": token} if token else {})
    can = make(course, access).capabilities
    assert (can.own_interface, can.standards, can.plans) == (told, told, told)


def test_an_admin_is_told_what_to_provide():
    setup = PROFILE.setup
    assert dict(setup.custom_fields) == {
        "lms_user_id": "$User.id", "lms_course_id": "$Context.id", "context_history": "$Context.id.history",
    }  # fmt: skip
    assert [(one.name, one.secret, one.needed) for one in setup.credentials] == [("token", True, False)]
    told = " ".join(setup.steps)
    assert all(name in told for name in (*setup.rest_scopes, *needs.capabilities((*needs.IN_USE, needs.STANDARDS))))
    assert set(needs.IN_USE) < set(needs.NEEDS)
    assert "Manage tools" in told
    assert "moodle/course:managegroups" in told


def test_every_topic_has_one_line_and_the_total_is_told_honestly():
    lines = PROFILE.shows(Capabilities("moodle", "Moodle", assignments=True))
    assert [line.what for line in lines] == list(TOPICS)
    told = {line.what: line for line in lines}
    assert told[TOTAL].shown is None
    assert "weight to 0" in str(told[TOTAL].missing)
    assert "Access to" in str(told[WORK].shown)
    assert "no points" in str(told[WORK].missing)


@pytest.mark.parametrize(("columns", "assignments"), [(True, False), (False, True), (False, False)])
def test_work_is_promised_only_where_something_opens_it(columns, assignments):
    lines = PROFILE.shows(Capabilities("moodle", "Moodle", columns=columns, assignments=assignments))
    promised = [line for line in lines if line.what == WORK and line.shown]
    assert len(promised) == int(assignments)
    assert not any("column" in str(line.shown) for line in promised)

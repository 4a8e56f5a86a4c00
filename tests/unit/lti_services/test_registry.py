"""Which adapter belongs to which LMS, and what its admin is told."""

from __future__ import annotations

import pytest

from lti.lms.access import Access
from lti.lms.base import CourseRef
from lti.lms.canvas import profile as canvas
from lti.lms.canvas.rest import api_course
from lti.lms.generic import profile as generic
from lti.lms.registry import PROFILES, adapter_for, profile_of, recognise


def test_every_lms_has_its_own_adapter():
    assert adapter_for("canvas") is canvas.make
    assert adapter_for("generic") is generic.make
    assert adapter_for(None) is adapter_for("unheard-of") is generic.make
    assert len({profile.key for profile in PROFILES}) == len(PROFILES)


@pytest.mark.parametrize(
    ("family", "issuer", "key"),
    [
        ("canvas", "https://lms.school.test", "canvas"),
        ("Canvas", "https://lms.school.test", "canvas"),
        (None, "https://canvas.instructure.com", "canvas"),
        (None, "https://canvas.beta.instructure.com", "canvas"),
        (None, "https://canvas.instructure.com.evil.test", "generic"),
        ("another", "https://canvas.instructure.com", "generic"),
        (None, "https://lms.school.test", "generic"),
    ],
)
def test_a_launch_tells_its_lms(family, issuer, key):
    assert recognise(family, issuer) == key


@pytest.mark.parametrize("rest_token", [None, "1~x"])
def test_capabilities_follow_what_was_granted(http, counting, rest_token):
    course = CourseRef("c", "Math", lineitems_url="https://lms.test/api/lti/courses/3/line_items")
    access = Access(http, counting, "https://tool.test", {"token": rest_token} if rest_token else {})
    can = canvas.make(course, access).capabilities
    assert (can.assignments, can.out_of_total, can.columns, can.parallel) == (
        bool(rest_token),
        bool(rest_token),
        True,
        1,
    )
    plain = generic.make(CourseRef("c", "Math"), access).capabilities
    assert (plain.assignments, plain.columns, plain.sections, plain.parallel) == (False, False, False, 2)


def test_T18_the_rest_address_comes_from_signed_service_urls_only():
    forged = {"lms_api_domain": "evil.test", "lms_course_id": "99"}
    course = CourseRef("c", "x", memberships_url="https://lms.test/api/lti/courses/3/names_and_roles", custom=forged)
    assert api_course(course) == "https://lms.test/api/v1/courses/3"
    assert api_course(CourseRef("c", "x", custom=forged)) is None


def test_an_admin_is_told_what_to_provide():
    setup = profile_of("canvas").setup
    assert setup.configuration is not None
    document = setup.configuration("https://tool.test/")
    assert document["custom_fields"] == setup.custom_fields
    assert document["scopes"] == list(setup.scopes)
    assert document["oidc_initiation_url"] == "https://tool.test/lti/login"
    assert document["extensions"][0]["domain"] == "tool.test"
    assert all(step for profile in PROFILES for step in profile.setup.steps)

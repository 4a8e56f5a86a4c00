"""How a Schoology is recognised, what its admin is told, who is in a section (schoology.md 1, 4, 6)."""

from __future__ import annotations

import pytest
from schoology_facts import UID, adapter_of

from lti.lms.base import Capabilities, MemberRef, Transient
from lti.lms.schoology import setup
from lti.lms.schoology.profile import PROFILE
from lti.lms.schoology.roster import uid_in, uid_of
from lti.lms.shows import TOPICS

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


@pytest.mark.parametrize(
    ("family", "issuer", "known"),
    [
        (None, "https://schoology.schoology.com", True),
        ("schoology", "https://lms.school.test", True),
        ("Schoology", "https://lms.school.test", True),
        ("another", "https://schoology.schoology.com", True),
        (None, "https://district.schoology.com", False),
        (None, "https://schoology.schoology.com.evil.test", False),
        ("canvas", "https://canvas.instructure.com", False),
    ],
)
def test_a_launch_tells_a_schoology(family, issuer, known):
    assert PROFILE.recognises(family, issuer) is known


@pytest.mark.parametrize(("key", "granted"), [("ck", True), ("", False)])
def test_capabilities_follow_the_key(platform, http, counting, key, granted):
    can = adapter_of(platform, http, counting, key=key).capabilities
    assert (can.lms, can.columns, can.assignments, can.out_of_total, can.sections, can.parallel) == (
        "schoology",
        True,
        granted,
        granted,
        False,
        1,
    )


def test_an_admin_is_told_the_fixed_values_and_asked_for_the_key():
    steps = " ".join(PROFILE.setup.steps)
    assert all(f"{one}" in steps for one in (setup.ISSUER, setup.AUTH_URL, setup.TOKEN_URL, setup.JWKS_URL))
    asked = {one.name: (one.secret, one.needed) for one in PROFILE.setup.credentials}
    assert asked == {
        "key": (True, True),
        "secret": (True, True),
        "url": (False, False),
    }
    assert all(name == name.lower() for name in PROFILE.setup.custom_fields)


@pytest.mark.parametrize("granted", [True, False])
def test_every_topic_has_one_line_and_a_missing_key_is_named(granted):
    can = Capabilities("schoology", "Schoology", assignments=granted, out_of_total=granted)
    lines = PROFILE.shows(can)
    assert [line.what for line in lines] == list(TOPICS)
    named = [line.what for line in lines if "API key" in (line.missing or "")]
    assert len(named) == (0 if granted else 4)


def test_without_a_grade_service_nothing_is_promised():
    can = Capabilities("schoology", "Schoology", columns=False, assignments=True)
    assert [line.shown for line in PROFILE.shows(can)] == [None]


@pytest.mark.parametrize(
    ("sub", "uid"),
    [
        (f"{UID}::0123", UID),
        ("abc::0123", None),
        ("6000a::0123", None),
        ("::0123", None),
        (UID, None),
        (f"{UID}::", None),
        ("٦٠::0123", None),
    ],
)
def test_the_user_id_is_the_digits_before_the_colons(sub, uid):
    assert uid_in(sub) == uid


@pytest.mark.parametrize(
    ("sub", "told", "uid"),
    [
        (f"{UID}::01", "5", UID),
        (f"{UID}::01", "5::01", UID),
        ("x", "5", "5"),
        ("x", "5::01", "5"),
        ("x", "$User.id", None),
        ("x", None, None),
    ],
)
def test_what_a_launch_told_is_second_to_the_signed_id(sub, told, uid):
    assert uid_of(MemberRef(sub, told)) == uid


def test_F32_the_roster_is_read_in_pages_of_100_with_user_ids(platform, http, counting, reply):
    first = [{"user_id": f"{UID}::ab", "status": "Active", "name": "Bo Sample", "roles": [LEARNER]}]
    second = [{"user_id": "odd::cd", "status": "Inactive", "name": "Only Name"}, {"name": "nobody"}]
    link = {"Link": f'<{platform.url}/lti/members?Page=B>; rel="next"'}
    platform.script(reply(200, {"members": first}, link), reply(200, {"members": second}))
    members = adapter_of(platform, http, counting).roster()
    assert [(one.sub, one.lms_user_id, one.status) for one in members] == [
        (f"{UID}::ab", UID, "active"),
        ("odd::cd", None, "inactive"),
    ]
    assert platform.paths() == ["/lti/members?limit=100", "/lti/members?Page=B"]


def test_F32_a_failing_page_fails_the_roster(platform, http, counting, reply):
    link = {"Link": f'<{platform.url}/lti/members?Page=B>; rel="next"'}
    platform.script(reply(200, {"members": []}, link), reply(503, b""))
    with pytest.raises(Transient):
        adapter_of(platform, http, counting).roster()

"""Rosters as platforms send them (F32; guide 6.3)."""

from __future__ import annotations

import pytest

from lti.lms.base import CourseRef, Permanent, SectionRef, Transient
from lti.lms.canvas.errors import judge_canvas
from lti.lms.canvas.roster import CanvasRoster, sections
from lti.lms.generic.roster import NrpsRoster
from lti.nrps import MEDIA_TYPE
from lti.service import Service

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"


def course(platform, query: str = "") -> CourseRef:
    return CourseRef("ctx", "Math", memberships_url=f"{platform.url}/members{query}")


@pytest.fixture
def roster(platform, http, counting):
    return NrpsRoster(Service(http, counting), course(platform))


def test_F32_three_pages_make_one_roster_without_duplicates(platform, roster, reply):
    pages = [
        reply(200, {"members": [{"user_id": f"u{page}{n}"} for n in range(3)] + [{"user_id": "twice"}]}, headers)
        for page, headers in enumerate(
            [{"Link": '</members?p=Ab>; rel="next"'}, {"Link": '</members?p=aB>; rel="next"'}, {}]
        )
    ]
    platform.script(*pages)
    assert len(roster.members()) == 10
    assert platform.paths() == ["/members?limit=100", "/members?p=Ab", "/members?p=aB"]
    assert platform.requests[0].headers["accept"] == MEDIA_TYPE


def test_F32_entries_of_one_person_are_joined(platform, roster, reply):
    twice = [
        {"user_id": "u1", "status": "Inactive", "roles": [LEARNER], "name": ""},
        {"user_id": "u1", "status": "Active", "roles": [MENTOR, LEARNER], "name": "Ana"},
    ]
    platform.script(reply(200, {"members": twice}))
    (member,) = roster.members()
    assert (member.roles, member.status, member.name) == ((LEARNER, MENTOR), "active", "Ana")


def test_what_recognises_a_person_elsewhere_is_read_where_it_is_sent(platform, roster, reply):
    said = [
        {"user_id": "u1", "lis_person_sourcedid": "S-1", "email": "Ana@school.example"},
        {"user_id": "u2", "lis_person_sourcedid": "$Person.sourcedId", "email": "$Person.email.primary"},
        {"user_id": "u3"},
        {"user_id": "u3", "email": "c@school.example"},
    ]
    platform.script(reply(200, {"members": said}))
    found = roster.members()
    assert [one.sourcedid for one in found] == ["S-1", None, None]
    assert [one.mail.spellings()[-1] if one.mail else None for one in found] == [
        "ana@school.example", None, "c@school.example",
    ]  # fmt: skip
    assert "Ana@" not in repr(found)


def test_F32_only_active_is_active(platform, roster, reply):
    said = [{"user_id": str(n), "status": status} for n, status in enumerate(["Active", "Inactive", "Deleted", None])]
    platform.script(reply(200, {"members": said}))
    assert [member.status for member in roster.members()] == ["active", "inactive", "inactive", "active"]


@pytest.mark.parametrize("body", [{}, {"members": None}, b"<html></html>", []])
def test_F32_a_page_without_members_is_an_error_not_an_empty_class(platform, roster, reply, body):
    platform.script(reply(200, body))
    with pytest.raises(Transient):
        roster.members()


def test_entries_that_name_nobody_and_unexpanded_names_are_passed_over(platform, roster, reply):
    platform.script(reply(200, {"members": [{"name": "x"}, "x", {"user_id": "u1", "name": "$Person.name.full"}]}))
    assert [(member.sub, member.name) for member in roster.members()] == [("u1", None)]


def test_a_link_id_that_is_in_the_address_already_stays(platform, http, counting, reply):
    platform.script(reply(200, {"members": []}))
    CanvasRoster(Service(http, counting), course(platform, "?rlid=own")).members()
    assert platform.paths() == ["/members?rlid=own&limit=50"]


def test_a_refused_link_id_falls_back_to_the_plain_roster(platform, http, counting, reply):
    refused = reply(400, {"errors": {"type": "bad_request", "message": "Invalid 'rlid' parameter"}})
    platform.script(refused, reply(200, {"members": [{"user_id": "u1"}]}))
    service = Service(http, counting, judged_by=judge_canvas)
    assert len(CanvasRoster(service, course(platform)).members()) == 1
    assert platform.paths() == ["/members?rlid=ctx&limit=50", "/members?limit=50"]


def test_another_refusal_of_the_roster_is_an_error(platform, http, counting, reply):
    platform.script(reply(404, {"errors": {"message": "Context is deleted or not found"}}))
    with pytest.raises(Permanent) as caught:
        CanvasRoster(Service(http, counting, judged_by=judge_canvas), course(platform)).members()
    assert (caught.value.code, len(platform.requests)) == ("course_closed", 1)


@pytest.mark.parametrize(
    ("ids", "names", "expected"),
    [
        ("8", '["Period 2"]', [("8", "Period 2")]),
        ("8,9", '["M, T", "W"]', [("8", "M, T"), ("9", "W")]),
        ("8, 9", '[\\"A\\", \\"B\\"]', [("8", "A"), ("9", "B")]),
        ("8,9", '["only one"]', [("8", "8"), ("9", "9")]),
        ("8", "not json", [("8", "8")]),
        ("8", '{"a": 1}', [("8", "8")]),
        ("8", None, [("8", "8")]),
        (None, '["A"]', []),
        ("", "", []),
    ],
)
def test_section_ids_and_names_are_paired(ids, names, expected):
    assert sections(ids, names) == tuple(SectionRef(*pair) for pair in expected)

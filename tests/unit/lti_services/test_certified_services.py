"""The certification's tests of services: each call with its scope, token and media types (guide 6.3, 6.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from lti.ags import Ags, ScoreSent
from lti.lms.base import CourseRef
from lti.lms.generic.roster import NrpsRoster
from lti.service import Service

SCOPE = "https://purl.imsglobal.org/spec/lti-{}"
MEDIA = "application/vnd.ims.{}+json"
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def service(platform, http, tokens, registration, reply) -> Service:
    """Return a service with real tokens, in front of a platform that gives them and answers everything plainly."""

    def answer(request):
        if request.path == "/token":
            scope = parse_qs(request.body.decode())["scope"][0]
            return reply(200, {"access_token": "given", "token_type": "Bearer", "expires_in": 3600, "scope": scope})
        if request.path.startswith("/members"):
            return reply(200, {"members": []})
        item = {"id": f"{platform.url}/items/1", "label": "L", "scoreMaximum": 4}
        return reply(200, [item] if request.method == "GET" and request.path.startswith("/items?") else item)

    platform.answer = answer
    return Service(http, tokens.of(registration))


def called(platform) -> tuple[set[str], object]:
    """Return the scopes of the token that was asked for, and the call it was used for."""
    asked, call = platform.requests
    assert asked.path == "/token"
    assert call.headers["authorization"] == "Bearer given"
    return set(parse_qs(asked.body.decode())["scope"][0].split()), call


def test_1_3_NRPS_the_roster_is_a_get_with_its_scope_and_media_type(platform, service) -> None:
    assert NrpsRoster(service, CourseRef("c", "Math", memberships_url=f"{platform.url}/members")).members() == []
    scopes, call = called(platform)
    assert scopes == {SCOPE.format("nrps/scope/contextmembership.readonly")}
    assert call.method == "GET"
    assert call.headers["accept"] == MEDIA.format("lti-nrps.v2.membershipcontainer")


def test_1_3_AGS_a_line_item_is_created_with_its_scope_and_media_type(platform, service) -> None:
    made = Ags(service, f"{platform.url}/items").create({"label": "L", "scoreMaximum": 4})
    scopes, call = called(platform)
    assert SCOPE.format("ags/scope/lineitem") in scopes
    assert (call.method, call.path) == ("POST", "/items")
    assert call.headers["content-type"] == MEDIA.format("lis.v2.lineitem")
    assert made.url == f"{platform.url}/items/1"


def test_1_3_AGS_line_items_are_read_with_their_scope_and_media_type(platform, service) -> None:
    assert [one.label for one in Ags(service, f"{platform.url}/items").items()] == ["L"]
    scopes, call = called(platform)
    assert scopes & {SCOPE.format("ags/scope/lineitem"), SCOPE.format("ags/scope/lineitem.readonly")}
    assert call.method == "GET"
    assert call.headers["accept"] == MEDIA.format("lis.v2.lineitemcontainer")


def test_1_3_AGS_a_score_is_posted_with_its_scope_and_media_type(platform, service) -> None:
    Ags(service, f"{platform.url}/items").send(f"{platform.url}/items/1", ScoreSent("u1", 3, 4, AT))
    scopes, call = called(platform)
    assert SCOPE.format("ags/scope/score") in scopes
    assert (call.method, call.path) == ("POST", "/items/1/scores")
    assert call.headers["content-type"] == MEDIA.format("lis.v1.score")

"""A request for content and its answer: what each place takes, where answers may go, what an LMS would refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lti import deep_linking
from lti.deep_linking import LineItem, Link, PickRequest, problems, response
from lti.errors import DeepLinkReturnForeign, DeepLinkReturnMissing, TargetMismatch
from lti.lms.placing import CLOSES, DUE, OPENS, Placing
from lti.lms.registry import PROFILES, profile_of

from .lms import CLAIM, NOW, PLATFORM, Lms

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RETURN = "https://lms.example/courses/3/return?x=1&sesskey=abc"
ASKED = PickRequest(RETURN, multiple=True, echoes={"data": "opaque"})
COLUMN = LineItem("Juice stand", 100, "waymark-link-1", "waymark-link")
LINK = Link("Juice stand", "https://tool.example/lti/launch?link=1", {"waymark_link": "1"}, "Mix juices.", COLUMN)


def asking(**settings: Any) -> Callable[[dict[str, Any]], None]:
    def bend(claims: dict[str, Any]) -> None:
        claims[f"{CLAIM}message_type"] = "LtiDeepLinkingRequest"
        claims[f"{DL}deep_linking_settings"] = {"deep_link_return_url": RETURN, **settings}
        del claims[f"{CLAIM}resource_link"], claims[f"{CLAIM}target_link_uri"]

    return bend


def answered(request: PickRequest = ASKED, links: Any = (LINK,), limits: Placing | None = None, **more: Any) -> Any:
    return response(
        request, links, limits=limits or Placing(), platform=PLATFORM, deployment_id="2345:ab12", nonce="fresh",
        now=NOW, **more,
    )  # fmt: skip


def test_a_request_says_what_its_place_takes(lms: Lms) -> None:
    bend = asking(accept_types=["ltiResourceLink"], accept_multiple=True, accept_lineitem=False, data="opaque")
    asked = lms.launch(bend, role="Instructor").picking
    assert asked == PickRequest(RETURN, multiple=True, line_items=False, echoes={"data": "opaque"})
    assert "sesskey" not in repr(asked)


def test_what_a_request_leaves_out_is_not_assumed(lms: Lms) -> None:
    asked = lms.launch(asking(accept_multiple="yes"), role="Instructor").picking
    assert asked == PickRequest(RETURN, links=True, multiple=False, line_items=None, echoes={})
    none = lms.launch(asking(accept_types=["html", "file"]), role="Instructor").picking
    assert none is not None
    assert not none.links


def test_a_plain_launch_asks_for_nothing(lms: Lms) -> None:
    assert lms.launch().picking is None


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/return", "https://lms.example.evil.example/", "https://evillms.example/",
        "http://lms.example/return", "https://lms.example:8443/return", "https://169.254.169.254/latest",
        "https://127.0.0.1/return", "http://[::1]/return",
    ],
)  # fmt: skip
def test_T18_T09_an_answer_never_goes_to_an_address_that_is_not_the_platforms(lms: Lms, url: str) -> None:
    with pytest.raises(DeepLinkReturnForeign) as refused:
        lms.launch(asking(deep_link_return_url=url), role="Instructor")
    assert (refused.value.status, refused.value.platform_id) == (403, "p1")
    assert "/return" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://user:pw@lms.example/x", "https://lms.example\\@evil.example/", "//x", 5, None]
)
def test_L22_an_address_that_is_none_is_missing(lms: Lms, url: Any) -> None:
    with pytest.raises(DeepLinkReturnMissing):
        lms.launch(asking(deep_link_return_url=url), role="Instructor")


def test_L20_a_target_that_is_named_must_be_the_logins(lms: Lms) -> None:
    def bend(claims: dict[str, Any]) -> None:
        asking()(claims)
        claims[f"{CLAIM}target_link_uri"] = "https://tool.example/lti/launch?other"

    with pytest.raises(TargetMismatch):
        lms.launch(bend, role="Instructor")


HOSTED = replace(PLATFORM, issuer="https://canvas.instructure.com", auth_url="https://sso.canvaslms.com/auth")
SHARED = replace(PLATFORM, issuer="https://schoology.schoology.com", auth_url="https://lti-service.svc.schoology.com/a")


@pytest.mark.parametrize(
    ("lms_key", "platform", "url", "services", "taken"),
    [
        ("canvas", HOSTED, "https://school.instructure.com/courses/3/deep_linking_response", None, True),
        ("canvas", HOSTED, "http://school.instructure.com/courses/3", None, False),
        ("canvas", HOSTED, "https://courses.school.example/courses/3", "https://courses.school.example/api/lti", True),
        ("canvas", HOSTED, "https://evil.example/courses/3", "https://courses.school.example/api/lti", False),
        ("canvas", PLATFORM, "https://school.instructure.com/courses/3", None, False),
        ("schoology", SHARED, "https://app.schoology.com/deep-link", None, True),
        ("schoology", SHARED, "https://notschoology.com/deep-link", None, False),
        ("moodle", PLATFORM, "https://lms.example/mod/lti/contentitem_return.php", None, True),
        ("moodle", PLATFORM, "https://other.example/x", "https://other.example/services", False),
    ],
)
def test_T18_hosts_of_a_platform_are_those_its_folder_declares(lms_key, platform, url, services, taken) -> None:
    settings, limits = {"deep_link_return_url": url}, profile_of(lms_key).placing
    if taken:
        assert deep_linking.read_request(settings, platform, limits, services=services).return_url == url
    else:
        with pytest.raises(DeepLinkReturnForeign):
            deep_linking.read_request(settings, platform, limits, services=services)


def test_6_2_an_answer_has_every_required_claim() -> None:
    claims = answered(message="1 link")
    assert (claims["iss"], claims["aud"], claims["nonce"]) == ("client-1", "https://lms.example", "fresh")
    assert claims[f"{CLAIM}message_type"] == "LtiDeepLinkingResponse"
    assert claims[f"{CLAIM}version"] == "1.3.0"
    assert claims[f"{CLAIM}deployment_id"] == "2345:ab12"
    assert claims[f"{DL}data"] == "opaque"
    assert claims[f"{DL}msg"] == "1 link"
    assert claims["iat"] <= NOW.timestamp() < claims["exp"] <= NOW.timestamp() + 600
    (item,) = claims[f"{DL}content_items"]
    assert item == {
        "type": "ltiResourceLink", "title": "Juice stand", "url": "https://tool.example/lti/launch?link=1",
        "text": "Mix juices.", "custom": {"waymark_link": "1"},
        "lineItem": {
            "label": "Juice stand", "scoreMaximum": 100, "resourceId": "waymark-link-1", "tag": "waymark-link",
        },
    }  # fmt: skip


@pytest.mark.parametrize("data", ["", "a&b=<c>", "ä" * 500, None, {"nested": [1]}])
def test_data_goes_back_unchanged(data: Any) -> None:
    assert answered(replace(ASKED, echoes={"data": data}))[f"{DL}data"] == data


def test_without_data_none_is_invented_and_nothing_chosen_is_an_empty_list() -> None:
    claims = answered(replace(ASKED, echoes={}), (), error="It did not work.")
    assert claims[f"{DL}content_items"] == []
    assert f"{DL}data" not in claims
    assert f"{DL}msg" not in claims
    assert claims[f"{DL}errormsg"] == claims[f"{DL}errorlog"] == "It did not work."


AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
DATED = {OPENS: AT, DUE: AT + timedelta(days=1), CLOSES: AT + timedelta(days=2)}


def points(maximum: Any) -> Link:
    return replace(LINK, line_item=replace(COLUMN, maximum=maximum))


@pytest.mark.parametrize(
    ("request_", "links", "limits", "code"),
    [
        (replace(ASKED, links=False), [LINK], Placing(), "links_refused"),
        (replace(ASKED, multiple=False), [LINK, LINK], Placing(), "too_many"),
        (ASKED, [LINK, LINK], Placing(most=1), "too_many"),
        (ASKED, [LINK] * 51, Placing(), "too_many"),
        (replace(ASKED, line_items=False), [LINK], Placing(), "no_columns"),
        (replace(ASKED, place="editor"), [LINK], Placing(ungraded=frozenset({"editor"})), "no_columns"),
        (ASKED, [points(0)], Placing(), "points"),
        (ASKED, [points(101)], Placing(), "points"),
        (ASKED, [replace(LINK, dates={DUE: AT})], Placing(), "dates"),
        (ASKED, [replace(LINK, dates={OPENS: AT, DUE: NOW})], Placing(dates=frozenset(DATED)), "dates"),
        (ASKED, [replace(LINK, custom={"Upper": "x"})], Placing(), "custom"),
        (ASKED, [replace(LINK, custom={"a": {"nested": "x"}})], Placing(), "custom"),
        (ASKED, [replace(LINK, custom={"a": "two\nlines"})], Placing(), "custom"),
    ],
)
def test_what_a_place_would_refuse_or_bend_is_told_before(request_, links, limits, code) -> None:
    assert problems(links, request_, limits) == [code]
    with pytest.raises(ValueError, match=code):
        answered(request_, links, limits)


def test_dates_go_out_in_universal_time_under_their_own_names() -> None:
    (item,) = answered(links=(replace(LINK, dates=DATED),), limits=Placing(dates=frozenset(DATED)))[
        f"{DL}content_items"
    ]
    assert item["available"] == {"startDateTime": "2026-12-01T08:00:00Z", "endDateTime": "2026-12-03T08:00:00Z"}
    assert item["submission"] == {"endDateTime": "2026-12-02T08:00:00Z"}


def test_U21_what_each_system_takes_is_declared_in_its_folder() -> None:
    taken = {one.key: one.placing for one in PROFILES}
    assert taken["moodle"].dates == frozenset()
    assert taken["schoology"].dates == {DUE}
    assert taken["schoology"].most == 1
    assert taken["canvas"].dates == {OPENS, DUE, CLOSES}
    for limits in taken.values():  # nested or capital names end in an error or get lost
        assert problems([replace(LINK, custom=dict(limits.fields), line_item=None)], ASKED, limits) == []


def test_a_link_carries_the_parameters_that_its_system_gives_to_no_link_by_itself() -> None:
    (item,) = answered(limits=profile_of("schoology").placing)[f"{DL}content_items"]
    assert item["custom"]["lms_user_id"] == "$User.id"
    assert item["custom"]["waymark_link"] == "1"

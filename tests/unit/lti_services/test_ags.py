"""Line items, scores and results on the wire (F19, F25; guide 6.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lti.ags import Ags, ScoreSent, instant, number, score_body
from lti.lms.base import Permanent, Superseded, Transient
from lti.service import Service

AT = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def ags(platform, http, counting):
    return Ags(Service(http, counting), f"{platform.url}/items?type_id=1")


def item(platform, number: int, **fields: object):
    return {"id": f"{platform.url}/items/{number}?type_id=1", "label": "L", "scoreMaximum": 4, **fields}


def test_line_items_are_listed_over_pages_and_filtered_again(platform, ags, reply):
    first = [item(platform, 1, resourceId="other"), item(platform, 2, resourceId="k")]
    link = {"Link": f'<{platform.url}/items?Page=B>; rel="next"'}
    platform.script(reply(200, first, link), reply(200, [item(platform, 3, resourceId="k", tag="t")]))
    assert [found.url for found in ags.items(resource_id="k")] == [first[1]["id"], f"{platform.url}/items/3?type_id=1"]
    assert platform.paths() == ["/items?type_id=1&resource_id=k&limit=100", "/items?Page=B"]
    assert platform.requests[0].headers["accept"] == "application/vnd.ims.lis.v2.lineitemcontainer+json"


def test_line_items_are_filtered_by_tag(platform, ags, reply):
    platform.script(reply(200, [item(platform, 1, tag="a"), item(platform, 2, tag="b")]))
    assert [found.tag for found in ags.items(tag="b")] == ["b"]


def test_a_line_item_is_created_with_its_media_type(platform, ags, reply):
    platform.script(reply(201, item(platform, 1, resourceId="k")))
    made = ags.create({"label": "L", "scoreMaximum": 4, "resourceId": "k"})
    assert (made.url, made.maximum, made.resource_id) == (f"{platform.url}/items/1?type_id=1", 4, "k")
    assert platform.requests[0].headers["content-type"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert platform.requests[0].json == {"label": "L", "scoreMaximum": 4, "resourceId": "k"}


def test_an_update_sends_back_what_it_does_not_change(platform, ags, reply):
    there = item(platform, 1, tag="t", startDateTime="2026-09-01T00:00:00Z")
    platform.script(reply(200, there), reply(200, {**there, "label": "N"}))
    assert ags.update(there["id"], {"label": "N"}).label == "N"
    assert platform.requests[1].json == {**there, "label": "N"}


@pytest.mark.parametrize("body", [{}, [], {"id": 5}, {"id": None}])
def test_a_line_item_without_an_address_is_not_taken(platform, ags, reply, body):
    platform.script(reply(201, body))
    with pytest.raises(Transient):
        ags.create({"label": "L", "scoreMaximum": 4})


def test_T18_a_line_item_on_another_host_is_not_taken(platform, ags, reply):
    platform.script(reply(201, {"id": "http://127.0.0.2:1/items/1"}))
    with pytest.raises(Permanent) as caught:
        ags.create({"label": "L", "scoreMaximum": 4})
    assert caught.value.code == "address_refused"


def test_a_score_goes_before_the_query_with_its_media_type(platform, ags):
    ags.send(f"{platform.url}/items/1?type_id=1", ScoreSent("u1", 3, 4, AT, "why"))
    request = platform.requests[0]
    assert (request.method, request.path) == ("POST", "/items/1/scores?type_id=1")
    assert request.headers["content-type"] == "application/vnd.ims.lis.v1.score+json"
    assert request.json == {
        "userId": "u1",
        "scoreGiven": 3,
        "scoreMaximum": 4,
        "timestamp": "2026-11-21T12:00:00.123Z",
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "comment": "why",
    }
    assert b'"scoreGiven": 3,' in request.body


def test_an_emptied_cell_is_a_score_that_gives_nothing():
    body = score_body(ScoreSent("u1", None, 1, AT))
    assert "scoreGiven" not in body
    assert (body["activityProgress"], body["gradingProgress"]) == ("Initialized", "NotReady")


@pytest.mark.parametrize("maximum", [0, -1, float("nan")])
def test_F19_a_maximum_that_is_not_above_zero_is_never_sent(platform, ags, maximum):
    with pytest.raises(Permanent):
        ags.send(f"{platform.url}/items/1", ScoreSent("u1", 0, maximum, AT))
    assert platform.requests == []


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1 + 0.2, "0.3"), (1 / 3, "0.3333"), (4.0, "4"), (100, "100"), (0, "0"), (2.5, "2.5"), (99.99999, "100")],
)
def test_F19_numbers_are_short_and_exact(value, written):
    assert repr(number(value)) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_F19_what_is_no_number_is_a_mistake_of_ours(value):
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_R3_times_are_utc_with_milliseconds():
    east = timezone(timedelta(hours=2))
    assert instant(AT.astimezone(east)) == "2026-11-21T12:00:00.123Z"
    assert instant(AT.replace(microsecond=0)) == "2026-11-21T12:00:00.000Z"


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (409, ""),
        (400, "Refusing score with an earlier timestamp"),
        (400, "timestamp X before last updated timestamp of Y"),
    ],
)
def test_F10_an_earlier_timestamp_is_superseded(platform, ags, reply, status, text):
    platform.script(reply(status, {"errors": {"message": text}}))
    with pytest.raises(Superseded):
        ags.send(f"{platform.url}/items/1", ScoreSent("u1", 3, 4, AT))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (422, "User not found in course or is not a student"),
        (400, "Incorrect score received"),
        (400, "User could not be found"),
        (403, "User is not enrolled"),
    ],
)
def test_F29_the_ways_of_saying_that_a_learner_left(platform, ags, reply, status, text):
    platform.script(reply(status, text.encode(), {"Content-Type": "text/plain"}))
    with pytest.raises(Permanent) as caught:
        ags.send(f"{platform.url}/items/1", ScoreSent("u1", 3, 4, AT))
    assert caught.value.code == "not_in_course"


def test_a_result_is_the_learners_own(platform, ags, reply):
    others = [{"userId": "u2", "resultScore": 1, "resultMaximum": 4}, {"userId": "u1", "resultScore": "3.5"}]
    platform.script(reply(200, others))
    result = ags.result(f"{platform.url}/items/1?type_id=1", "u1")
    assert result is not None
    assert (result.score, result.maximum, result.comment) == (3.5, None, None)
    assert platform.paths() == ["/items/1/results?type_id=1&user_id=u1"]
    assert ags.result(f"{platform.url}/items/1", "u9") is None


def test_F27_a_course_without_a_gradebook_says_so(http, counting):
    with pytest.raises(Permanent) as caught:
        Ags(Service(http, counting), None).items()
    assert caught.value.code == "not_supported"

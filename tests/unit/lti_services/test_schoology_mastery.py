"""Schoology's columns: made by AGS, settled by REST where a key is given (schoology.md 3.1, 3.2, 7.3)."""

from __future__ import annotations

import pytest
from schoology_facts import (
    ASSIGNMENTS,
    CATEGORIES,
    HOME,
    ITEMS,
    adapter_of,
    route,
)

from lti.lms.base import ColumnWanted, Remote, Transient

WANTED = ColumnWanted("waymark:1", "Ratios", 4, "7.RP.1")
COLUMN = "8600000031"
ITEM = f"GET {HOME}/grade_items/{COLUMN}"
MOVED = f"PUT {ASSIGNMENTS}/{COLUMN}"


@pytest.fixture
def adapter(platform, http, counting):
    return adapter_of(platform, http, counting)


@pytest.fixture
def keyless(platform, http, counting):
    return adapter_of(platform, http, counting, key="")


@pytest.fixture
def column(platform) -> Remote:
    return Remote(f"{platform.url}{ITEMS}/{COLUMN}/", {"label": "Ratios", "maximum": "4"})


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def line_item(platform):
    home = f"{platform.url}{ITEMS}/{COLUMN}/"
    return {"id": home, "label": "Ratios", "scoreMaximum": 4, "resourceId": WANTED.key, "tag": WANTED.tag}


def item(category: object = 3301, **fields: object) -> dict[str, object]:
    return {"id": int(COLUMN), "type": "grade_column", "grading_category": category, "max_points": "4", **fields}


def writes(platform):
    return [(request.method, request.path, request.json) for request in platform.requests if request.method != "GET"]


def test_F25_a_column_is_found_by_its_key_and_its_maximum_told(platform, keyless, reply):
    route(platform, reply, **{f"GET {ITEMS}": [reply(200, [line_item(platform)])]})
    (found,) = keyless.find_columns(WANTED)
    assert (found.remote_id, found.detail["maximum"]) == (line_item(platform)["id"], "4")
    assert "resource_id=waymark%3A1" in platform.paths()[0]


def test_without_a_key_a_made_column_counts_and_may_be_hidden(platform, keyless, reply):
    route(platform, reply, **{f"POST {ITEMS}": [reply(201, line_item(platform))]})
    made = keyless.make_column(WANTED)
    assert (made.detail["out_of_total"], made.detail["visible"]) == ("no", "unknown")
    body = {"label": "Ratios", "scoreMaximum": 4, "resourceId": "waymark:1", "tag": "7.RP.1"}
    assert writes(platform) == [("POST", ITEMS, body)]


def test_a_made_column_is_moved_into_the_first_category_and_out_of_the_total(platform, adapter, reply):
    table = {
        f"POST {ITEMS}": [reply(201, line_item(platform))],
        ITEM: [reply(200, item("0")), reply(200, item("3301", count_in_grade="0"))],
        f"GET {CATEGORIES}": [reply(200, {"grading_category": [{"id": "3301"}, {"id": "3302"}], "total": 2})],
        MOVED: [reply(204, b"")],
    }
    route(platform, reply, **table)
    made = adapter.make_column(WANTED)
    assert (made.detail["visible"], made.detail["out_of_total"]) == ("yes", "yes")
    assert [body for method, _, body in writes(platform) if method == "PUT"] == [
        {"grading_category": 3301},
        {"count_in_grade": 0},
    ]


def test_a_section_without_categories_gets_one(platform, adapter, column, reply):
    table = {
        ITEM: [reply(200, item(0)), reply(200, item(3400, count_in_grade=0))],
        f"GET {CATEGORIES}": [
            reply(200, {"grading_category": [], "total": 0}),
            reply(200, {"grading_category": [{"id": 3400, "title": "Mastery"}]}),
        ],
        f"POST {CATEGORIES}": [reply(207, {"grading_categories": {"grading_category": [{"response_code": 200}]}})],
        MOVED: [reply(204, b"")],
    }
    route(platform, reply, **table)
    assert adapter.settle_column(column, WANTED).detail["visible"] == "yes"
    made, moved, _ = (body for _, _, body in writes(platform))
    (category,) = made["grading_categories"]["grading_category"]
    assert category["title"] == "Mastery"
    assert moved == {"grading_category": 3400}


def test_a_refused_category_leaves_the_column(platform, adapter, column, reply):
    failed = {"grading_categories": {"grading_category": [{"response_code": 403}]}}
    table = {
        ITEM: [reply(200, item(None))],
        f"GET {CATEGORIES}": [reply(200, {"grading_category": []})],
        f"POST {CATEGORIES}": [reply(207, failed)],
    }
    route(platform, reply, **table)
    assert adapter.settle_column(column, WANTED).detail["visible"] == "unknown"
    assert platform.paths("PUT") == []


def test_a_settled_column_is_left_as_it_is(platform, adapter, column, reply):
    route(platform, reply, **{ITEM: [reply(200, item("3302", count_in_grade="0"))]})
    for _ in range(2):
        settled = adapter.settle_column(column, WANTED)
    assert settled.detail == {**column.detail, "visible": "yes", "out_of_total": "yes"}
    assert writes(platform) == []


def test_a_column_that_schoology_keeps_in_the_total_says_so(platform, adapter, column, reply):
    route(platform, reply, **{ITEM: [reply(200, item())], MOVED: [reply(204, b"")]})
    assert adapter.settle_column(column, WANTED).detail["out_of_total"] == "no"


def test_a_column_that_may_not_leave_the_total_is_still_seen(platform, adapter, column, reply):
    route(platform, reply, **{ITEM: [reply(200, item())], MOVED: [reply(400, b'"no"')]})
    detail = adapter.settle_column(column, WANTED).detail
    assert (detail["visible"], detail["out_of_total"]) == ("yes", "no")


def test_a_column_that_shall_count_only_gets_a_category(platform, adapter, column, reply):
    table = {
        ITEM: [reply(200, item(0))],
        f"GET {CATEGORIES}": [reply(200, {"grading_category": [{"id": "3301"}]})],
        MOVED: [reply(204, b"")],
    }
    route(platform, reply, **table)
    detail = adapter.settle_column(column, ColumnWanted("k", "Ratios", 4, "t", counts_in_total=True)).detail
    assert (detail["visible"], "out_of_total" in detail) == ("yes", False)
    assert [body for _, _, body in writes(platform)] == [{"grading_category": 3301}]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_key_that_does_not_allow_it_does_not_lose_the_column(platform, adapter, reply, status):
    route(platform, reply, **{f"POST {ITEMS}": [reply(201, line_item(platform))], ITEM: [reply(status, b"")]})
    made = adapter.make_column(WANTED)
    assert (made.remote_id, made.detail["out_of_total"]) == (line_item(platform)["id"], "no")
    assert made.detail["visible"] == "unknown"


def test_the_section_in_place_of_the_column_does_not_lose_it(platform, adapter, column, reply):
    route(platform, reply, **{ITEM: [reply(200, {"id": "8100000011", "course_title": "Science 7"})]})
    assert adapter.settle_column(column, WANTED).detail["visible"] == "unknown"
    assert writes(platform) == []


def test_a_passing_trouble_is_raised_so_that_the_column_is_settled_later(platform, adapter, column, reply):
    route(platform, reply, **{ITEM: [reply(429, b"", {"Retry-After": "5"})]})
    assert refusal(Transient, lambda: adapter.settle_column(column, WANTED)).retry_after == 5

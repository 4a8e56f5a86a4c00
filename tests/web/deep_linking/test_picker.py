"""The picker's pages: who gets in, what is shown, what a form may not do."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway.db import tables as t

STUDENT, TEACHER = "maya.okafor", "rosa.alvarez"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture(params=["canvas"])
def kind(request) -> str:
    """Give one learning system: these pages are the same for all."""
    return str(request.param)


def test_only_a_teacher_gets_the_picker(teaching) -> None:
    before = len(teaching.school.rows(t.session))
    answer = teaching.ask(STUDENT)
    assert answer.status_code == 403
    assert "This page is for teachers" in answer.text
    assert len(teaching.school.rows(t.session)) == before


def test_T18_a_foreign_return_address_is_refused_and_nothing_is_kept(teaching) -> None:
    def bend(claims: dict[str, Any]) -> None:
        claims[f"{DL}deep_linking_settings"]["deep_link_return_url"] = "https://evil.example/return"

    answer = teaching.ask(bend=bend)
    assert answer.status_code == 403
    assert "evil.example" not in answer.headers["Content-Security-Policy"]
    assert teaching.school.rows(t.picking) == []


def test_a_picker_opens_nothing_but_itself(teaching) -> None:
    teaching.open()
    handle = teaching.home.split("/")[2]
    for door in ("teacher", "student", "admin"):
        assert teaching.doors("GET", f"/{door}/{handle}/").status_code == 403


def test_U20_the_page_searches_first_and_shows_units_standards_and_previews(teaching) -> None:
    page = teaching.open()
    assert page.index('type="search"') < page.index("<details")
    assert "Activity a1" in page
    found = teaching.send("look", mode="each", q="juice")
    assert "The juice stand" in found
    assert "Activity a1" not in found
    assert "1 activity found" in found
    assert "Nothing fits" in teaching.send("look", mode="each", q="zzz")
    juice = teaching.activity("juice-stand")
    preview = teaching.doors("GET", f"{teaching.home}activity/{juice}").text
    assert "Choose this one" in preview
    assert "Why it matters" in preview


def test_what_is_ticked_stays_ticked_through_a_search(teaching) -> None:
    teaching.open()
    juice, other = teaching.activity("juice-stand"), teaching.activity("a1")
    page = teaching.send("look", mode="each", q="juice", key=[juice, other])
    assert re.search(rf'value="{juice}"[^>]* checked', page)
    assert f'<input type="hidden" name="key" value="{other}">' in page


def test_three_clicks_place_a_single_activity(teaching) -> None:
    teaching.open()
    page = teaching.send("check", mode="each", key=teaching.activity("juice-stand"))
    assert "Add 1 link to" in page
    assert re.search(r'name="graded" value="on"[^>]* checked', page)
    assert 'name="points" type="number"' in page
    _action, claims = teaching.answer(
        teaching.send("add", mode="each", key=teaching.activity("juice-stand"), graded="on", points="100")
    )
    assert len(claims[f"{DL}content_items"]) == 1


def test_where_one_link_is_taken_one_can_be_chosen_and_a_set_is_one_link(teaching) -> None:
    page = teaching.open("assignment_selection")
    assert 'type="checkbox"' not in page
    assert 'type="radio"' in page
    sets = teaching.doors("GET", f"{teaching.home}?mode=set").text
    assert 'type="checkbox"' in sets
    keys = [teaching.activity("juice-stand"), teaching.activity("a1")]
    answer = teaching.deliver(teaching.add(*keys, mode="set", graded="on", points="20")[0])
    assert answer.status_code == 200
    teaching.sim.save_placed()
    assert len(teaching.sim.placed()) == 1


def test_the_newer_of_two_radios_counts_after_a_search(teaching) -> None:
    teaching.open("assignment_selection")
    juice, other = teaching.activity("juice-stand"), teaching.activity("a1")
    page = teaching.send("check", mode="one", key=[other, juice])
    assert "The juice stand" in page
    assert "Activity a1" not in page


def test_where_no_column_is_made_none_is_offered(teaching) -> None:
    teaching.open("editor_button")
    page = teaching.send("check", mode="each", key=teaching.activity("juice-stand"))
    assert 'name="graded"' not in page
    _action, claims = teaching.add(teaching.activity("juice-stand"), graded="on", points="50")
    assert "lineItem" not in claims[f"{DL}content_items"][0]


def test_a_place_without_links_says_so(teaching) -> None:
    page = teaching.open(bend=lambda claims: claims[f"{DL}deep_linking_settings"].update(accept_types=["file"]))
    assert "takes no links" in page
    assert "data-send" not in teaching.send("add", 422, mode="each", key=teaching.activity("juice-stand"))
    _action, claims = teaching.answer(teaching.send("cancel"))
    assert claims[f"{DL}content_items"] == []
    assert "takes no links" in claims[f"{DL}errormsg"]


def test_a_request_is_answered_once(teaching) -> None:
    teaching.open()
    juice = teaching.activity("juice-stand")
    action, _claims = teaching.add(juice)
    teaching.send("add", 401, mode="each", key=juice)
    assert teaching.deliver(action).status_code == 200
    assert teaching.deliver(action).status_code == 400  # the learning system's own rule


@pytest.mark.parametrize("keys", [[], ["nobody"], ["path", "nobody"]])
def test_nothing_or_something_unknown_places_nothing(teaching, keys) -> None:
    teaching.open()
    status = 404 if "nobody" in keys else 200
    page = teaching.send("check", status, mode="each", key=keys)
    assert "data-send" not in page
    assert teaching.school.rows(t.placed) == []


@pytest.mark.parametrize(
    "terms",
    [
        {"opens": "2026-12-02T08:00", "due": "2026-12-01T08:00"}, {"due": "soon"}, {"due": "2026-12-01"},
        {"title": "x" * 121}, {"title": "a\u202eb"},
    ],
)  # fmt: skip
def test_terms_that_make_no_sense_are_marked(teaching, terms) -> None:
    teaching.open()
    juice = teaching.activity("juice-stand")
    page = teaching.send("add", 422, mode="each", key=juice, graded="on", points="10", **terms)
    assert "field__error" in page
    assert teaching.school.rows(t.placed) == []


def test_T16_the_last_form_goes_to_the_platform_and_nowhere_else(teaching) -> None:
    teaching.open()
    policy = teaching.doors("GET", teaching.home).headers["Content-Security-Policy"]
    targets = re.search(r"form-action ([^;]*)", policy)[1].split()
    assert teaching.sim.url in targets
    handle = teaching.home.split("/")[2]
    teaching.doors.client.delete_cookie(f"wm-{handle}", domain="localhost")
    bare = teaching.doors("GET", teaching.home)
    assert bare.status_code == 401
    assert f'data-carry="{handle}"' in bare.text
    assert teaching.sim.url in re.search(r"form-action ([^;]*)", bare.headers["Content-Security-Policy"])[1]


def test_T14_titles_with_markup_are_shown_as_text(teaching, waymark) -> None:
    hostile = {"en": "<script>window.__xss=1</script>"}
    waymark.db.write(
        lambda w: w.conn.execute(
            t.activity.update().filter_by(tenant_id=teaching.school.tenant, key="a1").values(title=hostile)
        )
    )
    assert "<script>window" not in teaching.open()
    assert "<script>window" not in teaching.send("check", mode="each", key=teaching.activity("a1"))


def test_T01_a_link_of_another_school_opens_the_own_page(teaching, waymark) -> None:
    item = teaching.place(teaching.activity("juice-stand"))
    placed = teaching.school.rows(t.placed)[0].id
    waymark.db.write(lambda w: w.conn.execute(t.placed.delete().filter_by(tenant_id=teaching.school.tenant, id=placed)))
    answer = teaching.launch(item)
    assert (answer.status_code, answer.location.count("/")) == (303, 3)


@pytest.mark.parametrize(
    ("zone", "sent"),
    [("America/Chicago", "14:00"), ("", "08:00"), ("../../etc/passwd", "08:00"), ("No/Where", "08:00")],
)
def test_times_are_those_of_the_teachers_browser(teaching, zone, sent) -> None:
    teaching.open()
    terms = {"graded": "on", "points": "10", "due": "2026-12-01T08:00", "zone": zone}
    _action, claims = teaching.add(teaching.activity("juice-stand"), **terms)
    assert claims[f"{DL}content_items"][0]["submission"]["endDateTime"] == f"2026-12-01T{sent}:00Z"


@pytest.mark.parametrize("points", ["0", "101", "12.5", "", "ten", "-3", "1e2"])
def test_U21_only_whole_points_from_1_to_100_go_out(teaching, points) -> None:
    teaching.open()
    page = teaching.send("add", 422, mode="each", key=teaching.activity("juice-stand"), graded="on", points=points)
    assert 'aria-invalid="true"' in page
    assert teaching.school.rows(t.placed) == []
    teaching.deliver(teaching.add(teaching.activity("juice-stand"), graded="on", points="100")[0])

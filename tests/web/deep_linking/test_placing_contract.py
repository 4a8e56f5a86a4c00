"""Placing links in each learning system: asked, answered, made there by its own rules, found again by a launch."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.databases import BASE

from gateway.db import tables as t

STUDENT, TEACHER = "maya.okafor", "rosa.alvarez"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"


def path_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text[-900:]
    return str(answer.location)


def test_one_graded_activity_is_placed_and_opens_for_students_and_teachers(teaching) -> None:
    juice = teaching.activity("juice-stand")
    item = teaching.place(juice, graded="on", points="40")
    (row,) = teaching.school.rows(t.placed)
    assert (row.kind, row.activities, row.maximum) == ("activity", [juice], 40)
    assert item.custom["waymark_link"] == row.id
    assert parse_qs(urlsplit(item.url).query) == {"link": [row.id]}
    (column,) = [one for one in teaching.sim.readback().columns if one.key == f"waymark-link-{row.id}"]
    assert (column.id, column.maximum) == (item.column, 40)
    opened = path_of(teaching.launch(item))
    assert opened.startswith("/student/")
    assert opened.endswith(f"/activity/{juice}")
    assert "The juice stand" in teaching.doors("GET", opened).text
    shown = path_of(teaching.launch(item, TEACHER))
    assert shown.endswith(f"/placed/{row.id}")
    page = teaching.doors("GET", shown)
    assert page.status_code == 200
    assert "40 points" in page.text


def test_a_launch_brings_the_link_and_its_column_back(teaching) -> None:
    item = teaching.place(teaching.activity("juice-stand"), graded="on", points="10")
    assert teaching.school.rows(t.placed_link) == []
    for login in (STUDENT, TEACHER, STUDENT):
        teaching.launch(item, login)
    (link,) = teaching.school.rows(t.placed_link)
    assert link.course_id == teaching.school.course
    assert link.lineitem_url.startswith(teaching.sim.url)
    assert link.resource_link_id


def test_an_ungraded_link_adds_no_column(teaching) -> None:
    before = len(teaching.sim.readback().columns)
    item = teaching.place(teaching.activity("juice-stand"))
    assert item.column is None
    assert len(teaching.sim.readback().columns) == before
    assert path_of(teaching.launch(item)).endswith(f"/activity/{teaching.activity('juice-stand')}")
    assert teaching.school.rows(t.placed_link)[0].lineitem_url is None


def test_the_pathway_and_a_set_are_placed_and_open(teaching) -> None:
    path = teaching.place("path", title="Your own way")
    assert path.title == "Your own way"
    assert path_of(teaching.launch(path)).count("/") == 3
    wanted = [teaching.activity(key) for key in ("juice-stand", "a1")]
    found = teaching.place(*wanted, mode="set", graded="on", points="100", title="Two to choose from")
    assert found.title == "Two to choose from"
    opened = path_of(teaching.launch(found))
    page = teaching.doors("GET", opened)
    assert page.status_code == 200
    assert all(f"/activity/{one}" in page.text for one in wanted)
    shown = teaching.doors("GET", path_of(teaching.launch(found, TEACHER)))
    assert "100 points" in shown.text


def test_several_links_at_once_only_where_the_system_takes_them(teaching, kind) -> None:
    page = teaching.open()
    keys = [teaching.activity(key) for key in ("juice-stand", "a1")]
    if kind == "schoology":
        assert 'type="checkbox" id="pick-path"' not in page
        teaching.send("check", mode="each", key=keys)
        forged = teaching.send("add", 422, mode="each", key=keys, graded="on", points="5")
        assert "data-send" not in forged
        assert teaching.school.rows(t.placed) == []
        return
    answer = teaching.deliver(teaching.add(*keys, graded="on", points="5")[0])
    assert answer.status_code == 200
    teaching.sim.save_placed()
    assert [one.column is not None for one in teaching.sim.placed()] == [True, True]


def test_cancel_goes_back_with_an_empty_list_and_changes_nothing(teaching) -> None:
    teaching.open()
    action, claims = teaching.answer(teaching.send("cancel"))
    assert claims[f"{DL}content_items"] == []
    assert f"{DL}errormsg" not in claims
    assert teaching.deliver(action).status_code == 200
    assert teaching.sim.placed() == ()
    assert teaching.school.rows(t.placed) == []


def test_6_2_the_answer_is_for_this_platform_and_echoes_what_was_sent(teaching) -> None:
    teaching.open(bend=lambda claims: claims[f"{DL}deep_linking_settings"].update(data='{"csrf": "ä&<"}'))
    _action, claims = teaching.add(teaching.activity("juice-stand"))
    assert (claims["iss"], claims["aud"]) == (teaching.sim.client_id, teaching.sim.issuer)
    assert claims[f"{LTI}deployment_id"] == teaching.sim.deployment_id
    assert claims[f"{DL}data"] == '{"csrf": "ä&<"}'
    assert claims["nonce"]


def test_dates_are_offered_where_they_arrive_and_nowhere_else(teaching, kind) -> None:
    offered = {"canvas": {"opens", "due", "closes"}, "moodle": set(), "schoology": {"due"}}[kind]
    teaching.open()
    page = teaching.send("check", mode="each", key=teaching.activity("juice-stand"))
    assert {one for one in ("opens", "due", "closes") if f'name="{one}"' in page} == offered
    dates = {"opens": "2026-12-01T08:00", "due": "2026-12-02T08:00", "closes": "2026-12-03T08:00"}
    item = teaching.place(teaching.activity("juice-stand"), graded="on", points="10", **dates)
    names = {"opens": "unlock_at", "due": "due_at", "closes": "lock_at"}
    assert set(item.dates) == {names[one] for one in offered}


def test_a_launch_is_known_by_its_parameter_where_the_address_was_edited(teaching) -> None:
    item = teaching.place(teaching.activity("juice-stand"))

    def bend(claims: dict[str, Any]) -> None:
        claims[f"{LTI}target_link_uri"] = f"{BASE}/lti/launch"

    params = {**teaching.sim.placed_params(STUDENT, item.id), "target_link_uri": f"{BASE}/lti/launch"}
    going = teaching.log_in(params)
    claims = teaching.sim.placed_claims(STUDENT, going["nonce"], item.id)
    bend(claims)
    form = {"state": going["state"], "id_token": teaching.sim.sign(claims)}
    assert path_of(teaching.doors("POST", "/lti/launch", data=form)).endswith(teaching.activity("juice-stand"))


def test_U22_a_link_works_in_a_copy_of_its_course(teaching) -> None:
    item = teaching.place(teaching.activity("juice-stand"))

    def copied(claims: dict[str, Any]) -> None:
        claims[f"{LTI}context"] = {"id": "copy-1", "title": "Next year"}
        claims[f"{LTI}resource_link"] = {"id": "new-link"}

    opened = path_of(teaching.launch(item, STUDENT, copied))
    assert teaching.doors("GET", opened).status_code == 200
    assert [row.resource_link_id for row in teaching.school.rows(t.placed_link)] == ["new-link"]


def test_a_link_works_before_a_pathway_is_published_and_students_can_start(teaching) -> None:
    item = teaching.place(teaching.activity("juice-stand"))
    opened = path_of(teaching.launch(item))
    csrf = teaching.school.rows(t.session.c.csrf, id=opened.split("/")[2])[0].csrf
    begun = teaching.doors("POST", f"{opened}/start", data={"csrf": csrf})
    assert begun.status_code == 303
    assert "/practice/juice-stand" in begun.location
    again = teaching.doors("GET", opened)
    assert "Your place is kept" in again.text


@pytest.mark.parametrize("kind", ["moodle"])
def test_M4_where_every_link_gets_a_column_an_ungraded_one_is_still_no_grade_of_ours(teaching) -> None:
    teaching.sim.faults.accept_grades = 1
    item = teaching.place(teaching.activity("juice-stand"))
    (column,) = [one for one in teaching.sim.readback().columns if one.id == item.column]
    assert (column.maximum, column.key) == (100, None)
    assert path_of(teaching.launch(item)).endswith(f"/activity/{teaching.activity('juice-stand')}")
    assert not [one for one in teaching.school.rows(t.place) if one.kind == "link"]

"""A course of the learning system comes in: its items in its order, suggestions to choose from, a draft, no change."""

from __future__ import annotations

import html
import json
import re

import pytest
from graded_room import EVERYWHERE
from sqlalchemy import update

from gateway.db import tables as t
from gateway.services.drafts import body_of

HOME = "pathway/bring"
ROWS = [{"title": "Lesson 6.A", "description": "What students can do"}, {"title": "A heading", "type": "SubHeader"}]
ONE = (("canvas", "sqlite"),)
WITH_PARTS = tuple(one for one in EVERYWHERE if one[0] != "schoology")


@pytest.fixture
def filled(room):
    """Fill the course with a lesson and a quiz; one after the other in two parts where the system has parts."""
    quiz = str(room.sim.add_quiz("Quiz 6.B", 10))
    room.sim.type_grade(quiz, room.gradebook.student(0).login, 8)
    if room.sim.kind != "schoology":
        kind = {"type": "label"} if room.sim.kind == "moodle" else {}
        room.sim.add_part("Week 1", [ROWS[0], {**ROWS[1], **kind}])
        room.sim.add_part("Week 2", [{"title": "Quiz 6.B", "work": quiz}])
    return room


def items(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'name="item" value="([^"]+)"', page)]


def title(value: str) -> str:
    return str(json.loads(value)["title"])


def pick(room, values: list[str]) -> str:
    room.sign_in()
    answer = room.doors("POST", f"{room.home}{HOME}/pick", data={"csrf": room.csrf, "item": values})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.parametrize("setting", EVERYWHERE, ids="-".join)
def test_what_stands_in_the_course_is_listed_in_its_order_without_headings(filled) -> None:
    page = filled.page(HOME)
    wanted = ["Quiz 6.B"] if filled.sim.kind == "schoology" else ["Lesson 6.A", "Quiz 6.B"]
    assert [title(one) for one in items(page)] == wanted
    assert all(json.loads(one)["url"].startswith("http") for one in items(page))
    assert filled.school.rows(t.graded_work) == []
    assert "heading" not in page


@pytest.mark.parametrize("setting", WITH_PARTS, ids="-".join)
def test_picked_items_become_activities_a_draft_and_results(filled) -> None:
    school = filled.school
    assessable = update(t.standard).filter_by(tenant_id=school.tenant).values(assessable=True)
    school.waymark.db.write(lambda w: w.conn.execute(assessable))
    school.set_course(standards=[])
    values = items(filled.page(HOME))
    assert re.search(r'name="standard-0" value="\w+"', pick(filled, values))
    chosen = {f"standard-{n}": school.standards[code] for n, code in enumerate(("6.A", "6.B"))}
    for _ in range(2):
        filled.send(HOME, item=values, **chosen)
    with school.waymark.db.read() as conn:
        body = body_of(conn, school.tenant, school.course)
    assert [(unit["title"], unit["standards"]) for unit in body["units"]] == [
        ("Week 1", [school.standards["6.A"]]), ("Week 2", [school.standards["6.B"]]),
    ]  # fmt: skip
    links = school.rows(t.activity, kind="link")
    assert sorted(row.title["en"] for row in links) == ["Lesson 6.A", "Quiz 6.B"]
    assert {tuple(pair) for pair in body["alignments"]} == {
        (row.id, school.standards["6.A" if "Lesson" in row.title["en"] else "6.B"]) for row in links
    }
    assert not school.rows(t.pathway, state="published")
    assert "here already" in filled.page(HOME)


@pytest.mark.parametrize("setting", ONE, ids="-".join)
def test_grades_of_a_picked_quiz_count_for_its_standards(filled) -> None:
    quiz = next(one for one in items(filled.page(HOME)) if title(one) == "Quiz 6.B")
    filled.send(HOME, item=[quiz], **{"standard-0": filled.school.standards["6.B"]})
    filled.read()
    assert filled.evidence() == [(0.8, [filled.school.standards["6.B"]])]


@pytest.mark.parametrize("setting", ONE, ids="-".join)
def test_a_long_module_is_read_whole_and_a_refusal_is_said(filled) -> None:
    filled.sim.add_part("Week 3", [{"title": f"Page {n}"} for n in range(12)])
    filled.sim.faults.module_items = 5
    assert len(items(filled.page(HOME))) == 14
    filled.sim.faults.rest_token_dead = True
    assert "does not let Waymark read it" in filled.page(HOME)


@pytest.mark.parametrize("setting", ONE, ids="-".join)
def test_nothing_ticked_is_asked_again_and_what_was_not_offered_is_refused(filled) -> None:
    values = items(filled.page(HOME))
    filled.sign_in()
    again = filled.doors("POST", filled.home + HOME, data={"csrf": filled.csrf, "item": values})
    assert "Choose at least one" in again.text
    bad = [({"item": "{"}, 400), ({"item": values[:1], "standard-0": "none"}, 400),
           ({"item": json.dumps({**json.loads(values[0]), "url": "javascript:x"}),
             "standard-0": filled.school.standards["6.A"]}, 422)]  # fmt: skip
    for fields, status in bad:
        answer = filled.doors("POST", filled.home + HOME, data={"csrf": filled.csrf, **fields})
        assert answer.status_code == status
    assert filled.school.rows(t.activity, kind="link") == []

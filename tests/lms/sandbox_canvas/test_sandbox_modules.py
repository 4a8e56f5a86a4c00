"""Overrides of a module: one list, replaced as a whole or not at all (canvas facts 5.3)."""

from typing import Any

import pytest
from sandbox_tool import Rest


@pytest.fixture
def rest(sim):
    sim.add_part("Week 1", [{"title": "Lesson"}])
    return Rest(sim)


@pytest.fixture
def students(sim):
    return [one.id for one in sim.school.students[:3]]


def address(rest):
    return f"{rest.base}/modules/1/assignment_overrides"


def put(rest, *overrides: Any):
    return rest.call("PUT", address(rest), {"overrides": list(overrides)})


def listed(rest):
    return rest.call("GET", address(rest)).json()


def test_a_list_is_answered_with_nothing_and_read_with_names(sim, rest, students):
    section = sim.school.sections[0]
    answer = put(rest, {"title": "Path A", "student_ids": students[:2]}, {"course_section_id": section.id})
    assert (answer.status_code, answer.content) == (204, b"")
    first, second = listed(rest)
    assert (first["title"], first["context_module_id"]) == ("Path A", 1)
    assert first["students"][0] == {"id": students[0], "name": sim.school.students[0].name}
    assert second["course_section"] == {"id": section.id, "name": section.name}


def test_an_id_alone_stays_as_it_is_and_what_is_not_named_is_deleted(rest, students):
    put(rest, {"title": "A", "student_ids": students[:1]}, {"title": "B", "student_ids": students[1:2]})
    before = listed(rest)
    put(rest, {"id": before[1]["id"]}, {"title": "C", "student_ids": students[2:]})
    after = listed(rest)
    assert (after[0], [one["title"] for one in after]) == (before[1], ["B", "C"])


def test_an_empty_list_opens_it_to_everybody(sim, rest, students):
    put(rest, {"title": "A", "student_ids": students[:1]})
    assert sim.parts() == {"1": (sim.school.students[0].login,)}
    put(rest)
    assert len(sim.parts()["1"]) == len(sim.school.students)


@pytest.mark.parametrize(
    ("entry", "status", "said"),
    [
        ({"title": "nobody"}, 400, "id, student_ids, or course_section_id required with each override"),
        ({"student_ids": []}, 400, "id, student_ids, or course_section_id required with each override"),
        ({"student_ids": [1], "course_section_id": 2}, 400, "course_section_id and student_ids on the same override"),
        ({"group_id": 4}, 400, "group_id is not allowed as an override"),
        ({"student_ids": [999_999]}, 404, "does not exist"),
        ({"id": 999_999}, 404, "does not exist"),
    ],
)
def test_one_bad_entry_changes_nothing(rest, students, entry, status, said):
    put(rest, {"title": "A", "student_ids": students[:1]})
    before = listed(rest)
    answer = put(rest, {"id": before[0]["id"], "student_ids": students}, entry)
    assert (answer.status_code, said in answer.text) == (status, True)
    assert listed(rest) == before


def test_who_is_on_the_list_is_not_looked_for_again_and_a_new_one_must_be_active(sim, rest, students):
    put(rest, {"title": "A", "student_ids": students[:1]})
    sim.enrol(sim.school.students[0].login, "inactive")
    sim.enrol(sim.school.students[2].login, "inactive")
    entry = {"id": listed(rest)[0]["id"], "student_ids": students[:2]}
    assert put(rest, entry).status_code == 204
    assert put(rest, entry | {"student_ids": students}).status_code == 404


def test_a_student_is_named_once(rest, students):
    twice = put(rest, {"title": "A", "student_ids": students[:2]}, {"title": "B", "student_ids": students[1:]})
    assert twice.status_code == 400
    assert listed(rest) == []


def test_a_module_that_is_not_there_and_a_list_that_is_none(sim, rest):
    assert rest.call("PUT", address(rest), {"overrides": "all"}).json()["error"] == "List of overrides required"
    sim.delete_part("1")
    assert rest.call("GET", address(rest)).status_code == 404

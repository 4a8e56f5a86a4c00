"""Copied courses in the sandbox: what each of these systems sends of the course and the links before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.demo import KINDS, make_lms
from sandbox.school import school

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
ASKED = {"context_history": "$Context.id.history", "link_history": "$ResourceLink.id.history"}
TEACHER = "rosa.alvarez"


@pytest.fixture(params=KINDS)
def lms(request) -> Iterator[Any]:
    with make_lms(request.param, school(students=4)) as made:
        made.connect("http://127.0.0.1:1", custom=ASKED)
        yield made


def told(lms: Any, **where: Any) -> tuple[str, dict[str, str]]:
    """Return (context id, custom parameters) of a launch."""
    claims = lms.claims_for(TEACHER, "n", **where)
    return claims[f"{CLAIM}context"]["id"], claims[f"{CLAIM}custom"]


def test_a_course_that_is_no_copy_has_an_empty_history(lms):
    _, custom = told(lms)
    assert custom["context_history"] == ""


def test_copies_of_copies_name_their_ancestors_the_nearest_first(lms):
    ids = [told(lms)[0]]
    for _ in range(2):
        lms.copy_course()
        ids.append(told(lms)[0])
    assert len(set(ids)) == 3
    assert told(lms)[1]["context_history"] == f"{ids[1]},{ids[0]}"
    assert lms.context_id == ids[2]


def test_the_history_of_links_is_told_by_one_of_them_and_left_literal_by_the_others(lms):
    if lms.kind != "schoology":
        assert told(lms)[1]["link_history"] == "$ResourceLink.id.history"
        return
    first = lms.add_material("Tape diagrams", {**ASKED, "waymark_link": "c-1"})
    lms.copy_course()
    (copy,) = [one for one in lms._lms.state.materials.values() if one.title == "Tape diagrams"]
    _, custom = told(lms, material=copy.id)
    assert (custom["link_history"], custom["waymark_link"]) == (str(first), "c-1")
    assert copy.id != first


def test_schoology_remembers_five_ids():
    with make_lms("schoology", school(students=4)) as lms:
        lms.connect("http://127.0.0.1:1", custom=ASKED)
        for _ in range(7):
            lms.copy_course()
        assert len(told(lms)[1]["context_history"].split(",")) == 5


def test_people_are_enrolled_anew_and_reset_opens_the_first_course_again(lms):
    first = told(lms)[0]
    gone = lms.school.students[0].login
    lms.enrol(gone, "deleted")
    lms.copy_course()
    lms.claims_for(gone, "n")
    lms.reset()
    assert told(lms) == (first, {**told(lms)[1], "context_history": ""})


def test_moodle_copies_columns_with_their_marks_and_without_grades():
    with make_lms("moodle", school(students=4)) as lms:
        lms.connect("http://127.0.0.1:1")
        lms.add_activity("Tape diagrams", "http://127.0.0.1:1/lti/launch", maximum=10)
        (before,) = lms.readback().columns
        lms.type_grade(before.id, lms.school.students[0].login, 7)
        lms.copy_course()
        (after,) = lms.readback().columns
        assert (after.label, after.maximum) == (before.label, before.maximum)
        assert after.id != before.id
        assert lms.readback().cells == ()

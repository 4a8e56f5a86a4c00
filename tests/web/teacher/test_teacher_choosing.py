"""A teacher says how next steps are picked: the page says the rules, shows what would move, and keeps the choice."""

import pytest
from teacher_school import work

from gateway.db import tables as t
from gateway.learn.policy import Fitting, InOrder, Playlist
from gateway.services import path
from gateway.services.path import Wish

PAGE = "pathway/choices"


@pytest.fixture
def course(waymark, school, teacher):
    """Publish; return how to read the course as it is now."""
    teacher.publish()

    def read():
        with waymark.db.read() as conn:
            return waymark.cache.get(conn, school.tenant, school.course)

    return read


def cards(waymark, school, name="maya"):
    with waymark.db.read() as conn:
        inputs = waymark.cache.get(conn, school.tenant, school.course)
        found = path.cards(path.load(conn, inputs, school.people[name], waymark.clock()), Wish())
        return [inputs.activity_ids[one.activity] for one in found]


def places(inputs, first=()):
    """Return the form's fields that put these activities (ids) first, and leave the others where they are."""
    shown = [inputs.activity_ids[one.id] for one in inputs.library.by_id.values()]
    return {f"place:{one}": str(first.index(one) + 1 if one in first else 50 + n) for n, one in enumerate(shown)}


def test_what_fits_each_student_is_the_default_and_the_page_is_linked(teacher, course):
    assert course().policy == Fitting()
    assert PAGE in teacher.open("pathway")
    text = teacher.open(PAGE)
    assert 'value="fitting" autocomplete="off" aria-describedby="way-fitting-note" checked' in text
    assert "There is always a next step" in text


def test_the_list_is_followed_by_everybody_in_the_order_of_its_numbers(teacher, course, waymark, school):
    last = cards(waymark, school)[::-1]
    teacher.send(PAGE, policy="playlist", test_out="on", **places(course(), last))
    assert isinstance(course().policy, Playlist)
    assert cards(waymark, school) == last
    assert teacher.open(PAGE).index(f"place-{last[0]}") < teacher.open(PAGE).index(f"place-{last[1]}")
    teacher.send(PAGE, policy="in-order", test_out="on", **places(course()))
    assert course().policy == InOrder()
    assert cards(waymark, school) != last


def test_what_would_move_is_shown_before_anything_is_saved(teacher, course, waymark, school):
    work(school, "maya", ("juice-stand",), 1.0)
    before = cards(waymark, school)
    last = cards(waymark, school)[::-1]
    text = teacher.send(PAGE, status=200, policy="playlist", look="1", **places(course(), last)).text
    assert "would get other choices." in text
    assert "Nothing is saved yet" in text
    assert cards(waymark, school) == before
    text = teacher.send(PAGE, status=200, policy="fitting", test_out="on", look="1").text
    assert "Nobody would get other choices right now." in text


@pytest.mark.parametrize("bad", ["x", "-1", "1.5", "", "99999"])
def test_a_place_that_is_no_number_stays_on_the_page_with_what_to_do(teacher, course, bad):
    one = next(iter(course().activity_ids.values()))
    text = teacher.send(PAGE, status=200, policy="playlist", **{f"place:{one}": bad}).text
    assert "A place in the list is a whole number" in text
    assert course().policy == Fitting()


def test_what_the_course_has_not_is_left_out_and_an_unknown_way_is_the_default(teacher, course):
    teacher.send(PAGE, policy="magic", test_out="on", **{"place:nothing": "1"})
    assert course().policy == Fitting()
    assert course().settings.get("playlist", []) == []


def test_testing_out_is_switched_off_and_the_change_is_written_down(teacher, course, school):
    teacher.send(PAGE, policy="fitting")
    assert course().settings["test_out"] is False
    found = [row for row in school.rows(t.audit) if row.what == "choosing"]
    assert len(found) == 1
    teacher.send(PAGE, policy="fitting")
    assert len([row for row in school.rows(t.audit) if row.what == "choosing"]) == 1

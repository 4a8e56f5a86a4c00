"""A lesson with stations: by need, kept for its day, marked per station, and shown without saying who needs what."""

import pytest
from teacher_school import NAMES, Teacher, work

from gateway.db import tables as t

ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def ready(teacher) -> Teacher:
    teacher.publish()
    return teacher


def seats(school):
    return {row.person_id: (row.station, row.standard_id) for row in school.rows(t.station_seat)}


def test_a_class_is_seated_and_what_comes_later_moves_nobody(ready, school):
    assert "Stations for a class lesson" in ready.open()
    assert "No stations for this day yet" in ready.open("stations")
    ready.send("stations", count="3")
    found = seats(school)
    assert len(found) == len(NAMES)
    assert sorted({station for station, _ in found.values()}) == [1, 2, 3]
    work(school, "maya", ("juice-stand",), 0.2)
    text = ready.open("stations")
    assert seats(school) == found
    assert text.count("Begin here:") == 3
    assert "Round 3" in text
    ready.send("stations", count="2")
    assert sorted({station for station, _ in seats(school).values()}) == [1, 2]


@ONE_STORE
def test_a_station_is_marked_on_the_one_screen_page_for_those_who_begin_there(ready, school, clock):
    ready.send("stations", count="3")
    marked = [row for row in school.rows(t.station_seat) if row.activity_id]
    assert marked, "the sample library has an activity that a teacher marks"
    text = ready.open("stations")
    day = clock().date().isoformat()
    page = f"rubric?activity={marked[0].activity_id}&day={day}&station={marked[0].station}"
    assert page.replace("&", "&amp;") in text
    shown = ready.open(page)
    there = {row.person_id for row in marked if row.station == marked[0].station}
    assert {one for one in school.people.values() if f"level:{one}" in shown} == there
    person = min(there)
    answer = ready.send(
        f"rubric/{marked[0].activity_id}?day={day}&station={marked[0].station}", day=day, **{f"level:{person}": "3"}
    )
    assert f"station={marked[0].station}" in answer.headers["Location"]


@ONE_STORE
def test_cards_name_the_stations_and_no_needs(ready, school):
    assert "Arrange them first." in ready.open("stations/cards")
    ready.send("stations", count="2")
    text = ready.open("stations/cards")
    assert "Maya Okafor" in text
    for told in ("Need a hand", "On their way", "stuck", "Nearly"):
        assert told not in text.split("<main")[1]


@ONE_STORE
def test_who_is_away_has_no_seat_and_odd_numbers_are_refused(ready, school, clock):
    day = clock().date().isoformat()
    ready.send(f"students/{school.people['maya']}/away", first=day, last=day)
    for odd in ("1", "6", "x"):
        ready.send("stations", status=400, count=odd)
    ready.send("stations?day=never", status=400, count="3")
    ready.send("stations", count="3")
    assert school.people["maya"] not in seats(school)
    assert "Away that day: Maya Okafor." in ready.open("stations")

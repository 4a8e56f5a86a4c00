"""The page on which a teacher ties a part of the course to a standard: a look first, then the tie, then its end."""

from __future__ import annotations

import re

import pytest

from gateway.services import opt_out

HOME = "pathway/parts"


@pytest.fixture
def parted(room):
    """Publish the course, which has two parts."""
    room.school.publish()
    for title in ("Week 1", "Week 2"):
        room.sim.add_part(title, [{"title": "Lesson"}])
    return room


def test_a_tie_is_looked_at_made_and_ended(parted) -> None:
    standard = parted.school.standards["6.A"]
    assert "Open parts of the course" in parted.page("pathway/bring")
    assert parted.page(HOME).count("See who gets in") == 2
    asked = parted.page(f"{HOME}?part=1&standard={standard}")
    assert "8 students get in now" in asked
    assert "Nobody has come there yet" in parted.page(f"{HOME}?part=1&standard={parted.school.standards['6.B']}")
    parted.send(HOME, part="1", standard=standard)
    parted.read()
    page = parted.page(HOME)
    assert "Open for 8 students" in page
    end = re.search(rf"{HOME}/(\w+)/end", page)
    assert end
    parted.send(f"{HOME}/{end[1]}/end")
    parted.read()
    assert "Tied now" not in parted.page(HOME)
    assert len(parted.sim.parts()["1"]) == len(parted.sim.school.students)


@pytest.mark.parametrize("setting", [("canvas", "sqlite")], ids="-".join)
@pytest.mark.parametrize("fields", [{"part": "99"}, {"part": "1", "standard": "none"}, {"part": "1"}, {}])
def test_what_the_course_has_not_is_not_tied(parted, fields) -> None:
    known = {"standard": parted.school.standards["6.A"]} if fields == {"part": "99"} else {}
    answer = parted.doors("POST", parted.home + HOME, data={"csrf": parted.csrf, **fields, **known})
    assert answer.status_code in {400, 404}


@pytest.mark.parametrize("setting", [("moodle", "sqlite"), ("schoology", "sqlite")], ids="-".join)
def test_a_system_that_cannot_says_so(room) -> None:
    room.school.publish()
    assert "Not possible here yet" in room.page(HOME)
    assert "Open parts of the course" not in room.page("pathway/bring")


@pytest.mark.parametrize("setting", [("canvas", "sqlite")], ids="-".join)
def test_a_system_that_does_not_answer_shows_the_ties_all_the_same(parted) -> None:
    parted.send(HOME, part="1", standard=parted.school.standards["6.A"])
    parted.sim.faults.down = True
    page = parted.page(HOME)
    assert "could not be read just now" in page
    assert "Tied now" in page


@pytest.mark.parametrize("setting", [("canvas", "sqlite")], ids="-".join)
def test_who_takes_no_part_is_left_to_the_teacher(parted) -> None:
    tenant, person = parted.school.tenant, parted.gradebook.person(0)
    parted.school.waymark.db.write(lambda w: opt_out.begin(w, tenant, person, "person/x", "asked for it"))
    standard = parted.school.standards["6.A"]
    asked = parted.page(f"{HOME}?part=1&standard={standard}")
    assert "7 students get in now" in asked
    assert "1 student takes no part" in asked
    parted.send(HOME, part="1", standard=standard)
    parted.read()
    assert parted.sim.parts()["1"] == tuple(one.login for one in parted.sim.school.students[1:])

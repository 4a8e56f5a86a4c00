"""Rosters: everybody over all pages, or an error; never a part (F32)."""

from __future__ import annotations

import pytest

from lti.lms.base import Transient


def test_F32_everybody_is_listed_over_all_pages(world):
    world.page_size(10)
    members = world.adapter.roster()
    school = world.sim.school
    assert {member.sub for member in members} == {person.sub for person in (*school.teachers, *school.students)}
    assert len(members) == len({member.sub for member in members})
    assert world.count("names_and_roles") == 3


def test_F32_a_failing_page_fails_the_roster(world):
    world.page_size(10)
    world.sim.faults.roster_503_on_page = 2
    with pytest.raises(Transient):
        world.adapter.roster()


def test_F32_a_member_listed_twice_is_one_member(world):
    world.sim.faults.roster_duplicate = True
    members = world.adapter.roster()
    assert len(members) == len({member.sub for member in members})


def test_names_and_roles_are_told(world):
    person = world.student()
    member = next(member for member in world.adapter.roster() if member.sub == person.sub)
    assert (member.name, member.given_name, member.family_name) == (person.name, person.given_name, person.family_name)
    assert member.roles == ("http://purl.imsglobal.org/vocab/lis/v2/membership#Learner",)
    assert member.status == "active"


def test_ids_and_sections_are_told_where_the_adapter_says_so(world):
    person = world.student()
    member = next(member for member in world.adapter.roster() if member.sub == person.sub)
    sections = {(str(section.id), section.name) for section in world.sim.school.sections_of(person)}
    told = world.adapter.capabilities.sections
    assert {(section.section_id, section.name) for section in member.sections} == (sections if told else set())
    assert member.lms_user_id == (str(person.id) if told else None)


def test_a_learner_who_left_is_not_listed(world):
    world.sim.enrol(world.student(2).login, "deleted")
    assert world.student(2).sub not in {member.sub for member in world.adapter.roster()}

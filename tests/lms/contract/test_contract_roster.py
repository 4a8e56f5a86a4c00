"""Rosters: everybody, or an error; never a part (F32)."""

from __future__ import annotations

import pytest

from lti.lms.base import Transient
from lti.roles import Role, standing


def subs(world, people):
    return {world.sim.sub(person.login) for person in people}


def member_of(world, person):
    return next(member for member in world.adapter.roster() if member.sub == world.sim.sub(person.login))


def test_F32_everybody_is_listed_once(world):
    members = world.adapter.roster()
    school = world.sim.school
    assert {member.sub for member in members} == subs(world, (*school.teachers, *school.students))
    assert len(members) == len({member.sub for member in members})


def test_F32_everybody_is_listed_over_all_pages(world):
    world.page_size(10)
    assert len(world.adapter.roster()) == len(world.sim.school.teachers) + len(world.sim.school.students)


def test_F32_a_later_page_that_fails_fails_the_roster(world):
    world.page_size(10)
    world.sim.faults.roster_503_on_page = 2
    with pytest.raises(Transient):
        world.adapter.roster()


def test_F32_a_failing_answer_fails_the_roster(world):
    world.sim.faults.roster_503_on_page = 1
    with pytest.raises(Transient):
        world.adapter.roster()


def test_names_and_roles_are_told(world):
    person = world.student()
    member = member_of(world, person)
    assert (member.name, member.given_name, member.family_name) == (person.name, person.given_name, person.family_name)
    assert standing(member.roles).role is Role.LEARNER
    assert member.status == "active"
    assert standing(member_of(world, world.sim.school.teachers[0]).roles).role is Role.TEACHER


def test_the_lms_own_ids_are_told_where_the_adapter_needs_them(world):
    person = world.student()
    told = member_of(world, person).lms_user_id
    assert told in {None, world.sim.user_id(person.login)}
    assert told is not None or not (world.can.assignments or world.can.sections)


def test_sections_are_told_where_the_adapter_says_so(world):
    person = world.student()
    sections = {(str(section.id), section.name) for section in world.sim.school.sections_of(person)}
    found = {(section.section_id, section.name) for section in member_of(world, person).sections}
    assert found == (sections if world.can.sections else set())


def test_a_learner_who_left_is_not_an_active_member(world):
    gone = world.student(2)
    world.sim.enrol(gone.login, "deleted")
    active = {member.sub for member in world.adapter.roster() if member.status == "active"}
    assert world.sim.sub(gone.login) not in active
    assert len(active) == len(world.sim.school.teachers) + len(world.sim.school.students) - 1

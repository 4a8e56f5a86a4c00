"""Linked sections act as one course and are several: each has a gradebook and line items of its own (3.6)."""

from __future__ import annotations

import pytest
from support.lms_site import COLUMN

from lti.lms.base import Permanent, Remote


def learner_of(linked, section: int):
    """Return the first student of a section."""
    place = linked.sim.school.sections[section].id
    return next(one for one in linked.sim.school.students if place in one.section_ids)


def member_of(linked, section: int):
    return linked.member(linked.sim.school.students.index(learner_of(linked, section)))


def score_of(linked, section: int, value: int):
    return linked.score(value, number=linked.sim.school.students.index(learner_of(linked, section)))


def shown(linked, section: int) -> float | None:
    login = learner_of(linked, section).login
    return next((one.value for one in linked.sim.readback().cells if one.login == login), None)


@pytest.mark.parametrize("in_siblings", [False, True], ids=["own", "copied to siblings"])
def test_3_6_each_linked_section_has_a_column_of_its_own(linked, in_siblings):
    linked.sim.faults.columns_in_linked = in_siblings
    made = []
    for section in range(2):
        linked.enter(section)
        made.append(linked.column())
        linked.adapter.send_score(made[-1], score_of(linked, section, section + 2))
    assert made[0].remote_id != made[1].remote_id
    assert [shown(linked, 0), shown(linked, 1)] == [2, 3]
    assert len(linked.columns()) == 2


@pytest.mark.parametrize("section", [0, 1])
def test_3_6_learners_of_the_other_section_are_not_in_this_one(linked, section):
    linked.enter(section)
    column = linked.column()
    with pytest.raises(Permanent) as caught:
        linked.adapter.read_score(column, member_of(linked, 1 - section))
    assert caught.value.code == "not_in_course"


def placed(linked, section: int) -> Remote:
    """Return the column of a link placed for all linked sections, as a launch in this section tells it."""
    if not linked.sim.placed():
        linked.sim.add_material("Tape diagrams", line_item={"scoreMaximum": 4, "label": "Tape diagrams"})
    claims = linked.sim.claims_for(
        learner_of(linked, section).login, "n", int(linked.sim.placed()[0].id), linked.sim.section_ids[section]
    )
    return Remote(claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"])


def test_3_6_with_unique_identifiers_each_learner_is_scored_on_the_own_launchs_line_item(linked):
    linked.sim.faults.unique_line_items = True
    for section in range(2):
        column = placed(linked, section)
        linked.enter(section)
        linked.adapter.send_score(column, score_of(linked, section, section + 2))
        assert linked.adapter.read_score(column, member_of(linked, section)).value == section + 2
    assert [shown(linked, 0), shown(linked, 1)] == [2, 3]


def test_3_6_a_shared_identifier_is_told_before_a_score_is_lost(linked):
    column = placed(linked, 1)
    linked.enter(1)
    for call in (
        lambda: linked.adapter.read_score(column, member_of(linked, 1)),
        lambda: linked.adapter.send_score(column, score_of(linked, 1, 3)),
    ):
        with pytest.raises(Permanent) as caught:
            call()
        assert caught.value.code == "shared_column"
    assert shown(linked, 1) is None


def test_F23_a_deleted_column_is_still_told_apart(linked):
    column = linked.column()
    linked.sim.delete_column(linked.columns(COLUMN.key)[0].id)
    with pytest.raises(Permanent) as caught:
        linked.adapter.read_score(column, member_of(linked, 0))
    assert caught.value.code == "column_gone"

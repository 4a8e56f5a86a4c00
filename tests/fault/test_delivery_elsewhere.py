"""The main rules of delivery in the other learning systems: newest value once, teachers first (R2, F10, F20)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import Any

import pytest
from support.gradebooks import Gradebook, Site, open_gradebook
from support.statements import run

from gateway.db import tables as t
from gateway.delivery import choices, clearing, want
from gateway.services import goals, judge, marks_of_work, own_plans, publish
from gateway.services.drafts import Author
from gateway.services.views import writing
from gateway.services.views.deliveries import read as deliveries
from gateway.services.views.links import Links
from lti.lms.base import AssignmentWanted

KINDS = ("moodle", "schoology")


@pytest.fixture(scope="session")
def other_sites() -> Iterator[dict[str, Site]]:
    with ExitStack() as stack:
        yield {kind: stack.enter_context(Site(kind).running()) for kind in KINDS}


@pytest.fixture(params=[(kind, own) for kind in KINDS for own in (True, False)], ids=str)
def elsewhere(request: Any, other_sites: dict[str, Site], waymark: Any, clock: Any) -> Iterator[Gradebook]:
    kind, own = request.param
    found = open_gradebook(other_sites[kind], waymark, clock, own_interface=own)
    yield found
    found.check_order()


@pytest.fixture
def flagging(other_sites: dict[str, Site], waymark: Any, clock: Any) -> Gradebook:
    """Give the system in which a teacher can mark a cell as excused or missing."""
    return open_gradebook(other_sites["schoology"], waymark, clock, own_interface=True)


@pytest.fixture
def grouping(other_sites: dict[str, Site], waymark: Any, clock: Any) -> Gradebook:
    """Give the system in which a group opens an activity."""
    return open_gradebook(other_sites["moodle"], waymark, clock, own_interface=True)


def send(gradebook: Gradebook, clock: Any, value: int | None) -> None:
    clock.advance(seconds=3)
    gradebook.want(value)
    gradebook.deliver()


def test_R2_the_newest_value_stands_there(elsewhere, clock):
    for value in (1, 3, 2):
        send(elsewhere, clock, value)
    assert (elsewhere.shown(), elsewhere.cell().state, elsewhere.values()) == (2, "sent", [1, 3, 2])


def test_a_value_taken_back_leaves_an_empty_cell(elsewhere, clock):
    send(elsewhere, clock, 3)
    send(elsewhere, clock, None)
    assert (elsewhere.shown(), elsewhere.cell().state) == (None, "idle")


def test_what_opens_work_stays_when_all_of_ours_is_removed_and_the_page_says_so_before(grouping, clock):
    school, waymark = grouping.school, grouping.school.waymark
    wanted = AssignmentWanted("waymark-activity-b1", "Activity b1", "http://localhost:8400/lti/launch?activity=b1", 4)
    place = waymark.db.write(lambda w: want.assignment(w, school.tenant, school.course, "b1", wanted))
    waymark.db.write(lambda w: want.cell(w, school.tenant, place, grouping.person(), {"assigned": True}))
    clock.advance(seconds=3)
    grouping.deliver()
    page = written(grouping)
    assert (page.stays, [one.kind for one in page.things]) == (("Activity b1",), ["column"])
    waymark.db.write(lambda w: clearing.take_all(w, school.tenant, school.course))
    grouping.deliver()
    clock.advance(minutes=5)
    grouping.deliver()
    rows = {row.kind: row for row in school.rows(t.place)}
    assert (rows["assignment"].state, rows["assignment"].reason) == ("stopped", {"code": "stays"})
    assert (rows["column"].state, rows["column"].remote) == ("stopped", None)
    page = written(grouping)
    assert (page.leaving, page.stays, page.things) == (0, (), ())


def test_a_plan_lists_what_is_still_to_master_the_goal_first_and_goes_with_everything(grouping, clock):
    school, waymark = grouping.school, grouping.school.waymark
    teacher = Author(school.tenant, school.course, school.learner("teacher", "teacher"))
    school.publish()
    waymark.db.write(lambda w: publish.show_in_views(w, teacher, on=True))
    waymark.db.write(lambda w: publish.choose(w, teacher, {own_plans.SWITCH: True}))
    follow(grouping, clock)
    seen = {number: grouping.sim.plans(grouping.student(number).login) for number in (0, 1)}
    assert [[one.keys for one in plan] for plan in seen.values()] == [[("6.a", "6.b", "6.c", "6.d")]] * 2
    assert seen[0][0].due == 0
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
    settings, first = waymark.settings, grouping.person(0)

    def decided(write: Any) -> None:
        about = {"by": teacher.person_id, "about": first, "standard_id": school.standards["6.A"]}
        judge.judge(write, settings, course, **about, level=4, reason="seen")
        goals.set_goal(write, settings, course, first, goals.Goal(school.standards["6.C"], date(2026, 10, 1)))
        marks_of_work.learner(write, course, first)

    waymark.db.write(decided)
    follow(grouping, clock)
    (plan,) = grouping.sim.plans(grouping.student(0).login)
    assert set(plan.keys) == {"6.b", "6.c", "6.d"}
    assert datetime.fromtimestamp(plan.due, UTC) == datetime(2026, 10, 1, 23, 59, tzinfo=UTC)
    assert written(grouping).plans == len(grouping.sim.school.students)
    waymark.db.write(lambda w: publish.take_back_all(w, teacher))
    follow(grouping, clock)
    assert [grouping.sim.plans(one.login) for one in grouping.sim.school.students] == [()] * 8
    assert written(grouping).plans == 0


def follow(gradebook: Gradebook, clock: Any) -> None:
    """Let all that is due be done, with what waits for a column or a standard."""
    for _ in range(3):
        run(gradebook.school.waymark, "evaluate", "deliver")
        clock.advance(seconds=70)


def written(gradebook: Gradebook) -> Any:
    """Return the page of what is written in the course."""
    school, waymark = gradebook.school, gradebook.school.waymark
    with waymark.db.read() as conn:
        course = conn.execute(t.course.select().filter_by(tenant_id=school.tenant, id=school.course)).one()
        inputs = waymark.cache.get(conn, school.tenant, school.course)
        can = waymark.adapter(conn, course).capabilities
        return writing.show(conn, course, inputs, Links("/x"), waymark.clock(), can)


def test_F10_a_lost_answer_is_looked_up_and_not_sent_again(elsewhere, clock):
    elsewhere.sim.faults.drop_answer_after_store = 1
    send(elsewhere, clock, 3)
    assert elsewhere.cell().state == "waiting"
    clock.advance(minutes=3)
    elsewhere.deliver()
    assert (elsewhere.shown(), elsewhere.cell().state, elsewhere.values()) == (3, "sent", [3])


def test_F20_a_teachers_grade_is_kept_until_the_teacher_says_otherwise(elsewhere, clock):
    send(elsewhere, clock, 2)
    clock.advance(seconds=3)
    elsewhere.grade(4)
    send(elsewhere, clock, 3)
    assert (elsewhere.shown(), elsewhere.cell().state) == (4, "held")
    elsewhere.choose(choices.send_ours, 0)
    clock.advance(seconds=3)
    elsewhere.deliver()
    assert (elsewhere.shown(), elsewhere.cell().state) == (3, "sent")


def test_F07_a_system_that_is_down_loses_nothing(elsewhere, clock):
    elsewhere.sim.faults.down = True
    send(elsewhere, clock, 3)
    assert elsewhere.trouble()["code"] == "lms_error"
    elsewhere.sim.faults.down = False
    clock.advance(minutes=5)
    elsewhere.deliver()
    assert (elsewhere.shown(), elsewhere.trouble()) == (3, None)


def flag(gradebook: Gradebook, name: str | None) -> None:
    gradebook.sim.set_flag(gradebook.sim.readback().columns[0].id, gradebook.student().login, name)


def flag_there(gradebook: Gradebook) -> str | None:
    found = gradebook.sim.readback()
    return found.cell(gradebook.student().login, found.columns[0].id).flag


@pytest.mark.parametrize("name", ["excused", "missing", "incomplete"])
def test_a_teachers_exception_is_never_written_over_unasked(flagging, clock, name):
    send(flagging, clock, 2)
    flag(flagging, name)
    send(flagging, clock, 3)
    assert (flag_there(flagging), flagging.cell().state, flagging.values()) == (name, "held", [2])
    flagging.choose(choices.keep_theirs, 0)
    send(flagging, clock, 4)
    assert (flag_there(flagging), flagging.values()) == (name, [2])


@pytest.mark.parametrize("fault", ["rest_key_dead", "personal_key"])
def test_an_exception_that_we_may_not_see_is_not_written_over(flagging, clock, fault):
    flag(flagging, "excused")
    setattr(flagging.sim.faults, fault, True)
    send(flagging, clock, 3)
    assert (flag_there(flagging), flagging.values()) == ("excused", [])
    assert (flagging.cell().state, flagging.cell().reason) == ("failed", {"code": "token_refused"})


def test_a_teacher_who_chooses_our_value_gets_it_instead_of_the_exception(flagging, clock):
    flag(flagging, "missing")
    send(flagging, clock, 3)
    assert flagging.cell().state == "held"
    flagging.choose(choices.send_ours, 0)
    clock.advance(seconds=3)
    flagging.deliver()
    assert (flag_there(flagging), flagging.shown(), flagging.cell().state) == (None, 3, "sent")


def test_the_teacher_is_told_which_exception_it_was(flagging, clock, app):
    school = flagging.school
    school.publish()
    flag(flagging, "excused")
    send(flagging, clock, 3)
    with school.waymark.db.read() as conn, app.test_request_context():
        inputs = school.waymark.cache.get(conn, school.tenant, school.course)
        shown = deliveries(conn, inputs, Links("h")).of(flagging.person(), school.standards["6.A"])
    assert (shown.state, shown.theirs, shown.value) == ("held", "excused", "3")

"""What concerns a course or a column as a whole: fault cases of delivery against the simulator (reliability.md 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from support.gradebooks import open_gradebook
from support.statements import run

from gateway.db import tables as t
from gateway.delivery import choices, clearing, halted, mending, want
from lti.lms.base import ColumnWanted


def late_enough(gradebook: Any, clock: Any, **parts: float) -> None:
    clock.advance(**(parts or {"minutes": 2}))
    gradebook.deliver()


def calls(gradebook: Any) -> int:
    return sum(gradebook.sim.readback().requests.values())


def read_class_list(school: Any) -> None:
    school.waymark.db.write(lambda w: w.wake(f"roster/{school.tenant}/{school.course}"))
    run(school.waymark, "roster")


def closed(gradebook: Any) -> Any:
    school = gradebook.school
    with school.waymark.db.read() as conn:
        return halted.trouble(conn, school.tenant, school.course)


def outcomes(gradebook: Any, number: int = 0) -> list[tuple[str, Any]]:
    rows = gradebook.school.rows(t.attempt, person_id=gradebook.person(number))
    return [(row.outcome, (row.value or {}).get("value")) for row in sorted(rows, key=lambda row: row.at)]


def act(gradebook: Any, choice: Any, *more: str) -> Any:
    school = gradebook.school
    return school.waymark.db.write(lambda w: choice(w, school.tenant, *more))


def test_F31_a_course_that_ended_is_one_refusal_and_is_tried_once_a_day(gradebook, clock) -> None:
    gradebook.sim.faults.ags_concluded = True
    for number in range(5):
        gradebook.want(3, number)
    before = calls(gradebook)
    gradebook.deliver()
    assert closed(gradebook)["code"] == "course_closed"
    assert {gradebook.cell(number).state for number in range(5)} == {"waiting"}
    assert {gradebook.cell(number).reason["code"] for number in range(5)} == {"course_closed"}
    gradebook.want(4, 0)  # what is wanted later waits with the others
    late_enough(gradebook, clock, hours=20)
    assert calls(gradebook) - before <= 3  # a token, then the column and a cell of it
    for _ in range(3):
        late_enough(gradebook, clock, hours=24)
    assert calls(gradebook) - before <= 12
    assert sum(row.outcome == "course_closed" for row in gradebook.school.rows(t.attempt)) == 4
    gradebook.sim.faults.ags_concluded = False
    late_enough(gradebook, clock, hours=24)
    assert [gradebook.values(number) for number in range(5)] == [[4], [3], [3], [3], [3]]
    assert closed(gradebook) is None


def test_F31_after_two_weeks_the_grades_fail_with_their_reason_and_a_teacher_can_try_again(gradebook, clock) -> None:
    gradebook.sim.faults.ags_concluded = True
    gradebook.want(3)
    for _ in range(15):
        gradebook.deliver()
        clock.advance(hours=24, minutes=1)
    assert (gradebook.cell().state, gradebook.cell().reason) == ("failed", {"code": "course_closed"})
    gradebook.sim.faults.ags_concluded = False
    act(gradebook, halted.go_on, gradebook.school.course)
    gradebook.choose(choices.try_again, 0)
    gradebook.deliver()
    assert (gradebook.values(), closed(gradebook)) == ([3], None)


def test_F31_no_column_is_asked_for_in_a_course_that_ended(gradebook, clock) -> None:
    gradebook.sim.faults.ags_concluded = True
    school = gradebook.school
    wanted = ColumnWanted("waymark-6.B", "6.B column", 4, "6.B")
    place = school.waymark.db.write(
        lambda w: want.column(w, school.tenant, school.course, school.standards["6.B"], wanted)
    )
    before = calls(gradebook)
    for _ in range(5):
        late_enough(gradebook, clock, hours=3)
    assert calls(gradebook) - before <= 3
    gradebook.sim.faults.ags_concluded = False
    late_enough(gradebook, clock, hours=24)
    assert school.rows(t.place, id=place)[0].state == "there"


def test_F28_an_unpublished_assignment_is_looked_at_daily_and_when_somebody_opens_the_course(gradebook, clock) -> None:
    gradebook.sim.faults.unpublished = True
    gradebook.want(3)
    before = calls(gradebook)
    gradebook.deliver()
    assert (gradebook.cell().state, gradebook.cell().reason) == ("waiting", {"code": "unpublished"})
    for _ in range(5):
        late_enough(gradebook, clock, hours=4)
    assert gradebook.calls("scores") == 1
    assert calls(gradebook) - before <= 4
    late_enough(gradebook, clock, hours=5)
    assert gradebook.calls("scores") == 2
    gradebook.sim.faults.unpublished = False
    read_class_list(gradebook.school)  # a launch has the list read
    late_enough(gradebook, clock, seconds=3)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 3)


def test_a_column_whose_grading_period_is_over_is_not_written_any_more(gradebook, clock, monkeypatch) -> None:
    from lti.lms.base import Permanent
    from lti.lms.parts import PartsAdapter

    def over(*_args: Any) -> None:
        raise Permanent("period_closed")

    gradebook.want(2)
    gradebook.deliver()
    monkeypatch.setattr(PartsAdapter, "send_score", over)
    gradebook.want(3)
    late_enough(gradebook, clock)
    assert (gradebook.place_row().state, gradebook.place_row().reason) == ("held", {"code": "period_closed"})
    before = calls(gradebook)
    gradebook.want(4)
    late_enough(gradebook, clock, hours=30)
    assert (calls(gradebook), gradebook.shown()) == (before, 2)


def test_F26_the_column_that_a_teacher_chose_is_used_and_no_other_is_made(site, waymark, clock) -> None:
    gradebook = open_gradebook(site, waymark, clock)
    with waymark.db.read() as conn:
        course = conn.execute(t.course.select().filter_by(tenant_id=gradebook.school.tenant)).one()
        waymark.adapter(conn, course).make_column(ColumnWanted(**gradebook.place_row().wanted))
    gradebook.choose(choices.make_again)
    late_enough(gradebook, clock)
    found = [one["id"] for one in gradebook.place_row().reason["found"]]
    assert len(set(found)) == 2
    gradebook.want(3)
    late_enough(gradebook, clock)
    assert gradebook.values() == []
    act(gradebook, mending.use_column, gradebook.place, found[1])
    late_enough(gradebook, clock)
    assert (gradebook.place_row().remote["id"], gradebook.values()) == (found[1], [3])
    with pytest.raises(Exception, match="no such column"):
        act(gradebook, mending.use_column, gradebook.place, "https://elsewhere.example/1")


def test_F23_a_teacher_can_do_without_a_deleted_column(gradebook, clock) -> None:
    gradebook.want(2)
    gradebook.deliver()
    with gradebook.sim._lms.store.change() as state:
        for item in state.line_items.values():
            state.live_assignment(item.assignment_id).deleted = True
    gradebook.want(3)
    late_enough(gradebook, clock)
    gradebook.choose(mending.leave_column)
    before = calls(gradebook)
    gradebook.want(4)
    late_enough(gradebook, clock, hours=30)
    assert (gradebook.place_row().reason, calls(gradebook)) == ({"code": "left_out"}, before)


def test_F24_a_changed_maximum_keeps_the_share_and_is_no_teachers_change(gradebook, clock) -> None:
    gradebook.want(2)
    gradebook.deliver()
    with gradebook.sim._lms.store.change() as state:
        for item in state.line_items.values():
            item.score_maximum = state.live_assignment(item.assignment_id).points_possible = 10
            item.label = "Renamed"
    gradebook.want(4)
    late_enough(gradebook, clock)
    gradebook.want(1)
    late_enough(gradebook, clock)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 2.5)
    assert {post["scoreMaximum"] for post in gradebook.posts()} == {4}
    assert next(iter(gradebook.sim.state()["line_items"]))["label"] == "Renamed"


def test_F34_after_a_backup_was_restored_there_all_is_compared_and_told(gradebook, clock) -> None:
    for number, value in enumerate((1, 2, 3, 4)):
        gradebook.want(value, number)
    gradebook.deliver()
    gradebook.want(3, 1)
    late_enough(gradebook, clock)
    lms = gradebook.sim._lms
    with (
        lms.store.change() as state
    ):  # the first is gone, the second older, the third a teacher's, the fourth as it was
        people = [lms.school.find(gradebook.sim.sub(gradebook.student(number).login)) for number in range(3)]
        for rows in (state.results, state.submissions):
            for key in [key for key, row in rows.items() if row.user_id == people[0].id]:
                del rows[key]
            for row in rows.values():
                if row.user_id == people[1].id:
                    row.score = 2
    gradebook.grade(1, 2)
    clock.advance(minutes=1)
    assert act(gradebook, mending.compare, gradebook.school.course) == 4
    late_enough(gradebook, clock, seconds=1)
    assert [gradebook.cell(number).state for number in range(4)] == ["sent", "sent", "held", "sent"]
    assert [gradebook.shown(number) for number in range(4)] == [1, 3, 1, 4]
    assert [outcomes(gradebook, number)[-1][0] for number in range(4)] == ["sent", "sent", "held", "equal"]


def test_all_that_we_made_in_a_course_is_taken_back_and_made_again_when_wanted(gradebook, clock) -> None:
    gradebook.want(3)
    gradebook.deliver()
    gradebook.sim.faults.down = True
    assert act(gradebook, clearing.take_all, gradebook.school.course) == 1
    gradebook.deliver()
    assert gradebook.place_row().state == "waiting"
    gradebook.sim.faults.down = False
    late_enough(gradebook, clock)
    assert (gradebook.place_row().state, gradebook.place_row().remote) == ("stopped", None)
    assert not gradebook.sim.state()["line_items"]
    assert (gradebook.cell().state, gradebook.cell().wanted) == ("idle", None)
    act(gradebook, clearing.take_all, gradebook.school.course)
    late_enough(gradebook, clock)
    school = gradebook.school
    waiting = {"state": "waiting", "next_at": clock()}
    key = {"tenant_id": school.tenant, "id": gradebook.place}
    school.waymark.db.write(lambda w: w.conn.execute(t.place.update().filter_by(**key).values(**waiting)))
    gradebook.want(4)
    school.waymark.db.write(lambda w: w.wake(f"deliver/{school.platform}"))
    late_enough(gradebook, clock, hours=1)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 4)


def test_R4_a_grade_that_is_refused_for_two_weeks_fails_with_its_reason(gradebook, clock) -> None:
    from gateway.delivery.retry import GIVE_UP_AFTER, HOURLY, after

    total = sum((after(tries, None, "x") for tries in range(GIVE_UP_AFTER)), timedelta())
    assert timedelta(days=13) < total < timedelta(days=15)
    assert timedelta(seconds=HOURLY * 0.8) <= after(40, None, "x") <= timedelta(seconds=HOURLY * 1.2)
    assert after(0, 7200, "x") == timedelta(hours=1)
    gradebook.want(3)
    key = {"tenant_id": gradebook.school.tenant, "place_id": gradebook.place, "person_id": gradebook.person()}
    last = t.cell.update().filter_by(**key).values(tries=GIVE_UP_AFTER)
    gradebook.school.waymark.db.write(lambda w: w.conn.execute(last))
    gradebook.sim.faults.down = True
    gradebook.deliver()
    assert (gradebook.cell().state, gradebook.cell().reason) == ("failed", {"code": "lms_error"})

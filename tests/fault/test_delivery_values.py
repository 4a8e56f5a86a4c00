"""Values, order, teachers and people: fault cases of delivery against the LMS simulator (reliability.md 4)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from support.clock import SteerableClock
from support.statements import run

from gateway.db import tables as t
from gateway.delivery import choices


def read_class_list(school) -> None:
    school.waymark.db.write(lambda w: w.wake(f"roster/{school.tenant}/{school.course}"))
    run(school.waymark, "roster")


def late_enough(gradebook, clock, **parts: float) -> None:
    clock.advance(**(parts or {"minutes": 2}))
    gradebook.deliver()


def test_F13_values_in_quick_succession_end_with_the_newest(gradebook, clock) -> None:
    for value in (1, 3, 2):
        gradebook.want(value)
        gradebook.deliver()
        clock.advance(milliseconds=300)
    late_enough(gradebook, clock, seconds=3)
    assert gradebook.values() == [1, 2]
    assert gradebook.shown() == 2


def test_F13_R3_stamps_rise_by_a_second_even_when_the_pace_allows_less(gradebook, clock) -> None:
    from datetime import datetime

    for value in (1, 2, 3):
        gradebook.want(value)
        gradebook.deliver()
        clock.advance(seconds=2)
    stamps = [datetime.fromisoformat(post["timestamp"]) for post in gradebook.posts()]
    assert len(stamps) == 3
    assert all(b - a >= timedelta(seconds=1) for a, b in pairwise(stamps))


def test_F15_the_clock_falls_back_an_hour(gradebook, clock) -> None:
    gradebook.want(1)
    gradebook.deliver()
    gradebook.site.clock = SteerableClock(clock())  # only the tool's own clock is wrong
    clock.advance(hours=-1)
    gradebook.want(2)
    gradebook.deliver()
    assert gradebook.values() == [1, 2]


def test_S11_work_dated_ahead_is_handed_in_with_the_grade(gradebook, clock) -> None:
    from gateway.delivery import want

    ahead = (clock() + timedelta(hours=3)).isoformat()
    wanted = {"value": 3, "maximum": 4, "comment": "", "at": ahead}
    school = gradebook.school
    school.waymark.db.write(lambda w: want.cell(w, school.tenant, gradebook.place, gradebook.person(), wanted))
    gradebook.deliver()
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 3)


def test_F16_the_lms_clock_is_ahead(gradebook, clock) -> None:
    gradebook.want(1)
    gradebook.deliver()
    ahead = gradebook.sim._lms.state.results
    for result in ahead.values():
        result.timestamp = (clock() + timedelta(minutes=5)).isoformat()
    clock.advance(seconds=10)
    gradebook.want(2)
    for _ in range(4):
        gradebook.deliver()
        clock.advance(seconds=5)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 2)


def test_F18_an_unchanged_value_is_not_sent(gradebook, clock) -> None:
    assert gradebook.want(3)
    gradebook.deliver()
    assert not gradebook.want(3)
    clock.advance(minutes=1)
    gradebook.want(2)
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.values() == [3]
    assert gradebook.cell().state == "sent"


def test_F19_whole_points_arrive_as_whole_numbers(gradebook) -> None:
    gradebook.want(4)
    gradebook.deliver()
    post = gradebook.posts()[0]
    assert (post["scoreGiven"], post["scoreMaximum"]) == (4, 4)
    assert all(isinstance(post[name], int) for name in ("scoreGiven", "scoreMaximum"))


def test_F20_a_teachers_change_is_held_and_the_teacher_chooses(gradebook, clock) -> None:
    gradebook.want(2)
    gradebook.deliver()
    gradebook.grade(3)
    clock.advance(minutes=1)
    gradebook.want(4)
    gradebook.deliver()
    cell = gradebook.cell()
    assert (cell.state, cell.reason["code"], cell.reason["theirs"]["value"]) == ("held", "changed_by_teacher", 3)
    assert gradebook.shown() == 3
    gradebook.choose(choices.keep_theirs, 0)
    late_enough(gradebook, clock)
    assert gradebook.shown() == 3
    gradebook.choose(choices.send_ours, 0)
    late_enough(gradebook, clock)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 4)


def test_F21_a_cleared_grade_is_a_teachers_change_too(gradebook, clock) -> None:
    gradebook.want(2)
    gradebook.deliver()
    gradebook.grade(None)
    clock.advance(minutes=1)
    gradebook.want(4)
    gradebook.deliver()
    assert (gradebook.cell().state, gradebook.shown()) == ("held", None)
    gradebook.choose(choices.send_ours, 0)
    late_enough(gradebook, clock)
    assert gradebook.shown() == 4


def test_a_value_no_longer_wanted_is_cleared_and_may_come_back(gradebook, clock) -> None:
    for value, shown in ((2, 2), (None, None), (3, 3)):
        gradebook.want(value)
        gradebook.deliver()
        assert gradebook.shown() == shown
        clock.advance(minutes=1)
    gradebook.sim.faults.drop_answer_after_store = 1
    gradebook.want(None)
    gradebook.deliver()
    gradebook.want(4)
    late_enough(gradebook, clock)
    assert (gradebook.cell().state, gradebook.shown()) == ("sent", 4)


def test_F23_a_deleted_column_is_never_made_again_by_itself(gradebook, clock) -> None:
    gradebook.want(2)
    gradebook.deliver()
    with gradebook.sim._lms.store.change() as state:
        for item in state.line_items.values():
            state.live_assignment(item.assignment_id).deleted = True
    clock.advance(minutes=1)
    gradebook.want(3)
    gradebook.deliver()
    assert (gradebook.cell().state, gradebook.cell().reason["code"]) == ("held", "column_gone")
    assert gradebook.place_row().state == "held"
    late_enough(gradebook, clock, hours=30)
    assert not gradebook.sim.state()["line_items"]
    gradebook.choose(choices.make_again)
    late_enough(gradebook, clock)
    assert gradebook.place_row().state == "there"
    assert gradebook.shown() == 3


def test_F25_a_lost_answer_makes_no_second_column(site, waymark, clock) -> None:
    from support.gradebooks import open_gradebook

    gradebook = open_gradebook(site, waymark, clock, column=False)
    gradebook.sim.faults.drop_answer_after_store = 1
    gradebook.column()
    gradebook.deliver()
    late_enough(gradebook, clock)
    assert gradebook.place_row().state == "there"
    assert len(gradebook.sim.state()["line_items"]) == 1


def test_F26_two_matching_columns_are_the_teachers_to_choose(site, waymark, clock) -> None:
    from support.gradebooks import open_gradebook

    gradebook = open_gradebook(site, waymark, clock)
    kept = gradebook.place_row().wanted
    with waymark.db.read() as conn:
        course = conn.execute(t.course.select().filter_by(tenant_id=gradebook.school.tenant)).one()
        adapter = waymark.adapter(conn, course)
    from lti.lms.base import ColumnWanted

    adapter.make_column(ColumnWanted(**kept))
    gradebook.choose(choices.make_again)
    late_enough(gradebook, clock)
    row = gradebook.place_row()
    assert (row.state, row.reason["code"]) == ("held", "two_columns")
    assert len(gradebook.sim.state()["line_items"]) == 2


def test_F29_a_learner_who_left_stops_alone_and_comes_back_by_itself(gradebook, clock) -> None:
    gone = gradebook.student(0).login
    gradebook.sim.enrol(gone, "deleted")
    for number in range(3):
        gradebook.want(3, number)
    gradebook.deliver()
    assert (gradebook.cell(0).state, gradebook.cell(0).reason["code"]) == ("failed", "not_in_course")
    assert gradebook.cell(1).state == gradebook.cell(2).state == "sent"
    school = gradebook.school
    read_class_list(school)
    late_enough(gradebook, clock)
    assert gradebook.cell(0).state == "failed"
    gradebook.sim.enrol(gone, "active")
    read_class_list(school)
    late_enough(gradebook, clock)
    assert (gradebook.cell(0).state, gradebook.shown(0)) == ("sent", 3)


def test_F30_nothing_is_queued_for_a_test_student(gradebook) -> None:
    from gateway.delivery import want

    school = gradebook.school
    test = school.learner("preview", test=True)
    wanted = {"value": 3, "maximum": 4}
    assert not school.waymark.db.write(lambda w: want.cell(w, school.tenant, gradebook.place, test, wanted))
    assert not school.rows(t.cell, person_id=test)


def test_who_takes_no_part_gets_no_grade_and_what_stands_there_stays(gradebook, clock) -> None:
    from gateway.services import opt_out

    school, person = gradebook.school, gradebook.person()
    gradebook.want(2)
    gradebook.deliver()
    gradebook.want(3)
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, person, "person/teacher", "asked for"))
    late_enough(gradebook, clock)
    assert not gradebook.want(4)
    late_enough(gradebook, clock)
    assert (gradebook.values(), gradebook.shown()) == ([2], 2)
    school.waymark.db.write(lambda w: opt_out.end(w, school.tenant, person, "person/teacher"))
    assert gradebook.want(4)
    late_enough(gradebook, clock)
    assert gradebook.values() == [2, 4]


def test_F37_what_waits_survives_a_restart_and_is_sent_once(gradebook, clock, waymark) -> None:
    from gateway import wiring

    gradebook.sim.faults.down = True
    for number in range(8):
        gradebook.want(3, number)
    gradebook.deliver()
    waymark.close()
    again = wiring.build(waymark.settings, clock)
    try:
        gradebook.school.waymark = again
        gradebook.sim.faults.down = False
        late_enough(gradebook, clock)
        assert [gradebook.values(number) for number in range(8)] == [[3]] * 8
    finally:
        again.close()


def test_R8_every_attempt_is_kept(gradebook, clock) -> None:
    gradebook.sim.faults.throttle_next = 1
    gradebook.want(3)
    gradebook.deliver()
    late_enough(gradebook, clock)
    outcomes = [
        row.outcome for row in sorted(gradebook.school.rows(t.attempt), key=lambda row: row.at) if row.person_id
    ]
    assert outcomes == ["throttled", "sent"]

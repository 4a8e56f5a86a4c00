"""More fault cases of delivery by id: transport, order, people (reliability.md 4)."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import insert, update
from support.clock import SteerableClock
from support.gradebooks import Gradebook, open_gradebook
from support.memory_lms import MemoryLms
from support.world import found_school

from gateway.db import tables as t
from gateway.delivery import want
from gateway.delivery.sending import PACE
from gateway.jobs import lanes
from gateway.services import publish
from gateway.services.drafts import Author
from lti.lms.base import ColumnWanted, Superseded, Transient


def late_enough(gradebook: Any, clock: Any, **parts: float) -> None:
    clock.advance(**(parts or {"minutes": 2}))
    gradebook.deliver()


def lead(gradebook: Gradebook, url: str) -> None:
    """Have the column's address lead elsewhere."""
    school = gradebook.school
    remote = {**gradebook.place_row().remote, "id": url}
    key = {"tenant_id": school.tenant, "id": gradebook.place}
    school.waymark.db.write(lambda w: w.conn.execute(update(t.place).filter_by(**key).values(remote=remote)))


def outcomes(gradebook: Gradebook, number: int = 0) -> list[tuple[str, Any]]:
    rows = gradebook.school.rows(t.attempt, person_id=gradebook.person(number))
    return [(row.outcome, (row.value or {}).get("value")) for row in sorted(rows, key=lambda row: row.at)]


def memory_column(waymark: Any, tag: str, lms: MemoryLms) -> tuple[Any, str, str]:
    """Found a school whose learning system is in memory; return it with its column and one learner."""
    school = found_school(waymark, tag)
    person = school.learner("ana")
    wanted = ColumnWanted("k", "Column", 4, "k")
    place = waymark.db.write(lambda w: want.column(w, school.tenant, school.course, school.standards["6.A"], wanted))
    handler = waymark.runner.handlers["deliver"].__self__
    before = handler.adapter
    handler.adapter = lambda conn, course: lms if course.platform_id == school.platform else before(conn, course)
    return school, place, person


def wants(school: Any, place: str, person: str, value: int) -> None:
    wanted = {"value": value, "maximum": 4, "comment": "", "at": None}
    school.waymark.db.write(lambda w: want.cell(w, school.tenant, place, person, wanted))


@pytest.mark.parametrize("tampered", ["tls", "dns"])
def test_F08_a_certificate_or_a_name_that_fails_is_waited_for_and_told(gradebook, clock, monkeypatch, tampered) -> None:
    good = gradebook.place_row().remote["id"]
    if tampered == "tls":
        lead(gradebook, good.replace("http://", "https://"))
    else:
        real = socket.getaddrinfo

        def nowhere(host: Any, *args: Any, **options: Any) -> Any:
            if host == "localhost":
                raise socket.gaierror(socket.EAI_NONAME, "no such name")
            return real(host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", nowhere)
        lead(gradebook, good.replace("127.0.0.2", "localhost"))
    gradebook.want(3)
    gradebook.deliver()
    assert gradebook.trouble()["code"] == ("tls" if tampered == "tls" else "unreachable")
    assert (gradebook.cell().state, gradebook.cell().tries) == ("waiting", 1)
    monkeypatch.undo()
    lead(gradebook, good)
    late_enough(gradebook, clock)
    assert gradebook.values() == [3]


class Hanging(MemoryLms):
    """Accepts a call and answers it only when it is let go."""

    def read_score(self, column: Any, member: Any) -> Any:
        self.asked.set()
        assert self.go_on.wait(60)
        return super().read_score(column, member)


def test_F09_a_system_that_hangs_keeps_only_its_own_grades_waiting(gradebook, clock) -> None:
    waymark = gradebook.school.waymark
    hanging = Hanging()
    hanging.asked, hanging.go_on = threading.Event(), threading.Event()
    school, place, person = memory_column(waymark, "hanging", hanging)
    wants(school, place, person, 3)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(waymark.runner.run_now, f"deliver/{school.platform}")
        try:
            assert hanging.asked.wait(60)
            gradebook.want(3)
            gradebook.deliver()
            assert gradebook.values() == [3]
            assert hanging.log == []
        finally:
            hanging.go_on.set()
        assert running.result(60)
    assert [value for _, _, value in hanging.log] == [3]


def test_F14_a_version_that_gave_way_is_never_sent_and_the_history_says_so(gradebook, clock) -> None:
    gradebook.want(1)
    gradebook.deliver()
    gradebook.sim.faults.down = True
    for value in (2, 3, 4):
        gradebook.want(value)
        late_enough(gradebook, clock, seconds=1)
    gradebook.sim.faults.down = False
    late_enough(gradebook, clock, hours=1)
    assert gradebook.values() == [1, 4]
    told = outcomes(gradebook)
    assert [value for outcome, value in told if outcome == "superseded"] == [2, 3]
    assert told[-1] == ("sent", 4)


class Ahead(MemoryLms):
    """Its clock is a year ahead, whatever it is sent."""

    def send_score(self, column: Any, score: Any) -> None:
        del column, score
        raise Superseded("newer_there")


def test_F12_a_value_that_may_still_arrive_is_shut_out_by_a_later_time(gradebook, clock) -> None:
    gradebook.want(2)
    gradebook.deliver()
    handler = gradebook.school.waymark.runner.handlers["deliver"].__self__
    real, late = handler.adapter, []

    class Late:
        """Takes a score and brings it into the gradebook only when it is called."""

        def __init__(self, adapter: Any) -> None:
            self.adapter = adapter

        def __getattr__(self, name: str) -> Any:
            return getattr(self.adapter, name)

        def send_score(self, *sent: Any) -> None:
            late.append(lambda: self.adapter.send_score(*sent))
            raise Transient("timeout")

    handler.adapter = lambda conn, course: Late(real(conn, course))
    gradebook.want(4)
    late_enough(gradebook, clock)
    handler.adapter = real
    gradebook.want(2)  # the gradebook shows it already, but for how long?
    late_enough(gradebook, clock)
    assert gradebook.cell().state == "sent"
    with pytest.raises(Superseded):
        late[0]()
    assert gradebook.shown() == 2


def test_F16_a_clock_that_stays_ahead_is_given_up_after_three_tries_and_held(waymark, clock) -> None:
    school, place, person = memory_column(waymark, "ahead", Ahead())
    wants(school, place, person, 3)
    for _ in range(8):
        waymark.runner.run_now(f"deliver/{school.platform}")
        clock.advance(seconds=5)
    row = school.rows(t.cell, person_id=person)[0]
    assert (row.state, row.reason) == ("held", {"code": "newer_there"})
    assert sum(one.outcome == "newer_there" for one in school.rows(t.attempt)) == 4


def test_F22_the_learners_time_and_a_finished_grade_are_sent(gradebook) -> None:
    gradebook.want(3)
    gradebook.deliver()
    post = gradebook.posts()[0]
    assert post["submission"]["submittedAt"] == "2026-09-14T11:55:00.000Z"
    assert (post["activityProgress"], post["gradingProgress"]) == ("Completed", "FullyGraded")
    item = gradebook.sim.state()["line_items"][0]
    assert [one["attempt"] for one in item["scores"]] == [0]


def test_F25_of_two_workers_only_the_one_that_holds_the_lane_makes_a_column(site, waymark, clock) -> None:
    gradebook = open_gradebook(site, waymark, clock, column=False)
    gradebook.column()
    handler = waymark.runner.handlers["deliver"].__self__
    lane, real = f"deliver/{gradebook.school.platform}", handler.adapter
    slow = waymark.db.write(lambda w: lanes.claim(w.conn, lane, "slow", w.now))

    class Slow:
        def __init__(self, adapter: Any) -> None:
            self.adapter = adapter

        def __getattr__(self, name: str) -> Any:
            return getattr(self.adapter, name)

        def find_columns(self, wanted: ColumnWanted) -> Any:
            found = self.adapter.find_columns(wanted)
            handler.adapter = real
            clock.advance(seconds=121)
            gradebook.deliver()  # the second worker, after the lease
            return found

    handler.adapter = lambda conn, course: Slow(real(conn, course))
    assert handler.run(lane, slow) is None
    assert gradebook.place_row().state == "there"
    assert len(gradebook.sim.state()["line_items"]) == 1


def test_F27_a_course_without_a_gradebook_has_no_switch_and_no_rows(site, waymark, clock) -> None:
    school = open_gradebook(site, waymark, clock, column=False).school
    here = {"tenant_id": school.tenant, "id": school.course}
    waymark.db.write(lambda w: w.conn.execute(update(t.course).filter_by(**here).values(lineitems_url=None)))
    who = Author(school.tenant, school.course, school.learner("teach", "teacher"))
    with pytest.raises(Exception, match="no gradebook"):
        waymark.db.write(lambda w: publish.switch(w, who, on=True))
    assert (school.rows(t.place), school.rows(t.cell)) == ([], [])
    assert not site.sim.state()["line_items"]


def test_R6_what_is_refused_for_good_stops_that_row_alone_and_is_told(gradebook, clock) -> None:
    gradebook.sim.enrol(gradebook.student(0).login, "deleted")
    for number in range(3):
        gradebook.want(3, number)
    gradebook.deliver()
    assert [gradebook.cell(number).state for number in range(3)] == ["failed", "sent", "sent"]
    assert gradebook.cell(0).reason == {"code": "not_in_course"}
    assert outcomes(gradebook) == [("not_in_course", 3)]
    assert gradebook.trouble() is None
    before = gradebook.calls("scores")
    late_enough(gradebook, clock, hours=30)
    assert gradebook.calls("scores") == before, "it is not tried again by itself"


def test_F35_the_same_person_under_a_new_id_is_never_merged_by_itself(gradebook, clock) -> None:
    gradebook.want(3)
    gradebook.deliver()
    school = gradebook.school
    before = gradebook.person()
    new = school.learner("again", ids=("sub-after-a-merge", gradebook.sim.user_id(gradebook.student().login)))
    assert new != before
    assert school.rows(t.cell, person_id=new) == []
    gradebook.want(4)
    late_enough(gradebook, clock)
    assert gradebook.values() == [3, 4]


@pytest.mark.nightly
@pytest.mark.timeout(1200)
def test_F37_a_thousand_open_rows_survive_a_restart(waymark, clock: SteerableClock) -> None:
    from gateway import wiring

    lms = MemoryLms(script=["down"])
    school, place, person = memory_column(waymark, "many", lms)
    row = dict(school.rows(t.person, id=person)[0]._mapping)
    people = [{**row, "id": f"p{n}", "sub": f"sub{n}", "account": f"a{n}"} for n in range(1000)]
    waymark.db.write(lambda w: w.conn.execute(insert(t.person), people))
    for one in people:
        wants(school, place, one["id"], 3)
    waymark.runner.run_now(f"deliver/{school.platform}")
    waymark.close()
    again = wiring.build(waymark.settings, clock)
    try:
        again.runner.handlers["deliver"].__self__.adapter = lambda _conn, _course: lms
        for _ in range(30):
            clock.advance(minutes=1)
            again.runner.run_now(f"deliver/{school.platform}")
        assert sorted({key for key, _, _ in lms.log}) == sorted(f"urn:column:k/sub{n}" for n in range(1000))
        assert len(lms.log) == 1000
    finally:
        again.close()


def test_R4_a_platform_in_trouble_is_asked_by_one_call(gradebook, clock) -> None:
    for number in range(6):
        gradebook.want(3, number)
    gradebook.sim.faults.down = True
    gradebook.deliver()
    before = sum(gradebook.sim.readback().requests.values())
    late_enough(gradebook, clock, seconds=5)
    assert sum(gradebook.sim.readback().requests.values()) - before == 1
    late_enough(gradebook, clock, seconds=59)
    assert sum(gradebook.sim.readback().requests.values()) - before == 1


def test_R2_a_row_is_sent_at_most_every_two_seconds(gradebook, clock) -> None:
    for value in (1, 2, 3, 4):
        gradebook.want(value)
        gradebook.deliver()
        clock.advance(seconds=PACE.total_seconds() / 2)
    late_enough(gradebook, clock, seconds=2)
    assert gradebook.values() == [1, 3, 4]

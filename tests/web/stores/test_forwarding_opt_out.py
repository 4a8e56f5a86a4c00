"""What was stored of a student before they left the record is not sent to another store after it."""

from __future__ import annotations

from stores_world import ids, keep
from support.remote_lrs import refuses
from support.statements import completed, number, run

from gateway.services import opt_out

CREW = "mailto:crew@x.example"


def test_nothing_that_names_a_student_who_takes_no_part_is_forwarded(school, other, connect, row, waymark) -> None:
    a, b = school.actor("ana"), school.actor("ben")
    keep(school, completed(a, "a1", 0.5, n=1))
    store_id = connect()
    run(waymark, "forward")
    team = {"objectType": "Group", "mbox": CREW, "member": [a]}
    keep(
        school, completed(a, "a1", 0.5, n=2), completed(b, "a1", 0.5, n=3),
        {**completed(b, "a1", 0.5, n=4), "context": {"team": team}},
        {**completed(b, "a1", 0.5, n=5), "context": {"extensions": {"http://x.example/w": a}}},
    )  # fmt: skip
    person = school.people["ana"]
    waymark.db.write(lambda w: opt_out.begin(w, school.tenant, person, "person/x", "asked"))
    waymark.clock.advance(minutes=1)
    run(waymark, "forward")
    assert other.ids() == ids(1, 3), "what went before is there already, and only what names others follows"
    assert (row(store_id).cursor, row(store_id).moved, row(store_id).refused) == (5, 2, 0)
    waymark.db.write(lambda w: opt_out.end(w, school.tenant, person, "person/x"))
    keep(school, completed(a, "a1", 0.5, n=6))
    waymark.clock.advance(minutes=1)
    run(waymark, "forward")
    assert other.ids() == ids(1, 3, 6)


def test_whether_a_store_works_is_not_asked_with_such_a_students_statement(school, other, connect, waymark) -> None:
    a, b = school.actor("ana"), school.actor("ben")
    keep(school, completed(b, "a1", 0.5, n=1), completed(a, "a1", 0.5, n=2))
    connect()
    run(waymark, "forward")
    waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["ana"], "person/x", "asked"))
    keep(school, completed(b, "a1", 0.5, n=3))
    other.gate.faults.append(refuses(str(number(3))))
    before = len(other.gate.sent())
    waymark.clock.advance(minutes=1)
    run(waymark, "forward")
    again = b"".join(other.gate.sent()[before:])
    assert str(number(1)).encode() in again
    assert str(number(2)).encode() not in again

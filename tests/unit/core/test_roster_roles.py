"""Who stands in the class: a roster may call teachers who may not edit learners; their launches know better."""

from __future__ import annotations

from sqlalchemy import select, update
from support.world import found_school

from gateway.db import tables as t
from gateway.services import roster
from lti.lms.base import Member


def test_who_launched_as_a_teacher_stays_one_when_the_roster_says_learner(waymark):
    school = found_school(waymark)
    people = {name: school.learner(name) for name in ("helper", "pupil")}
    waymark.db.write(
        lambda w: w.conn.execute(
            update(t.enrolment)
            .filter_by(tenant_id=school.tenant, person_id=school.people["helper"])
            .values(role="teacher", launch_role="teacher")
        )
    )
    subs = {row.id: row.sub for row in school.rows(t.person)}
    with waymark.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=school.tenant)).one()
    members = [Member(subs[school.people[name]], ("Learner",), name=name) for name in people]
    waymark.db.write(lambda w: roster.keep(w, course, members, waymark.naming))
    roles = {row.person_id: row.role for row in school.rows(t.enrolment)}
    assert roles == {school.people["helper"]: "teacher", school.people["pupil"]: "learner"}


def test_somebody_whom_only_rosters_called_a_teacher_is_what_the_roster_says(waymark):
    school = found_school(waymark)
    school.learner("someone")
    waymark.db.write(
        lambda w: w.conn.execute(
            update(t.enrolment).filter_by(tenant_id=school.tenant).values(role="teacher", launch_role="learner")
        )
    )
    sub = school.rows(t.person)[0].sub
    with waymark.db.read() as conn:
        course = conn.execute(select(t.course).filter_by(tenant_id=school.tenant)).one()
    waymark.db.write(lambda w: roster.keep(w, course, [Member(sub, ("Learner",))], waymark.naming))
    assert [row.role for row in school.rows(t.enrolment)] == ["learner"]

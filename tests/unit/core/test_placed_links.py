"""What is stored of placed links, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import placed

ROW = {"kind": "activity", "title": "A", "maximum": 10}


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


def put(school: School, table: Any, **values: Any) -> None:
    now = school.waymark.clock()
    stamp = {"made_at": now} if table is t.placed else {"opened_at": now}
    row = {"tenant_id": school.tenant, "course_id": school.course, **stamp, **values}
    school.waymark.db.write(lambda w: w.conn.execute(insert(table).values(**row)))


def test_links_of_a_course_are_its_own_and_those_a_copy_brought(school) -> None:
    put(school, t.placed, id="p1", activities=["a1"], **ROW)
    other = found_school(school.waymark, "two")
    put(other, t.placed, id="p1", activities=["b1"], **ROW)
    with school.waymark.db.read() as conn:
        assert [one.only for one in placed.in_course(conn, school.tenant, school.course)] == ["a1"]
        assert placed.activities(conn, school.tenant, school.course) == ["a1"]
        assert placed.in_course(conn, school.tenant, "another") == []
        assert placed.find(conn, school.tenant, school.course, "p2") is None


def test_a_placed_activity_belongs_to_the_courses_inputs(school) -> None:
    put(school, t.placed, id="p1", activities=["a1", "gone"], **ROW)

    def plan(write: Any) -> None:
        write.conn.execute(t.course_activity.delete().filter_by(tenant_id=school.tenant, course_id=school.course))

    school.waymark.db.write(plan)
    school.set_course()
    with school.waymark.db.read() as conn:
        inputs = school.waymark.cache.get(conn, school.tenant, school.course)
    assert list(inputs.activities) == ["a1"]
    assert inputs.activities["a1"].graded is False

"""The graph that a course's projections and its draft read is the one among its own standards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import drafts
from gateway.services.inputs import load


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


def course_of(school: School) -> Any:
    with school.waymark.db.read() as conn:
        row = conn.execute(select(t.course).filter_by(tenant_id=school.tenant, id=school.course)).one()
        return row, load(conn, row)


def test_a_chain_through_a_standard_that_the_course_left_out_leads_to_the_next_one_of_the_course(school) -> None:
    chosen = [school.standards[code] for code in ("6.A", "6.C")]
    school.set_course(standards=chosen)
    row, course = course_of(school)
    assert course.learn.graph.before(chosen[1]) == {chosen[0]}
    assert course.learn.graph is course.library.framework
    with school.waymark.db.read() as conn:
        drafted = drafts.as_published(conn, row, {"units": [], "standards": chosen})
    assert drafted.learn.graph.before(chosen[1]) == {chosen[0]}


def test_what_a_teacher_changed_is_part_of_what_is_published(school) -> None:
    a, b, c, d = (school.standards[code] for code in ("6.A", "6.B", "6.C", "6.D"))
    row, _ = course_of(school)
    body = {"units": [], "standards": [a, b, c, d], "builds_on": {"added": [[d, a]], "removed": [[c, d]]}}
    with school.waymark.db.read() as conn:
        graph = drafts.as_published(conn, row, body).learn.graph
    assert (graph.before(a), graph.before(d)) == ({d}, frozenset())

"""Importing a framework again and again: the same file changes nothing, a newer one updates and retires."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.statements import completed, run, store
from support.world import School, found_school, framework

from gateway.db import tables as t
from gateway.services import tenants
from gateway.services.inputs import CourseInputs
from gateway.services.rebuild import rebuild
from gateway.services.standards import Imported, import_framework


@pytest.fixture
def tenant(waymark) -> int:
    return waymark.db.write(lambda w: tenants.make(w, "School"))


def bring(waymark: Any, tenant: int, found: Any) -> Imported:
    return waymark.db.write(lambda w: import_framework(w, tenant, found))


def rows(waymark: Any, table: Any, tenant: int) -> list[Any]:
    with waymark.db.read() as conn:
        return sorted(conn.execute(table.select().filter_by(tenant_id=tenant)), key=str)


def test_the_same_file_twice_changes_nothing(waymark, tenant) -> None:
    first = bring(waymark, tenant, framework())
    assert (first.added, first.same) == (4, 0)
    before = [rows(waymark, table, tenant) for table in (t.standard, t.edge)]
    second = bring(waymark, tenant, framework())
    assert (second.added, second.changed, second.retired, second.same) == (0, 0, 0, 4)
    assert [rows(waymark, table, tenant) for table in (t.standard, t.edge)] == before
    assert len(rows(waymark, t.edge, tenant)) == 3


def test_a_newer_file_updates_retires_and_brings_back(waymark, tenant) -> None:
    bring(waymark, tenant, framework())
    old = framework()
    newer = replace(old, items=(replace(old.items[0], statement="Said better"), *old.items[1:3]))
    made = bring(waymark, tenant, newer)
    assert (made.added, made.changed, made.retired, made.same) == (0, 1, 1, 2)
    assert [row.identifier for row in rows(waymark, t.standard, tenant) if row.retired] == ["6.d"]
    again = bring(waymark, tenant, old)
    assert (again.changed, again.retired) == (2, 0)
    assert not [row for row in rows(waymark, t.standard, tenant) if row.retired]


def test_T01_two_tenants_keep_their_own_copy(waymark, tenant) -> None:
    other = waymark.db.write(lambda w: tenants.make(w, "Other"))
    bring(waymark, tenant, framework())
    assert bring(waymark, other, framework()).added == 4
    assert len(rows(waymark, t.standard, tenant)) == len(rows(waymark, t.standard, other)) == 4


def test_courses_that_use_a_framework_follow_a_newer_one_and_their_learners_are_folded_again(waymark) -> None:
    school = found_school(waymark)
    school.learner("ana")
    store(school, [completed(school.actor("ana"), key, 1.0, n=n) for n, key in enumerate(("b1", "ab"), start=1)])
    run(waymark, "evaluate")
    version = school.rows(t.course)[0].version
    bring(waymark, school.tenant, framework())
    assert school.rows(t.course)[0].version == version
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    first, second = school.standards["6.A"], school.standards["6.B"]
    assert inputs_of(school).library.framework.before(second) == {first}
    items = (replace(framework().items[0], statement="Said better"), *framework().items[1:])
    bring(waymark, school.tenant, replace(framework(), items=items, edges=()))
    run(waymark, "evaluate")
    made = inputs_of(school)
    assert made.standards[first].statement == "Said better"
    assert not made.library.framework.before(second)
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal


def inputs_of(school: School) -> CourseInputs:
    with school.waymark.db.read() as conn:
        return school.waymark.cache.get(conn, school.tenant, school.course)


def test_what_only_moves_up_or_down_the_list_counts_as_the_same(waymark, tenant) -> None:
    old = framework()
    bring(waymark, tenant, old)
    done = bring(
        waymark, tenant, replace(old, items=(replace(old.items[0], identifier="new", uri="urn:new"), *old.items))
    )
    assert (done.added, done.changed, done.retired, done.same) == (1, 0, 0, 4)
    assert {row.identifier: row.position for row in rows(waymark, t.standard, tenant)}["6.a"] == 1

"""A teacher looks through the school's standards, and changes nothing there."""

from __future__ import annotations

from gateway.db import tables as t


def test_a_teacher_finds_a_standard_and_walks_around_it(teacher, school):
    found = teacher.open("standards")
    framework = school.rows(t.framework)[0]
    assert framework.title in found
    assert 'type="file"' not in found
    tree = teacher.open(f"standards/frameworks/{framework.id}")
    one = next(row for row in school.rows(t.standard) if row.code == "6.RP.A.3.a")
    assert "Take it along" not in tree
    assert f"standards/{one.id}" in teacher.open("standards?q=6.RP.3a")
    assert "6.RP.A.3" in teacher.open(f"standards/{one.id}")
    assert "standards" in teacher.open("setup")

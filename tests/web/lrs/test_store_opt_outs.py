"""A store's file that is taken in leaves out what is of students who take no part, and says how much."""

from __future__ import annotations

import io
from uuid import UUID, uuid4

import pytest
from support.statements import completed, store
from support.world import found_school

from gateway.db import tables as t
from gateway.services import exporting, importing, opt_out, store_file
from gateway.services.decide import Deciding, decide


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_nothing_of_a_student_who_takes_no_part_comes_back_with_a_file(waymark):
    school = found_school(waymark)
    school.publish()
    for name, role in (("maya", "learner"), ("ben", "learner"), ("ruth", "teacher")):
        school.learner(name, role)
    store(school, [completed(school.actor(name), "a1", 1.0, n=n) for n, name in enumerate(("maya", "ben"), start=1)])
    about = Deciding(school.tenant, school.course, school.people["ruth"], school.people["maya"], "goal", {"aim": None})
    waymark.db.write(lambda w: decide(w, waymark.settings, about))
    with exporting.one_moment(waymark.db) as conn:
        file = b"".join(line + b"\n" for line in exporting.lines(conn, school.tenant))
    for row in school.rows(t.statement):  # the same again under other ids, as another installation would have them
        file = file.replace(str(UUID(bytes=bytes(row.id))).encode(), str(uuid4()).encode())
    waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["maya"], "person/x", "asked"))
    before = len(school.rows(t.statement))
    lines = store_file.read(io.BytesIO(file))
    taken = importing.take(waymark.db, waymark.settings.people_home, school.tenant, lines)
    assert (taken.stored, taken.opted_out) == (1, 2)
    assert len(school.rows(t.statement)) == before + 1

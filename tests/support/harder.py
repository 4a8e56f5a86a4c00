"""A parameter set that thinks otherwise of a course, published as the pass over its answers would publish one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services.evaluate import refold_course
from support.statements import run
from support.world import School


def publish_set(school: School, difficulty: float) -> None:
    """Publish a set by which all standards are as hard as that (logits), and let everybody be folded again."""
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
    old = course.parameters
    standards = dict.fromkeys(course.standards, (difficulty, 0.02))
    made = replace(old, version=old.version + 1, standards=standards, answers=10_000)

    def plan(write: Write) -> None:
        write.conn.execute(
            insert(t.parameter_set).values(
                tenant_id=school.tenant, course_id=school.course, version=made.version, through=0, answers=made.answers,
                body=made.to_json(), published_at=write.now,
            )
        )  # fmt: skip
        own = update(t.course).filter_by(tenant_id=school.tenant, id=school.course)
        write.conn.execute(own.values(version=t.course.c.version + 1))
        refold_course(write, school.tenant, school.course)

    school.waymark.db.write(plan)
    run(school.waymark, "evaluate")

"""Results of a teacher-led activity, saved again before anything was worked in."""

from teacher_school import run

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services.library import activity_id

TALK = activity_id(shipped.load().activity("ratio-talk").iri)


def test_a_rubric_saved_twice_in_a_row_counts_once(teacher, school):
    teacher.publish()
    field = f"level:{school.people['maya']}"
    for level in ("1", "4", "4"):
        teacher.send(f"rubric/{TALK}?day=2026-09-14", day="2026-09-14", **{field: level})
    assert teacher.open("rubric").count(" checked") >= 1
    run(school)
    assert [row.score for row in school.rows(t.evidence)] == [1.0]

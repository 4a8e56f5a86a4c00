"""Which activities of a course are practice, where its teacher says otherwise than their kinds do."""

from __future__ import annotations

from sqlalchemy import select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import NotFound
from gateway.services import audit, evaluate
from gateway.services.drafts import Author
from gateway.services.inputs import PRACTICE, PRACTICE_COUNTS, PRACTICE_SAID


def say(write: Write, who: Author, activity_id: str, *, is_practice: bool) -> None:
    """Have an activity be practice in a course or not; NotFound for one that the school has not.

    Where the course leaves practice out, its learners are folded again: levels follow, as by any decision of a teacher.
    """
    kind = write.conn.scalar(select(t.activity.c.kind).filter_by(tenant_id=who.tenant_id, id=activity_id))
    if kind is None:
        raise NotFound(activity_id)
    of = {"tenant_id": who.tenant_id, "id": who.course_id}
    settings = write.conn.execute(select(t.course.c.settings).filter_by(**of)).scalar_one()
    usual, said = kind in PRACTICE, dict(settings.get(PRACTICE_SAID) or {})
    if said.get(activity_id, usual) == is_practice:
        return
    said.pop(activity_id, None)
    if is_practice != usual:
        said[activity_id] = is_practice
    changed = {**settings, PRACTICE_SAID: said}
    write.conn.execute(update(t.course).filter_by(**of).values(settings=changed, version=t.course.c.version + 1))
    if not settings.get(PRACTICE_COUNTS, True):
        evaluate.refold_course(write, who.tenant_id, who.course_id)
    about = {"course": who.course_id, "activity": activity_id, "practice": is_practice}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "activity-practice", about)

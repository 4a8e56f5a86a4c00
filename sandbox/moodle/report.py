"""What stands in the LMS, for tests: the common readback and the rest of the state as JSON."""

import copy
import dataclasses

from sandbox.lms import Cell, Column, Readback, Work
from sandbox.moodle.access import sees
from sandbox.moodle.columns import item_json, item_url
from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Activity, Grade, Restriction
from sandbox.parts import Json


def readback(lms: Lms) -> Readback:
    """Return columns, changed cells, restricted activities with the students who see them, and request counts."""
    with lms.store.lock:
        items = lms.state.items.values()
        return Readback(
            columns=tuple(Column(str(one.id), one.resource_id or None, one.label, one.maximum, one.counts)
                          for one in items),
            cells=tuple(cell for row in lms.state.grades.values() if (cell := _cell(lms, row))),
            work=tuple(_work(lms, one, one.restriction) for one in lms.state.activities.values() if one.restriction),
            requests=dict(lms.log.summary()["counts"]),
        )  # fmt: skip


def full_state(lms: Lms) -> Json:
    """Readback, line items, activities, groups, competencies, and the request log."""
    with lms.store.lock:
        state = lms.state
        report = {
            "readback": dataclasses.asdict(readback(lms)),
            "people": [{"login": person.login, "sub": str(person.id)} for person in lms.school.people],
            "line_items": [item_json(lms, item) for item in state.items.values()],
            "activities": [dataclasses.asdict(one) for one in state.activities.values()],
            "groups": [dataclasses.asdict(one) for one in state.groups.values()],
            "enrolments": {person.login: lms.enrolment(person) for person in lms.school.people},
            "frameworks": list(state.frameworks.values()),
            "competencies": list(state.competencies.values()),
            "course_competencies": list(state.course_competencies),
            "ratings": [dataclasses.asdict(one) for one in state.ratings.values()],
            "completions": [dataclasses.asdict(one) for one in state.completions.values()],
            "plans": [dataclasses.asdict(one) for one in state.plans.values()],
            "requests": lms.log.summary(),
        }
        # The rows are the LMS's own memory; a reader must not see them change later.
        return copy.deepcopy(report)


def _cell(lms: Lms, row: Grade) -> Cell | None:
    person = lms.person(row.user_id)
    if person is None or (row.changed_at is None and not row.locked):
        return None
    flag = "locked" if row.locked else None
    posts = tuple(post["score"] for post in row.posts)
    return Cell(person.login, str(row.item_id), row.value, row.comment, row.by, flag, posts)


def _work(lms: Lms, activity: Activity, restriction: Restriction) -> Work:
    """Work goes by the id that the tool knows: the address of the gate column or the number of the group."""
    known = item_url(lms, restriction.id) if restriction.kind == "grade" else str(restriction.id)
    logins = tuple(one.login for one in lms.school.people if one.is_learner and sees(lms, activity, one))
    return Work(known, activity.name, logins)

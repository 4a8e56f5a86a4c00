"""What stands in the LMS, for tests: the common readback and the rest of the state as JSON."""

import copy
import dataclasses

from sandbox.lms import Cell, Column, PlanSeen, Rated, Readback, Work
from sandbox.moodle.access import sees
from sandbox.moodle.columns import item_json, item_url
from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Activity, Grade, Restriction
from sandbox.parts import Json
from sandbox.school import Person


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


def standards(lms: Lms) -> tuple[str, ...]:
    """Return the ID numbers of the course's competencies."""
    with lms.store.lock:
        return tuple(lms.state.competencies[str(one)]["idnumber"] for one in lms.state.course_competencies)


def rated(lms: Lms, person: Person) -> tuple[Rated, ...]:
    """Return a person's ratings with the newest note."""
    with lms.store.lock:
        return tuple(
            Rated(
                lms.state.competencies[str(one.competency_id)]["idnumber"], one.grade, one.proficient,
                one.evidence[-1].get("note") or None, len(one.evidence),
            )
            for one in lms.state.ratings.values()
            if one.user_id == person.id
        )  # fmt: skip


def plans(lms: Lms, person: Person) -> tuple[PlanSeen, ...]:
    """Return a person's learning plans."""
    known = lms.state.competencies
    with lms.store.lock:
        return tuple(
            PlanSeen(one.name, one.due, tuple(known[str(number)]["idnumber"] for number in one.competency_ids))
            for one in lms.state.plans.values()
            if one.user_id == person.id
        )


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
            "assigns": [dataclasses.asdict(one) for one in state.assigns.values()],
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

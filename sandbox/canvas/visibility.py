"""Who sees an assignment and with which dates, base and overrides together (canvas facts 5.1, 5.2)."""

from sandbox.canvas.lms import Lms
from sandbox.canvas.model import DATE_KEYS, Assignment, Override
from sandbox.school import Person


def applying(assignment: Assignment, person: Person) -> list[Override]:
    """Return overrides of the assignment that target this person."""
    return [
        override
        for override in assignment.overrides.values()
        if person.id in override.student_ids or override.course_section_id in person.section_ids
    ]


def sees(lms: Lms, assignment: Assignment, person: Person) -> bool:
    """Whether a learner finds the assignment among theirs."""
    if assignment.deleted or not assignment.published or lms.enrolment(person) != "active":
        return False
    overrides = applying(assignment, person)
    if any(override.unassign_item for override in overrides):
        return False
    return bool(overrides) or not assignment.only_visible_to_overrides


def dates_for(assignment: Assignment, person: Person) -> dict[str, str | None]:
    """Effective due, unlock and lock date of a learner: the most lenient override that sets it, else the base."""
    dates: dict[str, str | None] = {}
    for key in DATE_KEYS:
        values = [override.dates[key] for override in applying(assignment, person) if key in override.dates]
        dates[key] = _most_lenient(key, values) if values else getattr(assignment, key)
    return dates


def _most_lenient(key: str, values: list[str | None]) -> str | None:
    given = [value for value in values if value is not None]
    if len(given) < len(values):
        return None
    return min(given) if key == "unlock_at" else max(given)

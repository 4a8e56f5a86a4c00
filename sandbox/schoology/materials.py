"""What a person finds among the course materials."""

from dataclasses import dataclass

from sandbox.school import Person
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import ASSIGNMENT, FLAGS, GradeItem
from sandbox.schoology.visibility import sees


@dataclass(frozen=True)
class Row:
    """One assignment as a person sees it; `assigned_to` are names for teachers, `grade` is the student's own."""

    item: GradeItem
    section: ClassSection
    assigned_to: str
    grade: str
    comment: str


def own_rows(lms: Lms, person: Person) -> list[Row]:
    """Return the assignments this person sees: own ones of a student, all of the sections for others."""
    rows = []
    for item in lms.state.items.values():
        section = lms.section(item.section_id)
        if section and item.type == ASSIGNMENT and (not person.is_learner or sees(lms, item, section, person)):
            rows.append(_row(lms, item, section, person))
    return rows


def visible_item(lms: Lms, person: Person, item_id: int) -> Row | None:
    """Return one of these rows."""
    return next((row for row in own_rows(lms, person) if row.item.id == item_id), None)


def _row(lms: Lms, item: GradeItem, section: ClassSection, person: Person) -> Row:
    named = [one.name for one in lms.learners(section) if sees(lms, item, section, one)]
    everyone = not (item.assignees or item.groups)
    cell = lms.state.grades.get(f"{item.id}:{section.enrolment_id(person)}")
    grade = comment = ""
    if cell:
        grade = FLAGS.get(cell.exception, "" if cell.value is None else f"{cell.value:g}")
        comment = cell.comment if cell.comment_status != 0 else ""
    return Row(item, section, "Everyone" if everyone else ", ".join(named) or "Nobody", grade, comment)

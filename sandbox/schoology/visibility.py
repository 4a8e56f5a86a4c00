"""Who sees a grade item, and what the gradebook shows of it (schoology facts 3.2, 7.1, 7.4)."""

from sandbox.school import Person
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import ASSIGNMENT, Grade, GradeItem, Page


def assigned(lms: Lms, item: GradeItem | Page, enrolment_id: int) -> bool:
    """Whether the item is for this enrolment: nobody named means the whole class."""
    named = set(item.assignees)
    for number in item.groups:
        group = lms.state.groups.get(str(number))
        named |= set(group.members) if group else set()
    return enrolment_id in named or not (item.assignees or item.groups)


def sees(lms: Lms, item: GradeItem, section: ClassSection, person: Person) -> bool:
    """Whether a learner finds the item among the materials; columns are never materials."""
    published = bool(item.flags.get("published", 1))
    enrolled = person in section.people and lms.enrolment(person) == "active"
    return item.type == ASSIGNMENT and published and enrolled and assigned(lms, item, section.enrolment_id(person))


def shown_grades(lms: Lms, section: ClassSection) -> list[Grade]:
    """Cells of a section: scores of those who are not assigned any more are kept but do not show."""
    items = lms.state.items
    return [
        cell
        for cell in lms.state.grades.values()
        if items[str(cell.item_id)].section_id == section.id
        and assigned(lms, items[str(cell.item_id)], cell.enrolment_id)
    ]

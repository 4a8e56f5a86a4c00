"""The gradebook as teachers see it, one table for each section."""

from dataclasses import dataclass

from sandbox.school import Person
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import FLAGS, Grade, GradeItem
from sandbox.schoology.report import in_gradebook
from sandbox.schoology.visibility import shown_grades


@dataclass(frozen=True)
class Table:
    """A section's gradebook: `hidden` are columns without a category, which the gradebook does not show (facts 3.2)."""

    section: ClassSection
    columns: list[GradeItem]
    hidden: list[GradeItem]
    people: list[Person]
    cells: dict[str, Grade]
    categories: dict[int, str]

    def cell(self, person: Person, column: GradeItem) -> Grade | None:
        """Return what stands for a person in a column."""
        return self.cells.get(f"{column.id}:{self.section.enrolment_id(person)}")

    def text(self, cell: Grade) -> str:
        """Return the points or the exception of a cell in words."""
        if cell.exception:
            return FLAGS[cell.exception].capitalize()
        return "" if cell.value is None else f"{cell.value:g}"


def tables(lms: Lms) -> list[Table]:
    """Return the gradebooks of all sections."""
    return [_table(lms, section) for section in lms.sections]


def _table(lms: Lms, section: ClassSection) -> Table:
    items = [one for one in lms.state.items.values() if one.section_id == section.id and in_gradebook(one)]
    return Table(
        section=section,
        columns=[one for one in items if one.category],
        hidden=[one for one in items if not one.category],
        people=lms.learners(section),
        cells={f"{one.item_id}:{one.enrolment_id}": one for one in shown_grades(lms, section)},
        categories={one.id: one.title for one in lms.state.categories.values()},
    )

"""The whole state as JSON for tests and for the pages."""

import copy
from dataclasses import asdict

from sandbox.lms import Cell, Column, Readback, Work
from sandbox.parts import Json
from sandbox.schoology.classes import sub
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import COLUMN, EXTERNAL_TOOL, FLAGS, Grade, GradeItem
from sandbox.schoology.visibility import sees, shown_grades


def full_state(lms: Lms) -> Json:
    """Readback, people, everything in the gradebook and the request log."""
    with lms.store.lock:
        report = {
            "readback": asdict(readback(lms)),
            "people": [{"login": one.login, "sub": sub(one)} for one in lms.school.people],
            "sections": [{"id": one.id, "title": one.title, "code": one.code} for one in lms.sections],
            "items": [asdict(one) for one in lms.state.items.values()],
            "categories": [asdict(one) for one in lms.state.categories.values()],
            "groups": [asdict(one) for one in lms.state.groups.values()],
            "materials": [asdict(one) for one in lms.state.materials.values()],
            "enrolments": {one.login: lms.enrolment(one) for one in lms.school.people if one.section_ids},
            "requests": lms.log.summary(),
        }
        # The rows are the LMS's own memory; a reader must not see them change later.
        return copy.deepcopy(report)


def readback(lms: Lms) -> Readback:
    """Return gradebook and personal work; a column is known by its grade item's id."""
    with lms.store.lock:
        columns = [one for one in lms.state.items.values() if in_gradebook(one)]
        own = {one.id for one in columns}
        return Readback(
            columns=tuple(_column(one) for one in columns),
            cells=tuple(
                _cell(lms, cell)
                for section in lms.sections
                for cell in shown_grades(lms, section)
                if cell.item_id in own
            ),
            work=tuple(_work(lms, one) for one in lms.state.items.values() if _is_work(one)),
            requests=lms.log.summary()["counts"],
        )  # fmt: skip


def in_gradebook(item: GradeItem) -> bool:
    """Whether the item is a column: everything of the tool's, even hidden, and assignments that have a category."""
    return item.type in (COLUMN, EXTERNAL_TOOL) or item.category != 0


def _column(one: GradeItem) -> Column:
    counts = bool(one.flags.get("count_in_grade", 1))
    return Column(str(one.id), one.resource_id, one.title, one.max_points, counts, visible=one.category != 0)


def _cell(lms: Lms, cell: Grade) -> Cell:
    section = lms.section(lms.state.items[str(cell.item_id)].section_id)
    person = section.enrolled(cell.enrolment_id) if section else None
    return Cell(
        login=person.login if person else "", column=str(cell.item_id), value=cell.value,
        comment=cell.comment or None, by=cell.by, flag=FLAGS.get(cell.exception),
        posts=tuple(copy.deepcopy([post["score"] for post in cell.posts])),
    )  # fmt: skip


def _is_work(one: GradeItem) -> bool:
    return one.maker == "key" and bool(one.flags.get("published", 1))


def _work(lms: Lms, one: GradeItem) -> Work:
    section = lms.section(one.section_id)
    people = lms.learners(section) if section else []
    return Work(str(one.id), one.title, tuple(who.login for who in people if section and sees(lms, one, section, who)))

"""What people at the school do to the LMS while a tool is connected."""

from sandbox.parts.bodies import number_or_none
from sandbox.schoology.columns import default_category
from sandbox.schoology.deep_link import add_material
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import ASSESSMENT, FLAGS, NONE, Grade, GradeItem
from sandbox.schoology.store import emptied

MATERIAL = "My pathway"


def item(lms: Lms, column: object) -> GradeItem:
    """Return a grade item by its id; LookupError when there is none."""
    found = lms.state.items.get(str(column))
    if found is None:
        raise LookupError(f"no column {column}")
    return found


def grade(lms: Lms, column: object, login: str, value: object, comment: object = None) -> None:
    """Type a grade (points) as a teacher or clear it (None); LookupError or ValueError for what is not there."""
    typed = number_or_none(value, "value")
    with lms.store.change():
        cell = _cell(lms, column, login)
        cell.value, cell.exception = typed, NONE
        if comment is not None:
            cell.comment = str(comment)


def add_quiz(lms: Lms, title: str, maximum: float) -> str:
    """Add a test of the LMS's own in the first section; return its grade item's id."""
    with lms.store.change() as state:
        section = lms.sections[0]
        number = state.next_id("item")
        made = GradeItem(number, section.id, ASSESSMENT, title, maximum, "teacher", default_category(lms, section))
        state.items[str(number)] = made
        return str(number)


def flag(lms: Lms, column: object, login: str, name: object) -> None:
    """Set an exception ("missing", "excused", "incomplete") as a teacher or take it away (None)."""
    numbers = {word: number for number, word in FLAGS.items()}
    if name is not None and name not in numbers:
        raise ValueError(f"flag must be one of {', '.join(numbers)} or null")
    with lms.store.change():
        cell = _cell(lms, column, login)
        cell.exception = NONE if name is None else numbers[str(name)]
        if cell.exception:
            cell.value = None


def rename(lms: Lms, column: object, label: str) -> None:
    """Give a column another name."""
    with lms.store.change():
        item(lms, column).title = label


def delete(lms: Lms, column: object) -> None:
    """Delete a column with everything in it."""
    with lms.store.change() as state:
        state.drop_item(item(lms, column).id)


def move(lms: Lms, column: object, category: int | None) -> None:
    """Put a column into another category: its id, 0 for none, None for the section's first one."""
    with lms.store.change() as state:
        found = item(lms, column)
        section = lms.section(found.section_id)
        if category is None and section:
            category = default_category(lms, section)
        if category and str(category) not in state.categories:
            raise LookupError(f"no category {category}")
        found.category = category or 0


def move_period(lms: Lms, column: object, period: int) -> None:
    """Put a column into another grading period; 0 for none."""
    with lms.store.change():
        item(lms, column).period = period


def publish(lms: Lms, work: object, *, published: bool) -> None:
    """Show or hide an assignment."""
    with lms.store.change():
        found = item(lms, work)
        found.flags = {name: one for name, one in found.flags.items() if name != "published"}
        found.flags |= {} if published else {"published": 0}


def change_maximum(lms: Lms, column: object, points: float) -> None:
    """Let a column be worth other points; what stands in it stays."""
    with lms.store.change():
        item(lms, column).max_points = points


def align(lms: Lms, column: object, title: str) -> None:
    """Align a grade item to a standard, which only a person can do (facts 9)."""
    with lms.store.change() as state:
        tag = {"id": state.next_id("tag"), "vid": 12, "title": title, "description": ""}
        item(lms, column).tags.append(tag)


def seed_material(lms: Lms) -> None:
    """Add the deep-linked material every course has from the start, without a column."""
    with lms.store.change() as state:
        if lms.tool and not any(one.title == MATERIAL for one in state.materials.values()):
            add_material(lms, {"title": MATERIAL, "custom": {"path": "my"}})


def reset(lms: Lms) -> None:
    """Empty the course, turn the switches off and forget the request log; keys, secrets and the tool stay."""
    lms.start_over(emptied(lms.store.state, lms.sections_at(0), categories=lms.categories))
    lms.bucket.clear()
    seed_material(lms)


def _cell(lms: Lms, column: object, login: str) -> Grade:
    found, person = item(lms, column), lms.school.person(login)
    section = lms.section(found.section_id)
    if section is None or person not in section.people:
        raise LookupError(f"{login} is not in the section of this column")
    cell = lms.state.grade(found.id, section.enrolment_id(person))
    cell.by, cell.changed_at = "teacher", int(lms.now().timestamp())
    return cell

"""A course copied as this LMS does it: materials into new sections, histories of the last five ids (facts 1.6)."""

from dataclasses import replace

from sandbox.schoology.lms import Lms
from sandbox.schoology.model import GradeItem, State


def copy_course(lms: Lms) -> None:
    """Open a copy: materials with their own parameters and columns come along under new ids, grades do not."""
    with lms.copying() as state:
        sections = {str(one.id): str(one.id + lms.step) for one in lms.sections_at(state.copies - 1)}
        columns = _columns(state, sections)
        old, state.materials = list(state.materials.values()), {}
        for one in old:
            number = state.next_id("item")
            items = {sections[place]: columns[item].id for place, item in one.items.items() if item in columns}
            state.materials[str(number)] = replace(one, id=number, items=items, past=[one.id, *one.past])
        state.grades, state.groups, state.hints = {}, {}, {}


def _columns(state: State, sections: dict[str, str]) -> dict[int, GradeItem]:
    """Give categories and columns new numbers in the new sections; return the columns by their old ones."""
    categories, state.categories = list(state.categories.values()), {}
    known = {0: 0}
    for one in categories:
        known[one.id] = state.next_id("category")
        state.categories[str(known[one.id])] = replace(
            one, id=known[one.id], section_id=int(sections[str(one.section_id)])
        )
    items, state.items, made = list(state.items.values()), {}, {}
    for item in items:
        number, place = state.next_id("item"), int(sections[str(item.section_id)])
        made[item.id] = replace(
            item, id=number, section_id=place, category=known.get(item.category, 0), assignees=[], groups=[]
        )
        state.items[str(number)] = made[item.id]
    return made

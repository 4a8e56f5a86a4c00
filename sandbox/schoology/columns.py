"""Makes and finds the tool's own columns (schoology facts 3.1, 3.2, 3.6)."""

from sandbox.clock import iso
from sandbox.parts import Json
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import COLUMN, EXTERNAL_TOOL, GradeItem
from sandbox.schoology.periods import current_period


def default_category(lms: Lms, section: ClassSection) -> int:
    """Return the section's first category; 0 when it has none."""
    return next((one.id for one in lms.state.categories.values() if one.section_id == section.id), 0)


def new_column(lms: Lms, section: ClassSection, values: Json, kind: str = COLUMN) -> GradeItem:
    """Make a column in the section's default category and the current grading period, whatever `values` ask."""
    number = lms.state.next_id("item")
    item = GradeItem(
        number, section.id, kind, str(values["label"]), float(values["scoreMaximum"]), "tool",
        category=default_category(lms, section), resource_id=values.get("resourceId"), tag=values.get("tag"),
        period=current_period(lms), changed_at=iso(lms.now()),
    )  # fmt: skip
    lms.state.items[str(number)] = item
    return item


def own_columns(lms: Lms, section: ClassSection) -> list[GradeItem]:
    """Return the tool's columns as this section's line item service tells them."""
    here = [one for one in lms.state.items.values() if one.section_id == section.id and one.maker == "tool"]
    return [_exposed(lms, one) for one in here]


def find_column(lms: Lms, section: ClassSection, item_id: object) -> GradeItem | None:
    """Return the column that this section knows under this number; with shared numbers it may be a sibling's."""
    return next((one for one in own_columns(lms, section) if str(one.id) == str(item_id)), None)


def item_url(lms: Lms, section: ClassSection, item_id: int) -> str:
    """Address of a line item."""
    end = "/" if lms.faults.trailing_slash_ids else ""
    return f"{lms.lineitems_url(section)}/{item_id}{end}"


def column_json(lms: Lms, section: ClassSection, item: GradeItem) -> Json:
    """Return a line item as the service writes it; empty fields are left out."""
    fields: Json = {"id": item_url(lms, section, item.id), "label": item.title, "scoreMaximum": _plain(item.max_points)}
    fields |= {"resourceId": item.resource_id, "tag": item.tag, "resourceLinkId": _link_of(lms, item)}
    return {name: value for name, value in fields.items() if value is not None}


def _exposed(lms: Lms, item: GradeItem) -> GradeItem:
    if item.type != EXTERNAL_TOOL or lms.faults.unique_line_items:
        return item
    for material in lms.state.materials.values():
        if item.id in material.items.values():
            return lms.state.items[str(next(iter(material.items.values())))]
    return item


def _link_of(lms: Lms, item: GradeItem) -> str | None:
    return next((str(one.id) for one in lms.state.materials.values() if item.id in one.items.values()), None)


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number

"""Makes, changes and deletes assignments together with their line items (canvas facts 3.1, 5.1)."""

import uuid

from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment, LineItem
from sandbox.clock import iso
from sandbox.parts import Json


def new_assignment(lms: Lms, name: str, points: float) -> Assignment:
    """Make a new assignment, not yet shown to anybody, without a line item."""
    state, now = lms.state, iso(lms.clock())
    number = state.next_id("assignment")
    assignment = Assignment(number, name, points, now, str(uuid.uuid4()), updated_at=now)
    state.assignments[str(number)] = assignment
    return assignment


def new_line_item(lms: Lms, assignment: Assignment, *, coupled: bool, values: Json) -> LineItem:
    """Make a line item of this assignment; `values` are its tool-given fields. The first one feeds the gradebook."""
    state = lms.state
    number = state.next_id("line_item")
    first = not any(item.assignment_id == assignment.id for item in state.line_items.values())
    item = LineItem(
        number,
        assignment.id,
        values.get("label", assignment.name),
        values.get("scoreMaximum", assignment.points_possible),
        first,
        coupled,
        resource_id=values.get("resourceId"),
        tag=values.get("tag"),
        resource_link_id=assignment.lti_context_id if "external_tool" in assignment.submission_types else None,
        submission_type=values.get("submission_type"),
    )
    state.line_items[str(number)] = item
    return item


def live_items(lms: Lms) -> list[LineItem]:
    """Line items of assignments that are not deleted, oldest first."""
    state = lms.state
    return [item for item in state.line_items.values() if state.live_assignment(item.assignment_id)]


def item_json(lms: Lms, item: LineItem) -> Json:
    """Return a line item as the service writes it; empty fields are left out."""
    fields = {
        "id": f"{lms.ags_url}/line_items/{item.id}",
        "scoreMaximum": float(item.score_maximum),
        "label": item.label,
        "resourceId": item.resource_id,
        "tag": item.tag,
        "resourceLinkId": item.resource_link_id,
        "https://canvas.instructure.com/lti/submission_type": item.submission_type,
    }
    if lms.faults.dates_echoed:
        assignment = lms.state.assignments[str(item.assignment_id)]
        fields |= {"startDateTime": assignment.unlock_at, "endDateTime": assignment.due_at}
    return {name: value for name, value in fields.items() if value is not None}


def touch(lms: Lms, assignment: Assignment) -> None:
    """Note that the assignment changed, and let its line item follow its name and points."""
    assignment.updated_at = iso(lms.clock())
    for item in lms.state.line_items.values():
        if item.assignment_id == assignment.id and item.first:
            item.label, item.score_maximum = assignment.name, assignment.points_possible

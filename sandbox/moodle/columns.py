"""Makes, changes and deletes the columns of the gradebook and their rows (facts 6)."""

from sandbox.moodle.lms import TOOL_ID, Lms
from sandbox.moodle.model import Activity, GradeItem
from sandbox.moodle.words import number
from sandbox.parts import Json


def item_url(lms: Lms, item_id: int) -> str:
    """Address of a line item."""
    return f"{lms.services_url}/lineitems/{item_id}/lineitem?type_id={TOOL_ID}"


def item_json(lms: Lms, item: GradeItem) -> Json:
    """Return a line item as the service writes it; what is not set is an empty text, or missing for links."""
    body: Json = {
        "id": item_url(lms, item.id),
        "label": item.label,
        "scoreMaximum": number(item.maximum),
        "resourceId": item.resource_id,
        "tag": item.tag,
    }
    if item.review is not None:
        body["submissionReview"] = item.review
    if item.link_id is not None:
        body |= {"resourceLinkId": str(item.link_id), "ltiLinkId": str(item.link_id)}
    return body


def link_item_url(lms: Lms, activity: Activity) -> str | None:
    """`lineitem` of a launch: None without a column or with several, "" for one that only the tool made (facts 3)."""
    items = [item for item in lms.state.items.values() if item.link_id == activity.link_id]
    if len(items) != 1:
        return None
    return item_url(lms, items[0].id) if items[0].id == activity.item_id else ""


def find_item(lms: Lms, column: object) -> GradeItem:
    """Return the column with this number or line item address; LookupError when there is none."""
    text = str(column)
    for item in lms.state.items.values():
        if text in (str(item.id), item_url(lms, item.id)):
            return item
    raise LookupError(f"no column {column}")


def delete_item(lms: Lms, item: GradeItem) -> None:
    """Delete a column with its cells; an activity that it belonged to stays, ungraded."""
    state = lms.state
    del state.items[str(item.id)]
    state.grades = {key: row for key, row in state.grades.items() if row.item_id != item.id}
    for activity in state.activities.values():
        if activity.item_id == item.id:
            activity.item_id = None


def compute(lms: Lms) -> None:
    """Make the blank rows that exist once the gradebook was shown or computed, of teachers too (facts 6)."""
    enrolled = [person.id for person in lms.school.people if lms.enrolment(person) == "active"]
    for item in lms.state.items.values():
        for user_id in enrolled:
            lms.state.grade(item.id, user_id)


def set_maximum(lms: Lms, item: GradeItem, maximum: float) -> None:
    """Set a maximum; another one than before rescales what stands and writes 0 into blank rows (facts 0.6, 6)."""
    if maximum == item.maximum:
        return
    factor = maximum / item.maximum if item.maximum else 0.0
    item.maximum = maximum
    for row in lms.state.grades.values():
        if row.item_id != item.id:
            continue
        if row.value is None:
            row.value, row.changed_at = 0.0, lms.seconds()
        else:
            row.value *= factor

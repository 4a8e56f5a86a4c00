"""What people at the school do to the LMS while a tool is connected."""

from collections.abc import Sequence

from sandbox.moodle.columns import find_item, item_url
from sandbox.moodle.lms import Lms
from sandbox.moodle.mastery import after_grade, rate
from sandbox.moodle.model import Activity, Assign, GradeItem, Restriction
from sandbox.moodle.store import emptied
from sandbox.parts import Json
from sandbox.parts.bodies import number_or_none


def type_grade(lms: Lms, column: object, login: str, value: object, comment: object = None) -> None:
    """Type a grade as a teacher or clear it (None); LookupError or ValueError for what is not there."""
    typed = number_or_none(value, "value")
    with lms.store.change() as state:
        item = state.quizzes.get(str(column)) or find_item(lms, column)
        person = lms.school.person(login)
        row = state.grade(item.id, person.id)
        row.value = typed
        row.comment = str(comment) if comment else None
        row.by, row.overridden, row.changed_at = "teacher", True, lms.seconds()
        after_grade(lms, row)


def add_quiz(lms: Lms, title: str, maximum: float) -> str:
    """Add a quiz of the LMS's own; return the number of its column."""
    with lms.store.change() as state:
        item = GradeItem(state.next_id("item"), title, maximum, cmid=state.next_id("cm"))
        state.quizzes[str(item.id)] = item
        return str(item.id)


def add_part(lms: Lms, title: str, items: Sequence[Json]) -> None:
    """Add a section: each item has a `title`, a quiz where it has a `work`."""
    with lms.store.change() as state:
        rows = [
            {
                "title": one["title"], "modname": "quiz" if one.get("work") else one.get("type", "page"),
                "description": one.get("description", ""),
            }
            for one in items
        ]  # fmt: skip
        state.sections.append({"name": title, "items": rows})


def lock(lms: Lms, column: object, login: str, locked: object) -> None:
    """Lock or unlock one cell; LookupError for what is not there."""
    with lms.store.change() as state:
        state.grade(find_item(lms, column).id, lms.school.person(login).id).locked = bool(locked)


def set_weight(lms: Lms, column: object, weight: object) -> None:
    """Set the weight of a column in the total: 0 keeps it out, None is the natural one."""
    typed = number_or_none(weight, "weight")
    with lms.store.change():
        find_item(lms, column).weight = typed


def add_activity(
    lms: Lms,
    name: str,
    tool_url: str,
    *,
    custom: dict[str, str] | None = None,
    restriction: Restriction | None = None,
    maximum: float | None = None,
) -> Activity:
    """Add an External tool activity; with a maximum it is graded in a column of its own."""
    with lms.store.change() as state:
        activity = Activity(state.next_id("cm"), state.next_id("link"), name, tool_url, dict(custom or {}))
        activity.restriction = restriction
        state.activities[str(activity.cmid)] = activity
        if maximum is not None:
            item = GradeItem(state.next_id("item"), name, maximum, cmid=activity.cmid, link_id=activity.link_id)
            state.items[str(item.id)] = item
            activity.item_id = item.id
        return activity


def add_assign(lms: Lms, name: str, due: object, opened_by: str) -> Assign:
    """Add an assignment of the LMS's own kind, restricted by a line item address or a group id; `due` 0 for no day."""
    with lms.store.change() as state:
        rule = restriction_for(lms, opened_by) if opened_by else None
        made = Assign(state.next_id("assign"), state.next_id("cm"), name, int(number_or_none(due, "due") or 0))
        made.restriction = rule
        state.assigns[str(made.id)] = made
        return made


def link_mastery(lms: Lms, cmid: object, pass_grade: float, competency_ids: list[int]) -> None:
    """Let an activity be complete on a passing grade and complete these competencies (facts 8)."""
    with lms.store.change() as state:
        activity = state.activities.get(str(cmid))
        if activity is None:
            raise LookupError(f"no activity {cmid}")
        if any(number not in state.course_competencies for number in competency_ids):
            raise ValueError("a linked competency must be in the course")
        activity.pass_grade, activity.competency_ids = float(pass_grade), list(competency_ids)


def type_rating(lms: Lms, key: str, login: str, value: int) -> None:
    """Rate somebody on the competency with this ID number as a teacher; LookupError for what is not there."""
    with lms.store.change() as state:
        found = next((one for one in state.competencies.values() if one["idnumber"] == key), None)
        if found is None:
            raise LookupError(f"no competency {key}")
        rate(lms, found, lms.school.person(login).id, value, {"note": ""})


def restriction_for(lms: Lms, remote_id: str) -> Restriction:
    """Return the restriction to a line item address (90 % of it) or to a group id; LookupError for neither."""
    if remote_id in lms.state.groups:
        return Restriction("group", int(remote_id))
    item = next((one for one in lms.state.items.values() if item_url(lms, one.id) == remote_id), None)
    if item is None:
        raise LookupError(f"no line item or group {remote_id}")
    return Restriction("grade", item.id)


def prepare_work(lms: Lms, title: str, launch_url: str, remote_id: str) -> None:
    """Add the restricted activity through which single students see the tool's work; once for each id and title."""
    with lms.store.change() as state:
        wanted = restriction_for(lms, remote_id)
        if not any((one.name, one.restriction) == (title, wanted) for one in state.activities.values()):
            add_activity(lms, title, launch_url, restriction=wanted)


def reset(lms: Lms) -> None:
    """Empty the course, turn the switches off and forget the request log; keys, tokens and the tool stay."""
    lms.start_over(emptied(lms.store.state, lms.school))

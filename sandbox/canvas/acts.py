"""What people at the school do to the LMS while a tool is connected."""

from collections.abc import Sequence

from sandbox.canvas.columns import new_assignment, touch
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment
from sandbox.canvas.store import emptied
from sandbox.clock import iso
from sandbox.parts import Json
from sandbox.parts.bodies import number_or_none


def grade(lms: Lms, assignment_id: object, login: str, score: object, comment: object = None) -> None:
    """Type a grade (points) as a teacher or clear it (None); LookupError or ValueError for what is not there."""
    typed = number_or_none(score, "score")
    with lms.store.change() as state:
        assignment = _live(lms, assignment_id)
        submission = state.submission(assignment.id, lms.school.person(login).id)
        submission.score = typed
        submission.grade = None if typed is None else f"{typed:g}"
        submission.grader = "teacher"
        submission.graded_at = None if typed is None else iso(lms.clock())
        if comment:
            submission.comments.append(str(comment))


def add_quiz(lms: Lms, title: str, maximum: float) -> str:
    """Add a published quiz of the LMS's own; return its assignment's id."""
    with lms.store.change():
        assignment = new_assignment(lms, title, maximum)
        assignment.published, assignment.submission_types = True, ["online_quiz"]
        return str(assignment.id)


def add_part(lms: Lms, title: str, items: Sequence[Json]) -> None:
    """Add a module: each item has a `title`, and a `work` where it is an assignment of this id."""
    with lms.store.change() as state:
        rows = [
            {"title": one["title"], "type": "Assignment", "content_id": int(one["work"])}
            if one.get("work")
            else {"title": one["title"], "type": one.get("type", "Page")}
            for one in items
        ]
        module = {"id": len(state.modules) + 1, "name": title, "published": True, "items": rows, "overrides": []}
        state.modules.append(module)


def assign_part(lms: Lms, part_id: str, logins: Sequence[str]) -> None:
    """Let these students into a module as a teacher does, beside whoever was let in before; LookupError without one."""
    with lms.store.change() as state:
        module = next((one for one in state.modules if str(one["id"]) == part_id), None)
        if module is None:
            raise LookupError(f"no module {part_id}")
        people = [lms.school.person(login) for login in logins]
        made = {"id": state.next_id("override"), "title": f"{len(people)} students"}
        module["overrides"].append(made | {"student_ids": [one.id for one in people]})


def forget_parts(lms: Lms) -> None:
    """Take everybody off the lists of all modules, as an older state of the course would have them."""
    with lms.store.change() as state:
        for one in state.modules:
            one["overrides"] = []


def delete_part(lms: Lms, part_id: str) -> None:
    """Delete a module as a teacher."""
    with lms.store.change() as state:
        state.modules = [one for one in state.modules if str(one["id"]) != part_id]


def mark(lms: Lms, assignment_id: object, login: str, **marks: bool) -> None:
    """Set `posted`, `missing` or `excused` of one submission; LookupError for what is not there."""
    with lms.store.change() as state:
        submission = state.submission(_live(lms, assignment_id).id, lms.school.person(login).id)
        for name, value in marks.items():
            setattr(submission, name, value)


def rename(lms: Lms, assignment_id: object, name: str) -> None:
    """Give an assignment another name as a teacher; LookupError for what is not there."""
    with lms.store.change():
        assignment = _live(lms, assignment_id)
        assignment.name = name
        touch(lms, assignment)


def delete(lms: Lms, assignment_id: object) -> None:
    """Delete an assignment as a teacher; LookupError for what is not there."""
    with lms.store.change():
        _live(lms, assignment_id).deleted = True


def _live(lms: Lms, assignment_id: object) -> Assignment:
    found = lms.state.live_assignment(assignment_id)
    if found is None:
        raise LookupError(f"no assignment {assignment_id}")
    return found


def show_in_menu(lms: Lms) -> None:
    """Show the tool in the course's menu, as a teacher does in the course's settings; LookupError without a tool."""
    with lms.store.change() as state:
        if state.tool is None or not lms.tool_on:
            raise LookupError("no tool is switched on")
        state.tool.in_menu = True


def reset(lms: Lms) -> None:
    """Empty the course, turn the switches off and forget the request log; keys and tokens stay."""
    lms.start_over(emptied(lms.store.state))

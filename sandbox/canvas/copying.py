"""A course copied as this LMS does it: assignments and their links get new ids, nobody's work comes along (facts 2)."""

import uuid
from dataclasses import replace

from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment, State


def copy_course(lms: Lms) -> None:
    """Open a copy of the course; parameters of links are copied, dates and visibility for single students are not."""
    with lms.copying() as state:
        old, items = list(state.assignments.values()), list(state.line_items.values())
        state.assignments, state.line_items, state.results, state.submissions, state.hints = {}, {}, {}, {}, {}
        known: dict[int, Assignment] = {}
        for one in old:
            if one.deleted:
                continue
            made = replace(one, id=state.next_id("assignment"), lti_context_id=str(uuid.uuid4()), overrides={})
            state.assignments[str(made.id)] = known[one.id] = made
            for item in items:
                if item.assignment_id == one.id:
                    link = made.lti_context_id if item.resource_link_id else None
                    number = state.next_id("line_item")
                    state.line_items[str(number)] = replace(
                        item, id=number, assignment_id=made.id, resource_link_id=link
                    )
        _links(state, known)
        state.modules = [{**one, "overrides": []} for one in state.modules]


def _links(state: State, known: dict[int, Assignment]) -> None:
    """Copy placed links with their own parameters; a graded one is the link of its assignment's copy."""
    old, state.links = list(state.links.values()), {}
    for one in old:
        home = known.get(one.assignment_id or 0)
        if one.assignment_id is not None and home is None:  # deleted with its assignment
            continue
        made = replace(
            one, id=state.next_id("link"), lti_id=home.lti_context_id if home else str(uuid.uuid4()),
            assignment_id=home.id if home else None,
        )  # fmt: skip
        state.links[str(made.id)] = made

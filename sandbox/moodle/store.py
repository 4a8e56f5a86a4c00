"""How the LMS's memory begins, is read back from its file, and is emptied."""

import secrets
from typing import Any

from sandbox.moodle.model import (
    Activity,
    Assign,
    Completion,
    Grade,
    GradeItem,
    Group,
    Plan,
    Rating,
    Restriction,
    State,
    ToolConfig,
)
from sandbox.parts import Json
from sandbox.parts.memory import read_back
from sandbox.school import School

_FIRST_CMID, _FIRST_LINK, _FIRST_GROUP, _FIRST_ITEM, _FIRST_ASSIGN = 30, 4, 20, 10, 50
"""Numbers begin apart, so that a tool that mixes up two kinds of them is found out."""


def fresh(school: School) -> State:
    """State with new secrets; the course has the class periods as groups and one link to the tool."""
    return _furnished(State(ws_token=secrets.token_hex(16), sesskey=secrets.token_urlsafe(8)), school)


def emptied(old: State, school: School) -> State:
    """Return a state whose course is as at the beginning; keys, tokens, sessions and the tool's registration stay."""
    kept = State(
        ws_token=old.ws_token, sesskey=old.sesskey, keys=old.keys, current_key=old.current_key, tool=old.tool,
        tool_keys=old.tool_keys, registered=old.registered, tokens=old.tokens, sessions=old.sessions,
    )  # fmt: skip
    return _furnished(kept, school)


def _furnished(state: State, school: School) -> State:
    state.counters = {
        "cm": _FIRST_CMID, "link": _FIRST_LINK, "group": _FIRST_GROUP, "item": _FIRST_ITEM, "assign": _FIRST_ASSIGN,
    }  # fmt: skip
    main = Activity(state.next_id("cm"), state.next_id("link"), "Waymark", intro="<p>Your <b>own</b> way to learn</p>")
    state.activities[str(main.cmid)] = main
    for section in school.sections:
        members = [person.id for person in school.people if section.id in person.section_ids]
        group = Group(state.next_id("group"), section.name, section.sis_id, user_ids=members)
        state.groups[str(group.id)] = group
    return state


def load(raw: Json) -> State:
    """State read back from its file; a damaged one raises ValueError or TypeError."""
    records = read_back(
        raw, ToolConfig, activities=_activity, items=GradeItem, quizzes=GradeItem, grades=Grade, groups=Group,
        ratings=Rating, completions=Completion, plans=Plan, assigns=_assign,
    )  # fmt: skip
    return State(**records)


def _activity(**raw: Any) -> Activity:
    return Activity(**raw | {"restriction": _restriction(raw)})


def _assign(**raw: Any) -> Assign:
    return Assign(**raw | {"restriction": _restriction(raw)})


def _restriction(raw: Json) -> Restriction | None:
    return Restriction(**raw["restriction"]) if raw["restriction"] else None

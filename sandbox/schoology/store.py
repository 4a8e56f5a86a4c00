"""How the LMS's memory begins, is read back from its file, and is emptied."""

import secrets

from sandbox.parts import Json
from sandbox.parts.memory import read_back
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.model import Category, Grade, GradeItem, Group, Material, Page, State, ToolConfig

CATEGORY = "Practice"


def fresh(sections: tuple[ClassSection, ...], *, categories: bool) -> State:
    """Empty state with new secrets; every section has one grading category unless `categories` is off."""
    state = State(token_secret=secrets.token_hex(32), rest_key=secrets.token_hex(20), rest_secret=secrets.token_hex(16))
    return _with_categories(state, sections, categories=categories)


def emptied(old: State, sections: tuple[ClassSection, ...], *, categories: bool) -> State:
    """Return a state without course data, launches and OAuth memory; keys, secrets and the tool stay."""
    state = State(
        token_secret=old.token_secret, rest_key=old.rest_key, rest_secret=old.rest_secret,
        keys=old.keys, current_key=old.current_key, token_epoch=old.token_epoch, tool=old.tool, sessions=old.sessions,
    )  # fmt: skip
    return _with_categories(state, sections, categories=categories)


def load(raw: Json) -> State:
    """State read back from its file; a damaged one raises ValueError or TypeError."""
    records = read_back(
        raw,
        ToolConfig,
        items=GradeItem,
        grades=Grade,
        categories=Category,
        groups=Group,
        materials=Material,
        pages=Page,
    )
    return State(**records)


def _with_categories(state: State, sections: tuple[ClassSection, ...], *, categories: bool) -> State:
    for section in sections if categories else ():
        number = state.next_id("category")
        state.categories[str(number)] = Category(number, section.id, CATEGORY)
    return state

"""How the LMS's memory begins, is read back from its file, and is emptied."""

import hashlib
import secrets

from sandbox.parts import Json, keys
from sandbox.parts.keys import Key
from sandbox.schoology.classes import ClassSection
from sandbox.schoology.model import Category, Grade, GradeItem, Group, Material, State, ToolConfig

CATEGORY = "Practice"


def fresh(sections: tuple[ClassSection, ...], *, categories: bool) -> State:
    """Empty state with new secrets; every section has one grading category unless `categories` is off."""
    state = State(secrets.token_hex(32), secrets.token_hex(20), secrets.token_hex(16))
    return _with_categories(state, sections, categories=categories)


def emptied(old: State, sections: tuple[ClassSection, ...], *, categories: bool) -> State:
    """Return a state without course data, launches and OAuth memory; keys, secrets and the tool stay."""
    state = State(
        old.token_secret, old.rest_key, old.rest_secret, keys=old.keys, current_key=old.current_key,
        token_epoch=old.token_epoch, tool=old.tool, sessions=old.sessions,
    )  # fmt: skip
    return _with_categories(state, sections, categories=categories)


def load(raw: Json) -> State:
    """State read back from its file; a damaged one raises ValueError or TypeError."""
    raw["keys"] = [Key(**key) for key in raw["keys"]]
    raw["tool"] = ToolConfig(**raw["tool"]) if raw["tool"] else None
    raw["items"] = {key: GradeItem(**value) for key, value in raw["items"].items()}
    raw["grades"] = {key: Grade(**value) for key, value in raw["grades"].items()}
    raw["categories"] = {key: Category(**value) for key, value in raw["categories"].items()}
    raw["groups"] = {key: Group(**value) for key, value in raw["groups"].items()}
    raw["materials"] = {key: Material(**value) for key, value in raw["materials"].items()}
    return State(**raw)


def ensure_keys(state: State) -> None:
    """Make the first keys when there are none."""
    keys.ensure(state)
    _shorten(state)


def rotate_keys(state: State) -> None:
    """Sign with the announced key and announce another."""
    keys.rotate(state)
    _shorten(state)


def _shorten(state: State) -> None:
    """Give keys the 16 hexadecimal characters that this LMS's key ids have (facts 1.1)."""
    for key in state.keys:
        if len(key.kid) != 16:
            key.kid = hashlib.sha256(key.kid.encode()).hexdigest()[:16]


def _with_categories(state: State, sections: tuple[ClassSection, ...], *, categories: bool) -> State:
    for section in sections if categories else ():
        number = state.next_id("category")
        state.categories[str(number)] = Category(number, section.id, CATEGORY)
    return state

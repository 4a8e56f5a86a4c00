"""How the LMS's memory begins, is read back from its file, and is emptied."""

import secrets

from sandbox.canvas.model import Assignment, LineItem, Override, Result, State, Submission, ToolConfig
from sandbox.parts import Json
from sandbox.parts.keys import Key


def fresh(rest_login: str) -> State:
    """Empty state with new secrets and one REST token acting as `rest_login`."""
    token = f"1~{secrets.token_urlsafe(32)}"
    return State(secrets.token_hex(32), secrets.token_hex(32), {token: rest_login})


def emptied(old: State) -> State:
    """Return a state without course data and launches; keys, tokens and the tool's registration stay."""
    return State(
        old.hint_secret, old.token_secret, old.rest_tokens, keys=old.keys, current_key=old.current_key,
        token_epoch=old.token_epoch, tool=old.tool, sessions=old.sessions,
    )  # fmt: skip


def load(raw: Json) -> State:
    """State read back from its file; a damaged one raises ValueError or TypeError."""
    raw["keys"] = [Key(**key) for key in raw["keys"]]
    raw["tool"] = ToolConfig(**raw["tool"]) if raw["tool"] else None
    raw["assignments"] = {key: _assignment(value) for key, value in raw["assignments"].items()}
    raw["line_items"] = {key: LineItem(**value) for key, value in raw["line_items"].items()}
    raw["results"] = {key: Result(**value) for key, value in raw["results"].items()}
    raw["submissions"] = {key: Submission(**value) for key, value in raw["submissions"].items()}
    return State(**raw)


def _assignment(raw: Json) -> Assignment:
    raw["overrides"] = {key: Override(**value) for key, value in raw["overrides"].items()}
    return Assignment(**raw)

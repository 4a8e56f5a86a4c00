"""How the LMS's memory begins, is read back from its file, and is emptied."""

import secrets
from typing import Any

from sandbox.canvas.mastery_model import Job, Outcome, OutcomeGroup, OutcomeResult, Rubric
from sandbox.canvas.model import (
    ApiKey,
    Assignment,
    LineItem,
    Override,
    Result,
    State,
    Submission,
    ToolConfig,
    ToolLink,
    UserToken,
)
from sandbox.parts import Json
from sandbox.parts.memory import read_back


def fresh(rest_login: str) -> State:
    """Empty state with new secrets and one REST token acting as `rest_login`."""
    token = f"1~{secrets.token_urlsafe(32)}"
    return State(hint_secret=secrets.token_hex(32), token_secret=secrets.token_hex(32), rest_tokens={token: rest_login})


def emptied(old: State) -> State:
    """Return a state without course data and launches; keys, tokens and the tool's registration stay."""
    return State(
        hint_secret=old.hint_secret, token_secret=old.token_secret, rest_tokens=old.rest_tokens,
        keys=old.keys, current_key=old.current_key, token_epoch=old.token_epoch, tool=old.tool, sessions=old.sessions,
        registered=old.registered, api_key=old.api_key,
    )  # fmt: skip


def load(raw: Json) -> State:
    """State read back from its file; a damaged one raises ValueError or TypeError."""
    records = read_back(
        raw, ToolConfig, assignments=_assignment, line_items=LineItem, results=Result, submissions=Submission,
        links=ToolLink, user_tokens=UserToken,
        outcome_groups=OutcomeGroup, outcomes=Outcome, rubrics=Rubric, outcome_results=OutcomeResult,
    )  # fmt: skip
    records["outcome_jobs"] = [Job(**one) for one in records.get("outcome_jobs", [])]
    key = records.get("api_key")
    records["api_key"] = ApiKey(**key) if key else None
    return State(**records)


def _assignment(**raw: Any) -> Assignment:
    raw["overrides"] = {key: Override(**value) for key, value in raw["overrides"].items()}
    return Assignment(**raw)

"""Find a schema file by name, join the parts it borrows, compile it once."""

import json
from functools import cache
from importlib import resources
from typing import Any

from schemas.validator import Validator

NAMES = (
    "xapi-statement-1.0.3",
    "xapi-statement-2.0.0",
    "xapi-agent",
    "xapi-query",
    "xapi-state",
    "xapi-activity-profile",
    "xapi-agent-profile",
    "xapi-agents",
    "xapi-activities",
    "pathway",
    "library",
    "case-package",
    "api-launch",
    "api-waive",
)
"""Every schema that `load` knows."""


@cache
def load(name: str) -> Validator:
    """Give the compiled validator of one of `NAMES`; KeyError with the list of names for any other."""
    if name not in NAMES:
        raise KeyError(f"no schema {name!r}; there are {', '.join(NAMES)}")
    return Validator(document(name))


def document(name: str) -> dict[str, Any]:
    """Give a schema as one self-contained JSON Schema document (draft 2020-12), borrowed parts joined in."""
    schema: dict[str, Any] = json.loads((resources.files("schemas") / "json" / f"{name}.json").read_text("utf-8"))
    parts = schema.pop("x-parts", None)
    if parts is not None:
        schema["$defs"] = document(parts)["$defs"]
    return schema

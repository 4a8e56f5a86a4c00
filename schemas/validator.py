"""A compiled schema: a fast yes or no, and on a no the list of problems in plain words."""

from typing import Any

import jsonschema_rs

from schemas.explain import explain
from schemas.problems import Problem

TOO_DEEP = Problem("", "too-deep", "the document is nested too deeply to be read")


class Validator:
    """One compiled JSON Schema (draft 2020-12); safe to share between threads."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        # The linear-time engine: a pattern can never be made slow by what a client sends.
        self._compiled = jsonschema_rs.Draft202012Validator(
            schema, validate_formats=False, pattern_options=jsonschema_rs.RegexOptions()
        )

    def is_valid(self, value: Any) -> bool:
        """Tell whether parsed JSON keeps to the schema; nesting the compiled code cannot follow counts as invalid."""
        try:
            return self._compiled.is_valid(value)
        except (ValueError, RecursionError):
            return False

    def problems(self, value: Any) -> list[Problem]:
        """List every broken rule of parsed JSON in document order, each place and rule once; empty when it is valid."""
        try:
            found = [p for error in self._compiled.iter_errors(value) for p in explain(error, self._schema)]
        except (ValueError, RecursionError):
            return [TOO_DEEP]
        return list(dict.fromkeys(found))

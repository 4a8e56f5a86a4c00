"""Ids as text for callers who ask with `Accept: application/json+canvas-string-ids` (canvas facts 5)."""

import json
from typing import Any

from flask import Response, request

_ASKED = "application/json+canvas-string-ids"


def string_ids(response: Response) -> None:
    """Rewrite the JSON answer of a REST call in place when the caller asked for text ids."""
    if _ASKED not in request.headers.get("Accept", "") or not request.path.startswith("/api/v1/"):
        return
    if response.mimetype == "application/json":
        response.set_data(json.dumps(_rewritten(response.get_json(), "")))


def _rewritten(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _rewritten(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_rewritten(inner, key.removesuffix("s")) for inner in value]
    is_id = key == "id" or key.endswith("_id")
    return str(value) if is_id and isinstance(value, int) else value

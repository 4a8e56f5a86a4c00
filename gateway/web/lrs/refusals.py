"""Write down which statements were refused, after the answer is made; whatever goes wrong here changes no answer."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import WaymarkError
from gateway.services.rejections import Refusal, note
from gateway.web.context import waymark
from gateway.web.lrs.door import doors
from xapi import multipart
from xapi.errors import XapiError
from xapi.parsing import parse

log = structlog.get_logger("xapi")

NOTED = frozenset({400, 403, 409, 413})
PATIENCE = 2.0
"""Seconds that an answer waits at most for the writer."""


@doors.after_request
def note_refusal(answer: Response) -> Response:
    """Keep what is wrong with a request of a known credential that wanted to store statements."""
    credential = g.get("credential")
    writes = request.endpoint in {"lrs.put", "lrs.post"}
    if credential is None or not writes or answer.status_code not in NOTED:
        return answer
    parts, refusal = waymark(), _refusal(answer)
    try:
        parts.db.write(lambda write: note(write, credential, refusal), PATIENCE)
    except (WaymarkError, SQLAlchemyError) as error:
        log.warning("refusal not noted", kind=type(error).__name__)
    return answer


def _refusal(answer: Response) -> Refusal:
    said = answer.get_json(silent=True) or {}
    problems = [one if isinstance(one, dict) else {"message": str(one)} for one in said.get("problems", ())]
    detail = g.get("refusal", "")
    if not problems and detail:
        problems = [{"message": detail}]
    return Refusal(answer.status_code, str(said.get("code", "")), problems, _sent(answer.status_code))


def _sent(status: int) -> Any:
    """Return what was sent, None where it was too large to be read or cannot be."""
    if status == 413:
        return None
    try:
        if request.mimetype == "multipart/mixed":
            return parse(multipart.read(request.get_data(), request.headers.get("Content-Type", ""))[0])
        return parse(request.get_data())
    except (XapiError, OSError):
        return None

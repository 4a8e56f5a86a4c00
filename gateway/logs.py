"""Structured logs: one JSON line an event, with ids and never with names, addresses, tokens or answers (P26, T21)."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(
    r"(?i)(bearer|basic)\s+[a-z0-9._~+/=-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]*|(id_token|secret|auth)=[^&\s]+"
)
_LINES = re.compile(r"[\r\n]+")


def setup(level: str = "INFO", stream: Any = None) -> None:
    """Configure logging for the process; safe to call twice."""
    logging.basicConfig(format="%(message)s", stream=stream or sys.stderr, level=level, force=True)
    for noisy in ("alembic", "_granian", "urllib3", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=True,
    )


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut anything that looks like a credential, and line breaks a request could forge lines with (T14)."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = (
                _SECRET.sub("[cut]", value) if key == "exception" else _LINES.sub(" ", _SECRET.sub("[cut]", value))
            )
    return event

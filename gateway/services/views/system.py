"""What the course's own learning system shows of us, and what it can't, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext

from gateway.web.pages.setup_page import InSystem, InSystemRow
from lti.lms.base import Capabilities
from lti.lms.registry import profile_of


def in_system(can: Capabilities) -> InSystem:
    """Return the table for one course; `can` is what its adapter is able to do there."""
    rows = profile_of(can.lms).shows(can)
    return InSystem(
        gettext(can.title),
        tuple(InSystemRow(gettext(row.what), _said(row.shown), _said(row.missing)) for row in rows),
    )


def _said(text: str | None) -> str:
    return str(gettext(text)) if text else ""

"""What the contract's tests want of an LMS."""

from __future__ import annotations

from datetime import UTC, datetime

from lti.lms.base import AssignmentWanted, ColumnWanted

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TOOL = "http://127.0.0.1:1"

COLUMN = ColumnWanted("waymark:6.RP.A.1", "6.RP.A.1 Ratios", 4, "6.RP.A.1")
WORK = AssignmentWanted("waymark:tape", "Tape diagrams", f"{TOOL}/lti/launch?activity=tape", 10)

"""Pages of a student who takes no part: what would only be kept in the record is not offered."""

from __future__ import annotations

from dataclasses import replace

from gateway.web.pages.student.activity import ActivityPage
from gateway.web.pages.student.path import Help, PathPage


def path(page: PathPage) -> PathPage:
    """Leave out the goal, asking for help, finding a start, showing what is known and ideas of one's own."""
    parts = tuple(replace(one, show_url="") for one in page.parts)
    return replace(
        page, goal=None, goal_url="", help=Help(""), placement_url="", parts=parts, stumbled="", ideas_url="", ways=()
    )


def activity(page: ActivityPage) -> ActivityPage:
    """Leave out skipping, and showing what is known: Start stays."""
    return replace(page, skip_url="", show_url="")

"""How a consent stands, for the pages that give and end it."""

from __future__ import annotations

from typing import Any

from gateway.web.pages.consent import ConsentState, Standing


def standing(row: Any) -> Standing:
    """Return how a consent row stands; None is one that nobody gave."""
    if row is None:
        return "none"
    if row.state != "live":
        return "ended"
    return "trouble" if row.reason else "live"


def state_of(row: Any, *, connect_url: str, end_url: str, go_url: str = "", told: bool = True) -> ConsentState:
    """Return the state of a consent row with what can be done about it."""
    if row is None:
        return ConsentState("none", connect_url=connect_url, go_url=go_url, told=told)
    return ConsentState(standing(row), row.user_name or "", row.made_at, connect_url, go_url, end_url, told)

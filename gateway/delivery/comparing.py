"""Compare what the gradebook shows with what we wanted and sent: whose a value is that stands there (F12, F20, F21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.delivery.sending import Sending, value_of
from lti.lms.base import Seen


def is_ours(seen: Seen, sending: Sending) -> bool:
    """Say whether the gradebook shows what we sent last, tried since or want now; anything else is a person's.

    What was tried may stand there although no answer said so, whichever of several tries it was (F10, F11). A flag such
    as "excused" is a person's too, unless they were asked about it and chose our value.
    """
    if seen.flag and (sending.sent or {}).get("flag") != seen.flag:
        return False
    if seen.value is None:
        nothing = any("value" not in one for one in sending.tried)
        return "value" not in (sending.sent or {}) or sending.wanted is None or nothing
    return any(shows(seen, one) for one in (sending.sent, sending.wanted, *sending.tried) if one)


def under_way(sending: Sending) -> bool:
    """Say whether another value was sent without an answer: it may arrive until a later time shuts it out (F12).

    What was `known` to stand there once is not under way (F34).
    """
    mine = value_of(sending.wanted)
    return any(one != mine and not one.get("known") for one in sending.tried)


def shows(seen: Seen, wanted: Mapping[str, Any]) -> bool:
    """Say whether a cell shows a value, as a share of the maximum where the gradebook tells one (F24)."""
    if seen.value is None or "value" not in wanted:
        return False
    share = seen.value / seen.maximum if seen.maximum else seen.value
    return bool(abs(share - wanted["value"] / (wanted["maximum"] if seen.maximum else 1)) < 0.0005)

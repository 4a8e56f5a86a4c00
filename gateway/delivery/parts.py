"""Parts of the learning system's course that open for single students: a Place for each part, a Cell for who gets in.

A part belongs to its teacher: it is never made, changed or deleted, and whoever the teacher lets in stays in. Only the
learners whom we let in are taken off again. An empty list would open it to everybody, so the last one leaves it only
when the tie itself ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lti.lms.base import Adapter, MemberRef, Remote

KIND = "part"

_ENDING = "ending"


def ended(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a Place wants once its part shall be as it was before."""
    return {**wanted, _ENDING: True}


def is_ending(wanted: Mapping[str, Any]) -> bool:
    """Say whether a part shall be as it was before."""
    return bool(wanted.get(_ENDING))


def make(adapter: Adapter, wanted: Mapping[str, Any], check: Callable[[], None]) -> Remote:
    """Find the part; it is never made."""
    del check
    return adapter.parts.find_part(str(wanted["part"]))


def send(
    adapter: Adapter, part: Remote, member: MemberRef, wanted: Mapping[str, Any] | None, *, ending: bool
) -> None:  # fmt: skip
    """Let a learner in, or take them off again."""
    if wanted is not None:
        adapter.parts.let_in(part, member)
    else:
        adapter.parts.keep_out(part, member, open_to_all=ending)

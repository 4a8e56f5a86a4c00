"""The state of one grade on its way to the gradebook, per student and column (U40)."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Action


@dataclass(frozen=True, slots=True)
class Delivery:
    """One grade: `state` is sent, kept (the teacher's own stays), waiting, held, failed,
    closed (nothing is written there any more), blank, excused or off.

    `value` is what stands or shall stand in the gradebook; `theirs` what a teacher typed there; empty is nothing.
    `reason` is a code of `gateway.web.reasons.delivery_reason`. `need` is 0 where one result is enough. Times are
    aware.
    """

    state: str
    value: str = ""
    at: datetime | None = None
    next_try: datetime | None = None
    reason: str = ""
    theirs: str = ""
    theirs_at: datetime | None = None
    have: int = 0
    need: int = 3
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One line for the class: counts, and where each number leads."""

    sent: int
    waiting: int
    needs_you: int
    sent_url: str
    waiting_url: str
    needs_you_url: str


@dataclass(frozen=True, slots=True)
class RosterLine:
    """When the class list was last read; none when never. `trouble` is the code of the newest try, where it failed."""

    updated: datetime | None
    update_url: str
    trouble: str = ""

"""What stands in a column, read for all its learners at once: one request instead of one before each grade (F20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from gateway.clock import Clock
from lti.lms.base import Adapter, MemberRef, Permanent, Remote, Seen

FRESH = timedelta(seconds=60)
"""What was read longer ago is read again before anything is written over it."""


class Look:
    """The cells of one column as the learning system shows them; read when the first of them is asked for."""

    def __init__(self, adapter: Adapter, clock: Clock, members: Sequence[MemberRef]) -> None:
        self._adapter = adapter
        self._clock = clock
        self._members = members
        self._seen: Mapping[str, Seen] = {}
        self._at: datetime | None = None

    def at(self, column: Remote, member: MemberRef, *, filled: bool) -> Seen:
        """Return one cell. `filled`: a value of ours stands there as far as we know.

        Where the list shows no such value, the cell is read by itself before a teacher is told that it was cleared:
        after a merge of accounts, a list names people by another id than we know. Raises what `Adapter` raises.
        """
        if len(self._members) > 1 and not self._is_fresh():
            self._read(column)
        seen = self._seen.get(member.sub)
        if seen is None or (filled and seen.value is None):
            return self._adapter.read_score(column, member)
        return seen

    def _is_fresh(self) -> bool:
        return self._at is not None and self._at <= self._clock() < self._at + FRESH

    def _read(self, column: Remote) -> None:
        """Read the column; where it may not be read as a whole, each cell says what is wrong."""
        at = self._clock()
        try:
            self._seen = self._adapter.read_scores(column, self._members)
        except Permanent:
            self._seen = {}
        self._at = at

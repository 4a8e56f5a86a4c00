"""A learning system in memory: one gradebook that refuses older timestamps, and calls that go wrong as told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lti.lms.base import (
    Adapter,
    AssignmentWanted,
    Capabilities,
    ColumnWanted,
    Member,
    MemberRef,
    Remote,
    Score,
    Seen,
    Superseded,
    Transient,
)


class Killed(Exception):
    """Stands for a process that ended between the answer and our commit."""


class Dead(BaseException):
    """Stands for a process that ends in the middle of everything: nothing is noted, no lane given back."""


@dataclass
class MemoryLms(Adapter):
    """`script` holds what happens to the next calls: ok, down (before), lost, killed or dead (after), or another word,
    which `meanwhile` hears before the call is answered. `typed` holds what a teacher typed into cells (None: cleared);
    `overwritten` tells which of that was written over unasked.
    """

    capabilities: Capabilities = field(default_factory=lambda: Capabilities("memory", "Memory"))
    columns: dict[str, Remote] = field(default_factory=dict)
    cells: dict[str, tuple[datetime, float | None]] = field(default_factory=dict)
    log: list[tuple[str, datetime, float | None]] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    meanwhile: Callable[[str], None] = lambda _fate: None
    typed: dict[str, float] = field(default_factory=dict)
    overwritten: list[tuple[str, float]] = field(default_factory=list)

    def type(self, key: str, at: datetime, value: float) -> None:
        """Put a teacher's own grade into a cell, which has no time of ours."""
        before = self.cells.get(key, (datetime.min.replace(tzinfo=at.tzinfo), None))
        self.cells[key] = (before[0], value)
        self.typed[key] = value

    def _before(self) -> str:
        fate = self.script.pop(0) if self.script else "ok"
        if fate == "down":
            raise Transient("unreachable")
        if fate not in {"ok", "lost", "killed", "dead"}:
            self.meanwhile(fate)
        return fate

    @staticmethod
    def _after(fate: str) -> None:
        if fate == "lost":
            raise Transient("timeout")
        if fate == "killed":
            raise Killed
        if fate == "dead":
            raise Dead

    def roster(self) -> Sequence[Member]:
        return []

    def find_columns(self, wanted: ColumnWanted) -> Sequence[Remote]:
        return [self.columns[wanted.key]] if wanted.key in self.columns else []

    def make_column(self, wanted: ColumnWanted) -> Remote:
        assert wanted.key not in self.columns, "a second column"
        return self.columns.setdefault(wanted.key, Remote(f"urn:column:{wanted.key}"))

    def settle_column(self, column: Remote, wanted: ColumnWanted) -> Remote:
        del wanted
        return column

    def send_score(self, column: Remote, score: Score) -> None:
        self._write(column, score.member, score.at, float(score.value))

    def clear_score(self, column: Remote, member: MemberRef, at: datetime) -> None:
        self._write(column, member, at, None)

    def _write(self, column: Remote, member: MemberRef, at: datetime, value: float | None) -> None:
        fate = self._before()
        key = f"{column.remote_id}/{member.sub}"
        if key in self.cells and at < self.cells[key][0]:
            raise Superseded("newer_there")
        if key in self.typed:
            self.overwritten.append((key, self.typed.pop(key)))
        self.cells[key] = (at, value)
        self.log.append((key, at, value))
        self._after(fate)

    def read_score(self, column: Remote, member: MemberRef) -> Seen:
        self._after(self._before())
        _, value = self.cells.get(f"{column.remote_id}/{member.sub}", (None, None))
        return Seen(value, 4.0 if value is not None else None)

    def find_assignments(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        del wanted
        return []

    def make_assignment(self, wanted: AssignmentWanted) -> Remote:
        raise NotImplementedError(wanted.key)

    def assign(self, assignment: Remote, member: MemberRef, title: str, due_at: datetime | None) -> Remote:
        raise NotImplementedError(title)

    def unassign(self, assignment: Remote, member: MemberRef, override: Remote) -> None:
        raise NotImplementedError(override.remote_id)

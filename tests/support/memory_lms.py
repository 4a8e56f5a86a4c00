"""A learning system in memory: one gradebook that refuses older timestamps, and calls that go wrong as told."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass
class MemoryLms(Adapter):
    """`script` holds what happens to the next calls: ok, down (before), lost (after), killed (after)."""

    capabilities: Capabilities = field(default_factory=lambda: Capabilities("memory", "Memory"))
    columns: dict[str, Remote] = field(default_factory=dict)
    cells: dict[str, tuple[datetime, float | None]] = field(default_factory=dict)
    log: list[tuple[str, datetime, float | None]] = field(default_factory=list)
    script: list[str] = field(default_factory=list)

    def _before(self) -> str:
        fate = self.script.pop(0) if self.script else "ok"
        if fate == "down":
            raise Transient("unreachable")
        return fate

    @staticmethod
    def _after(fate: str) -> None:
        if fate == "lost":
            raise Transient("timeout")
        if fate == "killed":
            raise Killed

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

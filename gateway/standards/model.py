"""What every importer produces: one framework, its items, and its associations (standards.md 1.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

LONGEST_ID = 255
"""Characters of an identifier, as the database keeps it."""


@dataclass(frozen=True)
class Problem:
    """One reason why a file is refused: where (JSON pointer or line), what is wrong, what would be right."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.message}"


class NotAFramework(Exception):
    """The file is refused as a whole; `problems` lists every reason, nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(one) for one in problems))
        self.problems = list(problems)


class Mended:
    """What an importer put right or left out on its way, counted by kind, with the first place of each."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def note(self, what: str, where: str = "", times: int = 1) -> None:
        """Count one thing; `what` is a whole clause that reads after a number."""
        if times:
            self._count[what] += times
            self._first.setdefault(what, where)

    def lines(self) -> tuple[str, ...]:
        """Return one line for each kind: how often, what, and where it was met first."""
        return tuple(
            f"{'once' if number == 1 else f'{number} times'}: {what}"
            + (f" (first: {self._first[what]})" if self._first[what] else "")
            for what, number in self._count.items()
        )


@dataclass(frozen=True)
class Item:
    """One node. `identifier` is lower case; `grades` are integers -1 (pre-K) to 12; `statement` is raw as sent.

    `ends` is the day from which it no longer holds; `retired` says that its publisher withdrew it, whatever the day.
    """

    identifier: str
    uri: str
    statement: str
    code: str | None = None
    kind: str | None = None
    grades: tuple[int, ...] = ()
    listing: str | None = None
    retired: bool = False
    ends: date | None = None


@dataclass(frozen=True)
class Edge:
    """Read as "origin KIND destination"; an end that is no item of the file keeps its identifier, or its URI.

    `origin_uri` and `destination_uri` are kept for such ends alone: by them a later import finds who is meant.
    """

    kind: str
    origin: str
    destination: str
    sequence: int | None = None
    origin_uri: str | None = None
    destination_uri: str | None = None


@dataclass(frozen=True)
class Framework:
    """A parsed framework, complete and checked. `source` names the format, `warnings` what was put right, counted."""

    identifier: str
    uri: str
    title: str
    items: tuple[Item, ...]
    edges: tuple[Edge, ...]
    subjects: tuple[str, ...] = ()
    notice: str | None = None
    version: str | None = None
    warnings: tuple[str, ...] = field(default=())
    source: str = "CASE"
    status: str | None = None
    licence: str | None = None
    creator: str | None = None

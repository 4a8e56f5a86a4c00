"""What every importer produces: one framework, its items, and its associations (standards.md 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One reason why a file is refused: where (JSON pointer), what is wrong, what would be right."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.message}"


class NotAFramework(Exception):
    """The file is refused as a whole; `problems` lists every reason, nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(one) for one in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Item:
    """One node. `identifier` is lower case; `grades` are integers -1 (pre-K) to 12; `statement` is raw as sent."""

    identifier: str
    uri: str
    statement: str
    code: str | None = None
    kind: str | None = None
    grades: tuple[int, ...] = ()
    listing: str | None = None
    retired: bool = False


@dataclass(frozen=True)
class Edge:
    """Read as "origin KIND destination"; an end that is no item of the file keeps its identifier or URI."""

    kind: str
    origin: str
    destination: str
    sequence: int | None = None


@dataclass(frozen=True)
class Framework:
    """A parsed framework, complete and checked."""

    identifier: str
    uri: str
    title: str
    items: tuple[Item, ...]
    edges: tuple[Edge, ...]
    subjects: tuple[str, ...] = ()
    notice: str | None = None
    version: str | None = None
    warnings: tuple[str, ...] = field(default=())

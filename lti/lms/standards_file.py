"""A framework of standards as a file that an LMS's administrator exports or imports: what it holds, in any format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StandardLine:
    """One item: `key` is its CASE identifier, `parent` that of the item above it, empty at the top.

    `heading` says that nobody is assessed by it, only by what stands below; `retired` that a file which was read marks
    it as withdrawn; `related` are the keys that such a file names beside it.
    """

    key: str
    parent: str
    code: str
    statement: str
    heading: bool = False
    retired: bool = False
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class StandardsFile:
    """A framework, items above those below them.

    `levels` are the names of ours, lowest first; those from number `mastered` on, counted from 1, are mastery.
    """

    key: str
    title: str
    lines: Sequence[StandardLine]
    levels: tuple[str, ...]
    mastered: int


Writer = Callable[[StandardsFile], str]
"""Returns the text of the file."""


@dataclass(frozen=True)
class ReadFile:
    """What a file of an LMS holds; `key` and `title` are empty where it does not name its framework.

    `problems` are (line of the file, sentence): with any, the lines are not to be used.
    """

    key: str
    title: str
    lines: Sequence[StandardLine]
    problems: Sequence[tuple[int, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Reader:
    """Reads the CSV that an LMS exports: `knows(header)` by its columns, as they came; `read(header, rows)`.

    A row is (line of the file, cells), as many cells as the header has.
    """

    title: str
    knows: Callable[[Sequence[str]], bool]
    read: Callable[[Sequence[str], Sequence[tuple[int, Sequence[str]]]], ReadFile]

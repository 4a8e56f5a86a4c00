"""A framework of standards as a file that an LMS's administrator imports there: what goes in, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class StandardLine:
    """One item: `key` is its CASE identifier, `parent` that of the item above it, empty at the top."""

    key: str
    parent: str
    code: str
    statement: str


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

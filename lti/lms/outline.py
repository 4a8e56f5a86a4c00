"""What stands in a course of the LMS, in its order: modules, sections or folders, and what is in them. Only read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Item:
    """One thing that students open. `text` is what its author wrote about it, as HTML where the LMS keeps that.

    `work_id` is that of the graded work it is (`lti.lms.graded`), empty where it is none or unknown; `codes` are
    standards that the LMS names beside it.
    """

    title: str
    url: str
    text: str = ""
    work_id: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A module, section or folder with its items; `part_id` is the LMS's own where it tells one."""

    title: str
    items: tuple[Item, ...]
    part_id: str = ""


class CourseOutline(Protocol):
    """The contents of one course."""

    def outline(self) -> Sequence[Part]:
        """See `lti.lms.base.Adapter`."""
        ...


class NoOutline:
    """Any platform by LTI alone: it tells a tool nothing of what else stands in the course."""

    def outline(self) -> Sequence[Part]:
        """Return nothing."""
        return ()

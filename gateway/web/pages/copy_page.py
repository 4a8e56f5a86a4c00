"""A copied course: what may be taken over from the old one, or what its links alone tell."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.setup_page import DraftUnit


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes along from the course `title`: its units, how many of what, and the rules that were chosen there.

    `aim` is in percent; `counts` says whether columns count in the course's total.
    """

    title: str
    units: tuple[DraftUnit, ...]
    standards: int
    activities: int
    graded: int
    alignments: int
    aim: int
    counts: bool
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CopyPage:
    """The page; `carried` is none for a teacher who never taught the old course, `links` are this course's own.

    `shared`: the courses have links in common, as linked sections do; otherwise this one is a copy.
    """

    now: datetime
    take_url: str
    fresh_url: str
    later_url: str
    source_id: str
    links: tuple[str, ...] = ()
    shared: bool = False
    carried: Carried | None = None

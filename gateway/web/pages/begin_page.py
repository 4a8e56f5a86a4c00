"""How one student begins who came later: the ways there are, each with what the plan would be."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Way:
    """One way: class, placement, prior or anew; `cards` are the first choices it would lead to.

    `optional` standards would not be asked for, `results` of other courses would count, `mastered` standards by then.
    """

    value: str
    cards: tuple[str, ...] = ()
    optional: int = 0
    results: int = 0
    mastered: int = 0
    chosen: bool = False
    wished: bool = False


@dataclass(frozen=True, slots=True)
class BeginPage:
    """The page; `came` is the first day of a student who came after the class had begun, `most` questions at most."""

    now: datetime
    name: str
    first_name: str
    save_url: str
    back_url: str
    ways: tuple[Way, ...]
    standards: int
    most: int
    came: date | None = None

"""Parts of the course that open for single students: what is tied to which standard, and whom a tie would let in."""

from dataclasses import dataclass

from gateway.web.pages.shell import Choice, Fields


@dataclass(frozen=True, slots=True)
class TieLine:
    """A tie that stands: part, standard, for how many it is open, and sentences about what holds it up."""

    title: str
    standard: str
    let_in: int
    waiting: int
    troubles: tuple[str, ...]
    end_url: str


@dataclass(frozen=True, slots=True)
class FreePart:
    """A part that could be tied; `standards` offers its standard of now first where it has one."""

    number: int
    part_id: str
    title: str
    standards: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a new tie would do, before it is made: who gets in now, how many do not, and how many take no part."""

    title: str
    standard: str
    names: tuple[str, ...]
    others: int
    fields: Fields
    save_url: str
    apart: int = 0


@dataclass(frozen=True, slots=True)
class PartsPage:
    """The page; `able`: the system can do this, `writes`: the course is written to at the moment."""

    system: str
    able: bool
    published: bool
    writes: bool
    look_url: str
    back_url: str
    writing_url: str
    ties: tuple[TieLine, ...] = ()
    parts: tuple[FreePart, ...] = ()
    asked: Asked | None = None
    error: str = ""

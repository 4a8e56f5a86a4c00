"""A few questions to find a good start, and the start in each unit once they are answered."""

from dataclasses import dataclass

from gateway.web.pages.shell import Shell


@dataclass(frozen=True, slots=True)
class Begin:
    """A unit and the skill to start it with; empty where all of it is known."""

    unit: str
    skill: str


@dataclass(frozen=True, slots=True)
class PlacementPage:
    """How many questions were answered, of how many at most; `begins` once one was, as the answers so far say."""

    shell: Shell
    answered: int
    most: int
    next_url: str
    back_url: str
    begins: tuple[Begin, ...] = ()
    over: bool = False

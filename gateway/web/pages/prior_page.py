"""Earlier results from a file: the form, and what a file would bring before it is stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the file that is refused: its number, and a sentence with the reason."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class GoodLine:
    """A line as it was understood."""

    student: str
    code: str
    percent: int
    day: str
    test: str


@dataclass(frozen=True, slots=True)
class PriorPage:
    """The page; `content` is the file's text, sent again to store what was shown. `bad` lines stop everything."""

    look_url: str
    save_url: str
    list_url: str
    back_url: str
    content: str = ""
    count: int = 0
    students: int = 0
    good: tuple[GoodLine, ...] = ()
    bad: tuple[BadLine, ...] = ()
    looked: bool = False

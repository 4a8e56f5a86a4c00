"""What a link in the course opens, as its teacher sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One activity behind the link; `rubric_url` is where a teacher enters results of one that is led."""

    title: str
    style: str
    minutes: int
    learn: str
    codes: tuple[str, ...]
    rubric_url: str = ""


@dataclass(frozen=True, slots=True)
class PlacedPage:
    """The link under its name; `points` of its column, None without one."""

    title: str
    lines: tuple[PlacedLine, ...]
    points: int | None
    class_url: str

"""Charts as plain numbers: what to draw for an estimate now and over time, drawn by `parts/chart.html`."""

from dataclasses import dataclass
from datetime import datetime

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 720, 64, 704, 10, 160
NEAR = 20
"""Numbers nearer than this would touch at the largest size of the letters."""


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate now, in points of 100: expected result, likely range (80 %), the aim."""

    expected: int
    low: int
    high: int
    aim: int


@dataclass(frozen=True, slots=True)
class Point:
    """The estimate after one result, in points of 100, with what the result was."""

    at: datetime
    expected: int
    low: int
    high: int
    activity: str
    result: str


@dataclass(frozen=True, slots=True)
class OverTime:
    """How the estimate of one standard moved; points in order of time."""

    title: str
    points: tuple[Point, ...]
    aim: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG paths in a 720 x 214 box: line, likely range, dots, the labelled days and the marks of the upright axis."""

    line: str
    spread: str
    dots: tuple[tuple[float, float], ...]
    days: tuple[tuple[float, datetime], ...]
    aim: float
    marks: tuple[tuple[float, int], ...]


def _y(points: int) -> float:
    """Place 0..100 between the axis and the top."""
    return round(BOTTOM - (BOTTOM - TOP) * points / 100, 1)


def _xs(points: tuple[Point, ...]) -> list[float]:
    """Place the points by time, at least 10 apart, so that two results of one minute do not hide each other."""
    start, end = LEFT + 50, RIGHT - 50
    first, last = points[0].at, points[-1].at
    span = (last - first).total_seconds()
    if span == 0:
        return [round(start + (end - start) * (i + 1) / (len(points) + 1), 1) for i in range(len(points))]
    xs = [start + (end - start) * (one.at - first).total_seconds() / span for one in points]
    gap = min(10.0, (end - start) / len(points))
    for i in range(1, len(xs)):
        xs[i] = max(xs[i], xs[i - 1] + gap)
    over = max(0.0, xs[-1] - end)
    return [round(x - over * (x - start) / (xs[-1] - start), 1) for x in xs]


def _days(xs: list[float], points: tuple[Point, ...]) -> tuple[tuple[float, datetime], ...]:
    """Choose the days to write below, newest first in importance, with room for each."""
    kept: list[tuple[float, datetime]] = []
    for x, one in reversed(list(zip(xs, points, strict=True))):
        if not kept or kept[-1][0] - x >= 95:
            kept.append((x, one.at))
    return tuple(reversed(kept))


def _marks(aim: int) -> tuple[tuple[float, int], ...]:
    """Place the numbers left of the axis, where no line runs; one that would touch the aim's gives way."""
    kept = (*(one for one in (100, 50, 0) if abs(one - aim) >= NEAR), aim)
    return tuple((min(BOTTOM + 4, max(TOP + 12, _y(one) + 5)), one) for one in kept)


def draw(chart: OverTime) -> Drawing:
    """Turn points into paths; the range runs on flat to the right edge, because it holds until the next result."""
    xs = _xs(chart.points)
    dots = tuple((x, _y(p.expected)) for x, p in zip(xs, chart.points, strict=True))
    line = "M" + " L".join(f"{x} {y}" for x, y in (*dots, (RIGHT, dots[-1][1])))
    upper = [(x, _y(p.high)) for x, p in zip(xs, chart.points, strict=True)]
    lower = [(x, _y(p.low)) for x, p in zip(xs, chart.points, strict=True)]
    outline = [*upper, (RIGHT, upper[-1][1]), (RIGHT, lower[-1][1]), *reversed(lower)]
    spread = "M" + " L".join(f"{x} {y}" for x, y in outline) + "Z"
    return Drawing(line, spread, dots, _days(xs, chart.points), _y(chart.aim), _marks(chart.aim))

"""Read a file of earlier results: one line for each student and standard, each bad line told with its number."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

MOST_BYTES = 1024 * 1024
MOST_LINES = 5000

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "student": ("student", "student id", "student_id", "id", "alumno", "estudiante"),
    "standard": ("standard", "code", "estándar", "código"),
    "score": ("score", "result", "puntuación", "resultado"),
    "date": ("date", "fecha"),
    "out_of": ("out of", "out_of", "maximum", "max", "máximo"),
    "test": ("test", "assessment", "title", "prueba", "evaluación"),
}
"""How a column may be called; the first four are needed."""

NEEDED = ("student", "standard", "score", "date")
Problem = Literal[
    "columns", "not_text", "too_long", "too_many", "student", "student_twice", "standard", "standard_elsewhere",
    "score", "date", "future", "twice", "empty",
]  # fmt: skip
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a line (numbered from 1, as the file's own) is refused, and the value that is."""

    line: int
    problem: Problem
    value: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One line as it was written: ids are still the file's, `share` is 0..1 of `out_of` points."""

    line: int
    student: str
    standard: str
    raw: float
    out_of: float
    day: date
    test: str

    @property
    def at(self) -> datetime:
        """The time under which it counts: noon of its day."""
        return datetime.combine(self.day, time(12), UTC)


def read(data: bytes, today: date) -> tuple[list[Given], list[Bad]]:
    """Return the good lines and the bad ones of a CSV in UTF-8 with a comma, a semicolon or a tab between.

    A score is a share such as 0.85 or 85%, points with their maximum such as 17/20, or points beside a column `out of`.
    """
    if len(data) > MOST_BYTES:
        return [], [Bad(1, "too_long")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Bad(data[: error.start].count(b"\n") + 1, "not_text")]
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    good: list[Given] = []
    bad: list[Bad] = []
    try:
        where = _where(next(rows, []))
        if missing := [name for name in NEEDED if name not in where]:
            return [], [Bad(1, "columns", ", ".join(missing))]
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(good) + len(bad) >= MOST_LINES:
                return [], [Bad(rows.line_num, "too_many", str(MOST_LINES))]
            cells = {name: row[at].strip() if at < len(row) else "" for name, at in where.items()}
            found = _line(cells, rows.line_num, today)
            (good if isinstance(found, Given) else bad).append(found)  # type: ignore[arg-type]  # each to its own
    except csv.Error:
        return [], [*bad, Bad(rows.line_num, "not_text")]
    if not good and not bad:
        bad.append(Bad(1, "empty"))
    return good, bad


def _where(head: list[str]) -> dict[str, int]:
    cells = [one.strip().lower() for one in head]
    return {
        name: cells.index(word)
        for name, words in COLUMNS.items()
        for word in (next((one for one in words if one in cells), None),)
        if word is not None
    }


def _line(cells: Mapping[str, str], line: int, today: date) -> Given | Bad:
    score = _score(cells["score"], cells.get("out_of", ""))
    if not cells["student"] or len(cells["student"]) > 255:
        return Bad(line, "student", cells["student"][:40])
    if not cells["standard"]:
        return Bad(line, "standard")
    if score is None:
        return Bad(line, "score", cells["score"][:40])
    try:
        day = date.fromisoformat(cells["date"][:10])
    except ValueError:
        return Bad(line, "date", cells["date"][:40])
    if day > today or day.year < 1990:
        return Bad(line, "future" if day > today else "date", cells["date"][:40])
    return Given(line, cells["student"], cells["standard"][:255], *score, day, cells.get("test", "")[:200])


def _score(text: str, out_of: str) -> tuple[float, float] | None:
    """Return (points, maximum); None for what is no score."""
    if part := _PART.fullmatch(text):
        points, maximum = _number(part[1]), _number(part[2])
    elif text.endswith("%"):
        points, maximum = _number(text[:-1].strip()), 100.0
    else:
        points, maximum = _number(text), _number(out_of) if out_of else 1.0
    if points is None or maximum is None or maximum <= 0.0 or not 0.0 <= points <= maximum:
        return None
    return points, maximum


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None

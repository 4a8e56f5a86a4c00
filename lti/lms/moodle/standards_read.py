"""Standards from Moodle's "Export competency framework": CSV, columns by their order, as names are localised (7)."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from lti.lms.moodle.standards_csv import HEADER
from lti.lms.standards_file import Reader, ReadFile, StandardLine

_PARENT, _KEY, _NAME, _TEXT, _RELATED, _IS_FRAMEWORK = 0, 1, 2, 3, 10, 12
_FEWEST = 4
"""Columns of a file that somebody wrote by hand: parent, id, name, description, under their English names."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def _knows(header: Sequence[str]) -> bool:
    plain = [one.strip().lower() for one in header]
    english = [one.lower() for one in HEADER[:_FEWEST]]
    return len(plain) == len(HEADER) or plain[:_FEWEST] == english


def _read(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> ReadFile:
    """Return the competencies of the one framework."""
    del header
    problems: list[tuple[int, str]] = []
    key = title = ""
    lines: list[StandardLine] = []
    known: set[str] = set()
    for line, raw in rows:
        cells = [*(cell.strip() for cell in raw), *[""] * len(HEADER)]
        if cells[_IS_FRAMEWORK] not in {"", "0"}:
            if key or title:
                problems.append((line, "a second framework: send them one by one"))
            key, title = cells[_KEY], cells[_NAME]
        elif not cells[_KEY]:
            problems.append((line, "the ID number is missing"))
        elif cells[_KEY] in known:
            problems.append((line, f"the ID number {cells[_KEY]} occurs twice"))
        else:
            known.add(cells[_KEY])
            lines.append(_line(cells))
    kept = [one for one in lines if one.parent in known or not one.parent or one.parent == key]
    if len(kept) < len(lines):
        lost = next(one for one in lines if one not in kept)
        problems.append((0, f"{lost.key} stands below {lost.parent}, which is not in this file"))
    return ReadFile(key, title, lines, problems)


def _line(cells: Sequence[str]) -> StandardLine:
    text = html.unescape(_TAG.sub("", cells[_TEXT])).strip()
    related = tuple(one.replace("%2C", ",").strip() for one in cells[_RELATED].split(",") if one.strip())
    name = cells[_NAME]
    code = name if any(one.isdigit() for one in name) and " " not in name else ""
    return StandardLine(cells[_KEY], cells[_PARENT], code, text or name, related=related)


COMPETENCIES = Reader("Moodle competencies", _knows, _read)
"""Reads what Moodle exports."""

"""Standards for Moodle's "Import competency framework", which takes no web service: CSV, one line of header (7).

ID numbers are the CASE identifiers, so that the adapter finds what was imported. The scale is made from our levels
where the site has none with these values; the number in its configuration is replaced by the real one.
"""

from __future__ import annotations

import csv
import io
import json
from html import escape

from lti.lms.standards_file import StandardLine, StandardsFile

HEADER = (
    "Parent ID number", "ID number", "Short name", "Description", "Description format", "Scale values",
    "Scale configuration", "Rule type (optional)", "Rule outcome (optional)", "Rule config (optional)",
    "Cross-referenced competency ID numbers", "Exported ID (optional)", "Is framework", "Taxonomy",
)  # fmt: skip

LIMIT = 100
"""Characters of ID numbers and names."""

_HTML = "1"
_TAXONOMY = "competency,competency,competency,competency"


def standards_csv(framework: StandardsFile) -> str:
    """Return the file's text: the framework first, then its items, those above first."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(HEADER)
    table.writerow(_row("", framework.key, framework.title, "", _scale(framework), "1", _TAXONOMY))
    for one in framework.lines:
        described = f"<p>{escape(one.statement)}</p>"
        table.writerow(_row(one.parent, one.key, _name(one), described, ("", ""), "", ""))
    return text.getvalue()


def _row(
    parent: str, key: str, name: str, description: str, scale: tuple[str, str], is_framework: str, taxonomy: str
) -> list[str]:
    known = [parent[:LIMIT], key[:LIMIT], name[:LIMIT], description, _HTML, *scale]
    return [*known, "", "", "", "", "", is_framework, taxonomy]


def _scale(framework: StandardsFile) -> tuple[str, str]:
    """Return values and configuration; a comma would part a value in two."""
    values = [one.replace(",", " ") for one in framework.levels]
    proficient = range(framework.mastered, len(values) + 1)
    rules = [{"id": one, "scaledefault": int(one == framework.mastered), "proficient": 1} for one in proficient]
    return ",".join(values), json.dumps([{"scaleid": "1"}, *rules])


def _name(line: StandardLine) -> str:
    return line.code or line.statement

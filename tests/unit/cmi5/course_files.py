"""Course files for tests, made of a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMESPACE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
BASE = "https://school.example/"

TEXTS = (
    '<title><langstring lang="en"> T </langstring></title>'
    "<description><langstring>D</langstring></description>"
)  # fmt: skip


def au(name: str = "au1", url: str = "index.html", *, inside: str = "", texts: str = TEXTS, **attributes: Any) -> str:
    """Return a unit; `inside` follows the address."""
    given = {"id": f"{BASE}{name}", **attributes}
    said = " ".join(f'{key}="{value}"' for key, value in given.items() if value is not None)
    return f"<au {said}>{texts}<url>{url}</url>{inside}</au>"


def block(name: str, *parts: str) -> str:
    """Return a block around parts."""
    return f'<block id="{BASE}{name}">{TEXTS}{"".join(parts)}</block>'


def course(*parts: str, before: str = "", root: str = "courseStructure", namespace: str = NAMESPACE) -> bytes:
    """Return a course file; `before` stands between the course and its parts."""
    head = f'<course id="{BASE}course">{TEXTS}</course>'
    return f'<{root} xmlns="{namespace}">{head}{before}{"".join(parts)}</{root}>'.encode()


def objectives(*names: str) -> str:
    """Return a course's list of objectives."""
    listed = "".join(f'<objective id="{BASE}{name}">{TEXTS}</objective>' for name in names)
    return f"<objectives>{listed}</objectives>"


def references(*names: str) -> str:
    """Return texts with references to objectives, as they stand before an address."""
    listed = "".join(f'<objective idref="{BASE}{name}"/>' for name in names)
    return f"{TEXTS}<objectives>{listed}</objectives>"


FILES: Mapping[str, Any] = {"index.html": b"", "my page/a b.html": b"", "cmi5.xml": b""}
"""What lies in the package beside the course file."""

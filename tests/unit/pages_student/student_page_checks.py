"""All sample pages of this folder, and the accessibility check on an open page."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
import staff_samples
import student_samples

ALL = {**student_samples.PAGES, **staff_samples.PAGES, **staff_samples.ERRORS}

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def faults(page: Any) -> list[str]:
    """Run axe on the open page and give one line per finding."""
    page.evaluate(_source())
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]

"""The accessibility check on an open page."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_FINDINGS = """async (options) => (await axe.run(document, options)).violations
  .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.html.slice(0, 160)}`))"""
_CONTRAST = "color-contrast"

# Colours on their way from one scheme to the other would be measured wrongly; what turns for ever is not waited for.
_SETTLED = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished)).then(() => null)"""


def axe_findings(page: Page, *, colours: bool = True) -> list[str]:
    """Run axe in the page; one line per finding. Without `colours` contrasts are left out, which take half the time."""
    rules = {} if colours else {_CONTRAST: {"enabled": False}}
    return _run(page, {"runOnly": {"type": "tag", "values": _TAGS}, "rules": rules})


def contrast_findings(page: Page) -> list[str]:
    """Look at contrasts alone: nothing else differs between two colour schemes of one page."""
    return _run(page, {"runOnly": {"type": "rule", "values": [_CONTRAST]}})


def _run(page: Page, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        # Through the debugger, because the page's own policy rightly refuses foreign scripts.
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": _SOURCE})
    page.evaluate(_SETTLED)
    found: list[str] = page.evaluate(_FINDINGS, options)
    return found

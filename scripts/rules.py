"""Hold the rules of the layout that no linter knows: who imports whom, where LMSs are named, how long files are.

Usage: python scripts/rules.py [FOLDER]. Prints each violation; ends with 1 when there is one.
"""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MAY_IMPORT = {
    "schemas": {"schemas"},
    "xapi": {"xapi", "schemas"},
    "lti": {"lti", "schemas"},
    "gateway": {"gateway", "lti", "xapi", "schemas"},
    "sandbox": {"sandbox"},
}
"""design: schemas <- {xapi, lti} <- gateway; the sandbox is an independent opinion."""

ALSO = {"gateway/demo": {"sandbox"}}
"""The demonstration is what puts the sandbox beside the product."""

WITHOUT = {"flask", "sqlalchemy", "jinja2", "werkzeug", "alembic"}
"""What only the application (and the sandbox, for its own pages) may use."""

PURE = "gateway/learn"
PURE_MAY = {"gateway.learn"}

WIRED = "gateway.wiring"
DOORS = ("gateway/app.py", "gateway/serve.py", "gateway/web/", "gateway/cli/", "gateway/demo/")
"""Who may know all parts at once: everybody else is handed those it needs."""

LMS = re.compile(r"canvas|moodle|schoology|instructure|powerschool", re.IGNORECASE)
_PRODUCTS = re.compile(r"canvas|moodle|schoology", re.IGNORECASE)
LMS_FOLDER = re.compile(r"(?:lti/lms|sandbox)/(canvas|moodle|schoology)/")
"""Folders of one LMS, which name no other."""
LMS_HOMES = (
    "lti/lms/canvas/", "lti/lms/moodle/", "lti/lms/schoology/", "lti/lms/registry.py", "sandbox/", "tests/", "docs/",
    "bench/", "gateway/web/translations/", "scripts/rules.py", "README.md", "CONTRIBUTING.md",
)  # fmt: skip
SYSTEM_COLOUR = re.compile(r"\bCanvas(Text)?\b")
"""Colours of the user's own theme are called so in style sheets."""

TEXT = {"", ".mako", ".sh", ".yml", ".yaml", ".py", ".html", ".js", ".css", ".json", ".svg", ".toml", ".txt", ".md"}
LONGEST = 400
LONG_BY_NATURE = ("gateway/db/migrations/versions/",)


def violations(root: Path, files: list[str]) -> Iterator[str]:
    """Yield one sentence for each broken rule of these files (paths below `root`)."""
    for name in files:
        path = root / name
        if path.suffix not in TEXT or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        yield from _names(name, text)
        if path.suffix in {".py", ".js"}:
            yield from _length(name, text)
        if path.suffix == ".py":
            yield from _imports(name, text)


def _names(name: str, text: str) -> Iterator[str]:
    own = LMS_FOLDER.match(name)
    if own:
        others = {one.lower() for one in _PRODUCTS.findall(text)} - {own[1]}
        yield from (f"{name}: names {one}, another learning system than its own" for one in sorted(others))
    if name.startswith(LMS_HOMES):
        return
    for number, line in enumerate(text.splitlines(), start=1):
        found = LMS.search(SYSTEM_COLOUR.sub("", line) if name.endswith(".css") else line)
        if found:
            yield f"{name}:{number}: names {found.group()}, which only its own folder may do"


def _length(name: str, text: str) -> Iterator[str]:
    lines = text.count("\n")
    if lines > LONGEST and not name.startswith(LONG_BY_NATURE):
        yield f"{name}: has {lines} lines, {LONGEST} is the most"


def _imports(name: str, text: str) -> Iterator[str]:
    package = name.split("/", 1)[0]
    if package not in MAY_IMPORT:
        return
    allowed = MAY_IMPORT[package] | set().union(*(more for place, more in ALSO.items() if name.startswith(place)))
    for number, module in _imported(text):
        top = module.split(".", 1)[0]
        if top in MAY_IMPORT and top not in allowed:
            yield f"{name}:{number}: {package} may not import {top}"
        if top in WITHOUT and package in {"schemas", "xapi", "lti"}:
            yield f"{name}:{number}: {package} may not use {top}"
        if name.startswith(PURE) and (top in WITHOUT or (top == "gateway" and not _pure(module))):
            yield f"{name}:{number}: {PURE} is pure and may not import {module}"
        if module.startswith(WIRED) and package == "gateway" and not name.startswith(DOORS):
            yield f"{name}:{number}: only doors may import {WIRED}"


def _pure(module: str) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in PURE_MAY)


def _imported(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)


def main() -> int:
    """Check the files that belong to the repository."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git is used
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = list(violations(root, listing.stdout.splitlines()))
    sys.stdout.writelines(f"{one}\n" for one in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

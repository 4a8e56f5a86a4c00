"""Each fault case and each rule of delivery has a test that carries its id, on both databases and against a simulator.

Read out of the tests' own text: a test counts when its name has the id and its fixtures lead to the database, which is
SQLite and PostgreSQL in turn, and to a learning system or to what stands in for one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
IDS = [*(f"F{n:02}" for n in range(1, 38)), *(f"R{n}" for n in range(1, 9))]
DATABASE = "database_kind"
SYSTEM = re.compile(r"\b(site|sim|MemoryLms|memory_lms|adapter|launching|remote|slow_server)\b")

WITHOUT = {
    "R5": "how answers are classed is each adapter's: the contract suite asks every simulator",
    "R7": "a call's deadline and size are the HTTP client's, below any database",
}
"""Ids that need no database, with the reason."""

Function = ast.FunctionDef


@cache
def texts() -> Mapping[Path, str]:
    """Return the files of tests."""
    return {path: path.read_text() for path in sorted(TESTS.rglob("test_*.py"))}


@cache
def functions(path: Path) -> Mapping[str, Function]:
    """Return the functions of a file, those of its classes too."""
    return {one.name: one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, Function)}


def nearest(name: str, path: Path) -> Function | None:
    """Return the fixture that a test in this file gets: the file's own, or that of the nearest conftest."""
    for folder in (path, *(one / "conftest.py" for one in path.parents if TESTS in (one, *one.parents))):
        found = functions(folder).get(name) if folder.exists() else None
        if found is not None and not found.name.startswith("test_"):
            return found
    return None


def needs(one: Function, path: Path) -> set[str]:
    """Return the fixtures that a test gets, and those that these get."""
    found: set[str] = set()
    waiting = [*one.args.args, *one.args.kwonlyargs]
    while waiting:
        name = waiting.pop().arg
        if name not in found:
            found.add(name)
            fixture = nearest(name, path)
            waiting += fixture.args.args if fixture is not None else []
    return found


def carrying(wanted: str) -> Iterator[tuple[Path, Function]]:
    """Give the tests whose name has this id."""
    named = re.compile(rf"^test_(?:\w+_)?{wanted}(?:_|$)")
    for path, text in texts().items():
        if wanted in text:  # to read a file's tree takes longer than to look
            yield from ((path, one) for name, one in functions(path).items() if named.match(name))


def is_complete(path: Path, one: Function) -> bool:
    """Say whether a test runs on both databases and against a learning system."""
    fixtures = needs(one, path)
    return DATABASE in fixtures and bool(SYSTEM.search(" ".join(fixtures)) or SYSTEM.search(ast.unparse(one)))


@pytest.mark.parametrize("wanted", IDS)
def test_every_fault_case_and_rule_has_a_test_by_its_id(wanted: str) -> None:
    found = list(carrying(wanted))
    assert found, f"no test is called test_{wanted}_…"
    if wanted not in WITHOUT:
        assert any(is_complete(*one) for one in found), [f"{path.name}::{one.name}" for path, one in found]

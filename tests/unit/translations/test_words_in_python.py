"""What Python hands to a page in words comes out of the catalogue, never from a plain text in the source (U62)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

GATEWAY = Path(__file__).parents[3] / "gateway"
WORDS = {
    "Choice": (1,),
    "ErrorAction": (0,),
    "ErrorPage": (1, 2),
    "Fix": (0,),
    "Light": (1, 2),
    "Tab": (0,),
    "Toast": (0,),
}
"""Parts of page models with the places of their arguments that are read by people."""


def outside_calls(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the constants of an expression that do not go through a function first."""
    if isinstance(node, ast.Constant):
        yield node
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from outside_calls(child)


def bare_words(source: str) -> list[str]:
    """Return the plain texts that stand where words for people go, with their line."""
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    read = [call.args[place] for call in calls for place in WORDS.get(call.func.id, ()) if place < len(call.args)]
    return [
        f"line {text.lineno}: {text.value}"
        for argument in read
        for text in outside_calls(argument)
        if re.search("[A-Za-z]{2}", str(text.value))
    ]


@pytest.mark.parametrize("path", sorted(GATEWAY.rglob("*.py")), ids=lambda path: str(path.relative_to(GATEWAY)))
def test_U62_words_handed_to_pages_are_messages(path):
    assert bare_words(path.read_text(encoding="utf-8")) == []


def test_bare_words_are_found():
    assert bare_words('Toast("Saved.")') == ["line 1: Saved."]
    assert bare_words('Toast(gettext("Saved."), "/undo")') == []
    assert bare_words('Choice("", gettext("All") if all else "None")') == ["line 1: None"]
    assert bare_words('Tab(f"{name} today", url)') == ["line 1:  today"]

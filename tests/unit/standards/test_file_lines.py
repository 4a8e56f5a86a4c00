"""A framework's items as lines of a file: each below its own, and whole where something was retired."""

from __future__ import annotations

from datetime import date

from gateway.standards.model import Edge, Framework, Item
from gateway.standards.tree import file_lines

ITEMS = {"a": False, "a1": True, "a1x": False, "a1y": False, "a2": False, "b": False}
BELOW = {"a1": "a", "a1x": "a1", "a1y": "a1", "a2": "a"}


def test_what_stood_below_a_retired_item_stands_below_that_items_own() -> None:
    items = tuple(Item(name, "", name.upper(), retired=gone) for name, gone in ITEMS.items())
    edges = tuple(Edge(kind="isChildOf", origin=one, destination=other) for one, other in BELOW.items())
    lines = file_lines(Framework("f", "", "F", items, edges), date(2026, 9, 1))
    assert [(one.key, one.parent) for one in lines] == [("a", ""), ("a1x", "a"), ("a1y", "a"), ("a2", "a"), ("b", "")]
    assert lines[0].statement == "A"

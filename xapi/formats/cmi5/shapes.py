"""The shape of a course file: which elements stand where, in which order, with which attributes (13.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas import Problem
from xapi.formats.xml import Node

MOVE_ON = ("NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed")
LAUNCH_METHODS = ("AnyWindow", "OwnWindow")

_SCORE = re.compile(r"\+?(0*(0|1)?(\.[0-9]*)?)")
_PLACES = 4
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class Slot:
    """A place in a sequence: which elements may stand there, and how often at least and at most (None: any number)."""

    names: tuple[str, ...]
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True)
class Shape:
    """What one kind of element holds; `attributes` maps each to what is wrong with a value, `needs` are required."""

    slots: tuple[Slot, ...] = ()
    attributes: Mapping[str, Callable[[str], str]] | None = None
    needs: tuple[str, ...] = ()
    ordered: bool = True
    inside: Mapping[str, str] | None = None
    """Kinds of the children by their name, where it is not the name itself."""


def score(text: str) -> float | None:
    """Return a mastery score, 0 to 1 with at most four places (13.1.4); None for anything else."""
    text = text.strip()
    if not _SCORE.fullmatch(text) or not re.search("[0-9]", text):
        return None
    if len(text.partition(".")[2].rstrip("0")) > _PLACES or float(text) > 1:
        return None
    return float(text)


def _any(_value: str) -> str:
    return ""


def _one_of(*allowed: str) -> Callable[[str], str]:
    return lambda value: "" if value.strip() in allowed else f"is none of {', '.join(allowed)}"


def _score_problem(value: str) -> str:
    return "" if score(value) is not None else "is no number from 0 to 1 with at most four places"


def _language(value: str) -> str:
    return "" if _LANGUAGE.fullmatch(value.strip()) else "is no language tag"


_TEXTS = (Slot(("title",)), Slot(("description",)))
_PARTS = Slot(("au", "block"), most=None)
_REFERENCES = {"title": "text", "description": "text", "objectives": "references"}

SHAPES: Mapping[str, Shape] = {
    "courseStructure": Shape((Slot(("course",)), Slot(("objectives",), 0), _PARTS)),
    "course": Shape(_TEXTS, {"id": _any}, ("id",), inside=_REFERENCES),
    "objectives": Shape((Slot(("objective",), most=None),)),
    "objective": Shape(_TEXTS, {"id": _any}, ("id",), ordered=False, inside=_REFERENCES),
    "block": Shape((*_TEXTS, Slot(("objectives",), 0), _PARTS), {"id": _any}, ("id",), inside=_REFERENCES),
    "au": Shape(
        (
            *_TEXTS, Slot(("objectives",), 0), Slot(("url",)), Slot(("launchParameters",), 0),
            Slot(("entitlementKey",), 0),
        ),
        {
            "id": _any, "moveOn": _one_of(*MOVE_ON), "masteryScore": _score_problem,
            "launchMethod": _one_of(*LAUNCH_METHODS), "activityType": _any,
        },
        ("id",), inside={**_REFERENCES, "launchParameters": "free", "entitlementKey": "free"},
    ),
    "references": Shape((Slot(("objective",), most=None),), inside={"objective": "reference"}),
    "reference": Shape(attributes={"idref": _any}, needs=("idref",)),
    "text": Shape((Slot(("langstring",), most=None),)),
    "langstring": Shape(attributes={"lang": _language}),
    "url": Shape(),
}  # fmt: skip
"""Kinds of elements; "free" ones may hold anything."""


def check(node: Node, kind: str, place: str) -> list[Problem]:
    """Return what is wrong with the shape of an element and all below it, in the order of the file."""
    shape = SHAPES.get(kind)
    if shape is None:
        return []
    problems = [*_attributes(node, shape, place), *_sequence(node, shape, place)]
    for below, where in placed(node, place):
        inner = (shape.inside or {}).get(below.name, below.name)
        problems += check(below, inner, where)
    return problems


def placed(node: Node, place: str) -> list[tuple[Node, str]]:
    """Return the children of the format's own namespace, each with its place, such as `/courseStructure/au[2]`."""
    counts: dict[str, int] = {}
    found = []
    for one in node.own():
        counts[one.name] = counts.get(one.name, 0) + 1
        found.append((one, f"{place}/{one.name}[{counts[one.name]}]"))
    return found


def at(node: Node, place: str) -> str:
    """Return a place with its line, as problems name it."""
    return f"{place} (line {node.line})"


def _attributes(node: Node, shape: Shape, place: str) -> list[Problem]:
    known = shape.attributes or {}
    problems = [
        Problem(at(node, place), "missing-attribute", f"the attribute {name} is missing or empty")
        for name in shape.needs
        if not node.attributes.get(name, "").strip()
    ]
    for name, value in node.attributes.items():
        if name not in known:
            problems.append(Problem(at(node, place), "unknown-attribute", f"there is no attribute {name[:60]} here"))
        elif wrong := known[name](value):
            problems.append(Problem(at(node, place), "bad-value", f"{name}={value[:60]!r} {wrong}"))
    return problems


def _sequence(node: Node, shape: Shape, place: str) -> list[Problem]:
    """Go through the children slot by slot; an element out of its place is named once."""
    counts, here = [0] * len(shape.slots), 0
    problems = []
    for child, where in placed(node, place):
        slot = next((n for n, one in enumerate(shape.slots) if child.name in one.names), None)
        if slot is None:
            said = f"there is no element {child.name[:60]} here"
            problems.append(Problem(at(child, where), "unknown-element", said))
            continue
        if slot < here and shape.ordered:
            said = f"{child.name} stands after what must follow it"
            problems.append(Problem(at(child, where), "element-order", said))
        here = max(here, slot)
        counts[slot] += 1
        most = shape.slots[slot].most
        if most is not None and counts[slot] == most + 1:
            problems.append(Problem(at(child, where), "repeated-element", f"{child.name} stands here more than once"))
    for slot_, count in zip(shape.slots, counts, strict=True):
        if count < slot_.least:
            said = f"{' or '.join(slot_.names)} is missing"
            problems.append(Problem(at(node, place), "missing-element", said))
    return problems

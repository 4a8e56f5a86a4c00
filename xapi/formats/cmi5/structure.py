"""Read a course file: every rule of the specification's chapters 13 and 14, with a code and the place per problem."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from schemas import Problem
from xapi.formats.cmi5 import addresses, shapes
from xapi.formats.cmi5.iris import NAMESPACE
from xapi.formats.cmi5.shapes import at, placed
from xapi.formats.described import Described, Texts, Unit
from xapi.formats.errors import PackageError
from xapi.formats.xml import MOST, Node, parse

FILE = "cmi5.xml"
"""The course file's name; it stands at the root of a package (14.1)."""

_SHOWN = 5
"""Problems that the sentence names; `problems` holds all of them."""


class InvalidStructure(PackageError):
    """A course file breaks rules: `problems` has all of them, `message` the first ones."""

    def __init__(self, problems: list[Problem]) -> None:
        more = f" and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        said = "; ".join(f"{one.path}: {one.message}" for one in problems[:_SHOWN])
        super().__init__(problems[0].rule, f"The course does not follow the rules of cmi5: {said}{more}.", FILE)
        self.problems = tuple(problems)


class Files(Protocol):
    """What is asked of an opened package; a `bare` one is the course file alone."""

    bare: bool

    def names(self) -> list[str]:
        """Return the names of all files."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """Return a file of at most so many bytes."""
        ...


@dataclass(frozen=True)
class Block:
    """A block: its publisher's id, the blocks around it from the outermost in, what it is called."""

    id: str
    blocks: tuple[str, ...]
    title: Texts
    description: Texts
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class AU:
    """An assignable unit, as its publisher describes it; `blocks` are those around it from the outermost in."""

    id: str
    blocks: tuple[str, ...]
    title: Texts
    description: Texts
    url: str
    move_on: str = "NotApplicable"
    mastery_score: float | None = None
    launch_method: str = "AnyWindow"
    launch_parameters: str | None = None
    entitlement_key: str | None = None
    activity_type: str | None = None
    objectives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """A whole course: blocks and units in the order of the file, objectives by id."""

    id: str
    title: Texts
    description: Texts
    units: tuple[AU, ...]
    blocks: tuple[Block, ...] = ()
    objectives: Mapping[str, Texts] = field(default_factory=dict)


def read(archive: Files) -> Described:
    """Read the course of a package; PackageError says what is wrong."""
    entries = archive.names()
    if FILE not in entries:
        raise PackageError("cmi5-no-structure", f"There is no {FILE} at the root of the package.", FILE)
    beside = None if archive.bare else frozenset(entries)
    return described(course_of(archive.read(FILE, MOST), beside))


def course_of(data: bytes, entries: Collection[str] | None = None) -> Course:
    """Read a course file; `entries` are the files beside it, None where it came alone.

    InvalidStructure lists every broken rule; PackageError for what is no XML or no course at all.
    """
    root = parse(data, FILE)
    if (root.namespace, root.name) != (NAMESPACE, "courseStructure"):
        said = f"The file must begin with courseStructure of the namespace {NAMESPACE}."
        raise PackageError("cmi5-root", said, FILE)
    top = "/courseStructure"
    problems = shapes.check(root, "courseStructure", top)
    problems += [*_ids(root, top), *_references(root, top), *_addresses(root, top, entries)]
    if problems:
        raise InvalidStructure(problems)
    return _course(root)


def described(course: Course) -> Described:
    """Return a course as all packages are described; `extra` of each unit is what its launch needs."""
    units = tuple(
        Unit(one.id, one.title, one.url, one.description, _extra(course, number, one))
        for number, one in enumerate(course.units)
    )
    blocks = [{"id": one.id, "blocks": list(one.blocks), "title": dict(one.title)} for one in course.blocks]
    extra = {
        "course": course.id, "description": dict(course.description), "blocks": blocks,
        "objectives": {name: dict(texts) for name, texts in course.objectives.items()},
    }  # fmt: skip
    return Described(course.title, units, (), extra)


def _extra(course: Course, number: int, one: AU) -> dict[str, Any]:
    told = {
        "masteryScore": one.mastery_score, "launchParameters": one.launch_parameters,
        "entitlementKey": one.entitlement_key, "activityType": one.activity_type,
    }  # fmt: skip
    return {
        "index": number, "course": course.id, "blocks": list(one.blocks), "moveOn": one.move_on,
        "launchMethod": one.launch_method, "objectives": list(one.objectives),
        **{name: value for name, value in told.items() if value is not None},
    }  # fmt: skip


def _walk(node: Node, place: str) -> Iterator[tuple[Node, str]]:
    """Give all elements with their places, in the order of the file."""
    for one, where in placed(node, place):
        yield one, where
        yield from _walk(one, where)


def _ids(root: Node, top: str) -> list[Problem]:
    """Ids are IRIs (3) and stand for one thing of a kind (13.1.2 to 13.1.4)."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for node, place in _walk(root, top):
        identity = node.attributes.get("id", "").strip()
        if not identity or node.name not in {"course", "block", "au", "objective"}:
            continue
        if not addresses.is_iri(identity):
            problems.append(Problem(at(node, place), "not-iri", f"the id {identity[:200]!r} is no IRI with a scheme"))
        if (node.name, identity) in seen:
            said = f"another {node.name} has the id {identity[:200]!r}"
            problems.append(Problem(at(node, place), "duplicate-id", said))
        seen.add((node.name, identity))
    return problems


def _references(root: Node, top: str) -> list[Problem]:
    """Whoever names an objective names one that the course has (13.1.3)."""
    known = {one.attributes.get("id", "").strip() for one in _objectives(root)}
    return [
        Problem(at(node, place), "unknown-objective", f"there is no objective {name[:200]!r}")
        for node, place in _walk(root, top)
        if node.name == "objective" and (name := node.attributes.get("idref", "").strip()) and name not in known
    ]


def _objectives(root: Node) -> list[Node]:
    listed = root.first("objectives")
    return [one for one in listed.own() if one.name == "objective"] if listed else []


def _addresses(root: Node, top: str, entries: Collection[str] | None) -> list[Problem]:
    found = []
    for node, place in _walk(root, top):
        if node.name == "url" and (wrong := addresses.problem(node.text, entries)):
            found.append(Problem(at(node, place), wrong[0], f"{wrong[1]} ({node.text[:200]!r})"))
    return found


def _course(root: Node) -> Course:
    """Make the course of a tree that breaks no rule."""
    node = _child(root, "course")
    units: list[AU] = []
    blocks: list[Block] = []
    _parts(root, (), units, blocks)
    return Course(
        node.attributes["id"].strip(), _texts(node, "title"), _texts(node, "description"), tuple(units), tuple(blocks),
        {one.attributes["id"].strip(): _texts(one, "title") for one in _objectives(root)},
    )  # fmt: skip


def _parts(node: Node, around: tuple[str, ...], units: list[AU], blocks: list[Block]) -> None:
    for one in node.own():
        if one.name == "au":
            units.append(_unit(one, around))
        elif one.name == "block":
            identity = one.attributes["id"].strip()
            blocks.append(Block(identity, around, _texts(one, "title"), _texts(one, "description"), _refs(one)))
            _parts(one, (*around, identity), units, blocks)


def _unit(node: Node, around: tuple[str, ...]) -> AU:
    given = {name: value.strip() for name, value in node.attributes.items()}
    return AU(
        id=given["id"], blocks=around, title=_texts(node, "title"), description=_texts(node, "description"),
        url=_child(node, "url").text, move_on=given.get("moveOn", "NotApplicable"),
        mastery_score=shapes.score(given["masteryScore"]) if "masteryScore" in given else None,
        launch_method=given.get("launchMethod", "AnyWindow"), launch_parameters=_optional(node, "launchParameters"),
        entitlement_key=_optional(node, "entitlementKey"), activity_type=given.get("activityType"),
        objectives=_refs(node),
    )  # fmt: skip


def _child(node: Node, name: str) -> Node:
    found = node.first(name)
    if found is None:
        raise LookupError(name)  # the shape was checked before
    return found


def _optional(node: Node, name: str) -> str | None:
    found = node.first(name)
    return found.text if found else None


def _texts(node: Node, name: str) -> Texts:
    """Return a text by language; the first one of a language counts, one without a language is English."""
    made: dict[str, str] = {}
    for one in _child(node, name).own():
        made.setdefault(one.attributes.get("lang", "en").strip() or "en", one.text)
    return made


def _refs(node: Node) -> tuple[str, ...]:
    listed = node.first("objectives")
    return tuple(one.attributes["idref"].strip() for one in listed.own()) if listed else ()

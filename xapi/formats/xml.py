"""Read XML from strangers: no document type and so no entities, nothing fetched, and never more than was allowed (T12).

One parser for every format. `parse` builds a tree; `stream` hands on what it meets and keeps nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from xml.parsers import expat

from xapi.formats.errors import PackageError

_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may have at most: bytes, levels, elements and attributes together, attributes of one element.

    `stretch`: bytes of one tag or text, which the parser takes into memory whole.
    """

    size: int = 5 * _MIB
    depth: int = 100
    nodes: int = 100_000
    attributes: int = 100
    stretch: int = 256 * 1024


DESCRIPTION = Limits()
"""Of the file that describes a package; the largest real one has 1,001 units in 410 kB."""

MOST = DESCRIPTION.size
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_APART = "}"
_NOTHING: Mapping[str, str] = MappingProxyType({})


class Target(Protocol):
    """Who hears of what `stream` meets; names are `{namespace}name`, or the name alone where there is none."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Hear of an element that begins in a line."""

    def data(self, text: str) -> None:
        """Hear of text, which may come in pieces."""

    def end(self, name: str) -> None:
        """Hear of an element's end."""


@dataclass(slots=True)
class Node:
    """An element: its namespace ("" for none), name, line, attributes, own text as it came in pieces, children.

    `foreign` are the attributes of namespaces, under `{namespace}name`.
    """

    namespace: str
    name: str
    line: int
    attributes: Mapping[str, str]
    foreign: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, trimmed."""
        return "".join(self.pieces).strip()

    def get(self, name: str) -> str:
        """Return an attribute without a namespace, trimmed; empty where it is missing."""
        return self.attributes.get(name, "").strip()

    def own(self) -> Iterator[Node]:
        """Give the children of the same namespace; all others are extensions of somebody else's."""
        return (one for one in self.children if one.namespace == self.namespace)

    def first(self, name: str) -> Node | None:
        """Return the first child of this name and namespace."""
        return next((one for one in self.own() if one.name == name), None)

    def called(self, name: str) -> Iterator[Node]:
        """Give the children of this name, whatever their namespace."""
        return (one for one in self.children if one.name == name)

    def walk(self) -> Iterator[Node]:
        """Give the element and all below it, in the order of the file."""
        yield self
        for one in self.children:
            yield from one.walk()


def parse(data: bytes, entry: str, limits: Limits = DESCRIPTION) -> Node:
    """Return the root element; PackageError naming `entry` and line where it is no XML or more than it may be."""
    tree = _Tree()
    stream(data, entry, tree, limits)
    return tree.top.children[0]


def stream(data: bytes, entry: str, target: Target, limits: Limits = DESCRIPTION) -> None:
    """Tell `target` of a whole file; PackageError as for `parse`, and whatever the target raises itself."""
    if len(data) > limits.size:
        raise _too_large(f"It has more than {limits.size // _MIB} MB", entry)
    endless = re.search(rb"<[^<]{%d}" % limits.stretch, data)
    if endless:
        line = data.count(b"\n", 0, endless.start()) + 1
        raise _too_large(f"A tag or a text in it is longer than {limits.stretch // 1024} KB", entry, line)
    guard = _Guard(entry, target, limits)
    try:
        guard.parser.Parse(data, True)
    except expat.ExpatError as error:
        said = f"This is not well-formed XML: {expat.errors.messages[error.code]}. Export or save the file again."
        raise PackageError("xml-malformed", said, entry, error.lineno) from error
    except (ValueError, LookupError) as error:
        said = "This XML is in an encoding that is not read here. Save it as UTF-8."
        raise PackageError("xml-malformed", said, entry, 1) from error


def _too_large(what: str, entry: str, line: int = 0) -> PackageError:
    return PackageError("xml-too-large", f"{what}: that is more than is read here. Make the file smaller.", entry, line)


class _Guard:
    """Stands between the parser and the target, and stops at what no honest file has."""

    def __init__(self, entry: str, target: Target, limits: Limits) -> None:
        self._entry, self._target, self._limits = entry, target, limits
        self._depth = self._nodes = 0
        self.parser = expat.ParserCreate(namespace_separator=_APART)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = target.data

    def _doctype(self, *_said: object) -> None:
        """Refuse: entities are declared here and nowhere else, and the parser stops before it reads on."""
        said = "The XML declares a document type (DOCTYPE), which is not taken. Remove it."
        raise PackageError("xml-doctype", said, self._entry, self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        limits, line = self._limits, self.parser.CurrentLineNumber
        self._depth += 1
        self._nodes += 1 + len(attributes)
        if self._depth > limits.depth:
            raise _too_large(f"It is nested deeper than {limits.depth} levels", self._entry, line)
        if self._nodes > limits.nodes:
            raise _too_large(f"It has more than {limits.nodes} elements and attributes", self._entry, line)
        if len(attributes) > limits.attributes:
            raise _too_large(f"An element has more than {limits.attributes} attributes", self._entry, line)
        self._target.start(_full(name), {_full(key): value for key, value in attributes.items()}, line)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._target.end(_full(name))


def _full(name: str) -> str:
    return f"{{{name}" if _APART in name else name


class _Tree:
    """The target that keeps everything."""

    def __init__(self) -> None:
        self.top = Node("", "", 0, _NOTHING, _NOTHING)
        self._open = [self.top]

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Begin an element below the one that is open."""
        space, _, local = name.rpartition(_APART)
        plain = foreign = _NOTHING
        if attributes:
            plain = {key: value for key, value in attributes.items() if _APART not in key}
            foreign = {key: value for key, value in attributes.items() if _APART in key}
        node = Node(space[1:], local, line, plain, foreign)
        self._open[-1].children.append(node)
        self._open.append(node)

    def data(self, text: str) -> None:
        """Keep text with the element that is open."""
        self._open[-1].pieces.append(text)

    def end(self, name: str) -> None:
        """Close the element that is open."""
        del name
        self._open.pop()

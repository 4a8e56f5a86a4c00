"""Read an XML file without anything that could reach out or blow up (T12), and remember where each element stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from xapi.formats.errors import PackageError

MOST_BYTES = 5 * 1024 * 1024
DEEPEST = 100
MOST_ELEMENTS = 60_000
MOST_ATTRIBUTES = 100

_APART = "\n"
"""Stands between namespace and name in what the parser tells; neither can hold it."""


@dataclass(slots=True)
class Node:
    """An element: its namespace ("" for none), name, attributes without a namespace, own text, children, line.

    Attributes of namespaces are not kept: the formats that are read here define none.
    """

    namespace: str
    name: str
    attributes: Mapping[str, str]
    line: int
    pieces: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text, trimmed (13.1)."""
        return "".join(self.pieces).strip()

    def own(self) -> Iterator[Node]:
        """Give the children of the same namespace; all others are extensions of somebody else's."""
        return (one for one in self.children if one.namespace == self.namespace)

    def first(self, name: str) -> Node | None:
        """Return the first child of this name and namespace."""
        return next((one for one in self.own() if one.name == name), None)


def parse(data: bytes, entry: str) -> Node:
    """Return the root element; PackageError for what is no XML, too large, too deep, or has a DOCTYPE."""
    if len(data) > MOST_BYTES:
        raise PackageError("xml-too-large", f"The file is larger than {MOST_BYTES // 1024 // 1024} MiB.", entry)
    reading = _Reading(entry)
    try:
        reading.parser.Parse(data, True)
    except expat.ExpatError as error:
        said = f"The file is not XML: {expat.errors.messages[error.code]} in line {error.lineno}."
        raise PackageError("xml-unreadable", said, entry) from error
    except (ValueError, LookupError) as error:
        raise PackageError("xml-unreadable", "The file is in an encoding that is not read here.", entry) from error
    return reading.top.children[0]


class _Reading:
    """Builds the tree as the parser goes along."""

    def __init__(self, entry: str) -> None:
        self.entry = entry
        self.top = Node("", "", {}, 0)
        self._open = [self.top]
        self._elements = 0
        self.parser = expat.ParserCreate(namespace_separator=_APART)
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _doctype(self, *_said: object) -> None:
        raise PackageError("xml-doctype", "The file has a DOCTYPE, which is not read here. Take it out.", self.entry)

    def _start(self, name: str, attributes: list[str]) -> None:
        self._elements += 1
        if len(self._open) > DEEPEST:
            raise PackageError("xml-too-deep", f"The file is nested deeper than {DEEPEST} levels.", self.entry)
        if self._elements > MOST_ELEMENTS or len(attributes) > 2 * MOST_ATTRIBUTES:
            raise PackageError("xml-too-much", "The file has more elements or attributes than any course.", self.entry)
        namespace, _, local = name.rpartition(_APART)
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        plain = {key: value for key, value in pairs if _APART not in key}
        node = Node(namespace, local, plain, self.parser.CurrentLineNumber)
        self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].pieces.append(text)

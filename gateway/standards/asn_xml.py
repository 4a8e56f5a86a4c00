"""ASN documents as RDF/XML. No document type and so no entities, nothing fetched; no tree is built (T12)."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET  # only with the target below, which refuses document types

from gateway.standards.asn import Node, address, framework_of, local
from gateway.standards.loading import refuse
from gateway.standards.model import Framework, Mended

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DEEPEST = 12
"""Levels of elements: RDF of this kind has four."""

_STEP = 64 * 1024


def parse(data: bytes, mended: Mended) -> Framework:
    """Return the framework of an RDF/XML file; NotAFramework for other XML, and for what is not well-formed."""
    target = _Nodes()
    parser = ET.XMLParser(target=target)  # noqa: S314 - the target refuses what makes it dangerous
    try:
        for start in range(0, len(data), _STEP):
            parser.feed(data[start : start + _STEP])
        parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise refuse(f"this XML cannot be read: {error}") from error
    return framework_of(target.nodes, mended)


class _Nodes:
    """Takes the parser's events: an element of the second level is a resource, one of the third a property."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._depth = 0
        self._node: Node | None = None
        self._resource: str | None = None
        self._text: list[str] = []

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse: entities are declared here and nowhere else."""
        raise refuse("XML with a document type (DOCTYPE) is not taken: remove it")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin a resource or a property; what stands deeper adds to the property's text."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise refuse("this XML is nested deeper than any ASN document")
        if self._depth == 1 and tag != f"{_RDF}RDF":
            raise refuse(f"this XML is no ASN document: it begins with {local(tag)}, not with rdf:RDF")
        if self._depth == 2:
            about = attributes.get(f"{_RDF}about")
            self._node = Node(address(about), local(tag)) if about else None
        elif self._depth == 3:
            self._resource, self._text = attributes.get(f"{_RDF}resource"), []

    def data(self, text: str) -> None:
        """Keep the text of a property."""
        if self._depth > 2:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """End a property or a resource; its class is the element's name, or what rdf:type says of a description."""
        self._depth -= 1
        node = self._node
        if node is None or self._depth > 2:
            return
        if self._depth == 1:
            self._node = None
            if node.kind != "Description":
                self.nodes.append(node)
        elif self._depth == 2 and local(tag) == "type" and self._resource and node.kind == "Description":
            node.kind = local(self._resource)
        elif self._depth == 2:
            node.add(local(tag), address(self._resource) if self._resource else "".join(self._text))

    def close(self) -> None:
        """End: nothing is left to do."""

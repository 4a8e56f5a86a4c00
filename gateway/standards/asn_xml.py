"""ASN documents as RDF/XML: read as a stream, for they are large; no tree is built (T12)."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.standards.asn import Node, address, framework_of, local
from gateway.standards.loading import MAX_BYTES, refuse
from gateway.standards.model import Framework, Mended
from xapi.formats import xml
from xapi.formats.errors import PackageError

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LIMITS = xml.Limits(size=MAX_BYTES, depth=12, nodes=4_000_000)
"""RDF of this kind has four levels, and about forty elements and attributes for a statement."""


def parse(data: bytes, mended: Mended) -> Framework:
    """Return the framework of an RDF/XML file; NotAFramework for other XML, and for what is not well-formed."""
    target = _Nodes()
    try:
        xml.stream(data, "", target, _LIMITS)
    except PackageError as error:
        raise refuse(f"this XML cannot be read: {error.message}", f"line {error.line}" if error.line else "") from error
    return framework_of(target.nodes, mended)


class _Nodes:
    """Takes the parser's events: an element of the second level is a resource, one of the third a property."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._depth = 0
        self._node: Node | None = None
        self._resource: str | None = None
        self._text: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """Begin a resource or a property; what stands deeper adds to the property's text."""
        self._depth += 1
        if self._depth == 1 and name != f"{_RDF}RDF":
            raise refuse(f"this XML is no ASN document: it begins with {local(name)}, not with rdf:RDF", f"line {line}")
        if self._depth == 2:
            about = attributes.get(f"{_RDF}about")
            self._node = Node(address(about), local(name)) if about else None
        elif self._depth == 3:
            self._resource, self._text = attributes.get(f"{_RDF}resource"), []

    def data(self, text: str) -> None:
        """Keep the text of a property."""
        if self._depth > 2:
            self._text.append(text)

    def end(self, name: str) -> None:
        """End a property or a resource; its class is the element's name, or what rdf:type says of a description."""
        self._depth -= 1
        node = self._node
        if node is None or self._depth > 2:
            return
        if self._depth == 1:
            self._node = None
            if node.kind != "Description":
                self.nodes.append(node)
        elif self._depth == 2 and local(name) == "type" and self._resource and node.kind == "Description":
            node.kind = local(self._resource)
        elif self._depth == 2:
            node.add(local(name), address(self._resource) if self._resource else "".join(self._text))

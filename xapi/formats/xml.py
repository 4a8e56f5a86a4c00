"""Read XML from strangers: without document types, and so without entities, files or addresses (T12).

The standard library's parser tells of a document type before it reads what stands inside; it is refused there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET  # only with the builder below, which refuses document types

from xapi.formats.errors import PackageError

Element = ET.Element
MOST = 5 * 1024 * 1024
"""Bytes of a file."""

_DEEPEST, _ELEMENTS, _ATTRIBUTES = 200, 100_000, 100_000
_STRETCH = re.compile(rb"<[^<]{262144}")
"""A tag or a text that is longer than all of an honest file's: the parser takes each of them into memory whole."""

_STEP = 64 * 1024
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class _Builder(ET.TreeBuilder):
    """Builds the tree and stops at what no honest package has."""

    def __init__(self, entry: str) -> None:
        super().__init__()
        self._entry = entry
        self._depth = self._count = self._attributes = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse: entities are declared here and nowhere else."""
        del name, pubid, system
        raise PackageError(
            "xml-doctype", "The XML declares a document type (DOCTYPE), which is not taken. Remove it.", self._entry
        )

    def start(self, tag: str, attrs: Mapping[str, str]) -> Element:
        """Count, and go on."""
        self._depth += 1
        self._count += 1
        self._attributes += len(attrs)
        if self._depth > _DEEPEST or self._count > _ELEMENTS or self._attributes > _ATTRIBUTES:
            raise PackageError("xml-too-large", "The XML is nested too deeply or has too many elements.", self._entry)
        return super().start(tag, dict(attrs))

    def end(self, tag: str) -> Element:
        """Count, and go on."""
        self._depth -= 1
        return super().end(tag)


def parse(data: bytes, entry: str) -> Element:
    """Return the root element; PackageError naming `entry` where it is no XML, too large or declares a type."""
    if len(data) > MOST:
        raise PackageError("xml-too-large", f"The XML has more than {MOST // 1024 // 1024} MB.", entry)
    if _STRETCH.search(data):
        raise PackageError("xml-too-large", "The XML has a tag or a text that is too long.", entry)
    parser = ET.XMLParser(target=_Builder(entry))  # noqa: S314 - the builder refuses what makes it dangerous
    try:
        for at in range(0, len(data), _STEP):
            parser.feed(data[at : at + _STEP])
        root: Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise PackageError("xml-malformed", f"This is not well-formed XML: {error}.", entry) from error
    return root


def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element | None) -> str:
    """Return an element's text without surrounding space; empty for none."""
    return (element.text or "").strip() if element is not None else ""

"""A package that is a single XML file: whatever it starts stands elsewhere."""

from __future__ import annotations

from pathlib import Path

from xapi.formats import xml
from xapi.formats.errors import PackageError

MOST = xml.MOST
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NAMES = {"courseStructure": "cmi5.xml", "tincan": "tincan.xml", "manifest": "imsmanifest.xml"}


def looks_like_xml(head: bytes) -> bool:
    """Say whether a file's first bytes are those of XML, in any of its usual encodings."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip(b" \t\r\n").startswith(b"<")


def opened(data: bytes) -> Single:
    """Return the file as a package of one file, named by its root element; PackageError for any other XML."""
    root = xml.parse(data, "")
    name = _NAMES.get(root.name)
    if name is None:
        raise PackageError("unknown-kind", f"This is an XML file, but of no kind that is known here: {root.name}.")
    return Single(name, data)


class Single:
    """One XML file as a package."""

    bare = True

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    def names(self) -> list[str]:
        """Return its one name."""
        return [self._name]

    def read(self, name: str, most: int) -> bytes:
        """Return the file."""
        if name != self._name:
            raise PackageError("entry-missing", "The package does not have this file.", name)
        if len(self._data) > most:
            raise PackageError("entry-too-large", f"This file has more than {most // 1024} KB.", name)
        return self._data

    def unpack(self, folder: Path) -> int:
        """Write the file below a new folder; return its bytes."""
        folder.mkdir(parents=True)
        return (folder / self._name).write_bytes(self._data)

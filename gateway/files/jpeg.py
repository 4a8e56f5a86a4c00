"""A JPEG photo without what it says of place, time, camera and owner; its picture stays bit for bit.

Kept: what decoding needs, the colour profile, Adobe's mark (it says how colours are stored), and which way is up. All
other application segments and comments go, with them Exif and its thumbnail, XMP, IPTC, pictures for previews, and
whatever was appended behind the end.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import IO, Final

from gateway.files.errors import FileRefused
from gateway.files.parts import MOST_PARTS, Bytes, copy

_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_NEEDED: Final = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD})
_MARKER: Final = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])")
"""What ends a scan: a marker that is no stuffed byte, no restart and no filling."""

_JFIF, _EXIF, _ICC, _ADOBE = b"JFIF\x00", b"Exif\x00\x00", b"ICC_PROFILE\x00", b"Adobe"
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True)
class _Segment:
    """A marker with its content from `start` to `end`, and for a scan its data up to `after`."""

    marker: int
    start: int
    end: int
    after: int


def clean(data: Bytes, out: IO[bytes]) -> None:
    """Write the photo without what it says of people; FileRefused for what is no whole JPEG."""
    segments = list(_segments(data))
    out.write(_START)
    for one in segments:
        if one.marker == 0xE0 and _begins(data, one, _JFIF) and one.end - one.start >= 12:
            out.write(b"\xff\xe0\x00\x10" + data[one.start : one.start + 12] + b"\x00\x00")  # without its thumbnail
            break
    out.write(_upright(data, segments))
    for one in segments:
        _keep(data, one, out)
    out.write(b"\xff\xd9")


def _keep(data: Bytes, one: _Segment, out: IO[bytes]) -> None:
    if one.marker == 0xEE and _begins(data, one, _ADOBE) and one.end - one.start >= 12:
        out.write(b"\xff\xee\x00\x0e" + data[one.start : one.start + 12])
    elif one.marker in _NEEDED or (one.marker == 0xE2 and _begins(data, one, _ICC)):
        copy(data, one.start - 4, one.after, out)


def _segments(data: Bytes) -> list[_Segment]:
    if data[:2] != _START:
        raise FileRefused("damaged")
    found: list[_Segment] = []
    at = 2
    while len(found) < MOST_PARTS:
        marker, at = _marker(data, at)
        if marker == _END:
            if not any(one.marker == _SCAN for one in found):
                break
            return found
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        end = at + length
        if length < 2 or end > len(data):
            break
        after = end
        if marker == _SCAN:
            following = _MARKER.search(data, end)
            if following is None:
                break
            after = following.start()
        found.append(_Segment(marker, at + 2, end, after))
        at = after
    raise FileRefused("damaged")


def _marker(data: Bytes, at: int) -> tuple[int, int]:
    """Return a marker and where its content begins; filling before it is left out."""
    found = re.compile(rb"\xff+([^\x00\xff])").match(data, at)
    if found is None:
        raise FileRefused("damaged")
    return found[1][0], found.end()


def _begins(data: Bytes, one: _Segment, words: bytes) -> bool:
    return data[one.start : min(one.start + len(words), one.end)] == words


def _upright(data: Bytes, segments: list[_Segment]) -> bytes:
    """Return an Exif segment that says which way is up and nothing else; empty where the picture stands upright."""
    for one in segments:
        if one.marker == 0xE1 and _begins(data, one, _EXIF):
            turned = orientation(bytes(data[one.start + len(_EXIF) : one.end]))
            if turned > 1:
                entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
                content = _EXIF + b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"
                return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
            return b""
    return b""


def orientation(tiff: bytes) -> int:
    """Return which way is up (1 to 8) as the first directory of an Exif block says; 1 where it says nothing of use."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for number in range(min(count, 512)):
            tag, kind, many, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if (tag, kind, many) == (_ORIENTATION, 3, 1):
                return value if 1 <= value <= 8 else 1
    except struct.error:  # it points outside of itself
        return 1
    return 1

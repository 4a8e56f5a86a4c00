"""A film or sound in an ISO container (MP4, MOV, M4A) without what it says of place, device and people.

Boxes that tell such things are called free space and emptied where they stand, so that nothing moves that the film's
own tables point to.
"""

from __future__ import annotations

from typing import IO, Final

from gateway.files.errors import FileRefused
from gateway.files.parts import MOST_PARTS, Bytes, copy

_TELLS: Final = frozenset({b"udta", b"meta", b"uuid"})
_HOLDS: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"})
_DEEPEST: Final = 8
_EMPTY: Final = bytes(64 * 1024)


def clean(data: Bytes, out: IO[bytes]) -> None:
    """Write the film with those boxes emptied; FileRefused for what is no whole file of this kind."""
    if data[4:8] != b"ftyp":
        raise FileRefused("damaged")
    at = 0
    for start, head, end in _telling(data, (0, len(data)), [0]):
        copy(data, at, start + 4, out)
        out.write(b"free")
        copy(data, start + 8, start + head, out)  # the longer form of its length
        for empty in range(start + head, end, len(_EMPTY)):
            out.write(_EMPTY[: end - empty])
        at = end
    copy(data, at, len(data), out)


def _telling(data: Bytes, within: tuple[int, int], seen: list[int], depth: int = 0) -> list[tuple[int, int, int]]:
    """Return (start, length of its head, end) of the boxes that tell, in order; `seen` counts all boxes."""
    at, end = within
    found: list[tuple[int, int, int]] = []
    while at + 8 <= end:
        seen[0] += 1
        length, name, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = end - at
        if length < head or at + length > end or seen[0] > MOST_PARTS or depth > _DEEPEST:
            raise FileRefused("damaged")
        if name in _TELLS:
            found.append((at, head, at + length))
        elif name in _HOLDS:
            found += _telling(data, (at + head, at + length), seen, depth + 1)
        at += length
    return found

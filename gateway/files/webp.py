"""A WebP picture without Exif and XMP; the chunks that draw it stay as they are."""

from __future__ import annotations

from typing import IO, Final

from gateway.files.errors import FileRefused
from gateway.files.parts import MOST_PARTS, Bytes, copy

_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_SAYS: Final = 0x08 | 0x04
"""Flags of the header that announce Exif and XMP."""


def clean(data: Bytes, out: IO[bytes]) -> None:
    """Write the picture without what it says of people; FileRefused for what is no whole WebP."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise FileRefused("damaged")
    kept = _kept(data)
    size = 4 + sum(8 + length + length % 2 for _name, _start, length in kept)
    out.write(b"RIFF" + size.to_bytes(4, "little") + b"WEBP")
    for name, start, length in kept:
        out.write(name + length.to_bytes(4, "little"))
        header = 1 if name == b"VP8X" and length else 0
        if header:
            out.write(bytes([data[start] & ~_SAYS]))
        copy(data, start + header, start + length, out)
        out.write(b"\x00" * (length % 2))


def _kept(data: Bytes) -> list[tuple[bytes, int, int]]:
    """Return (name, start, length) of the chunks that stay."""
    end = min(8 + int.from_bytes(data[4:8], "little"), len(data))
    kept: list[tuple[bytes, int, int]] = []
    at, count = 12, 0
    while at + 8 <= end and count < MOST_PARTS:
        name, length = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            raise FileRefused("damaged")
        if name in _KEPT:
            kept.append((name, at + 8, length))
        at, count = at + 8 + length + length % 2, count + 1
    if count == MOST_PARTS or not any(name in {b"VP8 ", b"VP8L", b"ANMF"} for name, _start, _length in kept):
        raise FileRefused("damaged")
    return kept

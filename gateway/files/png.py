"""A PNG picture without its texts, times and Exif; the chunks that draw it stay as they are."""

from __future__ import annotations

import zlib
from typing import IO, Final

from gateway.files.errors import FileRefused
from gateway.files.parts import MOST_PARTS, Bytes, copy

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
    b"pHYs", b"hIST", b"sPLT", b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip
_BLOCK: Final = 1024 * 1024


def clean(data: Bytes, out: IO[bytes]) -> None:
    """Write the picture without what it says of people; FileRefused for what is no whole PNG.

    What stands behind its end goes as well. A chunk that is needed to show it and that nobody knows is refused.
    """
    if data[:8] != SIGNATURE or data[12:16] != b"IHDR":
        raise FileRefused("damaged")
    out.write(SIGNATURE)
    at = len(SIGNATURE)
    for _ in range(MOST_PARTS):
        length, name = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8])
        end = at + 12 + length
        if end > len(data) or not _whole(data, at + 4, end - 4):
            break
        if name in _KEPT:
            copy(data, at, end, out)
        elif not name[0] & 0x20:
            break
        if name == b"IEND":
            return
        at = end
    raise FileRefused("damaged")


def _whole(data: Bytes, start: int, end: int) -> bool:
    """Say whether a chunk's checksum, which follows it, is right."""
    checksum = 0
    for at in range(start, end, _BLOCK):
        checksum = zlib.crc32(data[at : min(at + _BLOCK, end)], checksum)
    return checksum.to_bytes(4, "big") == data[end : end + 4]

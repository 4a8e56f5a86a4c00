"""Which kinds of files are taken, told by their bytes; the ending of a name must agree with them.

What a browser could run (HTML, SVG, scripts) and programs are not among them. Whatever a file turns out to hold, it is
served as the type that stands here and as nothing else.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final

from gateway.files import jpeg, movie, png, webp
from gateway.files.errors import FileRefused
from gateway.files.parts import Bytes
from xapi.formats import zips
from xapi.formats.errors import PackageError

Cleaner = Callable[[Bytes, IO[bytes]], None]


@dataclass(frozen=True)
class Kind:
    """A kind: as what it is served, whether it is shown or only saved, and what takes out what it says of people.

    `names`: documents of this kind may name who wrote them, and that stays.
    """

    key: str
    media_type: str
    shown: bool = True
    clean: Cleaner | None = None
    names: bool = False


_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."

KINDS: Final = {
    one.key: one
    for one in (
        Kind("jpeg", "image/jpeg", clean=jpeg.clean),
        Kind("png", "image/png", clean=png.clean),
        Kind("webp", "image/webp", clean=webp.clean),
        Kind("pdf", "application/pdf", names=True),
        Kind("docx", _OOXML + "wordprocessingml.document", shown=False, names=True),
        Kind("xlsx", _OOXML + "spreadsheetml.sheet", shown=False, names=True),
        Kind("pptx", _OOXML + "presentationml.presentation", shown=False, names=True),
        Kind("odt", _ODF + "text", shown=False, names=True),
        Kind("ods", _ODF + "spreadsheet", shown=False, names=True),
        Kind("odp", _ODF + "presentation", shown=False, names=True),
        Kind("text", "text/plain"),
        Kind("mp3", "audio/mpeg", names=True),
        Kind("wav", "audio/wav", names=True),
        Kind("ogg", "audio/ogg", names=True),
        Kind("m4a", "audio/mp4", clean=movie.clean),
        Kind("mp4", "video/mp4", clean=movie.clean),
        Kind("mov", "video/quicktime", clean=movie.clean),
        Kind("webm", "video/webm", names=True),
    )
}

ENDINGS: Final = {
    "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx",
    "pptx": "pptx", "odt": "odt", "ods": "ods", "odp": "odp", "txt": "text", "md": "text", "csv": "text",
    "mp3": "mp3", "wav": "wav", "ogg": "ogg", "oga": "ogg", "m4a": "m4a", "mp4": "mp4", "m4v": "mp4", "mov": "mov",
    "webm": "webm",
}  # fmt: skip
"""By the end of a name, in small letters."""

_PICTURES: Final = frozenset({"jpeg", "png", "webp"})
_MACROS: Final = ("docm", "xlsm", "pptm", "doc", "xls", "ppt")
_PHOTOS: Final = ("heic", "heif", "avif")
_HEIC: Final = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc", b"avif")
_BLOCK: Final = 1024 * 1024
_PACKED: Final = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def recognise(name: str, data: Bytes, file: IO[bytes]) -> Kind:
    """Return what a file is by its name and bytes (`file` is the same one, open); FileRefused where it is not taken."""
    ending = name.rpartition(".")[2].lower()
    if len(data) == 0:
        raise FileRefused("empty")
    if ending in _PHOTOS or (data[4:8] == b"ftyp" and data[8:12] in _HEIC):
        raise FileRefused("photo")  # nothing here can take the place out of such a photo
    if ending in _MACROS:
        raise FileRefused("macros")
    said = ENDINGS.get(ending)
    if said is None:
        raise FileRefused("unknown")
    found = _by_bytes(said, data, file)
    if found != said and not {found, said} <= _PICTURES:  # telephones give pictures each other's endings
        raise FileRefused("other")
    return KINDS[found]


def _by_bytes(said: str, data: Bytes, file: IO[bytes]) -> str:
    """Return the kind that the bytes begin as; empty for none that is taken."""
    head = bytes(data[:16])
    if head.startswith(b"PK\x03\x04"):
        return _packed(file)
    if head[4:8] == b"ftyp":
        return said if said in {"m4a", "mp4", "mov"} else ""
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    if head.startswith(b"ID3") or (head[0] == 0xFF and len(head) > 1 and head[1] & 0xE6 == 0xE2):
        return "mp3"
    begins = {
        b"\xff\xd8\xff": "jpeg", png.SIGNATURE: "png", b"%PDF-": "pdf", b"OggS": "ogg", b"\x1aE\xdf\xa3": "webm",
    }  # fmt: skip
    for mark, kind in begins.items():
        if head.startswith(mark):
            return kind
    return "text" if said == "text" and _is_text(data) else ""


def _is_text(data: Bytes) -> bool:
    """Say whether a file is text that people write: UTF-8 without characters that steer machines."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _BLOCK):
            words = reader.decode(data[at : at + _BLOCK])
            if any(one in words for one in ("\x00", "\x1b", "\x7f")):
                return False
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _packed(file: IO[bytes]) -> str:
    """Return which office document a zip file is; documents with programs in them are refused."""
    try:
        with zips.opened(file) as archive:
            names = archive.names()
            if any(one.lower().endswith(("vbaproject.bin", "macrosheet.bin")) for one in names):
                raise FileRefused("macros")
            if "mimetype" in names:
                said = archive.read("mimetype", 200).decode("ascii", "replace").strip()
                return next((key for key in ("odt", "ods", "odp") if KINDS[key].media_type == said), "")
    except PackageError as error:
        raise FileRefused("damaged") from error
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for begin, kind in _PACKED.items() if any(one.startswith(begin) for one in names)), "")

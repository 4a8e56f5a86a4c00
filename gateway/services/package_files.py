"""Files of uploaded packages, as they lie in the data folder: which one an address means, and as what it is served."""

from __future__ import annotations

import re
from pathlib import Path

from gateway.services.package_folders import home_of

_NAME = re.compile(r"[a-z0-9]{1,32}")

TYPES = {
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "css": "text/css",
    "js": "text/javascript", "mjs": "text/javascript", "json": "application/json", "map": "application/json",
    "xml": "application/xml", "txt": "text/plain", "csv": "text/csv", "vtt": "text/vtt", "wasm": "application/wasm",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "bmp": "image/bmp", "ico": "image/x-icon",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "oga": "audio/ogg", "ogg": "audio/ogg",
    "wav": "audio/wav", "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg",
    "mov": "video/quicktime", "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf",
    "eot": "application/vnd.ms-fontobject", "pdf": "application/pdf",
}  # fmt: skip
"""What is shown, by the end of a name; everything else is offered for saving and never shown."""

OTHER = "application/octet-stream"

SCRIPTED = frozenset({"text/html", "application/xhtml+xml", "application/xml", "image/svg+xml"})
"""Types that may run scripts when they are opened as a page of their own."""


def find(folder: Path, tenant_tag: str, tag: str, name: str) -> Path | None:
    """Return a file of a package; None for whatever is not a plain file inside it."""
    if not (_NAME.fullmatch(tenant_tag) and _NAME.fullmatch(tag)):
        return None
    return inside(home_of(folder, tenant_tag) / tag, name)


def inside(root: Path, name: str) -> Path | None:
    """Return a file below a folder; None where the name leads out of it, by whatever way, or to no plain file."""
    if "\\" in name or "\x00" in name or any(part in {"", ".", ".."} for part in name.split("/")):
        return None
    path = root / name
    try:
        real = path.resolve(strict=True)
        return real if real.is_file() and real.is_relative_to(root.resolve()) else None
    except OSError:  # not there, a name too long for the disk, a file used as a folder
        return None


def type_of(name: str) -> str:
    """Return the media type that a file is served as."""
    return TYPES.get(name.rpartition(".")[2].lower(), OTHER)

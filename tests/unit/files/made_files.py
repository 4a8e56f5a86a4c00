"""Files as telephones and programs make them, small enough to read; what tells of people says SECRET."""

import io
import struct
import zipfile
import zlib

SECRET = b"SECRET 52.5163N 13.3777E"


def segment(marker: int, content: bytes) -> bytes:
    """Return one segment of a JPEG file."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(turned: int | None = 6, order: str = ">", more: bytes = SECRET) -> bytes:
    """Return an Exif segment with a place, and which way is up where it says so."""
    entries = [struct.pack(f"{order}HHI", 0x8825, 4, 1) + struct.pack(f"{order}I", 90)]
    if turned is not None:
        entries.append(struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0))
    head = (b"MM\x00\x2a" if order == ">" else b"II\x2a\x00") + struct.pack(f"{order}I", 8)
    directory = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + bytes(4)
    return segment(0xE1, b"Exif\x00\x00" + head + directory + more)


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x02" + SECRET[:12])
ICC = segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + b"colours")
ADOBE = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01")
TABLES = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\x00\x10\x00\x10\x01\x01\x11\x00") + segment(0xC4, bytes(29))
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56\xff\x00"


def jpeg(*segments: bytes, end: bytes = b"\xff\xd9") -> bytes:
    """Return a photo with these segments before its picture, and what stands behind it."""
    return b"\xff\xd8" + b"".join(segments) + TABLES + SCAN + SCAN + end


def chunk(name: bytes, content: bytes = b"") -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\x00\x00"))


def png(*chunks: bytes, end: bytes = b"") -> bytes:
    """Return a picture with these chunks before its pixels, and what stands behind it."""
    return b"\x89PNG\r\n\x1a\n" + HEADER + b"".join(chunks) + PIXELS + chunk(b"IEND") + end


def riff(name: bytes, content: bytes) -> bytes:
    """Return one chunk of a WebP file."""
    return name + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)


def webp(*chunks: bytes, end: bytes = b"") -> bytes:
    """Return a picture of these chunks, and what stands behind it."""
    content = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(content)) + content + end


def box(name: bytes, content: bytes = b"", *, long: bool = False) -> bytes:
    """Return one box of a film."""
    if long:
        return struct.pack(">I4sQ", 1, name, len(content) + 16) + content
    return struct.pack(">I4s", len(content) + 8, name) + content


def film(*inside: bytes) -> bytes:
    """Return a film whose description holds these boxes."""
    return box(b"ftyp", b"isom\x00\x00\x00\x00") + box(b"moov", b"".join(inside)) + box(b"mdat", b"pictures and sound")


def packed(**files: bytes) -> bytes:
    """Return a zip file; underscores twice are slashes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def document(folder: str = "word", **more: bytes) -> bytes:
    """Return an office document of a kind."""
    return packed(**{"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<w/>", **more})

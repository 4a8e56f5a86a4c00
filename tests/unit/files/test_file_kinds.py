"""Which files are taken: by their bytes and their names together."""

import io

import pytest
from made_files import SECRET, box, document, exif, film, jpeg, packed, png, riff, webp

from gateway.files.errors import FileRefused
from gateway.files.kinds import KINDS, recognise

ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
GOOD = {
    "photo.jpg": (jpeg(exif()), "jpeg"), "PHOTO.JPEG": (jpeg(), "jpeg"), "drawing.png": (png(), "png"),
    "drawing.webp": (webp(riff(b"VP8 ", b"x")), "webp"), "report.pdf": (b"%PDF-1.7\n", "pdf"),
    "essay.docx": (document(), "docx"), "numbers.xlsx": (document("xl"), "xlsx"),
    "talk.pptx": (document("ppt"), "pptx"),
    "essay.odt": (packed(**ODT), "odt"), "notes.txt": ("Grüße\n".encode(), "text"),
    "table.csv": (b"a,b\n1,2\n", "text"),
    "talk.mp3": (b"ID3\x04" + bytes(20), "mp3"), "talk2.mp3": (b"\xff\xfb\x90\x00" + bytes(20), "mp3"),
    "talk.wav": (b"RIFF\x04\x00\x00\x00WAVE", "wav"), "talk.ogg": (b"OggS" + bytes(20), "ogg"),
    "film.mp4": (film(), "mp4"), "film.mov": (film(), "mov"), "film.webm": (b"\x1aE\xdf\xa3" + bytes(20), "webm"),
}  # fmt: skip
PAGE = b"<!doctype html><script>alert(1)</script>"


def kind_of(name, data):
    return recognise(name, data, io.BytesIO(data)).key


def refusal(name, data):
    with pytest.raises(FileRefused) as found:
        recognise(name, data, io.BytesIO(data))
    return found.value.code


@pytest.mark.parametrize("name", GOOD)
def test_what_students_make_is_taken(name):
    data, kind = GOOD[name]
    assert kind_of(name, data) == kind


def test_a_picture_with_another_pictures_ending_is_what_its_bytes_are():
    assert kind_of("photo.png", jpeg()) == "jpeg"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("page.html", PAGE, "unknown"), ("drawing.svg", b"<svg onload='x'/>", "unknown"), ("run.exe", b"MZ", "unknown"),
        ("run.js", b"alert(1)", "unknown"), ("page.xhtml", PAGE, "unknown"), ("all.zip", packed(a=b"b"), "unknown"),
        ("noending", b"text", "unknown"), ("", b"text", "unknown"), ("photo.jpg", PAGE, "other"),
        ("report.pdf", b"\n" + PAGE + b"%PDF-1.7", "other"), ("photo.jpg", b"MZ" + bytes(50), "other"),
        ("report.pdf", jpeg(), "other"), ("photo.jpg", b"%PDF-1.7", "other"), ("notes.txt", b"a\x00b", "other"),
        ("notes.txt", b"\xff\xfe\xfa", "other"), ("notes.txt", png(), "other"), ("essay.docx", packed(a=b"b"), "other"),
        ("essay.docx", document("xl"), "other"), ("essay.pdf", document(), "other"), ("film.mp4", jpeg(), "other"),
        ("photo.jpg", b"", "empty"), ("old.doc", b"\xd0\xcf\x11\xe0", "macros"), ("essay.docm", document(), "macros"),
        ("essay.docx", document(**{"word/vbaProject.bin": b"x"}), "macros"), ("IMG_1.HEIC", b"x", "photo"),
        ("photo.jpg", box(b"ftyp", b"heic\x00\x00\x00\x00"), "photo"),
        ("essay.docx", b"PK\x03\x04" + SECRET, "damaged"),
    ],
)  # fmt: skip
def test_what_could_run_or_is_not_what_it_says_is_refused(name, data, code):
    assert refusal(name, data) == code


def test_a_photo_that_is_a_page_as_well_is_served_as_a_photo_alone():
    both = jpeg(end=b"\xff\xd9" + PAGE)
    kind = recognise("photo.jpg", both, io.BytesIO(both))
    out = io.BytesIO()
    kind.clean(both, out)
    assert (kind.media_type, PAGE in out.getvalue()) == ("image/jpeg", False)


def test_text_that_looks_like_a_page_is_served_as_text():
    assert recognise("notes.txt", PAGE, io.BytesIO(PAGE)).media_type == "text/plain"


def test_nothing_that_a_browser_could_run_is_among_the_types():
    types = {one.media_type for one in KINDS.values() if one.shown}
    assert all(one.startswith(("image/", "audio/", "video/", "text/plain", "application/pdf")) for one in types)
    assert not any("svg" in one or "html" in one for one in types)

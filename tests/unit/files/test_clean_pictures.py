"""Photos and films lose what they say of place, time, device and people, and nothing of the picture."""

import io
import struct

import pytest
from made_files import (
    ADOBE,
    HEADER,
    ICC,
    JFIF,
    PIXELS,
    SCAN,
    SECRET,
    TABLES,
    box,
    chunk,
    exif,
    film,
    jpeg,
    png,
    riff,
    segment,
    webp,
)

from gateway.files import jpeg as jpegs
from gateway.files import movie
from gateway.files import png as pngs
from gateway.files import webp as webps
from gateway.files.errors import FileRefused


def cleaned(reader, data):
    out = io.BytesIO()
    reader.clean(data, out)
    return out.getvalue()


def refused(reader, data):
    with pytest.raises(FileRefused) as found:
        reader.clean(data, io.BytesIO())
    return found.value.code


XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SECRET)
IPTC = segment(0xED, b"Photoshop 3.0\x00" + SECRET)
MPF = segment(0xE2, b"MPF\x00" + SECRET)
COMMENT = segment(0xFE, SECRET)


def test_a_photo_loses_its_place_its_comments_and_its_thumbnails():
    made = cleaned(jpegs, jpeg(JFIF, exif(None), XMP, IPTC, MPF, COMMENT, end=b"\xff\xd9" + SECRET))
    assert SECRET[:6] not in made
    assert (
        made
        == b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00" + TABLES + SCAN + SCAN + b"\xff\xd9"
    )


def test_the_picture_its_colours_and_all_its_scans_stay_bit_for_bit():
    made = cleaned(jpegs, jpeg(ICC, ADOBE, exif(1)))
    assert made == b"\xff\xd8" + ICC + ADOBE + TABLES + SCAN + SCAN + b"\xff\xd9"


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("turned", [2, 3, 6, 8])
def test_which_way_is_up_stays(turned, order):
    made = cleaned(jpegs, jpeg(exif(turned, order)))
    at = made.index(b"Exif\x00\x00")
    length = struct.unpack_from(">H", made, at - 2)[0]
    assert jpegs.orientation(made[at + 6 : at - 2 + length]) == turned
    assert length == 34  # the directory with this one entry and nothing else
    assert SECRET[:6] not in made
    assert cleaned(jpegs, made) == made


@pytest.mark.parametrize(
    "tiff",
    [b"", b"MM", b"XX\x00\x2a\x00\x00\x00\x08", b"MM\x00\x2a\xff\xff\xff\xff", b"MM\x00\x2a\x00\x00\x00\x08\xff\xff"],
)
def test_an_exif_block_that_points_outside_of_itself_says_nothing(tiff):
    assert jpegs.orientation(tiff) == 1


@pytest.mark.parametrize("turned", [0, 9, 65535])
def test_a_way_up_that_there_is_not_is_left_out(turned):
    assert b"Exif" not in cleaned(jpegs, jpeg(exif(turned)))


def test_a_photo_that_ends_too_soon_is_refused():
    whole = jpeg(exif())
    for cut in (0, 1, 2, 3, 20, 60, len(whole) - 60, len(whole) - 2, len(whole) - 1):
        assert refused(jpegs, whole[:cut]) == "damaged"


def test_a_photo_without_a_picture_and_one_of_endless_segments_are_refused():
    assert refused(jpegs, b"\xff\xd8" + COMMENT + b"\xff\xd9") == "damaged"
    assert refused(jpegs, b"\xff\xd8" + segment(0xFE, b"") * 30_000) == "damaged"
    assert refused(jpegs, b"\xff\xd8\xff\xfe\x00\x01" + SCAN) == "damaged"
    assert refused(jpegs, b"\xff\xd8 <script>alert(1)</script>") == "damaged"


def test_a_scan_of_nothing_but_restarts_takes_no_time():
    long = b"\xff\xd8" + TABLES + SCAN + b"\xff\xd0" * 2_000_000 + b"\xff\xd9"
    assert cleaned(jpegs, long) == long


TELLING = (
    chunk(b"tEXt", b"Author\x00" + SECRET), chunk(b"zTXt", b"Comment\x00\x00" + SECRET), chunk(b"iTXt", SECRET),
    chunk(b"eXIf", SECRET), chunk(b"tIME", bytes(7)), chunk(b"caNv", SECRET),
)  # fmt: skip


def test_a_picture_loses_its_texts_its_time_and_what_stands_behind_it():
    made = cleaned(pngs, png(*TELLING, end=b"PK\x03\x04" + SECRET))
    assert made == png()


def test_a_picture_keeps_what_draws_it():
    drawn = (chunk(b"gAMA", bytes(4)), chunk(b"iCCP", b"p\x00\x00x"), chunk(b"pHYs", bytes(9)), chunk(b"tRNS", b"\x00"))
    assert cleaned(pngs, png(*drawn)) == png(*drawn)


def test_a_damaged_picture_and_one_that_needs_what_nobody_knows_are_refused():
    whole = png()
    assert all(refused(pngs, whole[:cut]) == "damaged" for cut in range(len(whole)))
    assert refused(pngs, whole.replace(PIXELS, PIXELS[:-1] + b"\x00")) == "damaged"
    assert refused(pngs, png(chunk(b"HTML", SECRET))) == "damaged"
    assert refused(pngs, b"\x89PNG\r\n\x1a\n" + PIXELS) == "damaged"
    assert refused(pngs, b"\x89PNG\r\n\x1a\n" + HEADER + chunk(b"tEXt") * 30_000) == "damaged"


def test_a_webp_picture_loses_exif_and_xmp_and_says_so_no_more():
    head = riff(b"VP8X", b"\x2c" + bytes(9))
    made = cleaned(
        webps,
        webp(
            head,
            riff(b"ICCP", b"abc"),
            riff(b"VP8 ", b"pixels"),
            riff(b"EXIF", SECRET),
            riff(b"XMP ", SECRET),
            end=SECRET,
        ),
    )
    assert made == webp(riff(b"VP8X", b"\x20" + bytes(9)), riff(b"ICCP", b"abc"), riff(b"VP8 ", b"pixels"))


def test_a_damaged_webp_picture_is_refused():
    assert refused(webps, webp(riff(b"EXIF", SECRET))) == "damaged"
    assert refused(webps, webp(riff(b"VP8L", b"pixels"))[:-3]) == "damaged"
    assert refused(webps, b"RIFF\x04\x00\x00\x00WAVE") == "damaged"


@pytest.mark.parametrize("long", [False, True])
def test_a_film_loses_its_place_without_moving_anything(long):
    sound = box(b"trak", box(b"tkhd", b"track") + box(b"meta", SECRET))
    data = film(box(b"mvhd", b"head"), box(b"udta", SECRET, long=long), sound) + box(b"uuid", SECRET)
    made = cleaned(movie, data)
    assert len(made) == len(data)
    assert SECRET not in made
    assert made.index(b"pictures and sound") == data.index(b"pictures and sound")
    assert (b"mvhd" in made, b"tkhd" in made, b"udta" in made) == (True, True, False)


def test_a_film_without_such_boxes_stays_as_it_is():
    assert cleaned(movie, film(box(b"mvhd", b"head"))) == film(box(b"mvhd", b"head"))


def test_a_film_whose_boxes_do_not_fit_is_refused():
    deep = b""
    for _ in range(20):
        deep = box(b"moov", deep)
    for data in (
        b"",
        b"film",
        film()[:-4],
        box(b"ftyp", b"isom") + deep,
        box(b"ftyp", b"isom") + b"\x00\x00\x00\x02moov",
    ):
        assert refused(movie, data) == "damaged"

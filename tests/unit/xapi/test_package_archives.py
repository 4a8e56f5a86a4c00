"""Archives from strangers: every limit and every trick of T11, each refused with the entry's name, nothing left."""

import io
import zipfile
from pathlib import Path

import pytest
from support import packages

from xapi.formats import zips
from xapi.formats.errors import PackageError
from xapi.formats.zips import Limits

MIB = 1024 * 1024


def refusal(data: bytes | Path, folder: Path, limits: Limits = zips.DEFAULT) -> PackageError:
    """Unpack what must be refused; nothing may be left of it."""
    with pytest.raises(PackageError) as caught, zips.opened(data, limits) as archive:
        archive.unpack(folder / "content")
    assert list(folder.rglob("*")) == []
    return caught.value


def test_an_honest_package_is_unpacked_whole(tmp_path):
    data = packages.zipped({"index.html": "<p>", "img/": "", "img/a b.png": b"\x89PNG", "ünï.txt": "x" * 60_000})
    with zips.opened(data) as archive:
        assert archive.names() == ["index.html", "img/a b.png", "ünï.txt"]
        assert archive.read("index.html", 10) == b"<p>"
        assert archive.unpack(tmp_path / "content") == 60_007
    assert (tmp_path / "content" / "ünï.txt").read_text() == "x" * 60_000
    assert not archive.bare


def test_a_zip64_package_is_taken(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", allowZip64=True) as packed, packed.open("a.txt", "w", force_zip64=True) as file:
        file.write(b"sixty-four")
    with zips.opened(buffer.getvalue()) as archive:
        assert archive.unpack(tmp_path / "content") == 10


def test_a_package_can_come_as_a_file_on_the_disk_or_as_an_open_one(tmp_path):
    path = tmp_path / "p.zip"
    path.write_bytes(packages.tincan())
    with zips.opened(path) as archive:
        assert "tincan.xml" in archive.names()
    with path.open("rb") as file, zips.opened(file) as archive:
        assert "tincan.xml" in archive.names()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.html", "a/../../evil.html", "/etc/evil", "//host/share", "C:/evil", "c:evil", "..", "a\\..\\evil",
        "\\\\host\\share", "a//b", "./a", "a/./b", "nul", "aux.txt", "dir/COM1", "con.html/x", "a./b", "a ", "x:stream",
        "a\x1fb", "a|b", "a" * 300, "/".join("abcdefghij" for _ in range(60)),
    ],
)  # fmt: skip
def test_T11_a_name_that_means_another_place_or_another_thing_is_refused(tmp_path, name):
    error = refusal(packages.zipped({"index.html": "", name: "evil"}), tmp_path)
    assert error.code == "entry-name"
    assert error.entry[:20] == name[:20].replace("\x1f", "\N{REPLACEMENT CHARACTER}")


def test_T11_a_name_with_a_zero_character_is_refused(tmp_path):
    data = packages.renamed(packages.zipped({"index.htmlXevil": "x"}), "index.htmlXevil", b"index.html\x00evil")
    assert refusal(data, tmp_path).code == "entry-name"


@pytest.mark.parametrize(
    "names", [("a.txt", "A.TXT"), ("straße", "STRASSE"), ("é.txt", "e\u0301.txt"), ("a", "a/b"), ("a/b", "A")]
)
def test_T11_two_names_for_one_file_are_refused(tmp_path, names):
    error = refusal(packages.zipped(dict.fromkeys(names, "x")), tmp_path)
    assert (error.code, error.entry) == ("entry-twice", names[1])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_T11_the_same_name_twice_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("index.html", "honest")
        packed.writestr("index.html", "other")
    assert refusal(buffer.getvalue(), tmp_path).code == "entry-twice"


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o060644, 0o140644])
def test_T11_links_and_devices_are_refused(tmp_path, mode):
    error = refusal(packages.special("img/link", mode=mode), tmp_path)
    assert (error.code, error.entry) == ("entry-special", "img/link")


def test_T11_an_encrypted_package_is_refused(tmp_path):
    data = packages.flagged(packages.zipped({"secret.html": "x"}), 0x1)
    assert (refusal(data, tmp_path).code, refusal(data, tmp_path).entry) == ("encrypted", "secret.html")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_T11_other_ways_of_packing_are_refused(tmp_path, method):
    assert refusal(packages.zipped({"a": "x" * 100}, method), tmp_path).code == "entry-method"


def test_T11_a_bomb_is_refused_by_what_it_says(tmp_path):
    error = refusal(packages.zipped({"index.html": "", "zeros.bin": bytes(20 * MIB)}), tmp_path)
    assert (error.code, error.entry) == ("ratio", "zeros.bin")


def test_T11_a_bomb_that_says_less_than_it_holds_is_counted_while_inflating(tmp_path):
    error = refusal(packages.sized(packages.zipped({"zeros.bin": bytes(20 * MIB)}), 1000), tmp_path)
    assert (error.code, error.entry) == ("entry-damaged", "zeros.bin")


def test_T11_a_file_that_says_more_than_it_holds_is_refused(tmp_path):
    error = refusal(packages.sized(packages.zipped({"short.bin": b"short"}), 1000), tmp_path)
    assert (error.code, error.entry) == ("entry-damaged", "short.bin")


def test_T11_files_that_share_their_bytes_are_refused(tmp_path):
    assert refusal(packages.overlapping(), tmp_path).code == "entry-overlap"


def test_T11_the_whole_is_counted_over_all_files(tmp_path):
    files = {f"{n}.bin": bytes([n]) * 60_000 for n in range(20)}
    error = refusal(packages.zipped(files), tmp_path, Limits(total=MIB))
    assert (error.code, error.entry) == ("too-large-unpacked", "17.bin")


def test_T11_more_files_than_allowed_are_refused_before_anything_is_made_of_them(tmp_path):
    many = packages.zipped({f"{n:05}": "" for n in range(10_001)})
    assert refusal(many, tmp_path).code == "too-many-files"
    assert refusal(many, tmp_path, Limits(directory=100_000)).code == "too-many-files"


def test_T11_a_package_above_the_limit_is_not_read(tmp_path):
    path = tmp_path.parent / f"{tmp_path.name}.zip"
    with path.open("wb") as file:
        file.truncate(200 * MIB + 1)
    assert refusal(path, tmp_path).code == "too-large"
    path.unlink()


def test_a_damaged_file_is_named(tmp_path):
    data = packages.zipped({"fine.txt": "fine", "broken.txt": "content"}, zipfile.ZIP_STORED)
    error = refusal(data.replace(b"content", b"CONTENT"), tmp_path)
    assert (error.code, error.entry) == ("entry-damaged", "broken.txt")


@pytest.mark.parametrize("data", [b"", b"# Markdown", b"PK\x03\x04 and nothing more", bytes(1000)])
def test_what_is_no_zip_is_refused(tmp_path, data):
    assert refusal(data, tmp_path).code == "not-a-package"


def test_a_zip_without_files_is_refused(tmp_path):
    assert refusal(packages.zipped({"folder/": ""}), tmp_path).code == "empty"


def test_a_zip_inside_a_package_stays_a_file(tmp_path):
    bomb = packages.zipped({"zeros.bin": bytes(20 * MIB)})
    with zips.opened(packages.zipped({"inner.zip": bomb}, zipfile.ZIP_STORED)) as archive:
        archive.unpack(tmp_path / "content")
    assert [one.name for one in (tmp_path / "content").iterdir()] == ["inner.zip"]


def test_reading_one_file_is_bounded_and_it_must_be_there():
    with zips.opened(packages.zipped({"a.txt": "x" * 100})) as archive:
        with pytest.raises(PackageError) as caught:
            archive.read("a.txt", 99)
        assert (caught.value.code, caught.value.entry) == ("entry-too-large", "a.txt")
        with pytest.raises(PackageError) as caught:
            archive.read("b.txt", 99)
        assert caught.value.code == "entry-missing"

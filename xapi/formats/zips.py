"""Unpack what strangers packed: every limit is counted while inflating, and nothing is left of what is refused (T11).

What the package's own directory says is believed only where it makes us refuse earlier. Packages inside a package stay
files like all others.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol

from xapi.formats import names, single
from xapi.formats.errors import PackageError

_CHUNK = 64 * 1024
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The most that is taken: bytes as sent, bytes unpacked, unpacked to packed, and files (T11)."""

    compressed: int = 200 * _MIB
    total: int = 1024 * _MIB
    ratio: int = 100
    files: int = 10_000
    directory: int = 4 * _MIB
    """Bytes of the package's own list of files: it is read at once."""
    free: int = _CHUNK
    """Bytes of one file up to which the ratio does not count: an empty page compresses well."""


DEFAULT = Limits()


class Archive(Protocol):
    """A package that is open for reading. `bare`: it came as a single XML file, without files beside it."""

    bare: bool

    def names(self) -> list[str]:
        """Return the files in it, folders left out, as their maker wrote them."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """Return one file; PackageError where it is not there, damaged or has more bytes than `most`."""
        ...

    def unpack(self, folder: Path) -> int:
        """Write all files below a folder that is not there yet; return their bytes. All or nothing."""
        ...


@contextmanager
def opened(data: bytes | Path | IO[bytes], limits: Limits = DEFAULT) -> Iterator[Archive]:
    """Open a zip file, or a single XML file as if it were packed; PackageError for anything else and beyond limits."""
    with reading(data) as file:
        if file.seek(0, 2) > limits.compressed:
            raise PackageError("too-large", f"The package has more than {limits.compressed // _MIB} MB.")
        file.seek(0)
        head = file.read(4096)
        file.seek(0)
        if single.looks_like_xml(head):
            yield single.opened(file.read(single.MOST + 1))
            return
        with _zip(file, limits) as made:
            yield Zip(made, limits)


@contextmanager
def reading(data: bytes | Path | IO[bytes]) -> Iterator[IO[bytes]]:
    """Open what a package lies in; a file that is open already stays so."""
    if isinstance(data, bytes | Path):
        with BytesIO(data) if isinstance(data, bytes) else data.open("rb") as file:
            yield file
    else:
        yield data


class _Guarded:
    """A file of which nobody reads much at once: the library takes the whole directory of a package into memory."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def seekable(self) -> bool:
        """Say that it can be read in any order."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read; PackageError for more at once than a directory may have."""
        data = self._file.read(size if 0 <= size <= self._most else self._most + 1)
        if len(data) > self._most:
            raise PackageError("too-many-files", "The package's list of files is too long.")
        return data


@contextmanager
def _zip(file: IO[bytes], limits: Limits) -> Iterator[zipfile.ZipFile]:
    guarded = _Guarded(file, limits.directory)
    try:
        made = zipfile.ZipFile(guarded)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, OSError) as error:
        raise PackageError(
            "not-a-package", "This is not a zip file, or it is damaged. Send the package as it was exported."
        ) from error
    with made:
        yield made


class Zip:
    """A zip file that passed every check that can be made without inflating it."""

    bare = False

    def __init__(self, packed: zipfile.ZipFile, limits: Limits) -> None:
        self._packed = packed
        self._limits = limits
        entries = packed.infolist()
        if len(entries) > limits.files:
            raise PackageError("too-many-files", f"The package has more than {limits.files} files.")
        for one in entries:
            _check(one)
        names.check_all(one.orig_filename for one in entries)
        _check_places(entries, packed.start_dir)
        _check_sizes(entries, limits)
        self._files = {one.filename: one for one in entries if not one.is_dir()}
        if not self._files:
            raise PackageError("empty", "There is no file in this package.")

    def names(self) -> list[str]:
        """Return the files in it, folders left out."""
        return list(self._files)

    def read(self, name: str, most: int) -> bytes:
        """Return one file of at most so many bytes."""
        if name not in self._files:
            raise PackageError("entry-missing", "The package does not have this file.", name)
        parts, count = [], 0
        for chunk in self._inflated(self._files[name], 0):
            count += len(chunk)
            if count > most:
                raise PackageError("entry-too-large", f"This file has more than {most // 1024} KB.", name)
            parts.append(chunk)
        return b"".join(parts)

    def unpack(self, folder: Path) -> int:
        """Write all files below a new folder; where anything is wrong, nothing of it stays."""
        folder.mkdir(parents=True)
        written = 0
        try:
            for name, entry in self._files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as file:
                    for chunk in self._inflated(entry, written):
                        file.write(chunk)
                        written += len(chunk)
        except BaseException:
            shutil.rmtree(folder)
            raise
        return written

    def _inflated(self, entry: zipfile.ZipInfo, before: int) -> Iterator[bytes]:
        """Yield the bytes of a file piece by piece, counting; `before` were unpacked of the package already."""
        count = 0
        try:
            with self._packed.open(entry) as file:
                while chunk := file.read(_CHUNK):
                    count += len(chunk)
                    _check_count(entry, count, before, self._limits)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError) as error:
            raise _damaged(entry) from error
        if count != entry.file_size:
            raise _damaged(entry)


def _damaged(entry: zipfile.ZipInfo) -> PackageError:
    return PackageError("entry-damaged", "A file in the package is damaged. Export the package again.", entry.filename)


def _check_count(entry: zipfile.ZipInfo, count: int, before: int, limits: Limits) -> None:
    if before + count > limits.total:
        raise PackageError(
            "too-large-unpacked", f"Unpacked, the package has more than {limits.total // _MIB} MB.", entry.filename
        )
    if count > limits.free and count > limits.ratio * entry.compress_size:
        raise PackageError(
            "ratio", f"A file in the package unpacks to more than {limits.ratio} times its size.", entry.filename
        )


def _check(entry: zipfile.ZipInfo) -> None:
    """Refuse what is no plain file or folder, and what cannot be read without asking somebody."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise PackageError(
            "entry-special", "The package has a link or a device in it. Pack plain files only.", entry.filename
        )
    if entry.flag_bits & 0x2041:
        raise PackageError("encrypted", "The package has a password. Export it without one.", entry.filename)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise PackageError(
            "entry-method", "A file is packed in a way that is not taken here. Pack it as a plain zip.", entry.filename
        )


def _check_places(entries: list[zipfile.ZipInfo], end: int) -> None:
    """Refuse files that share their packed bytes: few bytes would unpack to very many."""
    placed = sorted(entries, key=lambda one: one.header_offset, reverse=True)
    for one in placed:
        if one.header_offset < 0 or one.header_offset + 30 + len(one.orig_filename) + one.compress_size > end:
            raise PackageError("entry-overlap", "Two files of the package share their bytes.", one.filename)
        end = one.header_offset


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse what says itself that it is too much, before anything is written."""
    before = 0
    for one in entries:
        _check_count(one, one.file_size, before, limits)
        before += one.file_size

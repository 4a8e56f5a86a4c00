"""Copy the files that rows name (packages, what was handed in) beside a copy of the database, and put them back.

A file gets a random name, is never written again, lies there before its row and goes after it. So what lies there
before the database is copied, and what came since until it was, is all that the copy names.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from gateway.db.backup import CopyFailed

CONTENT = "content"
"""The folder in the data folder in which all such files lie."""


def beside(copy: Path) -> Path:
    """Return where the files lie that belong to a copy of the database."""
    return copy.with_name(f"{copy.name}.files.tar")


def save(folder: Path, target: Path, copy: Callable[[], None]) -> int:
    """Write the files of the data folder into `target`, and have the database copied meanwhile; return how many.

    Readable by its owner only; CopyFailed leaves nothing there.
    """
    taken: set[str] = set()
    target.touch(mode=0o600)
    try:
        with tarfile.open(target, "w") as tar:
            _add(tar, folder / CONTENT, taken)
            copy()
            _add(tar, folder / CONTENT, taken)
    except OSError as error:
        target.unlink()
        raise CopyFailed(str(error), "Free some disk space, check who may write there, and try again.") from error
    except BaseException:
        target.unlink()
        raise
    return len(taken)


def put_back(source: Path, folder: Path, stamp: str) -> int:
    """Put the files of a copy into the data folder, where they are not there already; return how many were put."""
    part = folder / f"{CONTENT}.part-{stamp}"
    part.mkdir(parents=True)
    try:
        with tarfile.open(source, "r") as tar:
            tar.extractall(part, filter="data")  # refuses links and names that lead out of the folder
        return sum(_placed(one, folder / CONTENT / one.relative_to(part)) for one in _files(part))
    except (OSError, tarfile.TarError) as error:
        raise CopyFailed(f"{source}: {error}", "Name the file that `waymark db backup` made beside it.") from error
    finally:
        shutil.rmtree(part)


UNFINISHED = frozenset({".came", ".clean"})
"""Endings of what is still being taken in: no row names it, and it may still tell of who took a picture where."""


def _add(tar: tarfile.TarFile, folder: Path, taken: set[str]) -> None:
    for one in _files(folder):
        name = one.relative_to(folder).as_posix()
        if name in taken or one.suffix in UNFINISHED:
            continue
        try:
            file = one.open("rb")
        except FileNotFoundError:  # deleted since, by who deleted its row
            continue
        with file:
            info = tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            tar.addfile(info, file)
        taken.add(name)


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in sorted(folder.rglob("*")) if one.is_file() and not one.is_symlink())


def _placed(file: Path, place: Path) -> bool:
    if place.exists():
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    file.replace(place)
    return True

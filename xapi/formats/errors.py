"""Why a package is refused."""

from __future__ import annotations

from typing import ClassVar


class PackageError(Exception):
    """A package was refused as a whole: nothing of it was kept.

    `code` is stable; `message` says in plain English what is wrong and what to do; `entry` is the file inside the
    package that it is about, where there is one, and `line` the line in it (0: not of one line).
    """

    status: ClassVar[int] = 422

    def __init__(self, code: str, message: str, entry: str = "", line: int = 0) -> None:
        where = ", ".join(one for one in (shown(entry), f"line {line}" if line else "") if one)
        super().__init__(f"{message} ({where})" if where else message)
        self.code = code
        self.message = message
        self.entry = shown(entry)
        self.line = line


def shown(name: str, most: int = 200) -> str:
    """Return a name from a package as it may stand in a sentence: cut, and without characters that cannot be seen."""
    clean = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in name)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"

"""Why a file is not taken; the words for people are the page's."""

from __future__ import annotations


class FileRefused(Exception):
    """A file that is not taken.

    `code`: too-large, empty, unknown, other (its bytes are not what its name says), damaged, macros, photo.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

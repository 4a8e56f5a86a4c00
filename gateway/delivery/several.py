"""More than one thing in the learning system carries our key: which one it is, a person says (F26)."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.base import Remote


class Several(Exception):
    """Nothing was made or chosen; `found` are all of them."""

    def __init__(self, found: Sequence[Remote]) -> None:
        super().__init__()
        self.found = found

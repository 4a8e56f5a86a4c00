"""A mail address on its way through: used to recognise somebody, never stored and never shown (P03)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x1f\x7f-\x9f\ud800-\udfff]+@[^\s@<>\"\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_LONGEST = 254


@dataclass(frozen=True)
class Mail:
    """One address as the learning system sent it; it shows in no repr, and so in no log."""

    address: str = field(repr=False)

    def spellings(self) -> tuple[str, ...]:
        """Return the address as sent, with its domain in small letters, and all in small letters; each once."""
        local, _, domain = self.address.rpartition("@")
        return tuple(dict.fromkeys((self.address, f"{local}@{domain.lower()}", self.address.lower())))


def read_mail(value: Any) -> Mail | None:
    """Return what looks like one address; None for anything else, also for unexpanded `$variables`."""
    if not isinstance(value, str) or len(value) > _LONGEST or value.startswith("$"):
        return None
    address = value.strip()
    return Mail(address) if _ADDRESS.fullmatch(address) else None

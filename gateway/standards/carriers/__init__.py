"""Files that say which standards content is about, each carrier of standards.md 3: read into one form."""

from __future__ import annotations

from gateway.standards.carriers.kinds import Declared, NotACarrier
from gateway.standards.carriers.reading import read

__all__ = ["Declared", "NotACarrier", "read"]

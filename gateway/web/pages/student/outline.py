"""The sections of an outline that a student fills."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Fields


@dataclass(frozen=True, slots=True)
class Part:
    """One section: fields are named by its key. `refused`: a teacher wants it although it was left out."""

    key: str
    title: str
    hint: str
    text: str = ""
    waived: str = ""
    may_waive: bool = True
    refused: bool = False


@dataclass(frozen=True, slots=True)
class OutlineForm:
    """The form; `empty` are the titles of sections that still hold nothing, after handing in was tried."""

    url: str
    parts: tuple[Part, ...]
    fields: Fields = ()
    empty: tuple[str, ...] = ()
    saved_at: datetime | None = None

"""The form in which a teacher makes a research outline."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One section as it stands in the form; an empty title is no section."""

    key: str = ""
    title: str = ""
    hint: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """The form; `new` asks for a name as well."""

    rows: tuple[Row, ...]
    save_url: str
    back_url: str
    new: bool
    title: str = ""
    error: str = ""

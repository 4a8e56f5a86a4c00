"""The school's frameworks of standards: list and search, one framework, one standard, what an import changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.shell import Choice, Shell


@dataclass(frozen=True, slots=True)
class Line:
    """One standard in a list; `text` is plain, `kind` its publisher's word, `framework` set where there are several."""

    url: str
    code: str
    text: str
    kind: str = ""
    grades: tuple[int, ...] = ()
    retired: bool = False
    framework: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkRow:
    """One framework in the list."""

    title: str
    url: str
    items: int
    retired: int
    source: str
    imported: datetime
    version: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class SendForm:
    """How a framework is sent in, on an admin's page; `problems` say why the last one was refused."""

    url: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """All frameworks and a search over them; `found` is None until something was asked for."""

    here_url: str
    frameworks: tuple[FrameworkRow, ...]
    words: str
    choices: tuple[Choice, ...]
    grades: tuple[Choice, ...]
    found: tuple[Line, ...] | None = None
    more: bool = False
    send: SendForm | None = None
    back_url: str = ""
    shell: Shell | None = None
    """The frame of an admin's page; a teacher's has its own."""


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """One framework: what its publisher says of it, what stands at the top, what is retired, and its files."""

    row: FrameworkRow
    list_url: str
    creator: str
    licence: str
    notice: str
    top: tuple[Line, ...]
    retired: tuple[Line, ...]
    files: tuple[Choice, ...] = ()
    shell: Shell | None = None


@dataclass(frozen=True, slots=True)
class StandardPage:
    """One standard with what is around it; `elsewhere` are addresses of standards that are not here."""

    line: Line
    list_url: str
    framework: str
    framework_url: str
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    same: tuple[Line, ...]
    elsewhere: tuple[str, ...]
    notice: str = ""
    shell: Shell | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One standard that an import changes: its code, how it reads now and how it will, equal where only its place."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing one framework changes: all counts, and the first of each kind."""

    title: str
    source: str
    known: bool
    added: int
    changed: int
    retired: int
    same: int
    links: int
    warnings: tuple[str, ...]
    first_added: tuple[Line, ...]
    first_changed: tuple[Change, ...]
    first_retired: tuple[Line, ...]

    @property
    def nothing(self) -> bool:
        """Whether all of it is here already."""
        return not (self.added or self.changed or self.retired or self.links)


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What was sent in and waits for a word."""

    name: str
    previews: Sequence[Preview]
    import_url: str
    drop_url: str
    shell: Shell | None = None

"""What results count for: activities without a standard, one activity by hand, what a change would do, and rules."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.graded_page import StandardChoice
from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A standard that could be meant; `why`: declared, code or suggested. `here`: one of the course's standards."""

    key: str
    code: str
    title: str
    why: str
    words: tuple[str, ...] = ()
    here: bool = True


@dataclass(frozen=True, slots=True)
class BareLine:
    """An activity without a standard; `count` results came from students of the course, the last one at `last`."""

    iri: str
    title: str
    url: str
    count: int = 0
    last: datetime | None = None
    offers: tuple[OfferLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MappingPage:
    """The list; `silent` activities only tell that they were opened, `parts` lie in activities that count."""

    now: datetime
    accept_url: str
    refuse_url: str
    rules_url: str
    back_url: str
    lines: tuple[BareLine, ...] = ()
    silent: int = 0
    parts: int = 0
    whole_url: str = ""
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class AlignPage:
    """One activity and the course's standards to tick; `weight` is that of its results, 1 the usual."""

    title: str
    iri: str
    save_url: str
    list_url: str
    standards: tuple[StandardChoice, ...]
    weights: tuple[Choice, ...]
    offers: tuple[OfferLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedLine:
    """One student's level of a standard before and after, in words."""

    student: str
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EffectPage:
    """What a change would do; the form sends the same `fields` again to say yes."""

    title: str
    students: int
    results: int
    levels: int
    moved: tuple[MovedLine, ...]
    confirm_url: str
    list_url: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in force; `code` is empty where the record names the standard."""

    key: str
    prefix: str
    verb: str
    pointer: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rules and the form for another one; the fields are `prefix`, `verb`, `pointer`, `value`, `standard`."""

    rules: tuple[RuleLine, ...]
    standards: tuple[Choice, ...]
    save_url: str
    remove_url: str
    list_url: str
    sent: tuple[tuple[str, str], ...] = ()
    error: str = ""

    def value(self, name: str) -> str:
        """Return what was typed into a field."""
        return dict(self.sent).get(name, "")

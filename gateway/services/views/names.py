"""Names of standards and activities as a reader's language has them, and sentences that use them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from gateway.learn.explain import Reason
from gateway.services.inputs import CourseInputs, StandardRow
from gateway.web.pages.sentences import Sentence, from_reason

SHORT = 44
SURENESS = {"early": "early", "not_very": "low", "quite": "fair", "sure": "high"}
"""The word of each sureness of the domain on pages."""


def short(text: str, most: int = SHORT) -> str:
    """Return the beginning of a statement, cut between words."""
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def title_of(row: StandardRow) -> str:
    """Return a standard's words, short enough for the head of a column."""
    return short(row.statement)


def within(row: StandardRow) -> str:
    """Return a standard as a sentence names it: its code, and its words in quotation marks."""
    if not row.code:
        return str(gettext("“%(title)s”", title=title_of(row)))
    return str(gettext("%(code)s (“%(title)s”)", code=row.code, title=title_of(row)))


def label_of(row: StandardRow) -> str:
    """Return a standard's code, its words where it has none."""
    return row.code or title_of(row)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, else in English, else in any it has."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Names:
    """Gives what ids and IRIs of one course are called."""

    course: CourseInputs
    language: str

    def activity(self, row: Any) -> str:
        """Return an activity row's title."""
        return in_language(row.title, self.language)

    def of(self, name: str) -> str:
        """Return the title of an activity (id or IRI) or of a standard; an unknown address keeps its last part."""
        row = self.course.activities.get(self.course.activity_ids.get(name, name))
        if row is not None:
            return self.activity(row)
        standard = self.course.standards.get(name)
        if standard is not None:
            return title_of(standard)
        # An id in place of an address is of a course whose results count here by a teacher's word.
        return name.rpartition("/")[2] if "/" in name else str(gettext("An activity of another course"))

    def within(self, name: str) -> str:
        """Return what `of` returns, a standard in the form for the inside of a sentence."""
        standard = self.course.standards.get(name)
        return within(standard) if standard else self.of(name)

    def say(self, kind: str, reason: Reason) -> Sentence:
        """Return a domain reason as a sentence with names in place of ids."""
        return from_reason(kind, reason.code, reason.args, self.within)

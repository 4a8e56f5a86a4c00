"""What came in: what each source sends, what was refused and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Choice, Shell


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How many records a source sent, and how many requests of it were refused in 30 days."""

    name: str
    today: int
    week: int
    month: int
    all: int
    rejected: int
    last_used: datetime | None = None
    launches: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where in the record, which rule, and a sentence without what was sent."""

    path: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """One refused request; `shape` is what was sent without what it says, as text."""

    at: datetime
    source: str
    status: int
    code: str
    statement_id: str | None
    faults: tuple[Fault, ...]
    shape: str

    @property
    def words(self) -> tuple[str, str]:
        """What happened, and what to do."""
        return refusal_words(self.code)


@dataclass(frozen=True, slots=True)
class RecordsPage(Timed):
    """Sources, and refusals (of one source where `sources` has a chosen one)."""

    shell: Shell
    now: datetime
    usage: tuple[SourceRow, ...]
    refusals: tuple[RefusalRow, ...]
    sources: tuple[Choice, ...]
    here_url: str
    command: str


def refusal_words(code: str) -> tuple[str, str]:
    """Say what a refusal means, and what to do about it."""
    known: Mapping[str, tuple[Any, Any]] = {
        "xapi-invalid-statement": (
            gettext("The record breaks a rule of its format."),
            gettext("Show the places below to whoever makes the content."),
        ),
        "xapi-unreadable-body": (
            gettext("What was sent cannot be read."),
            gettext("The source sends damaged data: ask whoever runs it."),
        ),
        "xapi-invalid-query": (
            gettext("The address of the request is not right."),
            gettext("Compare the address that the source uses with the one under Record store."),
        ),
        "xapi-conflict": (
            gettext("Another record is stored under the same number."),
            gettext("The first one stays. The source must give each record a number of its own."),
        ),
        "xapi-forbidden": (
            gettext("The access does not allow this."),
            gettext("Create an access with what is missing, or leave it: nothing was stored."),
        ),
        "erased": (
            gettext("The record was erased here."),
            gettext("Have it deleted in the source too. It stays refused."),
        ),
        "http-413": (gettext("What was sent is too large."), gettext("The source must send fewer records at once.")),
    }
    other = (gettext("The request was refused."), gettext("Ask whoever runs the source."))
    return known.get(code, other)

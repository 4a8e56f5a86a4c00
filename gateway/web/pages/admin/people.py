"""People in records: whom the records of others are about, whose they are, and by which rules that is known."""

from dataclasses import dataclass
from datetime import datetime

from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Choice, Fields, Shell


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One actor of records as these name it; `kind` and `home` as in `services.actors`, `people` how many it may be.

    `owner` is the learning system and the id there, `how` a code: mail, rewritten, rule, click. Times are of storing.
    """

    name: str
    home: str
    kind: str
    group: bool
    count: int
    first: datetime
    last: datetime
    sources: tuple[str | None, ...]
    people: int = 0
    held: bool = False
    owner: str = ""
    how: str = ""
    since: datetime | None = None
    url: str = ""
    apart_url: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a list goes on: addresses of the page before and after, empty where there is none."""

    total: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule; `field` is lms_user_id, sourcedid or sub; `source` empty for any."""

    home_page: str
    field: str
    platform: str
    source: str
    ready: bool
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class RuleForm:
    """What was typed, kept after a refusal; fields `home_page`, `field`, `platform`, `source`."""

    fields: tuple[str, ...]
    platforms: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    home_page: str = ""
    field: str = ""
    platform: str = ""
    source: str = ""
    home_page_wrong: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePage(Timed):
    """The lists, the search over both, and the rules."""

    shell: Shell
    now: datetime
    search: str
    url: str
    unmatched: tuple[ActorRow, ...]
    unmatched_pages: Pages
    matched: tuple[ActorRow, ...]
    matched_pages: Pages
    rules: tuple[RuleRow, ...]
    form: RuleForm
    add_url: str
    accounts_url: str = ""
    opt_outs_url: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody to choose; `name` empty where the learning system sent none."""

    name: str
    platform: str
    their_id: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class PickPage(Timed):
    """One actor and the people it may be; `people` None before anything was asked for."""

    shell: Shell
    now: datetime
    actor: ActorRow
    back_url: str
    url: str
    match_url: str
    courses: tuple[Choice, ...]
    course: str = ""
    name: str = ""
    possible: tuple[PersonRow, ...] = ()
    people: tuple[PersonRow, ...] | None = None
    more: bool = False

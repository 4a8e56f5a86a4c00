"""The published pathway: what students follow, as whom to see it, what a new draft would change, and undo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gateway.web.pages.preview import Change, StudentPreview
from gateway.web.pages.setup_page import DraftUnit, Gap
from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What a draft would change: added, removed, moved, builds, builds_not, unit_added, unit_removed or renamed.

    `where` is the number of the unit something comes or moves to, the prerequisite, or the new name.
    """

    code: str
    what: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class PathwayPage:
    """The page; `published` is none before the first time (then the page leads to set-up).

    `dates` are first and last days of units by number.
    """

    now: datetime
    setup_url: str
    edit_url: str
    activities_url: str = ""
    published: Change | None = None
    before: tuple[Change, ...] = ()
    units: tuple[DraftUnit, ...] = ()
    open_units: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()
    undo_url: str = ""
    publish_url: str = ""
    draft_changes: tuple[DraftChange, ...] = ()
    see_url: str = ""
    students: tuple[Choice, ...] = ()
    preview: StudentPreview | None = None
    unit_url: str = ""
    dates: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    results_url: str = ""
    bring_url: str = ""
    helped_url: str = ""
    helps_url: str = ""
    choices_url: str = ""

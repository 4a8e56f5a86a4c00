"""Set up this course: five steps on one page, each with a default, one open, all saved as they are done."""

from dataclasses import dataclass, field
from datetime import datetime

from gateway.web.pages.preview import GradebookPreview, StudentPreview
from gateway.web.pages.shell import Action, Choice


@dataclass(frozen=True, slots=True)
class Summary:
    """One line below a finished step's title: a code of `teacher/setup/summary.html` with counts and names."""

    code: str
    args: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class StepHead:
    """A step's place: kind standards, activities, alignments, draft or publish; state done, open or ahead."""

    kind: str
    state: str
    url: str
    summary: Summary | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line with a tick box; `style` and `minutes` for activities.

    A `gradable` one has a second box, posted as `graded`: taken by a student, it stands as an assignment.
    """

    key: str
    title: str
    ticked: bool
    code: str = ""
    statement: str = ""
    style: str = ""
    minutes: int = 0
    codes: tuple[str, ...] = ()
    in_course: bool = False
    by_teacher: bool = False
    gradable: bool = False
    graded: bool = False


@dataclass(frozen=True, slots=True)
class TickGroup:
    """Tick boxes under one heading: a domain of standards, or a unit of the library."""

    title: str
    items: tuple[Tick, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class StandardsStep:
    """Step 1: framework and grade (guessed from `guessed_from`), and a tick list by domain."""

    frameworks: tuple[Choice, ...]
    grades: tuple[Choice, ...]
    groups: tuple[TickGroup, ...]
    choose_url: str
    save_url: str
    guessed_from: str = ""
    browse_url: str = ""


@dataclass(frozen=True, slots=True)
class ActivitiesStep:
    """Step 2: what the library and the course offer for these standards."""

    groups: tuple[TickGroup, ...]
    save_url: str
    uncovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """What one activity shows: its standards, who says so (maker, teacher, guess); `ticked` to accept."""

    key: str
    activity: str
    code: str
    title: str
    source: str
    ticked: bool = True
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class AlignmentsStep:
    """Step 3: the makers' own statements, accepted in bulk; the rest one by one."""

    rows: tuple[AlignmentRow, ...]
    save_url: str
    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: no_activity, one_activity, one_style, late_prerequisite or circle; `fix` closes it.

    `after` names the other standard of the last two; it is empty for one that is not in the course.
    """

    code: str
    standard: str
    title: str
    fix: Action | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """A prerequisite as a page names it; `own` where the teacher added it."""

    key: str
    name: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Builds:
    """What a standard builds on: `on` as said by its source or the teacher, else what it `usually` follows.

    `gone` are those that the teacher took away. `edit_url` opens the form; in the open one, what is there can go and
    `choices` can be added.
    """

    on: tuple[Before, ...] = ()
    usually: tuple[str, ...] = ()
    gone: tuple[Before, ...] = ()
    edit_url: str = ""
    is_open: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftStandard:
    """A standard in the draft: its activities as (title, style), what it builds on, and buttons to move it."""

    key: str
    code: str
    title: str
    activities: tuple[tuple[str, str], ...]
    up: bool = False
    down: bool = False
    gap: str = ""
    builds: Builds = field(default_factory=Builds)


@dataclass(frozen=True, slots=True)
class DraftUnit:
    """A unit of the draft."""

    key: str
    number: int
    title: str
    standards: tuple[DraftStandard, ...]
    up: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class DraftStep:
    """Step 4: units in one column. `move_url` takes what, key, to (up, down or a unit); `rename_url` key, title.

    `builds_url` takes key, other (the prerequisite) and to (add or remove).
    """

    units: tuple[DraftUnit, ...]
    gaps: tuple[Gap, ...]
    move_url: str
    rename_url: str
    save_url: str
    builds_url: str = ""


@dataclass(frozen=True, slots=True)
class PublishFacts:
    """What publishing changes, in numbers."""

    students: int
    sections: int
    started: int
    units: tuple[str, ...]
    fewest: int
    most: int
    columns_now: int
    columns_later: int
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class InSystemRow:
    """One line: `what`, what people find in their learning system, what it can't; the last two may be empty."""

    what: str
    shown: str
    missing: str


@dataclass(frozen=True, slots=True)
class InSystem:
    """What the course's learning system, called `title`, shows of mastery and of graded work."""

    title: str
    rows: tuple[InSystemRow, ...]


@dataclass(frozen=True, slots=True)
class PublishStep:
    """Step 5: facts, previews, the switch, and the two ways to end. `gradebook` is none without one (U41)."""

    facts: PublishFacts
    publish_url: str
    draft_url: str
    see_url: str
    gaps: tuple[Gap, ...] = ()
    students: tuple[Choice, ...] = ()
    preview: StudentPreview | None = None
    gradebook: GradebookPreview | None = None
    write: bool = False
    write_now: int = 0
    blocked: str = ""
    in_system: InSystem | None = None


Step = StandardsStep | ActivitiesStep | AlignmentsStep | DraftStep | PublishStep


@dataclass(frozen=True, slots=True)
class SetupPage:
    """The page: five heads and the body of the open one. `minutes` is what is left, about."""

    now: datetime
    heads: tuple[StepHead, ...]
    number: int
    minutes: int
    later_url: str
    step: Step
    error: str = ""
    published: bool = False

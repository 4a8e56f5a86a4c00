"""The picker inside the learning system: what can be placed in a course, what will happen there, and the way back."""

from dataclasses import dataclass

from gateway.web.pages.shell import Fields, Shell

ONE, EACH, SET = "one", "each", "set"
"""How what is chosen becomes links: one link, a link for each, or all of it behind one link."""


@dataclass(frozen=True, slots=True)
class Line:
    """One activity to choose; `placed` says that a link in this course opens it already."""

    key: str
    title: str
    style: str
    minutes: int
    learn: str
    codes: tuple[str, ...]
    preview_url: str
    ticked: bool = False
    placed: bool = False
    by_teacher: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A standard with its activities; no title for those that serve none."""

    code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A unit of the pathway, or a heading of standards outside of it; `open` shows its content at once."""

    key: str
    title: str
    groups: tuple[Group, ...]
    open: bool

    @property
    def count(self) -> int:
        """How many activities it holds."""
        return sum(len(one.lines) for one in self.groups)


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of placing, to switch to."""

    value: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class PickPage:
    """The choice. `taken` is False where the learning system takes no links here; `found` counts activities shown.

    `hidden` are chosen activities that the search does not show; they stay chosen.
    """

    shell: Shell
    mode: str
    modes: tuple[Mode, ...]
    look_url: str
    check_url: str
    cancel_url: str
    parts: tuple[Part, ...]
    search: str = ""
    hidden: tuple[str, ...] = ()
    path_ticked: bool = False
    path_placed: bool = False
    taken: bool = True
    error: str = ""

    @property
    def several(self) -> bool:
        """Whether more than one thing can be ticked."""
        return self.mode != ONE

    @property
    def found(self) -> int:
        """How many activities are shown."""
        return sum(one.count for one in self.parts)


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One activity in the words that students get, before it is chosen; `how` are short steps in order."""

    shell: Shell
    line: Line
    matters: str
    how: tuple[str, ...]
    fields: Fields
    check_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class DateField:
    """A date that the learning system takes: opens, due or closes; `value` as the field has it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What will be placed: the links by name, the gradebook, dates, and what is left to do in the learning system.

    `kind` is path, activity, set or several; `inside` are the activities of a set. `columns` says whether a column is
    possible here. `errors` are by field.
    """

    shell: Shell
    kind: str
    links: tuple[str, ...]
    inside: tuple[str, ...]
    fields: Fields
    add_url: str
    look_url: str
    cancel_url: str
    columns: bool
    graded: bool
    points: str
    title: str
    dates: tuple[DateField, ...]
    system: str
    then: str
    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class SendPage:
    """The form that the browser posts to the learning system."""

    shell: Shell
    action: str
    token: str
    links: int

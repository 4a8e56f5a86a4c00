"""A lesson with its styles, and a project with its checkpoints, as their teacher writes them."""

from dataclasses import dataclass
from datetime import date

from gateway.web.pages.rubrics_page import StandardField
from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class StyleLine:
    """One style of a lesson; `starts` is an ISO day or empty, `late`: it is still to come, on the day `begins`."""

    key: str
    title: str
    kind: str
    style: str
    minutes: int
    text: str
    starts: str
    late: bool
    start_url: str
    out_url: str
    begins: date | None = None


@dataclass(frozen=True, slots=True)
class NewStyle:
    """The form of a further style, with what the lesson and its last style say already."""

    url: str
    styles: tuple[Choice, ...]
    minutes: int
    starts: str
    here: tuple[Choice, ...] = ()
    title: str = ""
    text: str = ""
    address: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class LessonPage:
    """The page; a lesson that is not kept yet has no `new_style`."""

    title: str
    goal: str
    standards: tuple[StandardField, ...]
    rubrics: tuple[Choice, ...]
    save_url: str
    list_url: str
    rubrics_url: str
    setup_url: str
    lines: tuple[StyleLine, ...] = ()
    new_style: NewStyle | None = None
    marking_url: str = ""
    out_url: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StopField:
    """One checkpoint as typed; `due` is an ISO day or empty, `rows` are those of the project's rubric.

    `marked` students have a mark in it; `marking_url` and `until` are empty for one that is not kept yet.
    """

    key: str = ""
    title: str = ""
    product: str = ""
    due: str = ""
    rows: tuple[Choice, ...] = ()
    marked: int = 0
    marking_url: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OutPage:
    """Asks before a lesson or project is offered no more; `begun`: students who are in it, `marked`: who have marks."""

    title: str
    kind: str
    begun: int
    marked: int
    out_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """The form; without a rubric only the choice of one. `today` is the first day that may be chosen."""

    title: str
    goal: str
    style: str
    minutes: str
    styles: tuple[Choice, ...]
    rubrics: tuple[Choice, ...]
    rubric_id: str
    stops: tuple[StopField, ...]
    today: str
    form_url: str
    save_url: str
    list_url: str
    rubrics_url: str
    marking_url: str = ""
    out_url: str = ""
    problems: tuple[str, ...] = ()

"""The activity library of a course, and one activity in it."""

from dataclasses import dataclass

from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class Takes:
    """Which uploads are possible here, and what went wrong with the last one: a sentence, and the details."""

    packages: bool
    h5p: bool
    error: str = ""
    detail: str = ""
    link_error: str = ""
    link: str = ""
    link_title: str = ""


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One activity; `own`: brought in by teachers, `must`: everybody is asked to do it."""

    title: str
    url: str
    kind: str
    style: str
    minutes: int
    codes: tuple[str, ...]
    must: bool
    own: bool


@dataclass(frozen=True, slots=True)
class ActivitiesPage:
    """The list with the two forms that bring something in."""

    lines: tuple[ActivityLine, ...]
    upload_url: str
    link_url: str
    back_url: str
    takes: Takes
    rubrics_url: str = ""
    lesson_url: str = ""
    project_url: str = ""
    waiting_url: str = ""
    outline_url: str = ""


@dataclass(frozen=True, slots=True)
class StandardTick:
    """One standard of the course; `chosen`: the activity counts for it."""

    key: str
    code: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One activity. `own`: this course says what it is; `web`: the address of a page elsewhere.

    `rubrics` are those it can be marked by; `marking_url` is empty while it has none.
    `hands_in`: students hand something in for it; `hand_in_url` changes that. `interests`: words with
    commas between.
    """

    title: str
    kind: str
    own: bool
    style: str
    minutes: int
    medium: str
    place: str
    must: bool
    web: str
    standards: tuple[StandardTick, ...]
    problems: tuple[str, ...]
    preview_url: str
    save_url: str
    out_url: str
    list_url: str
    setup_url: str
    error: str = ""
    upload_error: str = ""
    replace_url: str = ""
    delete_url: str = ""
    rubrics: tuple[Choice, ...] = ()
    rubric_url: str = ""
    marking_url: str = ""
    hand_in_url: str = ""
    hands_in: bool = False
    outline_url: str = ""
    interests: str = ""


@dataclass(frozen=True, slots=True)
class DeletePage:
    """What deleting a package takes and leaves; `titles` of its activities, the counts as in `package_removal`."""

    title: str
    kind: str
    titles: tuple[str, ...]
    size: int
    on_path: int
    links: int
    begun: int
    results: int
    students: int
    elsewhere: int
    delete_url: str
    back_url: str

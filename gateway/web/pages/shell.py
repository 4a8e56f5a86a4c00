"""What surrounds every page: course, tabs, language, the reader's corner and messages."""

from collections.abc import Callable
from dataclasses import dataclass

Fields = tuple[tuple[str, str], ...]
"""Names and values of hidden form fields."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the app bar; `label` is already in the reader's language."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A language to switch to, named in itself."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Who:
    """The student's own corner: name, symbol of the avatar in the sprite, and the two ways out."""

    name: str
    face: str = ""
    not_you_url: str = ""
    done_url: str = ""


@dataclass(frozen=True, slots=True)
class Toast:
    """A message that something is done, with an undo when there is one."""

    text: str
    undo_url: str = ""
    undo_fields: Fields = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select; `label` is already in the reader's language."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader can do: a code with values for its words (`gateway.web.actions`), and where it goes.

    `post` decides between a posting button and a link; `part` opens a link as a sheet when scripts run.
    """

    code: str
    url: str
    args: tuple[tuple[str, str], ...] = ()
    fields: Fields = ()
    post: bool = True
    part: bool = False


def no_url(name: str, **_args: object) -> str:
    """Stand in for the route map where a page has no links to make."""
    return f"#{name}"


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page.

    `url(name, **args)` makes addresses that keep the launch; `carry` are the fields a GET form must repeat to keep
    it; `here` is this page's own address, to come back to; `csrf` goes into every form as the field `csrf`.
    """

    course: str
    role: str
    csrf: str
    here: str
    home: str
    language: str = "en"
    direction: str = "ltr"
    languages: tuple[Language, ...] = ()
    language_url: str = ""
    tabs: tuple[Tab, ...] = ()
    pages: tuple[Tab, ...] = ()
    """The pages of the current tab, where it has several."""
    who: Who | None = None
    carry: Fields = ()
    toasts: tuple[Toast, ...] = ()
    url: Callable[..., str] = no_url

"""Helps that a course's teachers attached to its standards, and the form for another one."""

from dataclasses import dataclass

from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One help: `kind` is text, starters, example or link; `used`: by how many students it was opened."""

    kind: str
    text: str
    url: str
    remove_url: str
    used: int = 0


@dataclass(frozen=True, slots=True)
class HelpedStandard:
    """A standard with its helps."""

    code: str
    title: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class ScaffoldsPage:
    """The page; `error` is what was wrong with what was sent, which stays in the form."""

    standards: tuple[HelpedStandard, ...]
    choices: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    save_url: str
    back_url: str
    error: str = ""
    text: str = ""
    url: str = ""

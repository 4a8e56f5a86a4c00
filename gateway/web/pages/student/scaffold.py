"""Helps with one standard, for a student who is stuck there."""

from dataclasses import dataclass

from gateway.web.pages.shell import Fields


@dataclass(frozen=True, slots=True)
class Aid:
    """One help: `kind` is text, starters, example or link; `lines` are its words, line by line."""

    kind: str
    lines: tuple[str, ...]
    url: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Scaffold:
    """The helps, and the button that opens them; `shown`: they are open."""

    url: str
    aids: tuple[Aid, ...]
    fields: Fields = ()
    shown: bool = False

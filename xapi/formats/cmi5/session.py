"""A session: what its launch fixed, how far it is, and why a statement is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Broken(Exception):
    """A statement breaks a rule of cmi5; `rule` is stable, the text says what is wrong."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


@dataclass(frozen=True)
class Session:
    """What a launch fixed. `activity`: our id of the unit; `template`: what every context must have (10.2.1)."""

    actor_key: str
    registration: str
    activity: str
    template: Mapping[str, Any]
    mode: str
    mastery_score: float | None = None


@dataclass(frozen=True)
class Progress:
    """How far a session is, and its registration with this unit.

    `ready`: launch data and preferences were read. `sent`: which defined words came. `abandoned`: from outside.
    `completed` and `passed` hold for the registration: they come once in all its sessions (9.3).
    """

    ready: bool = False
    sent: frozenset[str] = frozenset()
    abandoned: bool = False
    completed: bool = False
    passed: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing may come any more."""
        return self.abandoned or "terminated" in self.sent

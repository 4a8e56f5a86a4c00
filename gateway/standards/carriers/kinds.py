"""What every reader of declarations produces, and why a file has none."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.standards.declared import Ref


class NotACarrier(Exception):
    """The file cannot be read: `problem` says where and why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Declared:
    """What one activity says of itself: `names` are its ids and addresses, `refs` the standards that it assesses.

    `taught` are standards that it only teaches or asks for: results of it say nothing about them.
    """

    names: tuple[str, ...]
    title: str
    refs: tuple[Ref, ...]
    taught: tuple[Ref, ...] = ()
    weight: float = 1.0

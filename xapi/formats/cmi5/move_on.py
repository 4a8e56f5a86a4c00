"""What is satisfied: units by their rule, then the blocks around them, then the course (9.3.9, 10.2.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

COMPLETED, PASSED, WAIVED = "completed", "passed", "waived"
"""What can have come of a unit in a registration."""

_NOTHING: Final = frozenset[str]()


@dataclass(frozen=True)
class Ruled:
    """A unit as far as it matters here: publisher's id, the blocks around it from the outermost in, its rule."""

    id: str
    blocks: tuple[str, ...]
    move_on: str


@dataclass(frozen=True)
class Node:
    """A block or the course, by the publisher's id."""

    kind: Literal["block", "course"]
    id: str


def unit_satisfied(move_on: str, done: Collection[str]) -> bool:
    """Say whether a unit is satisfied by what came of it; a waived one always is."""
    if WAIVED in done:
        return True
    match move_on:
        case "Passed":
            return PASSED in done
        case "Completed":
            return COMPLETED in done
        case "CompletedAndPassed":
            return PASSED in done and COMPLETED in done
        case "CompletedOrPassed":
            return PASSED in done or COMPLETED in done
        case _:
            return True


def newly_satisfied(
    course: str, units: Sequence[Ruled], done: Mapping[str, Collection[str]], already: Iterable[Node]
) -> list[Node]:
    """Return what is satisfied and was not `already`: blocks from the innermost out, in course order, then the course.

    `done` is what came of each unit, by its id. A block holds at least one unit, so that it is satisfied exactly when
    all units below it are.
    """
    waiting = [one for one in units if not unit_satisfied(one.move_on, done.get(one.id, _NOTHING))]
    open_blocks = {block for one in waiting for block in one.blocks}
    depths: dict[str, int] = {}
    for one in units:
        depths.update({block: depth for depth, block in enumerate(one.blocks)})
    known = set(already)
    # sorting is stable: blocks of the same depth stay in the order of the course
    inner_first = sorted((block for block in depths if block not in open_blocks), key=lambda block: -depths[block])
    nodes = [Node("block", block) for block in inner_first] + ([] if waiting else [Node("course", course)])
    return [one for one in nodes if one not in known]

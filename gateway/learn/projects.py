"""A project: a few checkpoints, each with a day, a product and rows of a rubric; which is next, and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

FEWEST: Final = 2
MOST: Final = 6
State = Literal["done", "next", "ahead"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One stop of a project: its day, what to bring, and the keys of the rubric's rows by which it is marked."""

    key: str
    title: str
    product: str
    due: date
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a project cannot be given: a stable code, and which checkpoint (from 1; 0 for the whole)."""

    code: str
    place: int = 0


def problems(
    checkpoints: Sequence[Checkpoint],
    today: date,
    known_rows: Collection[str],
    before: Mapping[str, date] | None = None,
) -> list[Problem]:
    """Return everything that is wrong, in reading order; empty for a project that can be given.

    `before` are the days of checkpoints as students know them: one that stays may lie in the past.
    """
    count = [] if FEWEST <= len(checkpoints) <= MOST else [Problem("count")]
    return count + list(_each(checkpoints, today, known_rows, before or {}))


def _each(
    checkpoints: Sequence[Checkpoint], today: date, known_rows: Collection[str], before: Mapping[str, date]
) -> Iterator[Problem]:
    for place, one in enumerate(checkpoints, start=1):
        if not one.title.strip():
            yield Problem("title", place)
        if not one.product.strip():
            yield Problem("product", place)
        if one.due < today and before.get(one.key) != one.due:
            yield Problem("past", place)
        if place > 1 and one.due < checkpoints[place - 2].due:
            yield Problem("order", place)
        if not one.rows or set(one.rows) - set(known_rows):
            yield Problem("rows", place)


def states(checkpoints: Sequence[Checkpoint], marked: Collection[str]) -> dict[str, State]:
    """Return how each checkpoint stands for a learner: what has a mark is done, the first without one is next."""
    following = next((one.key for one in checkpoints if one.key not in marked), None)
    return {
        one.key: "done" if one.key in marked else "next" if one.key == following else "ahead" for one in checkpoints
    }


def complete(row_ids: Sequence[str], done: Collection[str]) -> bool:
    """Say whether every row that a checkpoint is marked by has a mark; nothing to mark is never complete."""
    return bool(row_ids) and set(row_ids) <= set(done)

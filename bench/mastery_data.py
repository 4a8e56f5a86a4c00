"""Response data for the mastery benchmark: rows, the fold rule everybody uses, gaps, classes, shuffled outcomes."""

from __future__ import annotations

import csv
import gzip
import hashlib
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from gateway.learn.tracer import Answer

FOLDS = 5
LONG_GAP = 12 * 3600
SEED = 30


class Row(NamedTuple):
    """One answer: standards sorted, correct 0/1, at in seconds since the first of the file or None."""

    user: str
    item: str
    standards: tuple[str, ...]
    correct: int
    order: int
    at: float | None

    def answer(self) -> Answer:
        """Return the row as the product's estimator takes it: one question, so weight 1."""
        return Answer(self.user, self.item, self.standards, float(self.correct), 1.0, self.at)


def load(path: Path) -> list[Row]:
    """Read a file of the documented format (columns user, item, skills, correct, order, t), by learner and order."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [
            Row(
                each["user"],
                each["item"],
                tuple(sorted(set(each["skills"].split(";")))),
                int(each["correct"]),
                int(each["order"]),
                float(each["t"]) if each.get("t") else None,
            )
            for each in csv.DictReader(file)
        ]
    return sorted(rows, key=lambda row: (row.user, row.order))


def fold_of(user: str) -> int:
    """Return the fold 0..4 of a learner by the rule everybody uses."""
    return int(hashlib.sha256(user.encode()).hexdigest(), 16) % FOLDS


def in_time(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by time, or by their place within each learner where there is no time."""
    return sorted(rows, key=lambda row: (row.order if row.at is None else row.at, row.user, row.order))


def gaps(rows: Sequence[Row]) -> list[bool]:
    """Say for each row whether its learner last met its standards more than 12 hours before."""
    last: dict[tuple[str, str], float] = {}
    found = []
    for row in rows:
        before = [last[row.user, name] for name in row.standards if (row.user, name) in last]
        found.append(bool(before) and row.at is not None and row.at - max(before) > LONG_GAP)
        if row.at is not None:
            last.update({(row.user, name): row.at for name in row.standards})
    return found


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the outcomes of the whole file in random order."""
    outcomes = [row.correct for row in rows]
    random.Random(SEED).shuffle(outcomes)
    return [row._replace(correct=y) for row, y in zip(rows, outcomes, strict=True)]


def rooms(rows: Sequence[Row], size: int = 30) -> list[list[Row]]:
    """Cut all learners, shuffled, into classes of about this size; each class's rows come in the order of time."""
    users = sorted({row.user for row in rows})
    random.Random(SEED).shuffle(users)
    count = max(1, round(len(users) / size))
    room = {user: place % count for place, user in enumerate(users)}
    found: list[list[Row]] = [[] for _ in range(count)]
    for row in in_time(rows):
        found[room[row.user]].append(row)
    return found

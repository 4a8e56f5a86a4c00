"""Best-LR: logistic regression on item, standards and logarithms of earlier results (Gervet et al. 2020).

For each row: the item and the standards as columns of their own, and ln(1 + n) of the right answers and of all
answers before it, in all, on each of its standards and at the item, with weights of their own for each of these.
"""

from __future__ import annotations

import math
import time
import warnings
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from bench.mastery_data import Row, fold_of, gaps
from bench.mastery_run import Result, learners

ROUNDS = 1000


class Columns:
    """Features of rows sorted by learner and order, as coordinates of a sparse matrix."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.names: dict[tuple[str, str], int] = {}
        self.places: tuple[list[int], list[int], list[float]] = ([], [], [])
        self.kept = 0
        number = 0
        for theirs in learners(rows):
            counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
            for row in theirs:
                for column, value in _features(row, counts):
                    self._put(number, column, value)
                number += 1
                for name in ("", *row.standards, row.item):
                    counts[name][0] += row.correct
                    counts[name][1] += 1
            self.kept += 2 * len(counts)
        self.count = number

    def _put(self, row: int, name: tuple[str, str], value: float) -> None:
        rows, columns, values = self.places
        rows.append(row)
        columns.append(self.names.setdefault(name, len(self.names)))
        values.append(value)

    def matrix(self) -> Any:
        """Return the rows as a sparse matrix."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - the extra that only this method needs

        rows, columns, values = self.places
        return csr_matrix((values, (rows, columns)), shape=(self.count, len(self.names)))


def _features(row: Row, counts: dict[str, list[int]]) -> Iterable[tuple[tuple[str, str], float]]:
    yield ("is", row.item), 1.0
    for name in row.standards:
        yield ("is", name), 1.0
    for name in ("", *row.standards, row.item):
        right, tried = counts[name]
        if tried:
            yield ("tried", name), math.log1p(tried)
        if right:
            yield ("right", name), math.log1p(right)


def run_logistic(rows: Sequence[Row], folds: Iterable[int]) -> Result:
    """Measure best-LR on these folds; rows are sorted by learner and order."""
    import numpy as np  # noqa: PLC0415 - as above
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    started = time.process_time()
    columns = Columns(rows)
    matrix = columns.matrix()
    prepared = (time.process_time() - started) / len(rows)
    outcomes = np.array([row.correct for row in rows])
    place = np.array([fold_of(row.user) for row in rows])
    result = Result(numbers=columns.kept, learners=len({row.user for row in rows}))
    for fold in folds:
        model = LogisticRegression(max_iter=ROUNDS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a search that ends at its last round is told by its figures
            model.fit(matrix[place != fold], outcomes[place != fold])
        started = time.process_time()
        result.predictions += model.predict_proba(matrix[place == fold])[:, 1].tolist()
        test = [row for row in rows if fold_of(row.user) == fold]
        result.seconds += time.process_time() - started + prepared * len(test)
        result.outcomes += [row.correct for row in test]
        result.gaps += gaps(test)
    return result

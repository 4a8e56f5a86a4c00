"""What the benchmark scripts share: arguments, tables, figures as JSON, and the metrics of a prediction."""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BINS = 15


@dataclass(frozen=True, slots=True)
class Metrics:
    """How good predictions of 0/1 outcomes were: area under the ROC curve, log-loss, RMSE, calibration error."""

    auc: float
    log_loss: float
    rmse: float
    ece: float


def arguments(description: str) -> argparse.ArgumentParser:
    """Return a parser with the options every benchmark has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a smaller run that ends within 40 s")
    parser.add_argument("--json", action="store_true", help="print one object of named figures as the last line")
    return parser


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as a Markdown table; floats with four significant places."""
    cells = [list(head), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def _text(cell: object) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)


def finish(figures: Mapping[str, float | int | str | None], as_json: bool) -> None:
    """Print the machine the figures were taken on, and the figures as the last line where asked to."""
    print(f"\n{platform.system()}, {platform.machine()}, Python {platform.python_version()}")
    if as_json:
        print(json.dumps(figures))
    sys.stdout.flush()


def metrics(predictions: Sequence[float], outcomes: Sequence[int]) -> Metrics:
    """Return the metrics of predictions 0..1 for outcomes 0/1, both pooled over all folds."""
    squares = sum((p - y) ** 2 for p, y in zip(predictions, outcomes, strict=True))
    return Metrics(
        auc=area(predictions, outcomes),
        log_loss=_log_loss(predictions, outcomes),
        rmse=math.sqrt(squares / len(outcomes)),
        ece=_ece(predictions, outcomes),
    )


def area(predictions: Sequence[float], outcomes: Sequence[int]) -> float:
    """Return the area under the ROC curve, not a number where all outcomes are alike."""
    order = sorted(range(len(predictions)), key=predictions.__getitem__)
    rank_sum, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and predictions[order[end]] == predictions[order[start]]:
            end += 1
        # Equal predictions share the mean of their ranks.
        right = sum(outcomes[order[place]] for place in range(start, end))
        rank_sum += right * (start + end + 1) / 2
        start = end
    positive = sum(outcomes)
    negative = len(outcomes) - positive
    if not positive or not negative:
        return math.nan
    return (rank_sum - positive * (positive + 1) / 2) / (positive * negative)


def _log_loss(predictions: Sequence[float], outcomes: Sequence[int]) -> float:
    total = 0.0
    for p, y in zip(predictions, outcomes, strict=True):
        clipped = min(max(p, 1e-6), 1 - 1e-6)
        total -= math.log(clipped if y else 1 - clipped)
    return total / len(outcomes)


def _ece(predictions: Sequence[float], outcomes: Sequence[int]) -> float:
    sums = [0.0] * BINS
    for p, y in zip(predictions, outcomes, strict=True):
        sums[min(int(p * BINS), BINS - 1)] += p - y
    return sum(abs(each) for each in sums) / len(outcomes)

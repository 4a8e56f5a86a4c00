"""The level that is said of a standard: it follows what results do, and never a new parameter set alone.

A fold gives the level that the evidence has under the present set. What was said before stands until a result moves it
by itself; the rest of the difference is a proposal to the teacher (design.md 1, rule 2). Under one set both are equal.
"""

from __future__ import annotations

from typing import Final, NamedTuple

LITTLE: Final = 0.02
"""A result that moves the expected success by less changed little: it takes back nothing that a new set doubts."""


class Fall(NamedTuple):
    """How a said level went down: the best one it had, from what to what, and when that was said (POSIX seconds).

    cause: `result` (the newest one then), `late` (one that came in later than others), `counted` (what counts changed,
    as where a result was voided), `teacher` (a proposal that was used). The first two name the result: statement,
    activity, share, questions.
    """

    best: int
    before: int
    after: int
    at: float
    cause: str = "result"
    statement_id: str = ""
    activity_id: str = ""
    earned: float | None = None
    questions: int | None = None


def follows(said: int | None, before: int | None, after: int | None, moved: float) -> int | None:
    """Return the level to say after a change took the fold's level from before to after, and the estimate by moved.

    It goes the way the change itself went, and down by no more levels than that took; one that lowered the estimate
    noticeably takes at least one. Where the fold was what was said, the fold's level is said again.
    """
    if said is None or after is None:
        return after
    own = after - before if before is not None else 0
    if own > 0 or (own == 0 and moved > 0):
        return max(said, after)
    if own < 0 or moved <= -LITTLE:
        return min(said, max(after, said + min(own, -1)))
    return said


def tell(falls: dict[str, Fall], standard: str, before: int | None, after: int | None, why: Fall) -> None:
    """Keep a fall from one said level to another; forget the one before once its best level is reached again."""
    old = falls.get(standard)
    if after is None:
        falls.pop(standard, None)
    elif before is not None and after < before:
        best = max(before, old.best if old is not None else before)
        falls[standard] = why._replace(best=best, before=before, after=after)
    elif old is not None and after >= old.best:
        del falls[standard]

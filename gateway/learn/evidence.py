"""What a statement says about a learner's mastery: one scored observation, or the reason why it says nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from gateway.learn import haste
from gateway.learn.dating import made_at
from gateway.learn.settings import Hints
from gateway.learn.watching import is_watching

EXTENSIONS: Final = "https://waymark.example/xapi/extensions/"
QUESTIONS: Final = EXTENSIONS + "questions"
HINTS_USED: Final = EXTENSIONS + "hints-used"
HINTS_AVAILABLE: Final = EXTENSIONS + "hints-available"
ANSWER_SHOWN: Final = EXTENSIONS + "answer-shown"

MAXIMUM_WEIGHT: Final = 4.0
"""Above this one step of the tracer would no longer be stable (mastery.md 2.5)."""

HINT_FACTOR: Final = 0.8
"""What one hint leaves of a score when nobody says how many hints there are (a convention)."""

Source = Literal["scaled", "raw", "success"]
Reason = Literal["unmapped", "no_result", "no_score", "no_activity", "no_time", "no_id", "watched"]


@dataclass(frozen=True, slots=True)
class Observation:
    """One scored piece of evidence of one learner: score and earned 0..1 (after and before hints), weight 0..4.

    seconds is how long an answer took, on the mean where there were several; None where nobody measured it. dated is
    the time that the statement tells, where it cannot be right and timestamp is another (`dating`). shown says that
    the answer was shown.
    """

    statement_id: str
    timestamp: datetime
    activity_id: str
    standards: tuple[str, ...]
    score: float
    weight: float = 1.0
    questions: int | None = None
    hints_used: int | None = None
    hints_available: int | None = None
    source: Source = "scaled"
    earned: float | None = None
    seconds: float | None = None
    dated: str | None = None
    shown: bool = False

    def __post_init__(self) -> None:
        if self.timestamp.tzinfo is None:
            raise ValueError("an observation needs a time with a zone")
        if not (0.0 <= self.score <= 1.0 and 0.0 <= self.weight <= MAXIMUM_WEIGHT):
            raise ValueError("score must lie in 0..1 and weight in 0..4")
        # Sums over standards must not depend on the order in which the alignments were stored.
        object.__setattr__(self, "standards", tuple(sorted(set(self.standards))))
        if self.earned is None:
            object.__setattr__(self, "earned", self.score)

    @property
    def at(self) -> float:
        """The time in POSIX seconds."""
        return self.timestamp.timestamp()

    @property
    def key(self) -> tuple[float, str]:
        """The place in the learner's log: (POSIX seconds, statement id)."""
        return (self.at, self.statement_id)


@dataclass(frozen=True, slots=True)
class NotEvidence:
    """Why a statement moves no estimate; by a stable code."""

    reason: Reason


def from_statement(
    body: Mapping[str, Any], standards: Iterable[str], activity_weight: float = 1.0, medium: str = "",
    *, stored: datetime | None = None,
) -> Observation | NotEvidence:  # fmt: skip
    """Read one xAPI statement aligned to standards by the rules of mastery.md 2.5; never raises on odd content.

    `medium` is what a teacher said of the activity: what is only watched shows nothing. `stored` is when it came, so
    that a time which cannot be right is not taken at its word.
    """
    aligned = tuple(standards)
    identifier, activity = body.get("id"), _activity(body)
    timestamp = _time(body.get("timestamp") or body.get("stored"))
    result = body.get("result")
    scored = _score(result) if isinstance(result, Mapping) else None
    missing: tuple[tuple[bool, Reason], ...] = (
        (not aligned, "unmapped"),
        (not isinstance(identifier, str), "no_id"),
        (activity is None, "no_activity"),
        (timestamp is None, "no_time"),
        (not isinstance(result, Mapping), "no_result"),
        (is_watching(body, medium), "watched"),
    )
    for absent, reason in missing:
        if absent:
            return NotEvidence(reason)
    if scored is None or timestamp is None or activity is None:
        return NotEvidence("no_score")
    times = (timestamp, made_at(timestamp, stored))
    return _observation(str(identifier).lower(), times, activity, aligned, body, scored, activity_weight)


def _observation(
    identifier: str,
    times: tuple[datetime, datetime],
    activity: str,
    standards: tuple[str, ...],
    body: Mapping[str, Any],
    scored: tuple[float, Source],
    activity_weight: float,
) -> Observation:
    (said, timestamp), (earned, source) = times, scored
    extensions = body["result"].get("extensions")
    extensions = extensions if isinstance(extensions, Mapping) else {}
    questions = _count(extensions.get(QUESTIONS)) or None
    used, available = _count(extensions.get(HINTS_USED)), _count(extensions.get(HINTS_AVAILABLE))
    shown = extensions.get(ANSWER_SHOWN) is True
    base = math.sqrt(questions) if questions and source != "success" else 1.0
    return Observation(
        statement_id=identifier,
        timestamp=timestamp,
        activity_id=activity,
        standards=standards,
        score=left_by_hints("share", earned, used, available, shown=shown),
        weight=total_weight(base, activity_weight),
        questions=questions,
        hints_used=used,
        hints_available=available,
        source=source,
        earned=earned,
        seconds=haste.seconds_each(body, questions),
        dated=said.isoformat() if said != timestamp else None,
        shown=shown,
    )


def left_by_hints(rule: Hints, earned: float, used: int | None, available: int | None, *, shown: bool) -> float:
    """Return what a course's rule leaves of a share earned 0..1; of an answer that was shown nothing, by any rule."""
    if shown or (rule == "wrong" and used):
        return 0.0
    return earned if rule == "free" else earned * hint_share(used, available)


def hint_share(used: int | None, available: int | None) -> float:
    """Return which part 0..1 of a score hints leave (mastery.md 2.5)."""
    if not used:
        return 1.0
    if available:
        return max(0.0, 1.0 - used / available)
    return float(HINT_FACTOR**used)


def total_weight(base: float, activity_weight: float) -> float:
    """Return the weight 0..4 of a base weight (square root of the questions, at most 4) times the teacher's."""
    product = min(base, MAXIMUM_WEIGHT) * activity_weight
    return min(max(product, 0.0), MAXIMUM_WEIGHT) if math.isfinite(product) else 0.0


def _activity(body: Mapping[str, Any]) -> str | None:
    target = body.get("object")
    if not isinstance(target, Mapping) or target.get("objectType", "Activity") != "Activity":
        return None
    identifier = target.get("id")
    return identifier if isinstance(identifier, str) and identifier else None


def _time(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        # xAPI 1.0.3 reads a time without a zone as UTC.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _score(result: Mapping[str, Any]) -> tuple[float, Source] | None:
    score = result.get("score")
    if isinstance(score, Mapping):
        scaled = _number(score.get("scaled"))
        if scaled is not None:
            return min(max(scaled, 0.0), 1.0), "scaled"
        share = _share(_number(score.get("raw")), _number(score.get("min")), _number(score.get("max")))
        if share is not None:
            return share, "raw"
    success = result.get("success")
    return (float(success), "success") if isinstance(success, bool) else None


def _share(raw: float | None, low: float | None, high: float | None) -> float | None:
    if raw is None or high is None:
        return None
    # Many activities leave out a minimum of zero.
    low = 0.0 if low is None else low
    # Halves: the distance of two finite numbers may be none.
    return min(max((raw / 2 - low / 2) / (high / 2 - low / 2), 0.0), 1.0) if high / 2 > low / 2 else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def _count(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None

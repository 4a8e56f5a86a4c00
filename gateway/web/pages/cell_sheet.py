"""One student and one standard: the level, why, the evidence, the gradebook, and what a teacher can change."""

from dataclasses import dataclass
from datetime import date, datetime

from gateway.web.pages.charts import OverTime, Range
from gateway.web.pages.delivery import Delivery
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Choice


@dataclass(frozen=True, slots=True)
class Result:
    """One piece of evidence: got `right` of `asked` (or a `level` entered by a teacher), and what it did.

    `before` and `after` are the expected result around it, in points of 100. `move` is up2, up, same, down, down2 or
    empty when it does not count (`why_not`: repeat, late, excused, practice, rapid, declined, weight). `word`: of a
    level of a rubric. `dated`: the day its own clock said, where that cannot be right, and whether it lay `ahead`.
    """

    activity: str
    at: datetime
    right: str = ""
    asked: str = ""
    level: int = 0
    hints: int = 0
    move: str = ""
    why_not: str = ""
    before: int = 0
    after: int = 0
    word: str = ""
    dated: date | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What a teacher decided: set a level or excused; `mine` when it was this reader."""

    kind: str
    by: str
    at: datetime
    reason: str
    undo_url: str
    level: int = 0
    mine: bool = False


@dataclass(frozen=True, slots=True)
class LevelForm:
    """The form to set a level: `action` is posted level, reason, back; `excuse_url` takes the same reason."""

    url: str
    excuse_url: str
    back: str
    levels: tuple[Choice, ...]
    reason: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class CellSheet:
    """Everything about one cell. `why` has at most three sentences; `estimate` is the state beneath a teacher's.

    `recorded` is False where nothing can be set, because the student takes no part.
    """

    now: datetime
    student: str
    first_name: str
    student_url: str
    code: str
    title: str
    statement: str
    state: str
    form: LevelForm
    sureness: str = "early"
    have: int = 0
    need: int = 3
    estimate: str = ""
    why: tuple[Sentence, ...] = ()
    range: Range | None = None
    history: OverTime | None = None
    results: tuple[Result, ...] = ()
    delivery: Delivery | None = None
    decision: Decision | None = None
    class_url: str = ""
    settles: Sentence | None = None
    recorded: bool = True

    @property
    def is_set(self) -> bool:
        """Tell whether a teacher's level stands here."""
        return self.decision is not None and self.decision.kind == "set"

"""What the LMS remembers of outcomes: groups, outcomes, rubrics, results; times are ISO text (canvas facts 6)."""

from dataclasses import dataclass, field

from sandbox.parts import Json

ROOT = 1
"""Number of the course's root group of outcomes."""


@dataclass
class OutcomeGroup:
    """A folder of outcomes below another one."""

    id: int
    title: str
    parent_id: int | None
    description: str = ""
    vendor_guid: str | None = None


@dataclass
class Outcome:
    """One outcome; `group_id` is where it is linked in the course, None once it was taken out."""

    id: int
    title: str
    group_id: int | None
    ratings: list[Json]
    mastery_points: float
    calculation_method: str
    calculation_int: int | None
    display_name: str = ""
    description: str = ""
    vendor_guid: str | None = None

    @property
    def points_possible(self) -> float:
        """The points of the best rating."""
        return float(self.ratings[0]["points"])


@dataclass
class Rubric:
    """A rubric on one assignment; each criterion may stand for an outcome."""

    id: int
    association_id: int
    assignment_id: int
    title: str
    criteria: list[Json]
    use_for_grading: bool = False
    hide_outcome_results: bool = False
    assessments: dict[str, dict[str, Json]] = field(default_factory=dict)
    """User -> criterion -> points, comments, by whom and when."""


@dataclass
class OutcomeResult:
    """The one result of a learner for an outcome on an assignment; `times` counts how often it was written."""

    id: int
    outcome_id: int
    assignment_id: int
    user_id: int
    score: float | None
    possible: float
    mastery: bool
    assessed_at: str
    attempt: int = 0
    hidden: bool = False
    submitted_at: str | None = None
    note: str | None = None
    times: int = 1


@dataclass
class Job:
    """A result that a background job will write: when, its key, and what."""

    at: str
    key: str
    values: Json

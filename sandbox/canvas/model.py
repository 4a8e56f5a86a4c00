"""What the LMS remembers: plain dataclasses of JSON values, so that one file holds them all; times are ISO text."""

from dataclasses import dataclass, field

from sandbox.canvas.mastery_model import Job, Outcome, OutcomeGroup, OutcomeResult, Rubric
from sandbox.parts import Json
from sandbox.parts.memory import Memory, Registration

DATE_KEYS = ("due_at", "unlock_at", "lock_at")


@dataclass
class Override:
    """Other dates or visibility for some students or one section; a date is overridden when its key is in `dates`."""

    id: int
    assignment_id: int
    title: str
    student_ids: list[int]
    course_section_id: int | None
    dates: dict[str, str | None]
    unassign_item: bool = False


@dataclass
class Assignment:
    """One gradebook column."""

    id: int
    name: str
    points_possible: float
    created_at: str
    lti_context_id: str
    submission_types: list[str] = field(default_factory=lambda: ["none"])
    description: str | None = None
    published: bool = False
    only_visible_to_overrides: bool = False
    omit_from_final_grade: bool = False
    grading_type: str = "points"
    allowed_attempts: int = -1
    due_at: str | None = None
    unlock_at: str | None = None
    lock_at: str | None = None
    tool_url: str | None = None
    new_tab: bool = False
    deleted: bool = False
    updated_at: str = ""
    overrides: dict[str, Override] = field(default_factory=dict)


@dataclass
class LineItem:
    """An AGS line item; only the assignment's first one (`first`) feeds the gradebook (canvas facts 3.1)."""

    id: int
    assignment_id: int
    label: str
    score_maximum: float
    first: bool
    coupled: bool
    resource_id: str | None = None
    tag: str | None = None
    resource_link_id: str | None = None
    submission_type: Json | None = None


@dataclass
class ToolLink:
    """A resource link that deep linking made: an item of a module, and its assignment where it is graded."""

    id: int
    lti_id: str
    title: str
    url: str
    custom: dict[str, str] = field(default_factory=dict)
    text: str = ""
    assignment_id: int | None = None


@dataclass
class Result:
    """The tool's last score for one learner on one line item, with every score POST received (`posts`)."""

    id: int
    line_item_id: int
    user_id: int
    timestamp: str
    score: float | None = None
    maximum: float | None = None
    comment: str | None = None
    activity_progress: str = ""
    grading_progress: str = ""
    posts: list[Json] = field(default_factory=list)


@dataclass
class Submission:
    """What the gradebook shows for one learner and assignment; `grader` is 'tool', 'teacher' or empty."""

    assignment_id: int
    user_id: int
    score: float | None = None
    grade: str | None = None
    grader: str = ""
    attempt: int = 0
    submitted_at: str | None = None
    needs_review: bool = False
    comments: list[str] = field(default_factory=list)
    graded_at: str | None = None
    posted: bool = True
    """Whether the student sees the grade."""
    missing: bool = False
    excused: bool = False


@dataclass
class ToolConfig(Registration):
    """The developer key and installation of the one tool (canvas facts 1.9)."""

    scopes: list[str]
    privacy: str = "public"
    on: bool = field(default=True, kw_only=True)
    """The developer key's own switch: off after a dynamic registration until the admin looks at it (facts 1.10)."""
    in_menu: bool = field(default=True, kw_only=True)
    """Whether the course's menu shows it; hidden by default until a teacher shows it where the tool asked for that."""


@dataclass
class ApiKey:
    """A developer key of the kind API: for tokens of people (canvas facts 7.1). Without `scopes` it enforces none."""

    id: str
    secret: str
    redirect_uris: list[str]
    scopes: list[str] | None = None
    on: bool = True


@dataclass
class UserToken:
    """What one person's consent gave; a renewal replaces `access`, `refresh` stays."""

    login: str
    access: str
    refresh: str
    ends_at: str
    scopes: list[str] | None = None


@dataclass(kw_only=True)
class State(Memory):
    """Everything that survives a restart."""

    hint_secret: str
    token_secret: str
    rest_tokens: dict[str, str]
    """REST token -> login: made by hand, without an end."""
    api_key: ApiKey | None = None
    codes: dict[str, Json] = field(default_factory=dict)
    """Code of a consent -> who, for which address, with which scopes; each works once."""
    user_tokens: dict[str, UserToken] = field(default_factory=dict)
    """Refresh token -> what it stands for."""
    token_epoch: int = 0
    registered: list[str] = field(default_factory=list)
    """Ids of registration tokens that were used."""
    tool: ToolConfig | None = None
    hints: dict[str, Json] = field(default_factory=dict)
    """Verifier -> launch that has not been used yet."""
    picks: dict[str, Json] = field(default_factory=dict)
    """Return address of a deep-linking request -> who may answer there and what place it was; each takes one answer."""
    draft: Json | None = None
    """A content item that fills in the form of a new assignment; nothing is there until the teacher saves it."""
    links: dict[str, ToolLink] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    line_items: dict[str, LineItem] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    """'line item:user' -> result."""
    submissions: dict[str, Submission] = field(default_factory=dict)
    """'assignment:user' -> submission."""

    outcome_groups: dict[str, OutcomeGroup] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    rubrics: dict[str, Rubric] = field(default_factory=dict)
    outcome_results: dict[str, OutcomeResult] = field(default_factory=dict)
    """'outcome:assignment:user' -> result."""
    modules: list[Json] = field(default_factory=list)
    """{"id", "name", "published", "items": [{"title", "type", ...}], "overrides": [{"id", "title", "student_ids" or
    "course_section_id"}]}, in the order of the course."""
    outcome_jobs: list[Job] = field(default_factory=list)
    """Results that are not written yet."""

    def submission(self, assignment_id: int, user_id: int) -> Submission:
        """Return the submission of this learner, made empty when there is none yet."""
        key = f"{assignment_id}:{user_id}"
        return self.submissions.setdefault(key, Submission(assignment_id, user_id))

    def link_of(self, assignment: Assignment | None) -> ToolLink | None:
        """Return the link that was placed as this assignment."""
        return next((one for one in self.links.values() if assignment and one.assignment_id == assignment.id), None)

    def live_assignment(self, assignment_id: object) -> Assignment | None:
        """Return assignment with this id unless deleted."""
        found = self.assignments.get(str(assignment_id))
        return None if found is None or found.deleted else found

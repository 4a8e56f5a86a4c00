"""What the LMS remembers: plain dataclasses of JSON values, so that one file holds them all; times are Unix seconds."""

from dataclasses import dataclass, field

from sandbox.parts import Json
from sandbox.parts.memory import Memory, Registration


@dataclass
class Restriction:
    """A "Restrict access" of an activity: by the grade in a column (percent) or by membership in a group."""

    kind: str
    """"grade" or "group"."""
    id: int
    """Number of the grade item or of the group."""
    minimum: float = 90.0
    """Least grade in percent of the column's maximum."""


@dataclass
class Activity:
    """An External tool activity; its page has number `cmid`, its resource link the other number `link_id`."""

    cmid: int
    link_id: int
    name: str
    tool_url: str = ""
    """Launch URL; empty means the tool's default."""
    custom: dict[str, str] = field(default_factory=dict)
    intro: str = ""
    """Description as HTML."""
    item_id: int | None = None
    """The activity's own column."""
    restriction: Restriction | None = None
    pass_grade: float | None = None
    """With a passing grade the activity's completion is "receive a passing grade"."""
    competency_ids: list[int] = field(default_factory=list)
    """Linked competencies, completed on completion of the activity (facts 8)."""
    placed: bool = False
    """Made by deep linking."""


@dataclass
class GradeItem:
    """A column of the gradebook: an activity's own (`cmid`) or a manual one that the tool made."""

    id: int
    label: str
    maximum: float
    cmid: int | None = None
    link_id: int | None = None
    """The resourceLinkId, which a PUT may clear even on an activity's column (facts 6)."""
    resource_id: str = ""
    tag: str = ""
    review: Json | None = None
    weight: float | None = None
    """Weight that the teacher set; None is the natural weight."""

    @property
    def counts(self) -> bool:
        """Whether the column is part of the course total."""
        return self.weight != 0


@dataclass
class Grade:
    """One cell. `by` is "tool", "teacher" or empty; `changed_at` None is a blank row that nobody ever changed."""

    item_id: int
    user_id: int
    value: float | None = None
    comment: str | None = None
    by: str = ""
    overridden: bool = False
    locked: bool = False
    changed_at: int | None = None
    posts: list[Json] = field(default_factory=list)


@dataclass
class Group:
    """A group of the course; visibility 0 all, 1 members, 2 own membership only, 3 nobody (facts 7)."""

    id: int
    name: str
    idnumber: str = ""
    description: str = ""
    visibility: int = 0
    participation: int = 1
    user_ids: list[int] = field(default_factory=list)


@dataclass
class Completion:
    """Completion of an activity by one person: 0 not, 1 done, 2 passed, 3 failed (facts 8)."""

    cmid: int
    user_id: int
    state: int = 0
    overridden: bool = False


@dataclass
class Rating:
    """A person's rating on a competency: position in the scale, counted from 1, and whether that is proficient."""

    competency_id: int
    user_id: int
    grade: int
    proficient: bool
    evidence: list[Json] = field(default_factory=list)


@dataclass
class Plan:
    """A learning plan of one person."""

    id: int
    user_id: int
    name: str
    description: str
    status: int
    due: int
    competency_ids: list[int] = field(default_factory=list)


@dataclass
class Assign:
    """An assignment of the LMS's own kind, made by a teacher; its number differs from that of its page (`cmid`)."""

    id: int
    cmid: int
    name: str
    due: int = 0
    opens: int = 0
    """From when work is taken; 0 for always, as with `due`."""
    restriction: Restriction | None = None
    extensions: dict[str, int] = field(default_factory=dict)
    """User id -> due date of their own."""


@dataclass
class ToolConfig(Registration):
    """The registration of the one tool: one client, one deployment, site wide (facts 1)."""

    scopes: list[str]
    pending: bool = field(default=False, kw_only=True)
    """Registered dynamically and not activated yet: teachers cannot see it (facts 2)."""
    in_chooser: bool = field(default=True, kw_only=True)
    """Whether it stands in the activity chooser of the course."""


@dataclass(kw_only=True)
class State(Memory):
    """Everything that outlives a request."""

    ws_token: str
    sesskey: str
    tool: ToolConfig | None = None
    registered: list[str] = field(default_factory=list)
    """Client ids of registration tokens that were used."""
    tool_keys: list[Json] = field(default_factory=list)
    """The tool's key set as fetched last."""
    tokens: dict[str, Json] = field(default_factory=dict)
    """Access token -> {"scopes", "expires"}."""
    launches: dict[str, Json] = field(default_factory=dict)
    """Launch id -> {"user_id", "cmid"}; each works once."""
    chosen: list[Json] = field(default_factory=list)
    """Content items that the teacher chose in the tool and has not saved yet (facts 4)."""
    activities: dict[str, Activity] = field(default_factory=dict)
    items: dict[str, GradeItem] = field(default_factory=dict)
    quizzes: dict[str, GradeItem] = field(default_factory=dict)
    """Columns of quizzes, of which tools hear nothing; their cells stand among the others."""
    grades: dict[str, Grade] = field(default_factory=dict)
    """'item:user' -> grade."""
    groups: dict[str, Group] = field(default_factory=dict)
    frameworks: dict[str, Json] = field(default_factory=dict)
    competencies: dict[str, Json] = field(default_factory=dict)
    course_competencies: list[int] = field(default_factory=list)
    ratings: dict[str, Rating] = field(default_factory=dict)
    """'competency:user' -> rating."""
    completions: dict[str, Completion] = field(default_factory=dict)
    """'activity:user' -> completion."""
    plans: dict[str, Plan] = field(default_factory=dict)
    assigns: dict[str, Assign] = field(default_factory=dict)
    sections: list[Json] = field(default_factory=list)
    """{"name", "items": [{"title", "modname", "description"}]}, in the order of the course."""

    def grade(self, item_id: int, user_id: int) -> Grade:
        """Return the cell of this person, made blank when there is none yet."""
        return self.grades.setdefault(f"{item_id}:{user_id}", Grade(item_id, user_id))

    def completion(self, cmid: int, user_id: int) -> Completion:
        """Return the completion of this person, made empty when there is none yet."""
        return self.completions.setdefault(f"{cmid}:{user_id}", Completion(cmid, user_id))

    def link(self, link_id: object) -> Activity | None:
        """Return the activity of a resource link."""
        return next((one for one in self.activities.values() if str(one.link_id) == str(link_id)), None)

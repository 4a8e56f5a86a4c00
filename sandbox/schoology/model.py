"""What the LMS remembers: plain dataclasses of JSON values, so that one file holds them all; times are ISO text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.parts import Json
from sandbox.parts.keys import Key
from sandbox.parts.memory import Memory, Registration

ASSIGNMENT, COLUMN, EXTERNAL_TOOL, ASSESSMENT = "assignment", "grade_column", "external_tool", "assessment"
"""Types of grade items."""

NONE, EXCUSED, INCOMPLETE, MISSING = 0, 1, 2, 3
FLAGS = {EXCUSED: "excused", INCOMPLETE: "incomplete", MISSING: "missing"}
"""Exceptions by their number in REST (schoology facts 8.2)."""


@dataclass
class GradeItem:
    """Anything with a place in the gradebook; `maker` is "tool" (AGS), "key" (REST) or "teacher"."""

    id: int
    section_id: int
    type: str
    title: str
    max_points: float
    maker: str
    category: int = 0
    """0: without a category the gradebook hides it (facts 3.2, 7.1)."""
    resource_id: str | None = None
    tag: str | None = None
    description: str = ""
    due: str = ""
    scale: int = 0
    period: int = 0
    """Grading period; 0 is none, which is called "Other" (facts 7.1)."""
    flags: dict[str, float] = field(default_factory=dict)
    """The 0/1 fields of facts 7.1 that differ from their default, and `factor`."""
    assignees: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    tags: list[Json] = field(default_factory=list)
    changed_at: str = ""


@dataclass
class Grade:
    """One cell: `by` is "tool", "teacher" or empty; `sent_at` the timestamp of the tool's last score."""

    item_id: int
    enrolment_id: int
    value: float | None = None
    exception: int = NONE
    comment: str = ""
    comment_status: int | None = None
    by: str = ""
    changed_at: int = 0
    sent_at: str = ""
    posts: list[Json] = field(default_factory=list)


@dataclass
class Category:
    """A grading category of a section."""

    id: int
    section_id: int
    title: str
    weight: float = 0
    calculation_type: int = 2


@dataclass
class Group:
    """A grading group: `members` are enrolment ids."""

    id: int
    section_id: int
    title: str
    members: list[int] = field(default_factory=list)


@dataclass
class Page:
    """A page, or with `url` a link, among the materials; for everybody unless somebody is named."""

    id: int
    section_id: int
    title: str
    body: str = ""
    url: str = ""
    published: int = 1
    assignees: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)


@dataclass
class Material:
    """A content item made by deep linking; `items` are its columns by section id."""

    id: int
    title: str
    url: str
    custom: dict[str, str] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    past: list[int] = field(default_factory=list)
    """The materials it was copied from, the nearest first."""


@dataclass
class ToolConfig(Registration):
    """The app and its installation; `privacy` is "name_and_email", "name" or "none" (facts 1.2)."""

    deployment_id: str
    privacy: str = "name_and_email"


@dataclass(kw_only=True)
class State(Memory):
    """Everything that survives a restart."""

    token_secret: str
    rest_key: str
    rest_secret: str
    token_epoch: int = 0
    tool: ToolConfig | None = None
    hints: dict[str, Json] = field(default_factory=dict)
    """Message hint -> launch."""
    jtis: list[str] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)
    """The last "timestamp:nonce" pairs of the REST key."""
    last_timestamp: int = 0
    items: dict[str, GradeItem] = field(default_factory=dict)
    grades: dict[str, Grade] = field(default_factory=dict)
    """"item:enrolment" -> cell."""
    categories: dict[str, Category] = field(default_factory=dict)
    final_comments: dict[str, str] = field(default_factory=dict)
    """"enrolment:period" -> comment on a whole grading period, "final" for the course (facts 8.3)."""
    groups: dict[str, Group] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    told: list[Json] = field(default_factory=list)
    """Events, updates and messages as they were sent, oldest first."""
    targets: dict[str, Json] = field(default_factory=dict)
    subscriptions: list[Json] = field(default_factory=list)
    waiting: list[Json] = field(default_factory=list)
    """What event triggers have still to post, with `tries` and the time when it is `due`."""
    materials: dict[str, Material] = field(default_factory=dict)

    first_ids: ClassVar[Mapping[str, int]] = {
        "item": 8600000021, "category": 3301, "group": 77001, "attachment": 4400001, "tag": 55001,
        "page": 88001, "told": 99001,
    }  # fmt: skip
    """Numbers of different kinds never meet."""

    def new_key(self) -> Key:
        """Make a key with the 16 hexadecimal characters that this LMS's key ids have (facts 1.1)."""
        made = super().new_key()
        return Key(hashlib.sha256(made.kid.encode()).hexdigest()[:16], made.pem)

    def grade(self, item_id: int, enrolment_id: int) -> Grade:
        """Return the cell, made empty when there is none yet."""
        return self.grades.setdefault(f"{item_id}:{enrolment_id}", Grade(item_id, enrolment_id))

    def drop_item(self, item_id: int) -> None:
        """Delete a grade item with its cells, for good."""
        self.items.pop(str(item_id), None)
        self.grades = {key: one for key, one in self.grades.items() if one.item_id != item_id}
        for material in self.materials.values():
            material.items = {section: item for section, item in material.items.items() if item != item_id}

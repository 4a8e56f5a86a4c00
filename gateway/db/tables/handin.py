"""What students hand in: a file, a link or an outline for an activity of their course, each time anew."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

hand_in = tenant_table(
    "hand_in",
    Column("course_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("part", String(64), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("format", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("tag", String(32)),
    Column("sections", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("statement_id", LargeBinary(16), nullable=False),
    Column("answer_id", LargeBinary(16)),
    Column("by_person_id", Id),
    Column("answered_at", Moment),
    to("course", "course_id"),
    to("person", "person_id"),
    to("activity", "activity_id"),
    UniqueConstraint("tag"),
)
"""`kind`: file, link, outline. `part`: the piece of a larger work, empty where it has none. `state`: waiting, seen
(somebody looked at it), older (another version came), back (please do again), done. `name`: the file's own name, or the
link. `tag`: the random name under which the file lies. `sections`: an outline as it was handed in. The words of an
answer lie beside its statement, `answer_id`."""

outline = tenant_table(
    "outline",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("activity_id", Id, primary_key=True),
    Column("section", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    Column("waived", Text),
    Column("needed_by_person_id", Id),
    Column("at", Moment, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    to("activity", "activity_id"),
    keys=("course_id", "person_id", "activity_id", "section"),
)
"""What a student has written into a section of an outline so far. `waived`: why it is left out, None where it is not;
`needed_by_person_id`: the teacher who wants it all the same."""

scaffold = tenant_table(
    "scaffold",
    Column("course_id", Id, nullable=False),
    Column("standard_id", Id, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("by_person_id", Id),
    Column("at", Moment, nullable=False),
    to("course", "course_id"),
    to("standard", "standard_id"),
)
"""A short help that teachers attached to a standard: `kind` is text, starters, example or link."""

Index("ix_hand_in_waiting", hand_in.c.tenant_id, hand_in.c.course_id, hand_in.c.state, hand_in.c.at)
Index("ix_hand_in_person", hand_in.c.tenant_id, hand_in.c.person_id, hand_in.c.course_id)
Index("ix_scaffold_standard", scaffold.c.tenant_id, scaffold.c.course_id, scaffold.c.standard_id)

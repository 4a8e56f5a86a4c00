"""Standards, activities, and the projections of the log: evidence, learners' folds, mastery, plans."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment, Seq

framework = tenant_table(
    "framework",
    Column("identifier", String(255), nullable=False),
    Column("uri", Text),
    Column("title", Text, nullable=False),
    Column("subjects", Json, nullable=False),
    Column("notice", Text),
    Column("version", Text),
    Column("source", String(32), nullable=False),
    Column("status", Text),
    Column("licence", Text),
    Column("creator", Text),
    Column("imported_at", Moment, nullable=False),
    Column("staged_at", Moment),
    UniqueConstraint("tenant_id", "identifier"),
)
"""`source` is the format it came in; `status` the publisher's own word ("Deprecated" is offered to nobody new).
`staged_at`: its standards are still coming in, and nobody sees it."""

standard = tenant_table(
    "standard",
    Column("framework_id", Id, nullable=False),
    Column("identifier", String(255), nullable=False),
    Column("uri", Text),
    Column("code", Text),
    Column("code_key", Text),
    Column("statement", Text, nullable=False),
    Column("kind", Text),
    Column("grades", Json, nullable=False),
    Column("listing", Text),
    Column("depth", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("assessable", Boolean, nullable=False),
    Column("retired", Boolean, nullable=False),
    to("framework", "framework_id"),
    UniqueConstraint("tenant_id", "framework_id", "identifier"),
)
"""`code_key` is the normalised code (standards.md 2); `position` the reading order over the whole tree."""

edge = tenant_table(
    "edge",
    Column("framework_id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("origin", String(255), nullable=False),
    Column("destination", String(255), nullable=False),
    Column("sequence", Integer),
    Column("origin_uri", Text),
    Column("destination_uri", Text),
    Column("origin_id", Id),
    Column("destination_id", Id),
    to("framework", "framework_id"),
    UniqueConstraint("tenant_id", "framework_id", "kind", "origin", "destination"),
)
"""Read as "origin KIND destination" by identifier; ends outside the framework stay as they came (standards.md 1.3).

The ids are those of the standards meant, None for a document and for an end outside that no import has brought yet;
the addresses are kept for ends outside."""

activity = tenant_table(
    "activity",
    Column("iri", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("style", String(16), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("difficulty", String(8), nullable=False),
    Column("title", Json, nullable=False),
    Column("words", Json, nullable=False),
    Column("detail", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
    UniqueConstraint("tenant_id", "iri"),
)
"""`title` and `words` by language; `detail` is the generator or the rubric. `removed_at`: nobody can open it any more;
what was done in it keeps its name and counts on."""

course_activity = tenant_table(
    "course_activity",
    Column("course_id", Id, primary_key=True),
    Column("activity_id", Id, primary_key=True),
    Column("graded", Boolean, nullable=False),
    to("course", "course_id"),
    to("activity", "activity_id"),
    keys=("course_id", "activity_id"),
)
"""The course's library. `graded`: a student's choice of it stands in the LMS as an assignment."""

alignment = tenant_table(
    "alignment",
    Column("activity_id", Id, primary_key=True),
    Column("standard_id", Id, primary_key=True),
    Column("weight", Float, nullable=False),
    Column("source", String(16), nullable=False),
    Column("confirmed_by", Id),
    Column("confirmed_at", Moment),
    to("activity", "activity_id"),
    to("standard", "standard_id"),
    keys=("activity_id", "standard_id"),
)
"""Counts as evidence once `confirmed_at` is set."""

evidence = tenant_table(
    "evidence",
    Column("person_id", Id, primary_key=True),
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("statement_id", LargeBinary(16), nullable=False),
    Column("timestamp", Moment, nullable=False),
    Column("course_id", Id),
    Column("activity_id", Id, nullable=False),
    Column("standards", Json, nullable=False),
    Column("score", Float, nullable=False),
    Column("weight", Float, nullable=False),
    Column("detail", Json, nullable=False),
    to("person", "person_id"),
    to("activity", "activity_id"),
    keys=("person_id", "seq"),
)
"""One scored statement of one learner and the standards it speaks about; `course_id` where its credential was bound."""

parameter_set = tenant_table(
    "parameter_set",
    Column("course_id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("through", Seq, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    to("course", "course_id"),
    keys=("course_id", "version"),
)
"""An input, not a projection: `through` is its log position (design.md 1.2)."""

learner = tenant_table(
    "learner",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("parameters", Integer, nullable=False),
    Column("through", Seq, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("stale", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    to("course", "course_id"),
    to("person", "person_id"),
    keys=("course_id", "person_id"),
)
"""A learner's fold in one course: all that pages and plans read is a function of this and the day.
`through`: the newest evidence in it; `stale`: something beneath changed, fold again."""

mastery = tenant_table(
    "mastery",
    Column("course_id", Id, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("standard_id", Id, primary_key=True),
    Column("expected", Float, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("certainty", Float, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("activities", Integer, nullable=False),
    Column("last_at", Moment),
    Column("review_at", Moment),
    Column("state", String(8), nullable=False),
    Column("level", Integer),
    Column("estimated", Integer),
    Column("fell", Json),
    Column("delivered", Integer),
    to("course", "course_id"),
    to("person", "person_id"),
    to("standard", "standard_id"),
    keys=("course_id", "person_id", "standard_id"),
)
"""`level` is what is said, `fell` how that last went down, `estimated` the fold's own under the present set;
`delivered` the level whose points the LMS should show: what is said, or what a teacher set. Neither time nor a new set
of parameters changes what is said (`gateway.learn.said`)."""

pathway = tenant_table(
    "pathway",
    Column("course_id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    Column("body", Json, nullable=False),
    Column("by_person_id", Id),
    Column("made_at", Moment, nullable=False),
    Column("published_at", Moment),
    to("course", "course_id"),
    keys=("course_id", "version"),
)
"""`state`: draft, published, replaced, withdrawn. `body`: units of standard ids and activity ids (pathway schema)."""

step = tenant_table(
    "step",
    Column("course_id", Id, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("standard_id", Id),
    Column("registration", String(36), nullable=False),
    Column("state", String(12), nullable=False),
    Column("chosen_at", Moment, nullable=False),
    Column("finished_at", Moment),
    to("course", "course_id"),
    to("person", "person_id"),
    to("activity", "activity_id"),
    UniqueConstraint("tenant_id", "registration", "activity_id"),
)
"""One chosen activity of one learner: `state` started, finished, left. `registration` joins it to its statements; the
units of one package share it."""

Index("ix_evidence_statement", evidence.c.tenant_id, evidence.c.statement_id)
Index("ix_evidence_activity", evidence.c.tenant_id, evidence.c.activity_id)
Index("ix_standard_code", standard.c.tenant_id, standard.c.code_key)
Index("ix_standard_place", standard.c.tenant_id, standard.c.framework_id, standard.c.position)
Index("ix_edge_origin", edge.c.tenant_id, edge.c.origin_id)
Index("ix_edge_destination", edge.c.tenant_id, edge.c.destination_id)
Index("ix_step_person", step.c.tenant_id, step.c.course_id, step.c.person_id)

"""All tables, by topic. Import them as `from gateway.db import tables as t`."""

from gateway.db.tables.access import (
    access_token,
    admin_link,
    audit,
    credential,
    deployment,
    login_state,
    platform,
    session,
    tenant,
    tool_key,
)
from gateway.db.tables.aligning import align_choice, align_rule, nested
from gateway.db.tables.arrive import pending_launch, session_code
from gateway.db.tables.base import metadata
from gateway.db.tables.care import opt_out, person_support
from gateway.db.tables.cmi5 import cmi5_registration, cmi5_session, cmi5_unit
from gateway.db.tables.consent import consent, consent_asked
from gateway.db.tables.content import package, package_unit
from gateway.db.tables.copies import course_copy, course_link
from gateway.db.tables.delivery import attempt, cell, lane, place
from gateway.db.tables.find import attached, attachment, chain, mention, reference
from gateway.db.tables.fits import fit
from gateway.db.tables.gradebook import gradebook
from gateway.db.tables.graded import graded_work, read_grade
from gateway.db.tables.handin import hand_in, outline, scaffold
from gateway.db.tables.identities import account_rule, held_actor, known_as
from gateway.db.tables.invite import invitation
from gateway.db.tables.joining import joined
from gateway.db.tables.keep import erased, erasure, rejected, usage
from gateway.db.tables.learn import (
    activity,
    alignment,
    course_activity,
    edge,
    evidence,
    framework,
    learner,
    mastery,
    parameter_set,
    pathway,
    standard,
    step,
)
from gateway.db.tables.linking import linking
from gateway.db.tables.pace import days_away, station_seat
from gateway.db.tables.people import course, enrolment, identity, person, person_name, progress, section
from gateway.db.tables.placing import picking, placed, placed_link
from gateway.db.tables.record import activity_definition, decision, document, note, statement, void
from gateway.db.tables.remote import remote_refused, remote_store
from gateway.db.tables.replans import replan, replan_due
from gateway.db.tables.roster import observing, roster_change
from gateway.db.tables.rubrics import checkpoint, lesson_style, marked_row, rubric, rubric_use, rubric_version
from gateway.db.tables.standards import framework_draft

__all__ = [
    "access_token", "account_rule", "activity", "activity_definition", "admin_link", "align_choice", "align_rule",
    "alignment", "attached", "attachment", "attempt", "audit", "cell", "chain", "checkpoint", "cmi5_registration",
    "cmi5_session", "cmi5_unit", "consent", "consent_asked", "course", "course_activity", "course_copy", "course_link",
    "credential", "days_away", "decision", "deployment", "document", "edge", "enrolment", "erased", "erasure",
    "evidence", "fit", "framework", "framework_draft", "gradebook", "graded_work", "hand_in", "held_actor", "identity",
    "invitation", "joined", "known_as", "lane", "learner", "lesson_style", "linking", "login_state", "marked_row",
    "mastery", "mention", "metadata", "nested", "note", "observing", "opt_out", "outline", "package", "package_unit",
    "parameter_set", "pathway", "pending_launch", "person", "person_name", "person_support", "picking", "place",
    "placed", "placed_link", "platform", "progress", "read_grade", "reference", "rejected", "remote_refused",
    "remote_store", "replan", "replan_due", "roster_change", "rubric", "rubric_use", "rubric_version", "scaffold",
    "section", "session", "session_code", "standard", "statement", "station_seat", "step", "tenant", "tool_key",
    "usage", "void",
]  # fmt: skip

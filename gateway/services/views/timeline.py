"""What happened to one learner, newest first: results, choices, changes by a teacher, the gradebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.state import LearnerState
from gateway.services import evidence, interests, marking, proposals, replanned
from gateway.services.decide import Decided, decided
from gateway.services.inputs import CourseInputs
from gateway.services.outcomes import rubric_of
from gateway.services.replanned import Replanned
from gateway.services.views import people
from gateway.services.views.cell import is_mark
from gateway.services.views.deliveries import Grades
from gateway.services.views.names import Names, in_language, within
from gateway.web.pages.sentences import Sentence, Value
from gateway.web.pages.student_sheet import Event
from gateway.web.reasons import say_share
from gateway.web.words import course_level, level_word, say_list
from xapi import decisions

MOST = 20
KINDS = {
    "result": "evidence",
    "rubric": "evidence",
    "chose": "choice",
    "goal": "choice",
    "help": "choice",
    "interest": "choice",
    "offer_help": "choice",
    "skipped": "choice",
    "idea": "choice",
}
"""Which filter shows which event; everything else was changed by a teacher or in the gradebook."""


@dataclass(frozen=True)
class Scene:
    """What the events are told from."""

    conn: Connection
    inputs: CourseInputs
    names: Names
    state: LearnerState
    person_id: str
    grades: Grades | None

    @property
    def staff(self) -> dict[str, str]:
        """The names of the course's teachers."""
        return people.staff_names(self.conn, self.inputs.tenant_id, self.inputs.course_id)


def events(scene: Scene, kind: str, *, everything: bool) -> tuple[tuple[Event, ...], bool]:
    """Return the events of a kind (evidence, choice, decision; empty for all), and whether there are earlier ones."""
    found = [*_results(scene), *_decisions(scene), *_taken_back(scene), *_held(scene)]
    shown = [one for one in found if not kind or KINDS.get(one.what.code, "decision") == kind]
    shown.sort(key=lambda one: one.at, reverse=True)
    return (tuple(shown), False) if everything else (tuple(shown[:MOST]), len(shown) > MOST)


def _results(scene: Scene) -> list[Event]:
    moved = {
        one.statement_id: (name, one)
        for name, record in scene.state.records.items()
        if name in scene.inputs.standards
        for one in record.contributions
    }
    rows = scene.conn.execute(
        select(t.evidence).where(
            t.evidence.c.tenant_id == scene.inputs.tenant_id, t.evidence.c.person_id == scene.person_id,
            evidence.counts_here(scene.inputs, scene.person_id),
        )
    )  # fmt: skip
    shown = [row for row in rows if set(row.standards) & set(scene.inputs.standards)]
    marks = [bytes(row.statement_id) for row in shown if is_mark(scene.inputs, row)]
    words = marking.words_of(scene.conn, scene.inputs.tenant_id, marks) if marks else {}
    told = {one.seq: one for one in replanned.read(scene.conn, scene.inputs, scene.person_id)}
    found = []
    for row in shown:
        word = words.get(bytes(row.statement_id))
        statement_id = str(UUID(bytes=bytes(row.statement_id)))
        what = _marked(scene, row, word) if word else _result(scene, row, moved.get(statement_id))
        found.append(Event(row.timestamp, replace(what, args=(*what.args, *_next(scene, told.get(row.seq))))))
    return found


def _next(scene: Scene, one: Replanned | None) -> tuple[tuple[str, Value], ...]:
    """Say what a result did to the next steps, or why it does not count; nothing of older results."""
    if one is None or not scene.inputs.published:
        return ()
    why: tuple[tuple[str, Value], ...] = (("uncounted", one.why),) if one.why else ()
    if one.after is None or (one.why and one.same):
        return why
    names = [str(gettext("“%(title)s”", title=scene.names.of(activity_id))) for activity_id, _standard in one.after]
    how = "first" if one.before is None else "same" if one.same else "changed"
    return (*why, ("next", how), ("steps", say_list(names)))


def _marked(scene: Scene, row: Any, word: str) -> Sentence:
    return Sentence("rubric", (("activity", scene.names.of(row.activity_id)), ("level", word)))


def _result(scene: Scene, row: Any, moved: Any) -> Sentence:
    activity = scene.inputs.activities.get(row.activity_id)
    title = scene.names.of(row.activity_id)
    levels = len(rubric_of(activity)) if activity is not None else 0
    if levels > 1:
        level = level_word(round(row.score * 3) + 1)
        return Sentence("rubric", (("activity", title), ("level", level)))
    share = say_share(row.detail.get("earned", row.score), row.detail.get("questions"))
    numbers = [part for part in share.split() if part.isdigit()]
    args: tuple[tuple[str, Value], ...] = (
        ("activity", title), ("right", numbers[0]), ("asked", numbers[-1]),
        ("hints", row.detail.get("hints_used") or 0),
    )  # fmt: skip
    if moved is not None and moved[1].level_before != moved[1].level_after and moved[1].level_before:
        words = {4: "done", 3: "near", 2: "prog", 1: "prog"}
        before, after = words[moved[1].level_before], words[moved[1].level_after or moved[1].level_before]
        if before != after:
            title = within(scene.inputs.standards[moved[0]])
            args = (*args, ("title", title), ("before", before), ("after", after), ("have", 0))
    return Sentence("result", args)


def _decisions(scene: Scene) -> list[Event]:
    made = decided(scene.conn, scene.inputs.tenant_id, scene.inputs.course_id, person_id=scene.person_id)
    staff = scene.staff
    told = ((one, _decision(scene, one, staff)) for one in made)
    return [Event(one.at, what) for one, what in told if what is not None]


def _decision(scene: Scene, one: Decided, staff: Mapping[str, str]) -> Sentence | None:
    by: tuple[str, Value] = ("name", staff.get(one.by or "", ""))
    row = scene.inputs.standards.get(one.standard_id or "")
    standard: tuple[str, Value] = ("standard", row.code if row else "")
    if one.kind in {"level", "excused", "new_level", "old_level"}:
        return _judged(one, by, standard)
    if one.kind in {"choice", "support", "extension"}:
        return _given(scene, one, by) if one.activity_iri else None
    if one.kind == "skip":
        return Sentence("skipped", (("activity", scene.names.of(one.activity_iri or "")), ("why", str(one.value))))
    if one.kind in proposals.KINDS:
        return _idea(one, by, within(row) if row else "")
    return _own(scene, one, within(row) if row else "")


def _judged(one: Decided, by: tuple[str, Value], standard: tuple[str, Value]) -> Sentence:
    """Tell what a teacher said of a level: set it, excused, or answered what new figures proposed."""
    if one.kind == "excused":
        return Sentence("excused", (by, standard, ("reason", one.text or "")))
    if one.kind == "level":
        return Sentence("set", (by, standard, ("level", course_level(int(one.value))), ("reason", one.text or "")))
    levels = (("before", course_level(one.value["from"])), ("level", course_level(one.value["level"])))
    return Sentence(one.kind, (by, standard, *levels))


def _own(scene: Scene, one: Decided, title: str) -> Sentence | None:
    """Tell what a student chose or asked for, what was handed in, and how that was answered; nothing of other kinds."""
    if one.kind in {"goal", "help", "offer_help", "scaffold"}:
        return Sentence(one.kind, (("title", title),))
    if one.kind == interests.KIND:
        known = interests.offered(scene.inputs)
        words = [in_language(known.get(each, {"en": each}), scene.names.language) for each in one.value]
        return Sentence("interest", (("words", say_list(words)),))
    if one.kind not in {"handed", "returned"}:
        return None
    how = str(one.value["how"]) if one.kind == "returned" else ""
    return Sentence(one.kind, (("activity", scene.names.of(one.activity_iri or "")), ("how", how)))


def _idea(one: Decided, by: tuple[str, Value], title: str) -> Sentence:
    """Tell what a student proposed, or what a teacher said to it."""
    if one.kind == "proposal":
        return Sentence("idea", (("title", title), ("what", (one.text or "").partition("\n")[0])))
    return Sentence("idea_answer", (by, ("way", str(one.value["way"])), ("word", one.text or "")))


def _given(scene: Scene, one: Decided, by: tuple[str, Value]) -> Sentence:
    """Tell which activity was chosen over which others, or given by a teacher."""
    activity: tuple[str, Value] = ("activity", scene.names.of(one.activity_iri or ""))
    if one.kind in {"support", "extension"}:
        return Sentence(one.kind, (by, activity))
    over = [scene.names.of(each) for each in one.options if each != one.activity_iri]
    named = say_list([str(gettext("“%(title)s”", title=each)) for each in over])
    return Sentence("chose", (activity, ("over", named)) if over else (activity,))


def _taken_back(scene: Scene) -> list[Event]:
    """Tell what was taken back: the judgement's statement is void, the log still knows who and when."""
    rows = scene.conn.execute(
        select(t.statement.c.body, t.statement.c.timestamp.label("made"), t.void.c.seq)
        .join(t.void, (t.void.c.tenant_id == t.statement.c.tenant_id) & (t.void.c.target == t.statement.c.id))
        .where(
            t.statement.c.tenant_id == scene.inputs.tenant_id, t.statement.c.course_id == scene.inputs.course_id,
            t.statement.c.decision.is_(True), t.statement.c.voided.is_(True),
        )
    ).all()  # fmt: skip
    account = scene.conn.scalar(
        select(t.person.c.account).filter_by(tenant_id=scene.inputs.tenant_id, id=scene.person_id)
    )
    found = []
    for row in rows:
        made = decisions.read(orjson.loads(row.body))
        if made is None or made.kind not in {"level", "excused"} or made.learner.rpartition("|")[2] != account:
            continue
        standard = scene.inputs.standards.get((made.standard or "").rpartition("/")[2])
        by, at = _voider(scene, row.seq)
        what = (("name", by), ("standard", standard.code if standard else ""))
        found.append(Event(at or row.made, Sentence("took_back", what)))
    return found


def _voider(scene: Scene, seq: int) -> tuple[str, datetime | None]:
    """Return who sent a voiding statement (empty when not a teacher of the course), and when."""
    row = scene.conn.execute(
        select(t.statement.c.timestamp, t.person.c.id)
        .join(
            t.identity,
            (t.identity.c.tenant_id == t.statement.c.tenant_id) & (t.identity.c.key_hash == t.statement.c.actor_hash),
        )
        .join(t.person, (t.person.c.tenant_id == t.identity.c.tenant_id) & (t.person.c.id == t.identity.c.person_id))
        .where(t.statement.c.tenant_id == scene.inputs.tenant_id, t.statement.c.seq == seq)
    ).first()
    return (scene.staff.get(row.id, ""), row.timestamp) if row else ("", None)


def _held(scene: Scene) -> list[Event]:
    if scene.grades is None:
        return []
    found = []
    for place, called in scene.grades.called(scene.inputs.standards).values():
        one = scene.grades.at(place, scene.person_id)
        if one.state == "held" and one.theirs_at is not None:
            what = (("standard", called), ("before", one.value), ("after", one.theirs))
            found.append(Event(one.theirs_at, Sentence("gradebook", what), one.actions, staff_only=True))
    return found

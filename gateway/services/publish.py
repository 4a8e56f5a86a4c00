"""Publish a draft, undo it, open a unit, and switch the writing of grades on and off.

All of them end in `reconcile`: which Places the course wants now. A Place that is not wanted is stopped: what stands
in the learning system stays, and nothing waiting at it is sent until it is wanted again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.delivery import clearing, mending, parts, plans, want
from gateway.errors import BadRequest, NotFound
from gateway.learn.state import LearnerState
from gateway.services import (
    align,
    audit,
    columns,
    desire,
    drafts,
    evaluate,
    inputs,
    level_rules,
    marks_of_work,
    own_dates,
    own_parts,
    own_plans,
    own_views,
    placed_grades,
)
from gateway.services.columns import with_columns
from gateway.services.decide import decided
from gateway.services.drafts import Author, Body
from gateway.services.inputs import CourseInputs
from gateway.services.level_rules import LevelRules
from gateway.services.pace import OPENED
from gateway.services.setup import PUBLISHED
from lti.ags import SCOPE_LINEITEM, SCOPE_SCORE

WRITES = ("every_column", "progress", "keep_highest", own_dates.SWITCH, own_plans.SWITCH)
"""Settings of what is written: a column for every open standard, one for progress, no grade that falls, due dates
that students name, and plans of single students."""


def has_gradebook(course: Any) -> bool:
    """Say whether the learning system lets us make columns and write grades in this course (U41)."""
    return bool(course.lineitems_url) and {SCOPE_SCORE, SCOPE_LINEITEM} <= set(course.ags_scopes or ())


def publish(write: Write, who: Author, *, write_grades: bool) -> None:
    """Make the draft what students follow; BadRequest where there is nothing to publish.

    Pressed once more, when the draft is published already, it only sets the switch.
    """
    row = drafts.row_in(write.conn, who.tenant_id, who.course_id, "draft")
    if row is None and drafts.row_in(write.conn, who.tenant_id, who.course_id, "published") is not None:
        switch(write, who, on=write_grades and has_gradebook(_course(write, who)))
        return
    if row is None or not row.body.get("units") or not row.body.get("alignments"):
        raise BadRequest("there is no finished draft")
    opened = _opened(write, who)
    _restate(write, who, "published", "replaced")
    units = [{**opened.get(str(one["title"]), {}), **one} for one in _with_activities(row.body)]
    body = {**row.body, "units": units}
    write.conn.execute(
        update(t.pathway)
        .filter_by(**who.key, version=row.version)
        .values(state="published", body=body, published_at=write.now, by_person_id=who.person_id)
    )
    course = _course(write, who)
    on = write_grades and has_gradebook(course)
    before = {"write_before": bool(course.settings.get("write"))}
    _apply(write, who, body, {**course.settings, **before, "write": on}, PUBLISHED)
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "publish", {"course": who.course_id, "write": on})


def undo(write: Write, who: Author, seen: int | None = None) -> None:
    """Go back to the version before, or to none: what was published becomes the draft again; work stays.

    `seen` is the course's version on the page with the button: pressed twice, it undoes once.
    """
    if seen is not None and _course(write, who).version != seen:
        return
    row = drafts.row_in(write.conn, who.tenant_id, who.course_id, "published")
    if row is None:
        raise BadRequest("nothing is published")
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    _restate(write, who, "published", "withdrawn")
    if drafts.row_in(write.conn, who.tenant_id, who.course_id, "draft") is None:
        drafts.keep(write, who, body)
    course = _course(write, who)
    before = drafts.row_in(write.conn, who.tenant_id, who.course_id, "replaced")
    settings = {**course.settings, "write": bool(course.settings.get("write_before"))}
    if before is not None:
        write.conn.execute(update(t.pathway).filter_by(**who.key, version=before.version).values(state="published"))
        old = drafts.completed(write.conn, who.tenant_id, who.course_id, before.body)
        _apply(write, who, old, settings, PUBLISHED)
    else:
        _apply(write, who, {"units": [], "activities": {}, "standards": []}, settings, PUBLISHED - 1)
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "undo-publish", {"course": who.course_id})


def switch(write: Write, who: Author, *, on: bool, total_ok: bool = False) -> None:
    """Write grades automatically, or stop: on wants a value for every learner who has one (F36).

    `total_ok`: the teacher was told that the columns count in the course's total; that is not asked again.
    """
    course = _course(write, who)
    if on and not has_gradebook(course):
        raise BadRequest("this course has no gradebook to write to")
    if bool(course.settings.get("write")) == on:
        return
    told = {"total_ok": True} if total_ok else {}
    _change(write, who, {**course.settings, "write": on, **told}, course.setup_step)
    _renew(write, who)
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "write-grades", {"course": who.course_id, "on": on})


def show_in_views(write: Write, who: Author, *, on: bool) -> None:
    """Show levels in the learning system's own mastery views too, or stop: what stands there stays."""
    course = _course(write, who)
    if bool(course.settings.get(own_views.SWITCH)) == on:
        return
    _change(write, who, {**course.settings, own_views.SWITCH: on}, course.setup_step)
    _renew(write, who)
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "own-views", {"course": who.course_id, "on": on})


def choose(write: Write, who: Author, chosen: Mapping[str, bool]) -> None:
    """Change what a course writes: its settings of WRITES; names beside these are not known."""
    course = _course(write, who)
    known = {name: bool(chosen[name]) for name in WRITES if name in chosen}
    if any(bool(course.settings.get(name)) != value for name, value in known.items()):
        _change(write, who, {**course.settings, **known}, course.setup_step)
        _renew(write, who)
        if known.get(own_dates.SWITCH):
            own_dates.want_all(write, who.tenant_id, who.course_id)
        if known.get(own_plans.SWITCH):
            own_plans.want_all(write, who.tenant_id, who.course_id)
        about = {"course": who.course_id, **known}
        audit.record(write, who.tenant_id, f"person/{who.person_id}", "grades-chosen", about)


def take_back_all(write: Write, who: Author) -> int:
    """Stop writing, and have everything that we made in the course taken away; return how many things that are."""
    switch(write, who, on=False)
    taken = clearing.take_all(write, who.tenant_id, who.course_id)
    about = {"course": who.course_id, "things": taken}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "gradebook-cleared", about)
    return taken


def decide_levels(write: Write, who: Author, wanted: LevelRules) -> None:
    """Have levels follow a school's own rule from now on, or the estimate with what the course asks of it.

    Practice and answers that came too fast may be left out, and a course says what hints leave of a result.

    This is a teacher's decision, so what was delivered gives way to it: each learner is folded again, and then the
    gradebook follows where the course writes. The estimate goes on beneath.
    """
    course = _course(write, who)
    before = level_rules.chosen(course.settings)
    if wanted == before:
        return
    _change(write, who, level_rules.kept(course.settings, wanted), course.setup_step)
    if level_rules.moves_levels(before, wanted):
        # What was said, and how it fell, was said by the rule before.
        anew = {"level": None, "estimated": None, "fell": None, "delivered": None}
        write.conn.execute(update(t.mastery).filter_by(**who.key).values(**anew))
    _renew(write, who)
    chosen = wanted.mastery
    about = {
        "course": who.course_id, "formula": chosen.rule.formula if chosen.rule else "estimate",
        "practice": wanted.practice_counts, "rapid": chosen.rapid_seconds, "aim": chosen.aim, "results": chosen.pieces,
        "activities": chosen.activities, "review_days": chosen.review_days, "hints": chosen.hints,
    }  # fmt: skip
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "levels", about)


def open_unit(write: Write, who: Author, number: int, *, is_open: bool) -> None:
    """Open a unit of the published pathway, or close it: open ones have columns. NotFound for a number it has not."""
    row = drafts.row_in(write.conn, who.tenant_id, who.course_id, "published")
    if row is None or not 1 <= number <= len(row.body["units"]):
        raise NotFound("no such unit")
    day = {OPENED: write.now.date().isoformat()} if is_open else {}
    units = [
        {**day, **one, "open": is_open} if n == number else one for n, one in enumerate(row.body["units"], start=1)
    ]
    if not any(one["open"] for one in units):
        raise BadRequest("one unit stays open")
    body = {**row.body, "units": units}
    write.conn.execute(update(t.pathway).filter_by(**who.key, version=row.version).values(body=body))
    course = _course(write, who)
    _change(write, who, course.settings, course.setup_step)
    _renew(write, who)
    told = {"course": who.course_id, "standards": units[number - 1]["standards"]}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "unit-opened" if is_open else "unit-closed", told)


def reconcile(write: Write, course: CourseInputs) -> None:
    """Want the Places that the course has now, and stop the others."""
    on = desire.writes(course)
    open_now = set(with_columns(course)) if on else set()
    graded = {one for one, row in course.activities.items() if row.graded} if on else set()
    for standard_id in with_columns(course) if on else ():
        wanted = desire.column_wanted(course, standard_id)
        want.column(write, course.tenant_id, course.course_id, standard_id, wanted)
    own_views.want_all(write, course, {one: desire.column_wanted(course, one).key for one in open_now})
    own_plans.want_place(write, course)
    progress = columns.PROGRESS if on and columns.has_progress(course) else None
    if progress is not None:
        want.column(write, course.tenant_id, course.course_id, None, columns.progress_wanted(course))
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id}
    for row in write.conn.execute(select(t.place).filter_by(**key)).all():
        if (row.reason or {}).get("code") == mending.LEFT_OUT:
            continue
        if row.kind == parts.KIND:
            _part(write, course, row)
            continue
        stands = row.standard_id in open_now or row.activity_id in graded or row.key == progress
        stands = stands or (row.kind == plans.KIND and own_plans.on(course))
        stands = stands and not own_views.stops(course, row, open_now)
        if stands or (on and placed_grades.is_there(row)):
            _resume(write, row)
        elif clearing.is_leaving(row):
            continue
        elif row.state != "stopped":
            want.forget_place(write, course.tenant_id, row.id)


def _part(write: Write, course: CourseInputs, place: Any) -> None:
    """Go on opening a part for students, or stop; one that is being left as it was is left alone."""
    stands = own_parts.stands(course, place)
    if stands:
        _resume(write, place)
    elif stands is not None and place.state != "stopped":
        want.forget_place(write, course.tenant_id, place.id)


def _resume(write: Write, place: Any) -> None:
    if place.state != "stopped" and not clearing.is_leaving(place):
        return
    there = place.remote is not None
    write.conn.execute(
        update(t.place)
        .filter_by(tenant_id=place.tenant_id, id=place.id)
        .values(state="there" if there else "waiting", reason=None, next_at=None if there else write.now, tries=0)
    )
    write.wake(f"deliver/{place.platform_id}")


def _apply(write: Write, who: Author, body: Body, settings: dict[str, Any], step: int) -> None:
    """Make a body what the course is: standards, activities, alignments; fold everybody again under it."""
    write.conn.execute(delete(t.course_activity).filter_by(**who.key))
    rows = [{**who.key, "activity_id": one, "graded": graded} for one, graded in (body.get("activities") or {}).items()]
    if rows:
        write.conn.execute(insert(t.course_activity), rows)
    align.accept(write, who.tenant_id, who.course_id, who.person_id, body)
    language = settings.get("language") or body.get("language") or "en"
    _change(write, who, {**settings, "language": language, "standards": list(body.get("standards", ()))}, step)
    _renew(write, who)


def _renew(write: Write, who: Author) -> None:
    """Bring Places and Cells to what the course wants now; learners follow in the background, a few at a time."""
    # The cache of inputs is left alone: this transaction may still be rolled back.
    course = inputs.load(write.conn, _course(write, who))
    reconcile(write, course)
    evaluate.stale_course(write, who.tenant_id, who.course_id)
    _judged_only(write, course)


def _judged_only(write: Write, course: CourseInputs) -> None:
    """Want the values of learners who have a teacher's judgement and no evidence: no fold will come by for them."""
    if not desire.writes(course):
        return
    known = select(t.learner.c.person_id).where(
        t.learner.c.tenant_id == course.tenant_id, t.learner.c.course_id == course.course_id
    )
    folded = {row.person_id for row in write.conn.execute(known)}
    made = decided(write.conn, course.tenant_id, course.course_id, kinds=desire.JUDGEMENTS)
    for person_id in sorted({one.person_id for one in made} - folded):
        empty = LearnerState.empty(course.parameters.hyper)
        desire.learner(write, course, person_id, empty)
        marks_of_work.learner(write, course, person_id)


def _opened(write: Write, who: Author) -> dict[str, dict[str, str]]:
    """Return on which day each unit of the published pathway was opened, by title, as its body has it."""
    row = drafts.row_in(write.conn, who.tenant_id, who.course_id, "published")
    units = row.body.get("units", ()) if row is not None else ()
    return {str(one["title"]): {OPENED: one[OPENED]} for one in units if OPENED in one}


def _with_activities(body: Body) -> list[dict[str, Any]]:
    """Give each unit the activities that its standards have."""
    return [
        {
            **unit,
            "activities": list(
                dict.fromkeys(one for one, standard in body["alignments"] if standard in unit["standards"])
            ),
        }
        for unit in body["units"]
    ]


def _restate(write: Write, who: Author, old: str, new: str) -> None:
    write.conn.execute(update(t.pathway).filter_by(**who.key, state=old).values(state=new))


def _course(write: Write, who: Author) -> Any:
    return write.conn.execute(select(t.course).filter_by(tenant_id=who.tenant_id, id=who.course_id)).one()


def _change(write: Write, who: Author, settings: dict[str, Any], step: int) -> None:
    """Store settings and raise the version, which caches compare."""
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=who.tenant_id, id=who.course_id)
        .values(settings=settings, setup_step=step, version=t.course.c.version + 1)
    )

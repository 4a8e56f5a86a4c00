"""The student sheet: strengths, goals, levels, how one standard moved, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gateway.learn.mastery import Mastery, moment, read
from gateway.services import path
from gateway.services.cmi5 import waiving
from gateway.services.decide import decided
from gateway.services.inputs import CourseInputs
from gateway.services.publish import has_gradebook
from gateway.services.views import begins, care, cell, deliveries, own_dates, people, timeline
from gateway.services.views.deliveries import Grades
from gateway.services.views.links import Links
from gateway.services.views.names import SURENESS, Names, title_of, within
from gateway.services.views.units import chosen, current, units_of
from gateway.web import choices
from gateway.web.pages import student_sheet as s
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Choice
from gateway.web.words import say_list

BEST = 3


@dataclass(frozen=True)
class Asked:
    """What the pickers ask for."""

    unit: str = ""
    standard: str = ""
    kind: str = ""
    everything: bool = False


@dataclass(frozen=True)
class Scene:
    """What the parts of the sheet look at."""

    conn: Connection
    inputs: CourseInputs
    links: Links
    names: Names
    learner: path.Learner
    grades: Grades | None
    me: str | None


def show(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, language: str, me: str | None, person_id: str,
    asked: Asked, now: datetime,
) -> s.StudentSheet:  # fmt: skip
    """Return the sheet of one learner; NotFound for anybody who does not learn in this course (T01)."""
    who = people.learner(conn, course.tenant_id, course.id, person_id, course.only)
    names = Names(inputs, language)
    grades = deliveries.read(conn, inputs, links, person_id=person_id) if has_gradebook(course) else None
    scene = Scene(conn, inputs, links, names, path.load(conn, inputs, person_id, now), grades, me)
    units = units_of(inputs)
    unit = chosen(units, asked.unit) or current(units)
    told = timeline.Scene(conn, inputs, names, scene.learner.state, person_id, grades)
    events, more = timeline.events(told, asked.kind, everything=asked.everything)
    cards = path.cards(scene.learner, path.Wish()) if inputs.published and who.active and not who.out else ()
    chart, charts = _charts(scene, asked.standard)
    sections = people.sections(conn, course.tenant_id, course.id, course.only)
    return s.StudentSheet(
        now=now, name=who.name, first_name=who.first, filters_url=links.student(person_id),
        section=say_list([sections[one] for one in who.sections if one in sections]),
        unit_title=unit.words if unit else "", last_active=who.last_active, left=not who.active, test=who.test,
        strengths=_strengths(scene), goals=_goals(scene),
        next_choices=tuple(names.of(one.activity) for one in cards),
        next_reasons=tuple((names.of(one.activity), names.say("card", one.reason)) for one in cards),
        units=choices.unit_choices(
            [(one.number, one.title, len(one.standards)) for one in units], unit.number if unit else 0, whole=False
        ),
        levels=_levels(scene, unit.standards if unit else tuple(inputs.standards)), chart=chart, charts=charts,
        events=events, event_kinds=choices.event_choices(asked.kind),
        events_left_url=links.student(person_id, unit=asked.unit, standard=asked.standard, kind=asked.kind, all=1)
        if more else "",
        care=care.show(conn, inputs, links, person_id),
        begins=() if who.out else begins.show(scene.learner, links), dates=own_dates.show(scene.learner, links),
        open_units=() if who.out else _open_units(scene, person_id),
        waive_reasons=choices.waive_choices(), waive_url=links.at(f"students/{person_id}/waive"),
    )  # fmt: skip


def _open_units(scene: Scene, person_id: str) -> tuple[Choice, ...]:
    """Return the units of packages that a teacher may let the student off."""
    found = waiving.open_units(scene.conn, scene.inputs, person_id)
    return tuple(Choice(one.id, scene.names.of(one.iri)) for one in found)


def _strengths(scene: Scene) -> tuple[Sentence, ...]:
    """Return what is mastered, newest first; before that the best results."""
    records = scene.learner.state.records
    mastered = [one for one in scene.inputs.standards if scene.learner.mastery(one).state in {"done", "due"}]
    shown = sorted(
        (one for one in mastered if one in records),
        key=lambda one: records[one].first_mastered_at or records[one].last_at or 0.0, reverse=True,
    )  # fmt: skip
    found = []
    for one in shown[:BEST]:
        at = moment(records[one].first_mastered_at or records[one].last_at)
        found.append(Sentence("strength.mastered", (("title", within(scene.inputs.standards[one])), ("at", at))))
    return tuple(found) or _best(scene)


def _best(scene: Scene) -> tuple[Sentence, ...]:
    good = [
        (one, name)
        for name, record in scene.learner.state.records.items()
        if name in scene.inputs.standards
        for one in sorted(record.contributions, key=lambda each: (-each.earned, -each.at))[:1]
        if one.earned >= scene.inputs.learn.settings.aim
    ]
    good.sort(key=lambda pair: pair[0].at, reverse=True)
    return tuple(
        Sentence(
            "strength.result",
            (
                ("title", within(scene.inputs.standards[name])), ("earned", one.earned),
                ("questions", one.questions), ("activity", scene.names.of(one.activity_id)), ("at", moment(one.at)),
            ),
        )
        for one, name in good[:BEST]
    )  # fmt: skip


def _goals(scene: Scene) -> tuple[s.Goal, ...]:
    goal = scene.learner.goal
    if goal is None:
        return ()
    made = decided(
        scene.conn, scene.inputs.tenant_id, scene.inputs.course_id, person_id=scene.learner.person_id, kinds=("goal",)
    )
    shown = scene.learner.mastery(goal.standard_id)
    progress = 100 if shown.state in {"done", "due"} else min(95, round(100 * shown.p_ref)) if shown.n else 0
    return (
        s.Goal(
            title_of(scene.inputs.standards[goal.standard_id]), made[-1].at, made[-1].by == scene.learner.person_id,
            progress, shown.state, shown.n, scene.inputs.learn.settings.pieces, scene.learner.goal_day,
        ),
    )  # fmt: skip


def _levels(scene: Scene, standards: tuple[str, ...]) -> tuple[s.Level, ...]:
    decisions = cell.decision_of(scene.conn, scene.inputs, scene.links, scene.me, scene.learner.person_id)
    return tuple(_level(scene, one, decisions) for one in standards)


def _level(scene: Scene, standard_id: str, decisions: Any) -> s.Level:
    inputs, learner = scene.inputs, scene.learner
    row, shown = inputs.standards[standard_id], learner.mastery(standard_id)
    estimate = read(learner.state, standard_id, learner.now, inputs.learn)
    delivery = None
    if scene.grades is not None:
        delivery = scene.grades.of(learner.person_id, standard_id, have=estimate.n, excused=shown.state == "exc")
    return s.Level(
        row.code, title_of(row), shown.state, scene.links.cell(learner.person_id, standard_id),
        sureness=SURENESS[estimate.sureness], have=estimate.n, need=inputs.learn.settings.pieces, results=estimate.n,
        activities=estimate.activities, estimate=estimate.state, last=estimate.last_at,
        decision=decisions.get(standard_id), delivery=delivery,
    )  # fmt: skip


def _charts(scene: Scene, asked: str) -> tuple[Any, tuple[Choice, ...]]:
    """Return the chart of the standard that was asked for, else of the one with the newest result."""
    inputs = scene.inputs
    found: dict[str, Mastery] = {
        one: read(scene.learner.state, one, scene.learner.now, inputs.learn)
        for one in inputs.standards
        if one in scene.learner.state.records
    }
    drawn = {one: each for one, each in found.items() if each.contributions}
    if not drawn:
        return None, ()
    chosen_one = asked if asked in drawn else max(drawn, key=lambda one: drawn[one].contributions[0].at)
    offered = tuple(
        Choice(one, f"{inputs.standards[one].code} {title_of(inputs.standards[one])}", one == chosen_one)
        for one in drawn
    )
    return cell.over_time(scene.conn, scene.names, inputs, scene.learner.person_id, chosen_one), offered

"""My path: how one learner stands in a course, and the cards to choose from, worked out at page time.

Everything here is a function of the learner's fold, the course's inputs, what people decided, and the present; ids
stay ids, words are for the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn import lessons
from gateway.learn.explain import Reason
from gateway.learn.library import Library
from gateway.learn.mastery import Judgement, Mastery, judged, read
from gateway.learn.pace import Stretch
from gateway.learn.plan import Card, plan
from gateway.learn.projects import complete
from gateway.learn.settle import Settling, settling
from gateway.learn.state import LearnerState
from gateway.learn.view import Guidance
from gateway.services import arrival, pace, proposals, said, skips, starts, test_out
from gateway.services.arrival import Begin
from gateway.services.decide import Decided, decided
from gateway.services.desire import JUDGEMENTS, judgements, open_standards
from gateway.services.goals import Goal, current_goal
from gateway.services.inputs import MARKED, CourseInputs, opens
from gateway.services.pace import Pace
from gateway.services.starts import Starts
from gateway.services.test_out import TestOuts

FINISHED: Final = frozenset({"done", "due", "exc"})
"""States in which a standard asks for nothing new."""

AWAY: Final = frozenset({"partner", "teacher"})
"""Styles that need somebody beside the learner, so they are not for home."""

KINDS: Final = (*JUDGEMENTS, *arrival.KINDS, "goal", "help", "question", "skip", "start", "support", test_out.KIND)


@dataclass(frozen=True)
class Wish:
    """What a learner narrows the choices by: minutes at most, at home, and activity ids seen and passed over."""

    minutes: int | None = None
    at_home: bool = False
    skip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """What a plan would look at if a teacher decided so: another fold, another beginning."""

    state: LearnerState
    begin: Begin | None


@dataclass(frozen=True)
class Learner:
    """One learner in one course as of `now`.

    `stretches` are the own dates of each unit, `optional` the standards that the class had done with before the learner
    came, `begin` what a teacher decided about that, `wish` what the learner would like.
    """

    course: CourseInputs
    person_id: str
    state: LearnerState
    judgements: Mapping[str, Judgement]
    goal: Goal | None
    asked_help: bool
    guidance: Guidance
    now: datetime
    starts: Starts
    skipped: frozenset[str] = frozenset()
    pace: Pace = pace.UNSAID
    stretches: tuple[Stretch, ...] = ()
    optional: frozenset[str] = frozenset()
    begin: Begin | None = None
    wish: str = ""
    working: tuple[str, ...] = ()
    """The projects (IRIs) that the learner has begun and not finished, the oldest first."""
    test_outs: TestOuts = field(default_factory=TestOuts)
    ended: frozenset[str] = frozenset()
    """The styles of lessons (IRIs) that the learner chose and ended, with a result or without."""
    _read: dict[str, Mastery] = field(default_factory=dict)

    def mastery(self, standard_id: str) -> Mastery:
        """Return how the learner stands on a standard, a teacher's judgement applied."""
        if standard_id not in self._read:
            estimate = read(self.state, standard_id, self.now, self.course.learn)
            self._read[standard_id] = judged(estimate, self.judgements.get(standard_id))
        return self._read[standard_id]

    def stumbled(self) -> str | None:
        """Return a standard on which the last two tries did not work out, the first in the course's order."""
        found = (one for one in self.course.standards if self.mastery(one).stumbled)
        return next((one for one in found if one not in self.judgements), None)

    def done(self) -> frozenset[str]:
        """Return the IRIs of everything done: what gave results, and what a teacher marked in any row."""
        mine = self.state.trace.done
        rows = self.course.activities
        of = (row.detail["of"] for row in rows.values() if row.kind == MARKED and row.iri in mine)
        return frozenset({*mine, *(rows[one].iri for one in of if one in rows)})

    def over(self) -> frozenset[str]:
        """Return the activities that ask for nothing new: styles of settled lessons, and finished projects."""
        if not self.course.ways and not self.course.projects:
            return frozenset()
        ended = (iri for iri, whole in _projects(self.course, self.state).items() if whole)
        return lessons.settled(self.course.ways, {*self.done(), *self.ended}) | frozenset(ended)

    def finished(self, standards: Sequence[str]) -> bool:
        """Say whether nothing new is asked for on these standards."""
        shown = self.optional | self.test_outs.settled
        return bool(standards) and all(one in shown or self.mastery(one).state in FINISHED for one in standards)

    def passed(self, standards: Sequence[str]) -> bool:
        """Say whether the path goes on after these standards: they are finished, or a placement lies beyond them."""
        return bool(standards) and all(one in self.guidance.settled or self.finished([one]) for one in standards)

    @property
    def goal_day(self) -> date | None:
        """The day named in the goal, moved by days away; None without one."""
        return pace.goal_day(self.goal, self.pace)


def load(conn: Connection, course: CourseInputs, person_id: str, now: datetime, trial: Trial | None = None) -> Learner:
    """Read a learner's fold and decisions; somebody without evidence has an empty fold. `trial` asks what if."""
    state = trial.state if trial else said.read(conn, course, person_id)
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=KINDS)
    standing = {standard_id: one for (_person, standard_id), one in judgements(made).items()}
    settled = frozenset(name for name, one in standing.items() if one.kind == "excused" or one.level == 4)
    begin = starts.read(conn, course, person_id, made)
    settled |= starts.known(course, begin, state)
    own = pace.read(conn, course, person_id)
    stretches, decision = pace.stretches(course, own), trial.begin if trial else arrival.chosen(made)
    optional = starts.unfailed(arrival.optional(course, decision, stretches), state)
    settled |= optional
    shown = test_out.read(conn, course, person_id, made, state, standing)
    settled |= shown.settled
    chosen = _chosen(conn, course, person_id)
    whole = _projects(course, state)
    given = tuple(one for one in _pins(made, state) if not whole.get(one))
    working = tuple(one for one, state_of in chosen if state_of == "started" and whole.get(one) is False)
    return Learner(
        course=course, person_id=person_id, state=state, judgements=standing, goal=current_goal(made, course),
        asked_help=any(one.kind == "help" for one in made),
        guidance=Guidance(
            (*given, *working[:1], *_must(conn, course, person_id, state)),
            proposals.others_own(conn, course, person_id), settled,
        ), now=now,
        starts=begin, skipped=skips.standing(made, state, now), pace=own, stretches=stretches, optional=optional,
        begin=decision, wish=arrival.wish(made), working=working, test_outs=shown,
        ended=frozenset(one for one, state_of in chosen if state_of == "finished"),
    )  # fmt: skip


def _pins(made: Sequence[Decided], state: LearnerState) -> tuple[str, ...]:
    """Return the activities a teacher gave as support and the learner has not done since, newest first."""
    waiting = []
    for one in reversed(made):
        done = state.done(one.activity_iri or "")
        fresh = done is None or done.at is None or done.at < one.at.timestamp()
        if one.kind == "support" and one.activity_iri and fresh:
            waiting.append(one.activity_iri)
    return tuple(dict.fromkeys(waiting))


def _must(conn: Connection, course: CourseInputs, person_id: str, state: LearnerState) -> tuple[str, ...]:
    """Return the first activity that everybody is asked to do and the learner has not: one, so that choice stays."""
    known = course.activities
    wanted = [one for one in course.settings.get("must", ()) if one in known and opens(known[one])]
    if not wanted:
        return ()
    done = set(
        conn.scalars(
            select(t.step.c.activity_id).filter_by(
                tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id, state="finished"
            )
        )
    )
    iris = [known[one].iri for one in wanted if one not in done]
    return tuple(one for one in iris if one not in state.trace.done)[:1]


def _projects(course: CourseInputs, state: LearnerState) -> dict[str, bool]:
    """Return the projects of a course by IRI, and whether each of their checkpoints is marked."""
    rows, found = course.activities, {}
    for activity_id, project in course.projects.items():
        marks = [one for stop in project.checkpoints for one in project.marks[stop.key]]
        done = [one for one in marks if one in rows and rows[one].iri in state.trace.done]
        if activity_id in rows:
            found[rows[activity_id].iri] = complete(marks, done)
    return found


def _chosen(conn: Connection, course: CourseInputs, person_id: str) -> list[tuple[str, str]]:
    """Return (IRI, state of the step) of the projects and styles of lessons that a learner chose, oldest first."""
    styles = {one.activity for one in course.ways}
    ids = [one for one, row in course.activities.items() if one in course.projects or row.iri in styles]
    if not ids:
        return []
    rows = conn.execute(
        select(t.step.c.activity_id, t.step.c.state)
        .filter_by(tenant_id=course.tenant_id, course_id=course.course_id, person_id=person_id)
        .where(t.step.c.activity_id.in_(ids))
        .order_by(t.step.c.chosen_at, t.step.c.id)
    )
    return [(course.activities[row.activity_id].iri, row.state) for row in rows]


def cards(learner: Learner, wish: Wish) -> tuple[Card, ...]:
    """Return up to three cards that fit the wish; what would leave nothing to choose from is not held against it."""
    library = _unseen(learner, _narrowed(learner, wish), wish)
    found = plan(learner.state, library, learner.now, learner.course.learn, learner.guidance, learner.course.policy)
    return tuple(_own_work(one) if one.activity in learner.working else one for one in found)


def _own_work(card: Card) -> Card:
    """Return the card of a project that goes on: the learner picked it, not the teacher."""
    args = dict(card.reason.args)
    return replace(card, reason=Reason(str(args.pop("because", card.reason.code)), args))


def card_for(learner: Learner, activity_id: str) -> Card | None:
    """Return one activity of the course as a card with its reason, None for one that serves no standard."""
    iri = learner.course.activities[activity_id].iri
    asked = replace(learner.guidance, pins=(iri,))
    found = plan(learner.state, learner.course.library, learner.now, learner.course.learn, asked, learner.course.policy)
    card = next((one for one in found if one.activity == iri), None)
    if card is None or iri in learner.guidance.pins:
        return card
    return _own_work(card)


def others(learner: Learner, wish: Wish, shown: Sequence[Card]) -> tuple[str, ...] | None:
    """Return the activity ids to pass over for other choices; empty to begin anew, None where there are no others."""
    narrowed = _narrowed(learner, wish)
    ids = learner.course.activity_ids
    before = (one for one in wish.skip if one in learner.course.activities)
    passed = tuple(dict.fromkeys([*before, *(ids[one.activity] for one in shown)]))
    if len(narrowed.by_id) <= len(shown):
        return None
    return passed if set(narrowed.by_id) - {learner.course.activities[one].iri for one in passed} else ()


def offered(learner: Learner) -> Library:
    """Return what students may be offered: the open units, and the whole course once those are finished.

    A style of a lesson that begins later is not among it, whatever else there is.
    """
    return _opened(learner).without(lessons.not_yet(learner.course.ways, learner.now.date()))


def _opened(learner: Learner) -> Library:
    course = learner.course
    library = course.library.without(learner.guidance.forbids)
    opened = open_standards(course)
    if not opened or learner.passed(opened):
        return library
    named = {one for unit in units(course) if unit.get("open", True) for one in unit.get("activities", ())}
    chosen = {course.activities[one].iri for one in named if one in course.activities}
    kept = tuple(each for each in library.activities if not chosen or each.id in chosen)
    narrowed = Library(kept, tuple(opened), library.framework)
    return narrowed if narrowed.by_id else library


def _narrowed(learner: Learner, wish: Wish) -> Library:
    library = offered(learner)
    going_on = library.without(learner.over())
    library = going_on if going_on.by_id else library
    unskipped = library.without(learner.skipped)
    library = unskipped if unskipped.by_id else library
    fitting = tuple(
        each
        for each in library.activities
        if not (wish.at_home and (each.style in AWAY or _at_school(learner, each.id)))
        and (wish.minutes is None or (each.minutes or 0) <= wish.minutes)
    )
    narrowed = Library(fitting, library.standards, library.framework)
    return narrowed if narrowed.by_id else library


def _at_school(learner: Learner, iri: str) -> bool:
    """Say whether a teacher said that an activity is for school alone."""
    row = learner.course.activities.get(learner.course.activity_ids.get(iri, ""))
    return row is not None and row.detail.get("place") == "school"


def _unseen(learner: Learner, library: Library, wish: Wish) -> Library:
    passed = {learner.course.activities[one].iri for one in wish.skip if one in learner.course.activities}
    left = library.without(passed)
    return left if left.by_id else library


def next_activity(learner: Learner, standard_id: str) -> str | None:
    """Return the id of an activity for a standard that is not finished: the least often done, in library order."""
    course = learner.course
    if learner.mastery(standard_id).state in FINISHED - {"due"}:
        return None
    later = lessons.not_yet(course.ways, learner.now.date())
    found = course.library.without(learner.guidance.forbids | later).by_standard.get(standard_id, ())
    best = min(found, key=lambda each: learner.state.times(each.id), default=None)
    return course.activity_ids[best.id] if best else None


def settles(learner: Learner, standard_id: str) -> Settling:
    """Return what evidence would settle a standard, by the estimate or the school's own rule."""
    activities = [one.id for one in learner.course.library.by_standard.get(standard_id, ())]
    return settling(learner.state, standard_id, activities, learner.now, learner.course.learn)


def units(course: CourseInputs) -> Sequence[Mapping[str, Any]]:
    """Return the units of the published pathway as its body has them."""
    found: Sequence[Mapping[str, Any]] = (course.pathway or {}).get("units", ())
    return found


def people(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> tuple[str, str, str]:
    """Return (the learner's first name, the full one, the name of a teacher); empty where none was sent."""
    mine = conn.execute(select(t.person_name).filter_by(tenant_id=tenant_id, person_id=person_id)).first()
    teacher = conn.scalar(
        select(t.person_name.c.name)
        .join(
            t.enrolment,
            (t.enrolment.c.tenant_id == t.person_name.c.tenant_id)
            & (t.enrolment.c.person_id == t.person_name.c.person_id),
        )
        .where(
            t.enrolment.c.tenant_id == tenant_id, t.enrolment.c.course_id == course_id,
            t.enrolment.c.role == "teacher", t.enrolment.c.status == "active", t.person_name.c.name.is_not(None),
        )
        .order_by(t.person_name.c.name)
        .limit(1)
    )  # fmt: skip
    first, full = (mine.given_name or "", mine.name or "") if mine else ("", "")
    return first or full, full or first, teacher or ""

"""My path: how one learner stands in a course, and the cards to choose from, worked out at page time.

Everything here is a function of the learner's fold, the course's inputs, what people decided, and the present; ids
stay ids, words are for the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn.explain import Reason
from gateway.learn.library import Library
from gateway.learn.mastery import Judgement, Mastery, judged, read
from gateway.learn.plan import Card, Guidance, plan
from gateway.learn.state import Contribution, LearnerState
from gateway.services.decide import Decided, decided
from gateway.services.desire import JUDGEMENTS, judgements, open_standards
from gateway.services.goals import Goal, current_goal
from gateway.services.inputs import CourseInputs

FINISHED: Final = frozenset({"done", "due", "exc"})
"""States in which a standard asks for nothing new."""

AWAY: Final = frozenset({"partner", "teacher"})
"""Styles that need somebody beside the learner, so they are not for home."""

KINDS: Final = (*JUDGEMENTS, "goal", "help", "support")


@dataclass(frozen=True)
class Wish:
    """What a learner narrows the choices by: minutes at most, at home, and activity ids seen and passed over."""

    minutes: int | None = None
    at_home: bool = False
    skip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """What a stretch of work did to a standard: (pieces, level) before it and after."""

    standard_id: str
    before: tuple[int, int | None]
    after: tuple[int, int | None]


@dataclass(frozen=True)
class Learner:
    """One learner in one course as of `now`."""

    course: CourseInputs
    person_id: str
    state: LearnerState
    judgements: Mapping[str, Judgement]
    goal: Goal | None
    asked_help: bool
    guidance: Guidance
    now: datetime
    _read: dict[str, Mastery] = field(default_factory=dict)

    def mastery(self, standard_id: str) -> Mastery:
        """Return how the learner stands on a standard, a teacher's judgement applied."""
        if standard_id not in self._read:
            estimate = read(self.state, standard_id, self.now, self.course.learn)
            self._read[standard_id] = judged(estimate, self.judgements.get(standard_id))
        return self._read[standard_id]

    def finished(self, standards: Sequence[str]) -> bool:
        """Say whether nothing new is asked for on these standards."""
        return bool(standards) and all(self.mastery(one).state in FINISHED for one in standards)


def load(conn: Connection, course: CourseInputs, person_id: str, now: datetime) -> Learner:
    """Read a learner's fold and decisions; somebody without evidence has an empty fold."""
    key = {"tenant_id": course.tenant_id, "course_id": course.course_id, "person_id": person_id}
    folded = conn.scalar(select(t.learner.c.state).filter_by(**key))
    state = LearnerState.from_json(folded) if folded else LearnerState.empty(course.parameters.hyper)
    made = decided(conn, course.tenant_id, course.course_id, person_id=person_id, kinds=KINDS)
    standing = {standard_id: one for (_person, standard_id), one in judgements(made).items()}
    settled = frozenset(name for name, one in standing.items() if one.kind == "excused" or one.level == 4)
    return Learner(
        course=course, person_id=person_id, state=state, judgements=standing, goal=current_goal(made, course),
        asked_help=any(one.kind == "help" for one in made),
        guidance=Guidance(pins=_pins(made, state), settled=settled), now=now,
    )  # fmt: skip


def _pins(made: Sequence[Decided], state: LearnerState) -> tuple[str, ...]:
    """Return the activities a teacher gave as support and the learner has not done since, newest first."""
    waiting = []
    for one in reversed(made):
        done = state.trace.done.get(one.activity_iri or "")
        fresh = done is None or done.at is None or done.at < one.at.timestamp()
        if one.kind == "support" and one.activity_iri and fresh:
            waiting.append(one.activity_iri)
    return tuple(dict.fromkeys(waiting))


def cards(learner: Learner, wish: Wish) -> tuple[Card, ...]:
    """Return up to three cards that fit the wish; what would leave nothing to choose from is not held against it."""
    library = _unseen(learner, _narrowed(learner, wish), wish)
    return plan(learner.state, library, learner.now, learner.course.learn, learner.guidance)


def card_for(learner: Learner, activity_id: str) -> Card | None:
    """Return one activity of the course as a card with its reason, None for one that serves no standard."""
    iri = learner.course.activities[activity_id].iri
    asked = replace(learner.guidance, pins=(iri,))
    found = plan(learner.state, learner.course.library, learner.now, learner.course.learn, asked)
    card = next((one for one in found if one.activity == iri), None)
    if card is None or iri in learner.guidance.pins:
        return card
    args = dict(card.reason.args)
    return replace(card, reason=Reason(str(args.pop("because")), args))


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
    """Return what students may be offered: the open units, and the whole course once those are finished."""
    course = learner.course
    opened = open_standards(course)
    if not opened or learner.finished(opened):
        return course.library
    named = {one for unit in _units(course) if unit.get("open", True) for one in unit.get("activities", ())}
    chosen = {course.activities[one].iri for one in named if one in course.activities}
    kept = tuple(each for each in course.library.activities if not chosen or each.id in chosen)
    library = Library(kept, tuple(opened), course.library.framework)
    return library if library.by_id else course.library


def _narrowed(learner: Learner, wish: Wish) -> Library:
    library = offered(learner)
    fitting = tuple(
        each
        for each in library.activities
        if not (wish.at_home and each.style in AWAY) and (wish.minutes is None or (each.minutes or 0) <= wish.minutes)
    )
    narrowed = Library(fitting, library.standards, library.framework)
    return narrowed if narrowed.by_id else library


def _unseen(learner: Learner, library: Library, wish: Wish) -> Library:
    passed = {learner.course.activities[one].iri for one in wish.skip if one in learner.course.activities}
    left = library.without(passed)
    return left if left.by_id else library


def next_activity(learner: Learner, standard_id: str) -> str | None:
    """Return the id of an activity for a standard that is not finished: the least often done, in library order."""
    course = learner.course
    if learner.mastery(standard_id).state in FINISHED - {"due"}:
        return None
    done = learner.state.trace.done
    found = course.library.by_standard.get(standard_id, ())
    best = min(found, key=lambda each: done[each.id].times if each.id in done else 0, default=None)
    return course.activity_ids[best.id] if best else None


@dataclass(frozen=True)
class Stop:
    """One unit of the trail: its number from 1, title, standards of the course, and a unit that it is easier after."""

    number: int
    title: str
    standards: tuple[str, ...]
    easier_after: str = ""


def trail(learner: Learner) -> tuple[Stop, ...]:
    """Return the units of the published pathway in order."""
    stops: list[Stop] = []
    for number, unit in enumerate(_units(learner.course), start=1):
        standards = tuple(one for one in unit["standards"] if one in learner.course.standards)
        stops.append(Stop(number, str(unit["title"]), standards, _easier_after(learner, stops, standards)))
    return tuple(stops)


def _easier_after(learner: Learner, before: Sequence[Stop], standards: Sequence[str]) -> str:
    """Return the title of the last earlier unit that holds a prerequisite the learner has not finished."""
    graph = learner.course.library.graph
    needed = {name for one in standards for name in graph.before(one)} - set(standards)
    missing = {name for name in needed if learner.mastery(name).state not in FINISHED}
    return next((stop.title for stop in reversed(before) if missing.intersection(stop.standards)), "")


def here(learner: Learner, stops: Sequence[Stop]) -> int:
    """Return the number of the unit a learner works in: the first open one that is not finished, else the last open."""
    opened = set(open_standards(learner.course))
    mine = [stop for stop in stops if opened.intersection(stop.standards)] or list(stops)
    going = [stop for stop in mine if not learner.finished(stop.standards)]
    return going[0].number if going else mine[-1].number if mine else 0


def _units(course: CourseInputs) -> Sequence[Mapping[str, Any]]:
    units: Sequence[Mapping[str, Any]] = (course.pathway or {}).get("units", ())
    return units


def last_result(learner: Learner) -> Contribution | None:
    """Return the newest result of the learner in this course."""
    found = [record.contributions[-1] for record in learner.state.records.values() if record.contributions]
    return max(found, key=lambda one: (one.at, one.statement_id), default=None)


def strength(learner: Learner) -> tuple[str, tuple[Contribution, ...]] | None:
    """Return what the learner mastered last, with up to two different activities that show it best; None before."""
    records = learner.state.records
    mastered = [one for one in learner.course.standards if learner.mastery(one).state in {"done", "due"}]
    shown = [one for one in mastered if one in records and records[one].contributions]
    if not shown:
        return None
    best = max(shown, key=lambda one: (records[one].first_mastered_at or 0.0, records[one].last_at or 0.0, one))
    return best, best_results(records[best].contributions)


def best_results(contributions: Sequence[Contribution], most: int = 2) -> tuple[Contribution, ...]:
    """Return the best results of different activities, newest first."""
    found: dict[str, Contribution] = {}
    for one in sorted(contributions, key=lambda each: (-each.earned, -each.at)):
        found.setdefault(one.activity_id, one)
    chosen = list(found.values())[:most]
    return tuple(sorted(chosen, key=lambda one: -one.at))


def moved_by(learner: Learner, statement_id: str) -> tuple[Move, ...]:
    """Return what one piece of evidence moved, in the course's order."""
    return moves(learner, lambda one: one.statement_id == statement_id)


def moved_since(learner: Learner, since: datetime) -> tuple[Move, ...]:
    """Return what all evidence since a time moved, in the course's order."""
    return moves(learner, lambda one: one.at >= since.timestamp())


def moves(learner: Learner, counts: Any) -> tuple[Move, ...]:
    """Return (before the first, after the last) of the contributions that count, by standard."""
    found = []
    for standard_id in learner.course.standards:
        record = learner.state.records.get(standard_id)
        if record is None:
            continue
        first = record.pieces - len(record.contributions)
        mine = [(first + place, one) for place, one in enumerate(record.contributions, start=1) if counts(one)]
        if mine:
            (low, begin), (high, last) = mine[0], mine[-1]
            found.append(Move(standard_id, (low - 1, begin.level_before), (high, last.level_after)))
    return tuple(found)


def results_since(learner: Learner, since: datetime) -> tuple[Contribution, ...]:
    """Return each result since a time once, oldest first, however many standards it counted for."""
    found = {
        one.statement_id: one
        for record in learner.state.records.values()
        for one in record.contributions
        if one.at >= since.timestamp()
    }
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.statement_id)))


def people(conn: Connection, tenant_id: int, course_id: str, person_id: str) -> tuple[str, str]:
    """Return (the learner's first name, the name of the course's first teacher); empty where none was sent."""
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
    return ((mine.given_name or mine.name or "") if mine else ""), teacher or ""

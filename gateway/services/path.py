"""My path: how one learner stands in a course, and the cards to choose from, worked out at page time.

Everything here is a function of the learner's fold, the course's inputs, what people decided, and the present; ids
stay ids, words are for the pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn import further as beyond
from gateway.learn import lessons
from gateway.learn.explain import Reason
from gateway.learn.library import Library
from gateway.learn.mastery import Judgement, Mastery, judged, moment, read
from gateway.learn.pace import Stretch
from gateway.learn.plan import Card, plan
from gateway.learn.policy import CARDS, Offer
from gateway.learn.settle import Settling, settling
from gateway.learn.state import LearnerState
from gateway.learn.unhurried import Unhurried
from gateway.learn.view import Guidance, View
from gateway.services import arrival, asked, interests, pace, proposals, said, skips, starts, test_out
from gateway.services.arrival import Begin
from gateway.services.decide import decided
from gateway.services.desire import JUDGEMENTS, judgements, open_standards
from gateway.services.goals import Goal, current_goal
from gateway.services.inputs import MARKED, CourseInputs
from gateway.services.pace import Pace
from gateway.services.starts import Starts
from gateway.services.test_out import TestOuts

FINISHED: Final = frozenset({"done", "due", "exc"})
"""States in which a standard asks for nothing new."""

AWAY: Final = frozenset({"partner", "teacher"})
"""Styles that need somebody beside the learner, so they are not for home."""

PINNED: Final = "teacher_pick"
"""The reason of a card that stands there because somebody put it first."""

ASKED: Final = frozenset({PINNED, "must", "extension"})
"""Reasons of cards that a teacher put there."""

KINDS: Final = (
    *JUDGEMENTS, *arrival.KINDS, "extension", "goal", "help", interests.KIND, "offer_help", "question", "skip", "start",
    "support", test_out.KIND,
)  # fmt: skip


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
    supported: tuple[str, ...] = ()
    """What a teacher gave this learner (IRIs) and is not done, the newest first."""
    extended: tuple[str, ...] = ()
    """What a teacher offered this learner to go further (IRIs) and is not done, the newest first."""
    helps_with: frozenset[str] = frozenset()
    """The standards in which the learner offered to help a classmate."""
    musts: tuple[str, ...] = ()
    """What everybody is asked to do (IRIs) and this learner has not done, in the teacher's order."""
    test_outs: TestOuts = field(default_factory=TestOuts)
    ended: frozenset[str] = frozenset()
    """The styles of lessons (IRIs) that the learner chose and ended, with a result or without."""
    _read: dict[str, Mastery] = field(default_factory=dict)

    @property
    def given(self) -> tuple[str, ...]:
        """What a teacher asks for (IRIs) and is not done: it cannot be skipped, and nothing else takes its place."""
        return tuple(dict.fromkeys((*self.supported, *self.musts)))

    def mastery(self, standard_id: str) -> Mastery:
        """Return how the learner stands on a standard, a teacher's judgement applied."""
        if standard_id not in self._read:
            estimate = read(self.state, standard_id, self.now, self.course.learn)
            late = _late(self.course, self.now)
            self._read[standard_id] = judged(estimate, self.judgements.get(standard_id), late_before=late)
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
        ended = (iri for iri, whole in asked.projects(self.course, self.state).items() if whole)
        return lessons.settled(self.course.ways, {*self.done(), *self.ended}) | frozenset(ended)

    def finished(self, standards: Sequence[str]) -> bool:
        """Say whether nothing new is asked for on these standards."""
        shown = self.optional | self.test_outs.settled
        return bool(standards) and all(one in shown or self.mastery(one).state in FINISHED for one in standards)

    @property
    def all_done(self) -> bool:
        """Whether nothing new is asked for in any unit of the pathway."""
        return self.finished(
            [one for unit in units(self.course) for one in unit["standards"] if one in self.course.standards]
        )

    def passed(self, standards: Sequence[str]) -> bool:
        """Say whether the path goes on after these standards: they are finished, or a placement lies beyond them."""
        return bool(standards) and all(one in self.guidance.settled or self.finished([one]) for one in standards)

    @property
    def time(self) -> Unhurried:
        """How much more time the learner has than others."""
        return self.pace.time

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
    goal, skipped = current_goal(made, course), skips.standing(made, state, now)
    chosen = asked.chosen(conn, course, person_id)
    whole = asked.projects(course, state)
    supported = tuple(one for one in asked.pins(made, state, "support") if not whole.get(one))
    extended = asked.pins(made, state, "extension")
    musts = asked.musts(conn, course, person_id, state)
    working = tuple(one for one, state_of in chosen if state_of == "started" and whole.get(one) is False)
    free = [one for some in (working, extended) for one in [each for each in some if each not in skipped][:1]]
    return Learner(
        course=course, person_id=person_id, state=state, judgements=standing, goal=goal,
        asked_help=any(one.kind == "help" for one in made),
        guidance=Guidance(
            # Of what everybody is asked to do one stands among the cards at a time, so that choice stays.
            pins=(*supported, *musts[:1], *free), forbids=proposals.others_own(conn, course, person_id),
            settled=settled, begun=asked.begun(conn, course, person_id, state), goal=goal.standard_id if goal else "",
            interests=interests.standing(made), review=_to_review(course, state, standing, now),
        ), now=now,
        starts=begin, skipped=skipped, pace=own, stretches=stretches, optional=optional,
        begin=decision, wish=arrival.wish(made), working=working, supported=supported, extended=extended, musts=musts,
        helps_with=frozenset(one.standard_id for one in made if one.kind == "offer_help" and one.standard_id),
        test_outs=shown,
        ended=frozenset(one for one, state_of in chosen if state_of == "finished"),
    )  # fmt: skip


def _late(course: CourseInputs, now: datetime) -> datetime:
    """Return the time before which what is mastered must have been used last to be due for review."""
    return now - timedelta(days=course.learn.settings.review_days)


def _to_review(
    course: CourseInputs, state: LearnerState, standing: Mapping[str, Judgement], now: datetime
) -> frozenset[str]:
    late, records = _late(course, now), state.records
    last = {name: moment(records[name].last_at) for name in standing if name in records}
    return frozenset(name for name, one in standing.items() if one.is_late(last.get(name), late))


def cards(learner: Learner, wish: Wish) -> tuple[Card, ...]:
    """Return up to three cards that fit the wish; what would leave nothing to choose from is not held against it.

    What a wish or a skip hides takes no part in what comes before what, and hides nothing that somebody put first.
    """
    course, library, left = learner.course, _going_on(learner), _unseen(learner, _narrowed(learner, wish), wish)
    if learner.all_done:
        library, left = _unexcused(learner, library), _unexcused(learner, left)
    guidance = replace(learner.guidance, only=frozenset(left.by_id))
    begun = course.library.without(lessons.not_yet(course.ways, learner.now.date()))
    found = plan(learner.state, library, learner.now, course.learn, guidance, course.policy, begun)
    found = tuple(_told(learner, one) for one in found)
    return _beyond(learner, left, found) if learner.all_done else found


def _beyond(learner: Learner, library: Library, found: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return the cards of somebody of whom nothing is asked: what somebody put there, a step further, a look back."""
    first = [one for one in found if one.reason.code in ASKED or one.activity in learner.working]
    step = further(learner, list(learner.course.standards), library)
    card = card_for(learner, learner.course.activity_ids[step[0].id]) if step else None
    on = [replace(card, standard=step[1], kind="next", reason=Reason("further"))] if card and step else []
    back = sorted(found, key=lambda one: one.kind != "review")
    kept: dict[str, Card] = {}
    for one in (*first, *on, *back):
        kept.setdefault(one.activity, one)
    return tuple(kept.values())[:CARDS]


def further(learner: Learner, reached: Sequence[str], library: Library | None = None) -> Offer | None:
    """Return an activity and its standard beyond the finished ones among `reached`, None where the course has none."""
    course = learner.course
    over = learner.over() | learner.skipped | lessons.not_yet(course.ways, learner.now.date())
    whole = (library or course.library).without(over | learner.guidance.forbids)
    view = View(learner.state, whole, course.learn, learner.guidance, learner.now, whole)
    known = [one for one in reached if learner.finished([one]) and learner.mastery(one).state != "exc"]
    return beyond.further(view, known, open_standards(course))


def _told(learner: Learner, card: Card) -> Card:
    """Return a card that says who asks for it: a teacher this learner, a teacher everybody, or nobody but the learner.

    A project that goes on stands among the first cards because the learner picked it.
    """
    args = {"because": card.reason.code, **card.reason.args}
    if card.activity in learner.supported:
        return card
    if card.activity in learner.musts:
        return replace(card, reason=Reason("must", args))
    if card.reason.code == PINNED and card.activity in learner.extended:
        return replace(card, reason=Reason("extension", args))
    return card if card.reason.code != PINNED else replace(card, reason=Reason(str(args.pop("because")), args))


def card_for(learner: Learner, activity_id: str) -> Card | None:
    """Return one activity of the course as a card with its reason, None for one that serves no standard."""
    iri = learner.course.activities[activity_id].iri
    asked = replace(learner.guidance, pins=(iri,))
    found = plan(learner.state, learner.course.library, learner.now, learner.course.learn, asked, learner.course.policy)
    card = next((one for one in found if one.activity == iri), None)
    return None if card is None else _told(learner, card)


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

    A style of a lesson that begins later is not among it, unless everything in the course does.
    """
    later, opened = lessons.not_yet(learner.course.ways, learner.now.date()), _opened(learner)
    every = learner.course.library.without(learner.guidance.forbids)
    return next((one for library in (opened, every) if (one := library.without(later)).by_id), opened)


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


def _going_on(learner: Learner) -> Library:
    """Return what is offered without what asks for nothing new, unless there is nothing else."""
    library = offered(learner)
    going_on = library.without(learner.over())
    return going_on if going_on.by_id else library


def _narrowed(learner: Learner, wish: Wish) -> Library:
    library = _going_on(learner)
    unskipped = library.without(learner.skipped - set(learner.given))
    library = unskipped if unskipped.by_id else library
    fitting = tuple(
        each
        for each in library.activities
        if not (wish.at_home and (each.style in AWAY or _at_school(learner, each.id)))
        and (wish.minutes is None or learner.time.minutes(each.minutes or 0) <= wish.minutes)
    )
    narrowed = Library(fitting, library.standards, library.framework)
    return narrowed if narrowed.by_id else library


def _unexcused(learner: Learner, library: Library) -> Library:
    """Return the library for looking back: without what was never asked for, unless there is nothing else."""
    asked_for = tuple(one for one in library.standards if learner.mastery(one).state != "exc")
    left = Library(library.activities, asked_for, library.framework)
    return left if left.by_id else library


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

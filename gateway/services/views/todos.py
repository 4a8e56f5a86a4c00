"""What waits for the teacher, oldest first: help asked, stuck, a level that fell, a held grade, a new student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.learn import bands as domain
from gateway.learn.bands import Row
from gateway.learn.mastery import TRIES, Mastery
from gateway.services import answering, arrival, pace, proposals
from gateway.services.decide import Decided, decided
from gateway.services.inputs import CourseInputs
from gateway.services.views import falls, proposed
from gateway.services.views.deliveries import Grades
from gateway.services.views.falls import Fallen
from gateway.services.views.links import Links
from gateway.services.views.marks import Marks
from gateway.services.views.names import Names
from gateway.services.views.people import Learner
from gateway.web.pages.class_page import Todo
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action
from gateway.web.words import say_list, school_word

MOST = 5
PAIRED = 3
"""So many classmates are named beside an offer to help."""
LOW_LEVEL = 2
"""Up to this level of a standard somebody may be glad of help with it."""
NEW = timedelta(days=14)
"""So long a student whose name never came is worth a to-do."""


@dataclass(frozen=True)
class Desk:
    """What all kinds of to-dos look at."""

    course: CourseInputs
    names: Names
    links: Links
    people: Mapping[str, Learner]
    grades: Grades | None
    marks: Marks
    now: datetime

    def support(self, person_id: str, standard_id: str | None) -> Action:
        """Offer to pin a support step."""
        fields = (("person", person_id), ("standard", standard_id or ""), ("back", self.links.at()))
        return Action("support", self.links.at("support"), fields=fields)


def show(conn: Connection, desk: Desk, rows: Sequence[Row]) -> tuple[tuple[Todo, ...], int]:
    """Return the oldest to-dos, and how many more there are."""
    course = desk.course
    made = decided(conn, course.tenant_id, course.course_id, kinds=("help", "offer_help", "support", *arrival.KINDS))
    given: dict[str, datetime] = {one.person_id: one.at for one in made if one.kind == "support"}
    fallen = falls.lately(course, desk.marks, desk.people, made, desk.now)
    found = [*_asked(desk, made, given), *_fell(desk, fallen), *_stuck(desk, rows, given, fallen), *_held(desk)]
    found += [
        *_unnamed(desk),
        *_proposed(conn, desk),
        *_new(conn, desk, made),
        *_ideas(conn, desk),
        *_handed(conn, desk),
        *_offers(desk, rows, made),
    ]
    found.sort(key=lambda one: (one.since, one.what.args))
    return tuple(found[:MOST]), max(0, len(found) - MOST)


def _handed(conn: Connection, desk: Desk) -> list[Todo]:
    """Say how much work waits for an answer."""
    number, since = answering.count(conn, desk.course.tenant_id, desk.course.course_id, list(desk.people))
    if since is None:
        return []
    look = Action("look_at", desk.links.at("waiting"), post=False)
    return [Todo(Sentence("handed", (("n", number),)), since, (look,))]


def _proposed(conn: Connection, desk: Desk) -> list[Todo]:
    """Say how many students' levels would be others by new figures, which change none by themselves."""
    number, since = proposed.count(conn, desk.course, desk.people)
    if not number or since is None:
        return []
    look = Action("look_at", desk.links.at("gradebook/levels"), post=False)
    return [Todo(Sentence("proposed", (("n", number),)), since, (look,))]


def _asked(desk: Desk, made: Sequence[Decided], given: Mapping[str, datetime]) -> list[Todo]:
    found = []
    for one in made:
        person = desk.people.get(one.person_id)
        if one.kind != "help" or person is None:
            continue
        title = desk.names.within(one.standard_id) if one.standard_id else ""
        answered = Action("helped", desk.links.decision(one.statement_id), fields=(("back", desk.links.at()),))
        steps = () if given.get(one.person_id, one.at) > one.at else (desk.support(one.person_id, one.standard_id),)
        found.append(Todo(Sentence("help", (("name", person.name), ("title", title))), one.at, (*steps, answered)))
    return found


def _fell(desk: Desk, fallen: Sequence[Fallen]) -> list[Todo]:
    """Name each level that went down, whatever else waits for the same student."""
    words = desk.course.learn.settings.rule.words if desk.course.learn.settings.rule is not None else None
    found = []
    for one in fallen:
        args = (
            ("name", desk.people[one.person_id].name), ("title", desk.names.within(one.standard_id)),
            ("before", school_word(one.fall.before, words)), ("after", school_word(one.fall.after, words)),
        )  # fmt: skip
        look = Action("look_at", desk.links.cell(one.person_id, one.standard_id), post=False)
        found.append(Todo(Sentence("fell", args), one.at, (desk.support(one.person_id, one.standard_id), look)))
    return found


def _offers(desk: Desk, rows: Sequence[Row], made: Sequence[Decided]) -> list[Todo]:
    """Name who would help a classmate with a standard, and whom it does not come easy to: the teacher pairs them."""
    found = []
    for one in made:
        person = desk.people.get(one.person_id)
        about_id = one.standard_id or ""
        if one.kind != "offer_help" or person is None or about_id not in desk.course.standards:
            continue
        could = [row.learner for row in rows for each in row.masteries if each.standard == about_id and _hard(each)]
        names = say_list([desk.people[who].first for who in could if who != one.person_id][:PAIRED])
        about = (("name", person.name), ("title", desk.names.within(about_id)), ("who", names))
        seen = Action("helped", desk.links.decision(one.statement_id), fields=(("back", desk.links.at()),))
        found.append(Todo(Sentence("offers_help", about), one.at, (seen,)))
    return found


def _hard(mastery: Mastery) -> bool:
    return mastery.stuck or mastery.stumbled or (mastery.level is not None and mastery.level <= LOW_LEVEL)


def _stuck(desk: Desk, rows: Sequence[Row], given: Mapping[str, datetime], fallen: Sequence[Fallen]) -> list[Todo]:
    """Name who stands still; who got a support step since is no longer waiting for the teacher.

    Nor is it said of a standard whose level has just fallen: that is said already.
    """
    said = {(one.person_id, one.standard_id) for one in fallen}
    found: list[Todo] = []
    told: set[str] = set()
    for one in domain.todos(rows, desk.now, limit=len(rows) * 8):
        person = desk.people[one.learner]
        if (
            one.code == "idle"
            or (one.learner, one.standard) in said
            or one.learner in told
            or (one.learner in given and given[one.learner] > one.since)
        ):
            continue
        told.add(one.learner)  # the oldest says it; a support step answers all of them
        args = (("name", person.name), ("title", desk.names.within(one.standard or "")), ("tries", TRIES))
        found.append(Todo(Sentence(one.code, args), one.since, (desk.support(one.learner, one.standard),)))
    return found


def _held(desk: Desk) -> list[Todo]:
    if desk.grades is None:
        return []
    columns = desk.grades.called(desk.course.standards)
    found = []
    for (place_id, person_id), cell in desk.grades.cells.items():
        person = desk.people.get(person_id)
        if cell.state not in {"held", "failed"} or person is None or place_id not in columns:
            continue
        place, called = columns[place_id]
        shown = desk.grades.at(place, person_id)
        about = (("name", person.name), ("standard", called))
        anchor = f"grade-{place_id[:8]}-{person_id[:8]}"
        if shown.state == "held" and shown.theirs_at is not None:
            times = (("theirs_at", shown.theirs_at), ("at", shown.at))
            what = Sentence("conflict", (*about, ("theirs", shown.theirs), ("value", shown.value), *times))
            found.append(Todo(what, shown.theirs_at, shown.actions, anchor))
        elif shown.state == "failed":
            what = Sentence("not_sent", (*about, ("reason", shown.reason)))
            found.append(Todo(what, cell.stamp or desk.now, shown.actions, anchor))
    return found


def _new(conn: Connection, desk: Desk, made: Sequence[Decided]) -> list[Todo]:
    """Name who came after the class had begun and of whom nobody has said how they begin."""
    newest = max((one.since for one in desk.people.values()), default=None)
    began = None if newest is None else pace.begun(conn, desk.course, newest)
    told = {one.person_id for one in made if arrival.chosen([one]) is not None}
    return [
        Todo(
            Sentence("new", (("name", one.name),)), one.since,
            (Action("choose_start", desk.links.at(f"students/{one.id}/begin"), post=False),),
        )
        for one in desk.people.values()
        if began is not None and one.named and one.since > began and desk.now - one.since < NEW and one.id not in told
    ]  # fmt: skip


def _ideas(conn: Connection, desk: Desk) -> list[Todo]:
    """Name who waits for an answer to an idea of their own."""
    found = []
    for one in proposals.listed(conn, desk.course):
        if one.state == proposals.WAITING and one.person_id in desk.people:
            about = (("name", desk.people[one.person_id].name), ("title", desk.names.within(one.idea.standard_id)))
            answer = Action("answer", desk.links.at("students/ideas"), post=False)
            found.append(Todo(Sentence("idea", about), one.at, (answer,)))
    return found


def _unnamed(desk: Desk) -> list[Todo]:
    return [
        Todo(
            Sentence("new_unnamed", (("name", one.name),)), one.since,
            (Action("open", desk.links.student(one.id), post=False),),
        )
        for one in desk.people.values()
        if not one.named and desk.now - one.since < NEW
    ]  # fmt: skip

"""What a course wants with a token stands at a real Moodle by delivery itself: ratings, plans, students' own days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import moodle_tools
import pytest
from moodle_assigns import extension, prepared
from moodle_day import MAYA, TEACHER, Day
from moodle_visitor import launch
from real_waymark import until
from sqlalchemy import select

from gateway.db import tables as t
from gateway.delivery import clearing, want
from gateway.demo.world import package_bytes
from gateway.services import platforms, tenants
from gateway.services.standards import import_framework
from gateway.standards import case
from lti.lms.base import AssignmentWanted, ColumnWanted
from lti.lms.own_views import StandardWanted

pytestmark = pytest.mark.nightly

LEVELS = ("Beginning", "In progress", "Nearly", "Mastered")
COLUMN = ColumnWanted("waymark:own", "6.RP.A.1 Ratios", 4, "6.RP.A.1")
STANDARD = StandardWanted(
    "waymark-real-1", "6.RP.A.1", "Ratios", "waymark-real-fw", "Mathematics 6", LEVELS, 4, column_key=COLUMN.key
)
PLAN = "waymark-plan-real"
PATIENCE = 120


class Wanting:
    """Says what the course wants, as the evaluation does, and looks what became of it."""

    def __init__(self, day: Day) -> None:
        self.day, self.places = day, {}

    def ask(self, plan: Any) -> Any:
        """Run a plan on the server's database; its course is found by the site's number."""
        return self.day.waymark.beside(plan)

    def course(self, write: Any) -> Any:
        return write.conn.execute(select(t.course).where(t.course.c.context_id == str(self.day.course))).one()

    def person(self, write: Any) -> str:
        sub = str(self.day.numbers[MAYA])
        return str(write.conn.scalar(select(t.person.c.id).where(t.person.c.sub == sub)))

    def cell(self, kind: str, wanted: dict[str, Any] | None) -> None:
        self.ask(lambda w: want.cell(w, self.course(w).tenant_id, self.places[kind], self.person(w), wanted))

    def state(self, kind: str) -> tuple[str, Any]:
        [found] = [one for one in self.day.rows(t.cell) if one.place_id == self.places[kind]]
        return found.state, found.reason

    def attempts(self, kind: str) -> list[tuple[str, str]]:
        return [(one.outcome, one.detail) for one in self.day.rows(t.attempt) if one.place_id == self.places[kind]]

    def settled(self, kind: str) -> bool:
        """Wait until a cell is where it should be."""
        return bool(until(lambda: self.state(kind)[0] in {"sent", "idle", "held", "failed"}, PATIENCE))


@pytest.fixture(scope="module")
def wanting(day: Day) -> Wanting:
    """Have the course launched, and a token of the site's known."""
    day.ready()
    day.page = day.page or moodle_tools.add_activity(day.as_(TEACHER), day.tool, day.course, "Waymark")
    for login in (TEACHER, MAYA):
        assert launch(day.as_(login), day.page).ok
    made = Wanting(day)
    secret = day.waymark.settings.secret_key

    def give(write: Any) -> None:
        row = write.conn.execute(select(t.platform)).one()
        platforms.give(write, row, {"token": day.office.bot_token}, secret_key=secret)
        import_framework(write, tenants.only(write), case.parse(package_bytes("ratios")))

    made.ask(give)
    return made


def rating(wanting: Wanting) -> tuple[int | None, str | None]:
    """Return the student's rating with the note of its newest evidence, as the site tells it."""
    place = next(one for one in wanting.day.rows(t.place) if one.kind == "standard")
    office, user = wanting.day.office, wanting.day.numbers[MAYA]
    told = office.rating(wanting.day.course, user, int(place.remote["id"]))
    newest = max(told["evidence"], key=lambda one: (one["timecreated"], one["id"]), default={})
    return told["grade"], newest.get("note")


def test_a_level_becomes_a_rating_with_its_evidence_as_the_note(wanting: Wanting) -> None:
    def plan(write: Any) -> str:
        course = wanting.course(write)
        standard = write.conn.scalar(select(t.standard.c.id).filter_by(tenant_id=course.tenant_id).limit(1))
        want.column(write, course.tenant_id, course.id, standard, COLUMN)
        return want.standard(write, course.tenant_id, course.id, standard, STANDARD)

    wanting.places["standard"] = wanting.ask(plan)
    wanting.cell("standard", {"value": 4, "maximum": 4, "comment": "Mastered: 9 of 9"})
    assert wanting.settled("standard")
    assert wanting.state("standard") == ("sent", None)
    assert rating(wanting) == (2, "Mastered: 9 of 9")


def test_F20_a_rating_that_a_teacher_gave_stays(wanting: Wanting) -> None:
    place = next(one for one in wanting.day.rows(t.place) if one.kind == "standard")
    about = {"courseid": wanting.day.course, "userid": wanting.day.numbers[MAYA]}
    wanting.cell("standard", {"value": 1, "maximum": 4, "comment": "Beginning: 1 of 9"})
    assert wanting.settled("standard")
    assert rating(wanting)[0] == 1
    wanting.day.office.services(
        "core_competency_grade_competency_in_course",
        **about,
        competencyid=int(place.remote["id"]),
        grade=2,
        note="Mine",
    )
    wanting.cell("standard", {"value": 2, "maximum": 4, "comment": "In progress: 4 of 9"})
    assert wanting.settled("standard")
    state, reason = wanting.state("standard")
    assert (state, reason["code"]) == ("held", "changed_by_teacher")
    assert rating(wanting) == (2, "Mine")


def test_a_plan_lists_what_is_left_with_its_day_and_goes_again(wanting: Wanting) -> None:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)

    def plan(write: Any) -> str:
        course = wanting.course(write)
        return want.plans(write, course.tenant_id, course.id, f"{PLAN}-{wanting.day.course}", "Mathematics 6")

    wanting.places["plan"] = wanting.ask(plan)
    user, listed = wanting.day.numbers[MAYA], [wanting.places["standard"]]
    wanting.cell("plan", {"standards": listed, "due": due.isoformat()})
    assert wanting.settled("plan")
    assert wanting.state("plan") == ("sent", None), wanting.attempts("plan")
    [seen] = wanting.day.office.plans(user)
    assert (seen.keys, datetime.fromtimestamp(seen.due, UTC)) == ((STANDARD.key,), due)
    wanting.cell("plan", {"standards": listed, "due": (due + timedelta(days=3)).isoformat()})
    assert wanting.settled("plan")
    [seen] = wanting.day.office.plans(user)
    assert datetime.fromtimestamp(seen.due, UTC) == due + timedelta(days=3)
    wanting.cell("plan", None)
    assert wanting.settled("plan")
    assert wanting.day.office.plans(user) == ()


def test_a_day_of_ones_own_extends_the_assignment_that_the_group_opens(wanting: Wanting) -> None:
    day, due = wanting.day, datetime.now(UTC).replace(microsecond=0) + timedelta(days=10)
    work = AssignmentWanted("waymark-activity-real", "Essay", f"{day.waymark.base}/lti/launch?activity=real", 4)

    def plan(write: Any) -> str:
        course = wanting.course(write)
        return want.assignment(write, course.tenant_id, course.id, "real", work)

    wanting.places["assignment"] = wanting.ask(plan)
    place = until(lambda: next((one for one in day.rows(t.place) if one.kind == "assignment" and one.remote), None), 60)
    assert place
    assignment = prepared(day.office, day.course, place.remote["id"], due)
    later = due + timedelta(days=5)
    wanting.cell("assignment", {"assigned": True, "due": later.isoformat()})
    assert wanting.settled("assignment")
    assert wanting.state("assignment") == ("sent", None)
    assert extension(day.office, assignment, day.numbers[MAYA]) == int(later.timestamp())
    wanting.cell("assignment", None)
    assert wanting.settled("assignment")
    assert extension(day.office, assignment, day.numbers[MAYA]) == 0


def test_removed_with_everything_the_standard_leaves_the_course_and_the_rating_stays(wanting: Wanting) -> None:
    before = rating(wanting)[0]
    wanting.ask(lambda w: clearing.take_all(w, wanting.course(w).tenant_id, wanting.course(w).id))
    listed = "core_competency_list_course_competencies"
    assert until(lambda: wanting.day.office.services(listed, id=wanting.day.course) == [], PATIENCE)
    [standard] = [one for one in wanting.day.rows(t.place) if one.kind == "standard"]
    assert (standard.state, before) == ("stopped", 2)

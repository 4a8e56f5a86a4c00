"""Three states of the demonstration's course: day 1 (empty), week 3, and the end of a term.

A state is made the way people make it: the teacher's launch, the five steps of the set-up, and statements through the
one intake, a school day at a time with everything that follows from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.demo.world import World
from gateway.jobs.lanes import Claim
from gateway.library import Activity, Library, Unit, load
from gateway.library.model import Level, Style
from gateway.services import collect, drafts, enter, judge, library, publish, setup
from gateway.services.drafts import Author
from gateway.services.evaluate import Evaluation
from gateway.services.records import new_statement_id
from gateway.services.roster_lane import RosterSync
from gateway.services.source import Source
from lti.claims import read_launch
from lti.stores import LoginState
from sandbox import demo as school
from sandbox.history import Exercise, Term, history
from xapi.statement import Accepted, accept
from xapi.version import Version

Say = Callable[[str], None]

SEED = "riverside"
LINK_QUESTIONS = 5
LINKS: Final[tuple[tuple[Style, int, Level], ...]] = (
    ("try", 10, "easy"),
    ("paper", 12, "core"),
    ("partner", 15, "core"),
)
"""Style, minutes and level of the links that each further standard has."""

LED = "teacher"
"""Kind of the activities that send no statements: a teacher enters what students showed."""


@dataclass(frozen=True)
class State:
    """What a state consists of; `package` are its standards, `weeks` its history, `visits` to each standard."""

    name: str
    students: int
    package: str
    weeks: int = 0
    visits: float = 0.0


STATES: Final = MappingProxyType({
    "day1": State("day1", school.STUDENTS, "ratios"),
    "week3": State("week3", school.STUDENTS, "ratios", weeks=3, visits=3.6),
    "term": State("term", 30, "grade6", weeks=9, visits=4.4),
})  # fmt: skip


def empty(world: World) -> bool:
    """Say whether nobody has come to the course yet."""
    with world.waymark.db.read() as conn:
        return conn.execute(_course(world)).first() is None


def _course(world: World) -> Select[str]:
    return select(t.course.c.id).filter_by(tenant_id=world.tenant_id, platform_id=world.platform_id)


def load_state(world: World, state: State, say: Say) -> int:
    """Bring an empty course into a state; return how many statements. Both programs must serve already."""
    if not state.weeks:
        return 0
    who = arrive(world)
    roster(world, who)
    say("the class has come")
    set_up(world, who, state)
    say("the course is set up and published")
    count = tell(world, who, state, say)
    decide(world, who)
    return count


def arrive(world: World) -> Author:
    """Let the teacher come to the course for the first time, by what a launch of theirs says."""
    parts, lms = world.waymark, world.lms
    platform = parts.platforms.by_id(world.platform_id)
    if platform is None:
        raise LookupError(world.platform_id)
    now, target = parts.clock(), parts.urls.launch_url
    login = LoginState("demo", "demo", platform.id, target, now, now, "", used_at=now)
    launch = read_launch(lms.claims_for(school.TEACHER, "demo"), platform, login)
    parts.db.write(lambda write: enter.enter(write, launch, parts.naming))
    with parts.db.read() as conn:
        course_id = conn.scalars(_course(world)).one()
    return Author(world.tenant_id, course_id, enter.person_id_of(platform.id, launch.sub))


def roster(world: World, who: Author) -> None:
    """Fetch the class list from the learning system."""
    parts = world.waymark
    lane = f"roster/{who.tenant_id}/{who.course_id}"
    RosterSync(parts.db, parts.adapter, parts.naming).run(lane, Claim(lane, 0, parts.clock()))


def set_up(world: World, who: Author, state: State) -> None:
    """Go through the five steps with every default, and publish without writing grades."""
    db = world.waymark.db
    with db.read() as conn:
        framework_id = conn.execute(select(t.framework.c.id).filter_by(tenant_id=who.tenant_id)).scalar_one()
    if state.package == "grade6":
        db.write(lambda write: library.bring_in(write, who.tenant_id, term_library()))
    with db.read() as conn:
        chosen = list(library.sample_standards(conn, who.tenant_id, library_of(state)).values())
    db.write(lambda write: setup.save_standards(write, who, framework_id, "6", chosen))
    with db.read() as conn:
        rows = setup.offered(conn, who.tenant_id, who.course_id, chosen)
        graded = _first_practice(conn, who, [activity for activity, _, _ in rows])
    pairs = [f"{activity}:{standard}" for activity, standard, _ in rows]
    db.write(lambda write: setup.save_activities(write, who, [one for one, _, _ in rows], graded))
    db.write(lambda write: setup.save_alignments(write, who, pairs))
    db.write(lambda write: _arrange(write, who, library_of(state)))
    db.write(lambda write: setup.save_draft(write, who))
    db.write(lambda write: publish.publish(write, who, write_grades=False))
    for number in range(2, 1 + len(library_of(state).units)):
        db.write(partial(publish.open_unit, who=who, number=number, is_open=True))


def _arrange(write: Write, who: Author, chosen: Library) -> None:
    """Put the draft's standards into the units in which the class was taught."""
    ids = library.sample_standards(write.conn, who.tenant_id, chosen)
    units = [
        {"title": one.title["en"], "standards": [ids[code] for code in one.standards], "activities": [],
         "open": number == 0}
        for number, one in enumerate(chosen.units)
    ]  # fmt: skip
    drafts.keep(write, who, {**drafts.body_of(write.conn, who.tenant_id, who.course_id), "units": units})


def _first_practice(conn: Connection, who: Author, ids: Sequence[str]) -> list[str]:
    """Return one interactive activity: the one that stands in the learning system once somebody takes it."""
    rows = conn.execute(
        select(t.activity.c.id)
        .where(t.activity.c.tenant_id == who.tenant_id, t.activity.c.id.in_(ids), t.activity.c.kind == "practice")
        .order_by(t.activity.c.key)
        .limit(1)
    )
    return [row.id for row in rows]


def library_of(state: State) -> Library:
    """Return the activities that a state's course uses, with their standards in teaching order."""
    return term_library() if state.package == "grade6" else load()


def term_library() -> Library:
    """Return the sample library, and for further standards of the grade three short links each."""
    sample = load()
    further = json.loads(files("gateway.demo").joinpath("term.json").read_text(encoding="utf-8"))
    made = [_link(code, number, words) for code, words in further["standards"].items() for number in (1, 2, 3)]
    units = [_unit(one) for one in further["units"]]
    return Library(sample.key, sample.title, sample.framework, (*sample.units, *units), (*sample.activities, *made))


def tell(world: World, who: Author, state: State, say: Say) -> int:
    """Put a state's history through the intake, a school day at a time, and evaluate after each week."""
    parts = world.waymark
    now = parts.clock()
    actors = learners(world, who)
    exercises = exercises_of(library_of(state))
    source = Source(who.tenant_id, course_id=who.course_id)
    term = Term(state.weeks, now, state.visits, seed=f"{SEED}{world.number or ''}")
    count = 0
    for day, statements in enumerate(history(actors, exercises, term), start=1):
        parts.db.write(collect.storing(source, [taken(world, one, now) for one in statements]))
        count += len(statements)
        if day % 5 == 0:
            evaluate(world, who)
            say(f"week {day // 5}: {count} statements")
    evaluate(world, who)
    return count


def exercises_of(chosen: Library) -> list[Exercise]:
    """Return the activities that send statements, standard by standard in teaching order."""
    taught = [code for unit in chosen.units for code in unit.standards]
    return [
        Exercise(
            one.iri, one.standards[0], one.practice.items if one.practice else LINK_QUESTIONS, one.minutes, one.level,
            tells_answers=one.practice is not None,
        )
        for code in taught
        for one in chosen.for_standard(code)
        if one.kind != LED
    ]  # fmt: skip


def taken(world: World, raw: dict[str, Any], now: datetime) -> Accepted:
    """Return a statement as the record store takes it in."""
    authority = {"objectType": "Agent", "account": {"homePage": world.waymark.settings.base_url, "name": "demo"}}
    return accept(raw, version=Version.V1, authority=authority, stored=now, new_id=new_statement_id)


def learners(world: World, who: Author) -> dict[str, dict[str, Any]]:
    """Return the xAPI actor of every student by login, in roster order."""
    accounts = {row.sub: row.account for row in _people(world, who)}
    home = world.waymark.settings.people_home
    return {
        one.login: {"objectType": "Agent", "account": {"homePage": home, "name": accounts[world.lms.sub(one.login)]}}
        for one in world.lms.school.students
    }


def _people(world: World, who: Author) -> list[Any]:
    with world.waymark.db.read() as conn:
        query = select(t.person).filter_by(tenant_id=who.tenant_id, platform_id=world.platform_id)
        return list(conn.execute(query))


def evaluate(world: World, who: Author) -> None:
    """Evaluate what is due, as the background lane does."""
    parts, lane = world.waymark, f"evaluate/{who.tenant_id}"
    Evaluation(parts.db, parts.cache, parts.naming).run(lane, Claim(lane, 0, parts.clock()))


def decide(world: World, who: Author) -> None:
    """Let the teacher set one level and excuse one student, so that a class has both."""
    parts = world.waymark
    ids = {row.sub: row.id for row in _people(world, who)}
    second, third = (ids[world.lms.sub(one.login)] for one in world.lms.school.students[1:3])

    def plan(write: Write) -> None:
        course = parts.cache.get(write.conn, who.tenant_id, who.course_id)
        first, last = list(course.standards)[:2]
        for about, standard_id, level, reason in (
            (second, first, 4, "Explained it at the board, without help."),
            (third, last, None, "Was away while we did this."),
        ):
            judge.judge(
                write, parts.settings, course, by=str(who.person_id), about=about, standard_id=standard_id, level=level,
                reason=reason,
            )  # fmt: skip

    parts.db.write(plan)


def _link(code: str, number: int, words: dict[str, Any]) -> Activity:
    """Return one of three links that practise a standard elsewhere."""
    key = f"{code.lower().replace('.', '-')}-{number}"
    style, minutes, level = LINKS[number - 1]
    title = {language: f"{text} {number}" for language, text in words["title"].items()}
    return Activity(
        key=key, kind="link", style=style, minutes=minutes, level=level, standards=(code,), title=title,
        learn=words["learn"], matters=words["matters"], practice=None, rubric=(),
        url=f"https://waymark.example/practice/{key}",
    )  # fmt: skip


def _unit(data: dict[str, Any]) -> Unit:
    return Unit(data["key"], data["title"], tuple(data["standards"]))

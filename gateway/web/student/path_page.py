"""Build My path from how a learner stands: every value of the page, in the reader's words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.learn import lessons, projects
from gateway.learn.plan import Card as Planned
from gateway.services import arrival, handing, opt_out, path, progress, steps, supports, trail
from gateway.services.openers import OPENERS
from gateway.services.path import Learner, Wish
from gateway.services.trail import Stop
from gateway.web.pages.student.common import Start
from gateway.web.pages.student.path import (
    After,
    Card,
    Counts,
    Filters,
    Goal,
    Help,
    Move,
    Part,
    PathPage,
    Strength,
    Told,
    Unit,
)
from gateway.web.student import handing_page, helping, offering, test_out_page, what_followed
from gateway.web.student.frame import Desk, link, shell
from gateway.web.student.words import Words, level, level_at, share, style, why_level


def build(conn: Connection, desk: Desk, learner: Learner, wish: Wish, unit: int | None) -> PathPage:
    """Return the page; `unit` is the number of the unit whose parts are listed, else the learner's own."""
    words = Words(desk.course, desk.language)
    unrecorded = opt_out.standing(conn, desk.course.tenant_id, learner.person_id) is not None
    help_card = None if unrecorded else helping.model(learner, words)
    planned = path.cards(learner, wish)[: 2 if help_card else None]
    stops = trail.stops_of(learner)
    mine = trail.here(learner, stops)
    shown = next((stop for stop in stops if stop.number == (unit or mine)), None)
    last = progress.last_result(learner)
    stumbled = learner.stumbled()
    return PathPage(
        shell=shell(desk.row.title, desk.full_name), now=desk.local, name=desk.name, teacher=desk.teacher,
        cards=cards(desk, learner, words, planned),
        filters=_filters(learner, wish),
        others_url=_others(learner, wish, planned),
        help=Help(link("help"), learner.asked_help, back_url=link("help_back")), goal_url=link("goal"),
        units=tuple(_unit(learner, stop, mine) for stop in stops),
        unit_title=shown.title if shown else "",
        parts=tuple(_part(learner, words, one, offered(desk, planned)) for one in shown.standards) if shown else (),
        strength=_strength(learner, words), last=words.contribution(last) if last else None,
        goal=_goal(learner, words), after=what_followed.told(conn, learner, words, after(conn, learner, words)),
        placement_url=link("placement") if _unplaced(learner) else "",
        stumbled=words.skill(stumbled) if stumbled else "",
        unrecorded=unrecorded, helping=help_card,
        given_back=tuple(
            (words.title(one), handing_page.address(desk, one, part))
            for one, part in handing.given_back(conn, desk.course, learner.person_id)
        ),
        course_silent=_silent(conn, desk.row.platform_id),
        all_done=learner.all_done,
        ideas_url=link("ideas"), aloud=reads_aloud(conn, learner),
        ways=arrival.WAYS if _is_new(learner) else (), wish=learner.wish, wish_url=link("wish_begin"),
    )  # fmt: skip


def _filters(learner: Learner, wish: Wish) -> Filters:
    """Return what narrows the cards; nothing of minutes where no clock is to be in sight."""
    if learner.time.no_clock:
        return Filters(link("home"), None, wish.at_home, choices=())
    return Filters(link("home"), wish.minutes, wish.at_home)


def reads_aloud(conn: Connection, learner: Learner) -> bool:
    """Say whether it helps this student that a page is read out."""
    course = learner.course
    return "read_aloud" in supports.of(conn, course.tenant_id, course.course_id, learner.person_id)


def _unplaced(learner: Learner) -> bool:
    """Say whether a few questions may find a better start: before the first results, or while they are being asked."""
    if learner.starts.placing.over or learner.all_done:
        return False
    if learner.begin is not None and learner.begin.way != arrival.PLACEMENT:
        return learner.starts.begun
    return learner.starts.begun or learner.begin is not None or not learner.state.records


def _is_new(learner: Learner) -> bool:
    """Say whether a student who came late may say how they would like to begin: nobody decided, nothing is done yet."""
    untouched = learner.begin is None and not learner.state.records and not learner.all_done
    return learner.pace.arrived is not None and untouched


def cards(desk: Desk, learner: Learner, words: Words, planned: tuple[Planned, ...]) -> tuple[Card, ...]:
    """Return the cards in the student's words; each carries what was offered beside it."""
    offer = offered(desk, planned)
    return tuple(_card(desk, learner, words, one, offer) for one in planned)


def offered(desk: Desk, planned: tuple[Planned, ...]) -> str:
    """Return what was offered, as pages carry it to the choice."""
    return offering.said(desk.course.activity_ids[one.activity] for one in planned)


def _card(desk: Desk, learner: Learner, words: Words, one: Planned, offer: str) -> Card:
    activity_id = desk.course.activity_ids[one.activity]
    activity = desk.course.activities[activity_id]
    return Card(
        key=activity_id, title=words.title(activity_id), style=style(one.style),
        minutes=learner.time.shown(activity.minutes),
        learn=sentence(words.learn(activity_id)), matters=words.matters(activity_id),
        why=words.why(one.reason, goal=learner.goal is not None and learner.goal.standard_id == one.standard),
        url=link("activity", activity_id=activity_id, standard=one.standard, offered=offer),
        start=None if _later(learner, one.activity) else start(activity, one.standard, offer),
        begun=one.activity in learner.guidance.begun,
        **_next_stop(learner, activity_id),
    )  # fmt: skip


def _later(learner: Learner, iri: str) -> bool:
    return iri in lessons.not_yet(learner.course.ways, learner.now.date())


def _next_stop(learner: Learner, activity_id: str) -> dict[str, Any]:
    """Return the next checkpoint of a project that goes on, {} for anything else."""
    course = learner.course
    found = course.projects.get(activity_id)
    if found is None or course.activities[activity_id].iri not in learner.working:
        return {}
    rows, mine = course.activities, learner.state.trace.done
    marked = [key for key, marks in found.marks.items() if all(one in rows and rows[one].iri in mine for one in marks)]
    states = projects.states(found.checkpoints, marked)
    following = next((one for one in found.checkpoints if states[one.key] == "next"), None)
    return {"next_stop": following.title, "next_due": following.due} if following else {}


def start(activity: Any, standard_id: str, offer: str) -> Start | None:
    """Return the form that starts an activity; None for one that the teacher leads."""
    if activity.kind not in OPENERS:
        return None
    apart = bool(activity.detail.get("own_window"))
    return Start(link("start", activity_id=activity.id), (("standard", standard_id), (offering.FIELD, offer)), apart)


def sentence(text: str) -> str:
    """Begin a target with a capital, as it stands alone on a card."""
    return text[:1].upper() + text[1:]


def _others(learner: Learner, wish: Wish, planned: tuple[Planned, ...]) -> str:
    passed = path.others(learner, wish, planned)
    if passed is None:
        return ""
    wanted: dict[str, Any] = {"minutes": wish.minutes, "home": "1" if wish.at_home else None}
    return link("home", skip=",".join(passed) or None, **wanted)


def _unit(learner: Learner, stop: Stop, mine: int) -> Unit:
    states = [learner.mastery(one).state for one in stop.standards]
    counts = Counts(
        mastered=states.count("done"),
        due=states.count("due"),
        near=states.count("near"),
        to_go=sum(states.count(one) for one in ("none", "few", "prog")),
    )
    here = stop.number == mine
    own = learner.stretches[stop.number - 1]
    return Unit(
        stop.title, link("home", unit=stop.number), counts, here, own.begins, stop.easier_after, own.ends,
        optional=bool(stop.standards) and learner.optional.issuperset(stop.standards),
    )  # fmt: skip


def _part(learner: Learner, words: Words, standard_id: str, offer: str) -> Part:
    stands = level(learner.mastery(standard_id), learner.course.learn.settings.pieces)
    following = path.next_activity(learner, standard_id)
    title = words.title(following) if following else ""
    url = link("activity", activity_id=following, standard=standard_id, offered=offer or None) if following else ""
    show_url = test_out_page.address(learner, standard_id)
    told = tuple(
        Told(words.contribution(one), progress.move_of(one)) for one in learner.mastery(standard_id).contributions
    )
    return Part(words.skill(standard_id), stands, title, url, _why(learner, standard_id), show_url, told)


def _why(learner: Learner, standard_id: str) -> str:
    """Say why a part stands where it does."""
    if standard_id in learner.test_outs.settled and learner.mastery(standard_id).state not in path.FINISHED:
        return str(gettext("You showed that you know this. Nothing more of it is asked for."))
    return why_level(learner, standard_id)


def _strength(learner: Learner, words: Words) -> Strength | None:
    found = progress.strength(learner)
    if found is None:
        return None
    standard_id, results = found
    return Strength(words.skill(standard_id), tuple(words.contribution(one) for one in results))


def _goal(learner: Learner, words: Words) -> Goal | None:
    if learner.goal is None:
        return None
    stands = level(learner.mastery(learner.goal.standard_id), learner.course.learn.settings.pieces)
    return Goal(words.skill(learner.goal.standard_id), share(stands), stands, learner.goal_day)


def after(conn: Connection, learner: Learner, words: Words) -> After | None:
    """Say what the last activity moved; a completion that is not worked in yet has no moves and comes first."""
    waiting = pending(conn, learner)
    if waiting is not None:
        return After(words.completion(waiting), ())
    last = progress.last_result(learner)
    if last is None:
        return None
    return After(words.contribution(last), moves(learner, words, progress.moved_by(learner, last.statement_id)))


def moves(learner: Learner, words: Words, moved: tuple[progress.Move, ...]) -> tuple[Move, ...]:
    """Name what moved."""
    need = learner.course.learn.settings.pieces
    return tuple(
        Move(words.skill(one.standard_id), level_at(*one.before, need), level_at(*one.after, need)) for one in moved
    )


def pending(conn: Connection, learner: Learner) -> Any:
    """Return the newest completion while the learner's statements still wait to be worked in, else None."""
    course = learner.course
    due = conn.scalar(
        select(t.progress.c.key_hash)
        .join(
            t.identity,
            (t.identity.c.tenant_id == t.progress.c.tenant_id) & (t.identity.c.key_hash == t.progress.c.key_hash),
        )
        .where(
            t.progress.c.tenant_id == course.tenant_id, t.identity.c.person_id == learner.person_id,
            t.progress.c.due.is_(True),
        )
        .limit(1)
    )  # fmt: skip
    if due is None:
        return None
    known = {one.statement_id for record in learner.state.records.values() for one in record.contributions}
    rows = steps.completions(conn, course.tenant_id, course.course_id, learner.person_id)
    fresh = [row for row in rows if steps.statement_text(row) not in known]
    return fresh[-1] if fresh else None


def _silent(conn: Connection, platform_id: str) -> bool:
    return conn.scalar(select(t.platform.c.trouble).where(t.platform.c.id == platform_id)) is not None

"""Set-up: the five heads with what stands below each, and the body of the one that is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.learn import draft as drafting
from gateway.services import drafts, setup
from gateway.services.drafts import Body
from gateway.services.inputs import CourseInputs
from gateway.services.views import setup_steps
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.services.views.setup_gaps import pathway_gaps
from gateway.web.pages import setup_page as s
from lti.lms.base import Capabilities

_MINUTES = (10, 8, 6, 4, 2)


@dataclass(frozen=True)
class Ask:
    """What the address asks for: a step by name, framework and grade of step 1, `as` whom, all students,
    and whose prerequisites are changed.
    """

    step: str = ""
    framework: str = ""
    grade: str = ""
    seen_as: str = ""
    everyone: bool = False
    builds: str = ""


@dataclass(frozen=True)
class Scene:
    """What the steps look at: the course row, its draft, and the draft as inputs."""

    conn: Connection
    course: Any
    body: Body
    drafted: CourseInputs
    names: Names
    links: Links
    now: datetime
    ask: Ask
    can: Capabilities


def show(
    conn: Connection, course: Any, links: Links, language: str, now: datetime, ask: Ask, can: Capabilities,
    error: str = "",
) -> s.SetupPage:  # fmt: skip
    """Return the page with the step that was asked for open, else the first that is not done.

    `can` is what the adapter of the course's learning system is able to do.
    """
    body = drafts.body_of(conn, course.tenant_id, course.id)
    drafted = drafts.as_published(conn, course, body)
    scene = Scene(conn, course, body, drafted, Names(drafted, language), links, now, ask, can)
    number = _number(course, body, ask.step)
    step = setup_steps.STEPS[setup.STEPS[number - 1]](scene)
    if number == 1 and not setup.frameworks_of(conn, course.tenant_id):
        error = error or str(
            gettext("No standards are here yet. Ask your admin to import them; then this page goes on by itself.")
        )
    published = course.setup_step >= setup.PUBLISHED
    return s.SetupPage(
        now=now, heads=tuple(_head(scene, n, number) for n in range(1, 6)), number=number,
        minutes=_MINUTES[number - 1], later_url=links.at("pathway") if published else links.at(later=1), step=step,
        error=error, published=published,
    )  # fmt: skip


def _number(course: Any, body: Body, asked: str) -> int:
    """Return the step to open: never one whose ground is missing."""
    ready = 1 + bool(body.get("standards"))
    if body.get("activities") and ready == 2:
        ready += 1 + bool(body.get("alignments") and body.get("units"))
        ready += ready == 4
    if asked in setup.STEPS:
        return min(setup.STEPS.index(asked) + 1, ready)
    return min(int(course.setup_step), ready, 5)


def _head(scene: Scene, n: int, number: int) -> s.StepHead:
    kind = setup.STEPS[n - 1]
    reached = scene.course.setup_step
    state = "open" if n == number else "done" if n < min(reached, 6) and n != 5 else "ahead"
    summary = _summary(scene, kind) if state == "done" else None
    return s.StepHead(kind, state, scene.links.at("setup", step=kind), summary)


def _summary(scene: Scene, kind: str) -> s.Summary:
    body = scene.body
    if kind == "standards":
        titles = {row.id: row.title for row in setup.frameworks_of(scene.conn, scene.course.tenant_id)}
        framework = str(titles.get(body.get("framework", ""), ""))
        return s.Summary(kind, (("n", len(body.get("standards", ()))), ("framework", framework)))
    if kind == "activities":
        return s.Summary(kind, (("n", len(body.get("activities") or ())),))
    if kind == "alignments":
        return s.Summary(kind, (("declared", len(body.get("alignments") or ())),))
    gaps = len(pathway_gaps(scene.drafted, drafting.gaps(scene.drafted.library, scene.drafted.library.standards), ""))
    counts = (("units", len(body.get("units", ()))), ("standards", len(scene.drafted.standards)), ("gaps", gaps))
    return s.Summary("draft", counts)

"""What each standard builds on: shown, changed for the course alone, published and undone with the pathway."""

from __future__ import annotations

import html
import re

from sqlalchemy import select, update
from teacher_school import CODES, Teacher, run, work

from gateway.db import tables as t
from gateway.learn.state import LearnerState
from gateway.services import take_over
from gateway.services.inputs import load
from gateway.services.rebuild import rebuild

A, B, C, D, E, F = CODES


def graph(school) -> dict[str, set[str]]:
    """Return what each standard of the course builds on, by code, as its projections read it."""
    codes = {one: code for code, one in school.standards.items()}
    with school.waymark.db.read() as conn:
        row = conn.execute(select(t.course).filter_by(tenant_id=school.tenant, id=school.course)).one()
        found = load(conn, row).learn.graph
    return {code: {codes[one] for one in found.before(name)} for name, code in codes.items()}


def ask(teacher: Teacher, code: str, other: str, to: str = "add", status: int = 303) -> str:
    ids = teacher.school.standards
    answer = teacher.send("setup/builds", status, key=ids[code], other=ids[other], to=to)
    return html.unescape(answer.text)


def line(text: str, code: str) -> str:
    """Return what the page says that a standard builds on."""
    start = text.index(f'<span class="code">{code}</span>')
    return re.findall(r"(Builds on [^<]*|Usually after [^<]*)", text[start:])[0].strip()


def test_the_pathway_and_the_draft_say_what_each_standard_builds_on(teacher, school) -> None:
    teacher.publish()
    for path in ("pathway", "setup?step=draft"):
        text = teacher.open(path)
        assert line(text, A) == "Builds on nothing in this course."
        assert line(text, B) == f"Builds on {A}."
    assert '<select name="other"' not in teacher.open("setup?step=draft"), "the form opens for one standard"


def test_a_teacher_takes_a_prerequisite_away_and_puts_it_back(teacher, school) -> None:
    teacher.set_up()
    ask(teacher, C, B, "remove")
    text = teacher.open(f"setup?step=draft&builds={school.standards[C]}")
    assert line(text, C) == "Builds on nothing in this course."
    assert f"{B}, taken away by a teacher" in text
    ask(teacher, C, B)
    text = teacher.open(f"setup?step=draft&builds={school.standards[C]}")
    assert line(text, C) == f"Builds on {B}."
    assert "by a teacher" not in text


def test_what_a_teacher_added_is_told_and_can_be_taken_away(teacher, school) -> None:
    teacher.set_up()
    ask(teacher, B, A, "remove")
    ask(teacher, A, F, status=303)
    text = teacher.open(f"setup?step=draft&builds={school.standards[A]}")
    assert line(text, A) == f"Builds on {F}."
    assert f"{F}, added by a teacher" in text
    assert f"{A} (“" in text, "it comes before what it builds on: a gap says so"
    ask(teacher, A, F, "remove")
    text = teacher.open(f"setup?step=draft&builds={school.standards[A]}")
    assert line(text, A) == "Builds on nothing in this course."
    assert "taken away" not in text, "what was only added leaves nothing behind"


def test_a_circle_is_refused_by_name_with_what_to_do(teacher, school) -> None:
    teacher.set_up()
    before = school.rows(t.pathway)
    text = ask(teacher, A, C, status=200)
    assert f"{A} cannot build on {C}, because {C} builds on {A}: {A} → {B} → {C}. Take one of these links" in text
    assert f"{A} cannot build on itself." in ask(teacher, A, A, status=200)
    text = ask(teacher, D, A, status=200)
    assert f"{D} builds on {A} already, by way of others: {A} → {B} → {C} → {D}." in text
    assert '<select name="other"' in text, "the form stays open"
    assert (
        "Choose a standard, then press Add."
        in teacher.send("setup/builds", 200, key=school.standards[A], other="", to="add").text
    )
    assert school.rows(t.pathway) == before


def test_what_is_not_in_the_draft_is_refused(teacher, school) -> None:
    teacher.set_up()
    teacher.send("setup/builds", 400, key=school.standards[A], other="nothing", to="add")
    teacher.send("setup/builds", 400, key="nothing", other=school.standards[A], to="remove")


def test_a_change_reaches_students_when_it_is_published_and_goes_when_that_is_undone(teacher, school) -> None:
    teacher.publish()
    before = graph(school)
    assert before[C] == {B}
    maya = f"/student/{teacher.doors.sign_in(school, 'learner', school.people['maya'])}/"
    assert "Easier after “Ratios”." in teacher.doors("GET", maya).text
    ask(teacher, C, B, "remove")
    ask(teacher, C, F, status=200)
    ask(teacher, D, C, "remove")
    ask(teacher, C, F)
    assert graph(school) == before, "a draft changes nothing for students"
    text = html.unescape(teacher.open("pathway"))
    assert re.search(rf"{re.escape(C)} \(“[^”]*”\) builds on {re.escape(F)} \(“", text)
    assert re.search(rf"{re.escape(C)} \(“[^”]*”\) no longer builds on {re.escape(B)} \(“", text)
    teacher.send("pathway/publish")
    assert graph(school) == before | {C: {F}, D: set()}
    assert line(html.unescape(teacher.open("pathway")), C) == f"Builds on {F}."
    assert "Easier after" not in teacher.doors("GET", maya).text
    teacher.send("pathway/undo")
    assert graph(school) == before


def test_changed_prerequisites_fold_the_learners_again_and_a_rebuild_agrees(teacher, school, waymark) -> None:
    teacher.publish()
    work(school, "maya", ("just-one",))

    def refreshed() -> set[str]:
        [row] = school.rows(t.learner, person_id=school.people["maya"])
        assert not row.stale
        return {code for code, one in school.standards.items() if one in LearnerState.from_json(row.state).refreshed}

    assert refreshed() == {A}
    ask(teacher, B, A, "remove")
    teacher.send("pathway/publish")
    run(school)
    assert refreshed() == set()
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal
    teacher.send("pathway/undo")
    run(school)
    assert refreshed() == {A}
    assert rebuild(waymark.db, school.tenant, waymark.naming).equal


def test_a_newer_framework_wins_over_what_a_teacher_added_and_the_page_says_so(teacher, school, waymark) -> None:
    teacher.set_up()
    ask(teacher, C, B, "remove")
    ask(teacher, B, F)
    with waymark.db.read() as conn:
        [link] = conn.execute(
            select(t.edge).filter_by(tenant_id=school.tenant, kind="precedes", destination_id=school.standards[F])
        ).all()
    newer = {"origin_id": school.standards[B], "origin": "b", "destination_id": school.standards[F]}
    waymark.db.write(
        lambda write: write.conn.execute(update(t.edge).filter_by(tenant_id=school.tenant, id=link.id).values(**newer))
    )
    text = html.unescape(teacher.open("setup?step=draft"))
    assert f"and {F} would each come before the other." in text
    assert line(text, F) == f"Builds on {B}."


def test_a_copied_course_takes_the_prerequisites_along(teacher, school, waymark) -> None:
    teacher.publish()
    ask(teacher, C, B, "remove")
    with waymark.db.read() as conn:
        body = take_over.carried(conn, school.tenant, school.course)
    assert body["builds_on"]["removed"] == [[school.standards[B], school.standards[C]]]

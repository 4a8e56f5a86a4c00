"""Earlier results from a file: looked at first, stored whole or not at all, and once."""

from __future__ import annotations

import html
import io
import re

import pytest
from sqlalchemy import update
from teacher_school import CODES, Teacher, run

from gateway.db import tables as t
from gateway.services import prior, prior_file
from gateway.services.rebuild import rebuild

HOME = "students/earlier"


BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(params=("sqlite",))
def database_kind(request) -> str:
    return request.param


@pytest.fixture
def ready(teacher, school) -> Teacher:
    def plan(write) -> None:
        for name in ("maya", "caleb"):
            row = update(t.person).filter_by(tenant_id=school.tenant, id=school.people[name])
            write.conn.execute(row.values(sourcedid=f"S-{name}"))

    school.waymark.db.write(plan)
    teacher.publish()
    return teacher


def file(*lines: str) -> str:
    return "\n".join(("student,standard,score,date,test", *lines)) + "\n"


def look(teacher: Teacher, text: str) -> str:
    answer = teacher.doors(
        "POST", f"{teacher.home}{HOME}/look", content_type="multipart/form-data",
        data={"csrf": teacher.csrf, "file": (io.BytesIO(text.encode()), "r.csv")},
    )  # fmt: skip
    assert answer.status_code == 200
    return str(answer.text)


def store(teacher: Teacher, text: str) -> None:
    """Look at a file, then send what the page holds."""
    page = look(teacher, text)
    held = re.search(r"<textarea name=\"content\" hidden>\n(.*?)</textarea>", page, re.DOTALL)
    assert held, page
    teacher.send(HOME, content=html.unescape(held[1]))
    run(teacher.school)


def evidence(school, name: str) -> list[float]:
    rows = school.rows(t.evidence, person_id=school.people[name])
    return [round(row.score, 4) for row in sorted(rows, key=lambda row: (row.timestamp, row.seq))]


TWO = file(
    f"S-maya,{CODES[0]},17/20,2026-05-20,Spring test", f"s-CALEB,{CODES[0]},85%,2026-05-20,Spring test",
    f"S-maya,{CODES[1]},0.5,2026-05-20,Spring test",
)  # fmt: skip


@BOTH
def test_what_a_file_brings_is_shown_stored_and_the_same_again_stores_nothing(ready, school) -> None:
    page = look(ready, TWO)
    assert "3 results" in page
    assert "Maya Okafor" in page
    assert school.rows(t.statement) == []
    for _ in range(2):
        store(ready, TWO)
        assert (evidence(school, "maya"), evidence(school, "caleb")) == ([0.85, 0.5], [0.85])
        assert len(school.rows(t.statement)) == 3
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


@BOTH
def test_another_score_for_the_same_test_takes_its_place_and_may_come_back(ready, school) -> None:
    for score, kept in (("0.5", [0.5]), ("0.9", [0.9]), ("0.5", [0.5]), ("0.5", [0.5])):
        store(ready, file(f"S-maya,{CODES[0]},{score},2026-05-20,Spring test"))
        assert evidence(school, "maya") == kept
    store(ready, file(f"S-maya,{CODES[0]},0.7,2026-05-21,Spring test"))
    assert evidence(school, "maya") == [0.5, 0.7]


def test_one_bad_line_and_nothing_is_stored(ready, school) -> None:
    bad = TWO + f"nobody,{CODES[0]},1,2026-05-20,x\nS-maya,9.XX,1,2026-05-20,x\n"
    page = look(ready, bad)
    assert "Line 5: No student" in page
    assert "Line 6: “9.XX” is no standard" in page
    assert "Store them" not in page
    assert "nothing was stored" in ready.send(HOME, 200, content=bad).text
    assert school.rows(t.statement) == []
    assert school.rows(t.activity, kind="prior") == []


def test_the_list_names_the_students_and_can_be_read_back(ready) -> None:
    text = ready.open(f"{HOME}/list.csv")
    assert "S-maya" in text
    assert "Maya Okafor" in text
    assert {bad.problem for bad in prior_file.read(text.encode(), ready.school.waymark.clock().date())[1]} == {
        "standard"
    }


def test_a_teacher_of_a_section_brings_results_of_its_students_only(ready, school) -> None:
    section = next(row.id for row in school.rows(t.section) if row.name == "Period 5")
    school.waymark.db.write(
        lambda w: w.conn.execute(t.session.update().filter_by(tenant_id=school.tenant).values(sections=[section]))
    )
    page = look(ready, TWO)
    assert "Line 2: No student" in page
    assert "Line 3" not in page
    assert "Maya" not in ready.open(f"{HOME}/list.csv")


def test_students_are_found_by_the_schools_number_among_those_who_may_be_seen(ready, school) -> None:
    what = prior.Bringing(school.tenant, None, None)
    with school.waymark.db.read() as conn:
        assert set(prior.students(conn, what)["S-maya"]) == {school.people["maya"]}
        assert prior.students(conn, what, [school.people["caleb"]]).get("S-maya") is None


@pytest.mark.parametrize("text", ["", "student\n", "\x00", file("S-maya")])
def test_odd_files_are_told(ready, school, text: str) -> None:
    assert "cannot be read" in look(ready, text)
    assert school.rows(t.statement) == []

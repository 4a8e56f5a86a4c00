"""A published course in one write, and the forms of rubrics and marks as a browser sends them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update
from support.world import School
from teacher_school import CODES
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from gateway import library as shipped
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.services import library
from gateway.services.setup import PUBLISHED

TALK, JUICE = (library.activity_id(shipped.load().activity(one).iri) for one in ("ratio-talk", "juice-stand"))
LEVELS = (("Not yet", "0"), ("Nearly", "0,6"), ("There", "1"))
HALF_LEVELS = (LEVELS[0], ("Half", "0.5"), LEVELS[2])
ROWS = (("Words", (CODES[0],)), ("Numbers", (CODES[0], CODES[1])))
TODAY = "2026-09-14"


def publish(school: School) -> None:
    """Publish one open unit with the six standards and two activities of the sample library."""
    standards = list(school.standards.values())
    offered = {TALK: False, JUICE: False}
    unit = {"title": "All", "standards": standards, "activities": list(offered), "open": True}

    def plan(write: Write) -> None:
        library.bring_in(write, school.tenant)
        stated = t.alignment.c.activity_id.in_(list(offered))
        of = update(t.alignment).where(t.alignment.c.tenant_id == school.tenant, stated)
        write.conn.execute(of.values(confirmed_at=write.now))
        key = {"tenant_id": school.tenant, "course_id": school.course}
        rows = [{**key, "activity_id": one, "graded": graded} for one, graded in offered.items()]
        write.conn.execute(insert(t.course_activity), rows)
        made = {"state": "published", "body": {"units": [unit]}, "made_at": write.now, "published_at": write.now}
        write.conn.execute(insert(t.pathway).values(**key, version=1, **made))
        course = update(t.course).filter_by(tenant_id=school.tenant, id=school.course)
        settings = {"standards": standards, "language": "en"}
        write.conn.execute(course.values(settings=settings, setup_step=PUBLISHED, version=t.course.c.version + 1))

    school.waymark.db.write(plan)


def form(
    school: School, rows: tuple[tuple[str, tuple[str, ...]], ...] = ROWS, keys: tuple[str, ...] = (),
    levels: tuple[tuple[str, str], ...] = LEVELS, title: str = "Explaining",
) -> MultiDict[str, str]:  # fmt: skip
    """Return the fields of a rubric's form; each row is a title with the codes it shows."""
    fields = MultiDict({"title": title})
    for word, points in levels:
        fields.add("word", word)
        fields.add("points", points)
    for n, (row, codes) in enumerate(rows):
        fields.add(f"title-{n}", row)
        fields.add(f"key-{n}", keys[n] if n < len(keys) else "")
        for code in codes:
            fields.add(f"standard-{n}", school.standards[code])
        for look in ("no words", "some words", "all words"):
            fields.add(f"look-{n}", look)
    return fields


def post(teacher: Any, path: str, fields: MultiDict[str, str], status: int = 303) -> TestResponse:
    """Send a form in which names occur several times."""
    sent = MultiDict([*fields.items(multi=True), ("csrf", teacher.csrf)])
    answer: TestResponse = teacher.doors("POST", teacher.home + path, data=sent)
    assert answer.status_code == status, answer.text
    return answer


def keys_of(school: School, rubric: str) -> tuple[str, ...]:
    """Return the keys of a rubric's rows at its newest version."""
    newest = max(school.rows(t.rubric_version, rubric_id=rubric), key=lambda one: one.version)
    return tuple(one["key"] for one in newest.body["rows"])


def written(teacher: Any) -> tuple[str, tuple[str, ...]]:
    """Write a rubric; return its id and the keys of its rows."""
    post(teacher, "library/rubrics/new", form(teacher.school))
    row = teacher.school.rows(t.rubric)[-1]
    return row.id, keys_of(teacher.school, row.id)


def used(teacher: Any) -> tuple[str, ...]:
    """Publish, write a rubric and mark the talk by it; return the keys of its rows."""
    publish(teacher.school)
    rubric, keys = written(teacher)
    teacher.send(f"library/{TALK}/rubric", rubric=rubric)
    return keys


def save(
    teacher: Any, marks: dict[tuple[str, str], str], day: str = TODAY, was: dict[tuple[str, str], str] | None = None,
    at: str = f"marking/{TALK}",
) -> None:  # fmt: skip
    """Send marks by (row key, student); `was` is what the page showed."""
    people = teacher.school.people
    fields = {f"m:{key}:{people[name]}": level for (key, name), level in marks.items()}
    fields |= {f"w:{key}:{people[name]}": level for (key, name), level in (was or {}).items()}
    teacher.send(at, day=day, **fields)


def scores(school: School) -> list[float]:
    """Return the scores of all evidence, lowest first."""
    return sorted(row.score for row in school.rows(t.evidence))


class Pupil:
    """A student's browser beside the teacher's."""

    def __init__(self, teacher: Any, name: str = "maya") -> None:
        self.doors, school = teacher.doors, teacher.school
        self.handle = self.doors.sign_in(school, "learner", school.people[name])
        self.home = f"/student/{self.handle}/"
        self.csrf = school.rows(t.session, t.session.c.csrf, id=self.handle)[0].csrf

    def open(self, path: str = "", status: int = 200) -> str:
        """Open a page below the student's home, where it leads; return its text."""
        answer = self.doors("GET", self.home + path)
        if answer.status_code == 303:
            answer = self.doors("GET", answer.headers["Location"])
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def send(self, path: str, status: int = 303, **fields: Any) -> str:
        """Post a form."""
        answer = self.doors("POST", self.home + path, data={"csrf": self.csrf, **fields})
        assert answer.status_code == status, answer.text
        return str(answer.text)


def project(rubric: str, stops: tuple[tuple[str, str, tuple[str, ...]], ...], **change: str) -> MultiDict[str, str]:
    """Return the fields of a project's form; each stop is (name, day, rows of the rubric)."""
    fields = MultiDict({"title": "A stand", "goal": "price a drink", "style": "try", "minutes": "90", **change})
    fields["rubric"] = rubric
    for n, (name, day, rows) in enumerate(stops):
        fields[f"stop-{n}"], fields[f"due-{n}"], fields[f"product-{n}"] = name, day, f"A {name}"
        for row in rows:
            fields.add(f"row-{n}", row)
    return fields

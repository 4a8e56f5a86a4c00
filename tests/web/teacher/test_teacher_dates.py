"""Dates of units and days away: each student's own follow, nothing is ever overdue, and why is asked nowhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from teacher_school import Teacher, work

from gateway.db import tables as t
from gateway.services import own_dates, pace, path, publish, take_over
from gateway.services.drafts import Author

ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Pages and rules; what is stored is asked of both databases below."""


@pytest.fixture
def dated(teacher, school, clock) -> Teacher:
    """Publish, and give the first unit fourteen days from today on."""
    teacher.publish()
    today = clock().date()
    teacher.send("pathway/units/1/dates", begins=today.isoformat(), ends=(today + timedelta(days=13)).isoformat())
    return teacher


def load(school, name="maya"):
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return path.load(conn, course, school.people[name], school.waymark.clock())


def sheet(school, name="maya"):
    return f"students/{school.people[name]}"


@ONE_STORE
def test_a_unit_has_dates_and_loses_them_again(dated, school, clock):
    first = load(school).stretches[0]
    assert (first.begins, first.ends) == (clock().date(), clock().date() + timedelta(days=13))
    assert f'value="{first.ends}"' in dated.open("pathway")
    with school.waymark.db.read() as conn:
        copied = take_over.carried(conn, school.tenant, school.course)["units"]
    assert [pace.window(one) for one in copied] == [None] * len(copied), "last year's dates stay where they are"
    dated.send("pathway/units/1/dates", begins="", ends="")
    assert load(school).stretches[0].ends is None


@ONE_STORE
def test_days_that_make_no_sense_are_refused(dated, school):
    before = load(school).stretches
    for begins, ends in (("2026-10-09", "2026-10-01"), ("2026-10-01", ""), ("x", "y"), ("1970-01-01", "1970-02-01")):
        dated.send("pathway/units/1/dates", status=400, begins=begins, ends=ends)
        dated.send(f"{sheet(school)}/away", status=400, first=begins, last=ends or "x")
    dated.send("pathway/units/9/dates", status=404, begins="2026-10-01", ends="2026-10-02")
    assert load(school).stretches == before


@ONE_STORE
def test_more_time_makes_one_students_units_longer_and_moves_no_day_of_their_own(dated, school, clock):
    today = clock().date()
    dated.send(f"{sheet(school)}/supports", extra_time="50")
    assert load(school).stretches[0].ends == today + timedelta(days=20), "fourteen days are twenty-one"
    assert load(school, "caleb").stretches[0].ends == today + timedelta(days=13)
    away = today + timedelta(days=16)
    dated.send(f"{sheet(school)}/away", first=away.isoformat(), last=away.isoformat())
    assert load(school).stretches[0].ends == today + timedelta(days=21), "a day away within them moves them too"
    dated.send(f"{sheet(school)}/supports", no_timer="on")
    assert load(school).stretches[0].ends == today + timedelta(days=13)


def test_days_away_move_one_students_dates_and_come_back(dated, school, clock):
    first = clock().date() + timedelta(days=2)
    dated.send(f"{sheet(school)}/away", first=first.isoformat(), last=(first + timedelta(days=4)).isoformat())
    assert load(school).stretches[0].ends == clock().date() + timedelta(days=18)
    assert load(school, "caleb").stretches[0].ends == clock().date() + timedelta(days=13)
    text = dated.open(sheet(school))
    assert "moved" in text
    assert "away today" not in dated.open("students")
    (row,) = school.rows(t.days_away)
    assert (row.from_day, row.to_day) == (first, first + timedelta(days=4))
    told = [one.about for one in school.rows(t.audit) if one.what == "days-away"]
    assert told == [{"course": school.course, "person": school.people["maya"]}]
    dated.send(f"{sheet(school)}/here", first=first.isoformat())
    assert load(school).stretches[0].ends == clock().date() + timedelta(days=13)
    dated.send(f"{sheet(school)}/here", status=404, first=first.isoformat())


@ONE_STORE
def test_who_is_away_is_not_called_idle(dated, school, clock):
    work(school, "maya", ("juice-stand",), 0.6)
    work(school, "caleb", ("juice-stand",), 0.6, start=100)
    dated.send(
        f"{sheet(school)}/away", first=clock().date().isoformat(), last=(clock().date() + timedelta(8)).isoformat()
    )
    assert "away today" in dated.open("students")
    clock.advance(days=9)
    text = Teacher(dated.doors, school).open("students")  # the session before is over
    rows = {name: text.split(name)[1].split("</tr>")[0] for name in ("Maya Okafor", "Caleb Thompson")}
    assert "Need a hand" in rows["Caleb Thompson"]
    assert "Need a hand" not in rows["Maya Okafor"]


@ONE_STORE
def test_work_is_due_with_the_unit_on_the_students_own_day_and_never_in_the_past(dated, school, clock):
    switch = Author(school.tenant, school.course, school.people["t1"])
    school.waymark.db.write(lambda w: publish.choose(w, switch, {own_dates.SWITCH: True}))
    activity = next(one.id for one in school.rows(t.activity) if one.key == "juice-stand")

    def due(name="maya"):
        with school.waymark.db.read() as conn:
            course = school.waymark.cache.get(conn, school.tenant, school.course)
            return own_dates.day(conn, course, school.people[name], activity, clock().date()).get("due")

    def end_of(day: date) -> str:
        return datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC).isoformat()

    assert due() == end_of(clock().date() + timedelta(days=13))
    dated.send(
        f"{sheet(school)}/away", first=clock().date().isoformat(), last=(clock().date() + timedelta(1)).isoformat()
    )
    assert due() == end_of(clock().date() + timedelta(days=15))
    clock.advance(days=15)
    assert due("caleb") is None
    assert due() is not None

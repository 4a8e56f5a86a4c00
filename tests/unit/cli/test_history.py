"""Synthetic class histories: the same every time, valid statements, of the promised size."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain

from gateway.demo.states import STATES, exercises_of, library_of
from sandbox.history import Exercise, Term, history
from sandbox.school import school
from xapi.validate import check
from xapi.version import Version

UNTIL = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def told(name: str, until: datetime = UNTIL) -> list[dict]:
    state = STATES[name]
    home = "http://localhost:8400/people"
    actors = {
        one.login: {"objectType": "Agent", "account": {"homePage": home, "name": one.sub}}
        for one in school(students=state.students).students
    }
    exercises = exercises_of(library_of(state))
    return list(chain.from_iterable(history(actors, exercises, Term(state.weeks, until, state.visits))))


def test_the_same_seed_and_end_tell_the_same_history():
    assert told("week3") == told("week3")


def test_a_student_does_the_same_whoever_else_is_in_the_class():
    exercises = [Exercise("https://waymark.example/activities/a", "s", 5, 10)]
    one, both = ({login: {"mbox": f"mailto:{login}@school.example"} for login in names} for names in ("a", "ab"))
    alone = list(chain.from_iterable(history(one, exercises, Term(3, UNTIL, absent=0))))
    among = list(chain.from_iterable(history(both, exercises, Term(3, UNTIL, absent=0))))
    assert alone
    assert [each for each in among if each["actor"] == one["a"]] == alone


def test_every_statement_is_valid_in_both_versions_and_has_an_id_of_its_own():
    statements = told("term")
    for version in Version:
        assert not check(statements, version)
    assert len({one["id"] for one in statements}) == len(statements)


def test_a_term_has_over_4000_statements_of_30_students_on_20_standards_in_9_weeks():
    statements, exercises = told("term"), exercises_of(library_of(STATES["term"]))
    skills = {one.id: one.skill for one in exercises}
    assert len(statements) > 4000
    assert len({one["actor"]["account"]["name"] for one in statements}) in {29, 30}
    assert len({skills[one["object"]["id"]] for one in statements if one["object"]["id"] in skills}) == 20
    times = [datetime.fromisoformat(one["timestamp"]) for one in statements]
    assert max(times) < UNTIL
    assert 56 <= (max(times) - min(times)).days < 63
    assert all(one.weekday() < 5 for one in times)
    assert times == sorted(times)

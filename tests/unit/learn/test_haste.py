"""Answers that came faster than their question can be read: found by how long they took, right or wrong."""

import pytest

from gateway.learn import haste
from gateway.learn.evidence import QUESTIONS, Observation, from_statement

ANSWERED, COMPLETED = (f"http://adlnet.gov/expapi/verbs/{one}" for one in ("answered", "completed"))


def seconds(verb, duration, questions=None, kind=None):
    extensions = {QUESTIONS: questions} if questions else {}
    target = {"id": "https://content.example/q", **({"definition": {"type": kind}} if kind else {})}
    seen = from_statement(
        {
            "id": "1b671a64-40d5-491e-99b0-da01ff1f3341", "timestamp": "2026-09-14T10:00:00Z", "verb": {"id": verb},
            "object": target,
            "result": {"score": {"scaled": 1.0}, "duration": duration, "extensions": extensions},
        },
        ["s"],
    )  # fmt: skip
    assert isinstance(seen, Observation)
    return seen.seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1S", 1.0), ("PT2.99S", 2.99), ("PT2,5S", 2.5), ("PT1M3.5S", 63.5), ("PT1H", 3600.0), ("P1DT1S", 86401.0),
        ("P1Y", None), ("P2W", None), ("PT", None), ("P", None), ("3 s", None), ("", None), (3, None), (None, None),
        ("PT" + "9" * 60 + "S", None), ("PT٣S", None),
    ],
)  # fmt: skip
def test_durations_are_read_in_seconds(text, expected):
    assert haste.read(text) == expected


def test_an_answer_takes_as_long_as_its_statement_says():
    assert seconds(ANSWERED, "PT2.5S") == 2.5
    assert seconds(COMPLETED, "PT2.5S", kind="http://adlnet.gov/expapi/activities/cmi.interaction") == 2.5


def test_a_result_of_several_questions_took_the_mean_for_each():
    assert seconds(COMPLETED, "PT10S", questions=5) == 2.0


def test_what_ends_a_whole_activity_is_no_answer():
    assert seconds(COMPLETED, "PT1S") is None


@pytest.mark.parametrize("duration", [None, "PT0S", "PT0.00S", "soon"])
def test_what_nobody_measured_is_not_too_fast(duration):
    assert seconds(ANSWERED, duration) is None


def test_the_limit_itself_is_enough_and_no_limit_lets_all_count():
    assert haste.is_rapid({"seconds": 2.99}, 3.0)
    assert not haste.is_rapid({"seconds": 3.0}, 3.0)
    assert not haste.is_rapid({"seconds": 0.1}, 0.0)
    assert not haste.is_rapid({"seconds": None}, 3.0)


@pytest.mark.parametrize(
    ("questions", "earned", "guessed"),
    [(None, 1.0, True), (1, 1.0, True), (5, 0.4, True), (2, 0.5, True), (5, 0.6, False), (5, 1.0, False)],
)
def test_one_answer_is_a_guess_right_or_wrong_and_a_round_only_where_most_is_wrong(questions, earned, guessed):
    assert haste.is_rapid({"seconds": 1.0, "questions": questions, "earned": earned}, 3.0) is guessed

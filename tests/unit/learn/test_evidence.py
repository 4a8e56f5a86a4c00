"""What counts as evidence (mastery.md 2.5)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.evidence import (
    ANSWER_SHOWN,
    HINTS_AVAILABLE,
    HINTS_USED,
    QUESTIONS,
    NotEvidence,
    Observation,
    from_statement,
)


def statement(result: object, **more: object) -> dict[str, object]:
    return {
        "id": "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE",
        "timestamp": "2026-10-09T14:00:00.123Z",
        "object": {"id": "https://waymark.example/activities/juice-stand"},
        "result": result,
        **more,
    }


def observed(result: object, **more: object) -> Observation:
    found = from_statement(statement(result, **more), ["s1"])
    assert isinstance(found, Observation)
    return found


@pytest.mark.parametrize(("scaled", "score"), [(0.75, 0.75), (-0.5, 0.0), (1, 1.0), (7.0, 1.0)])
def test_scaled_score_is_clamped_to_zero_and_one(scaled, score):
    assert observed({"score": {"scaled": scaled}}).score == score


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ({"raw": 3, "min": 0, "max": 4}, 0.75),
        ({"raw": 3, "min": 1, "max": 5}, 0.5),
        ({"raw": 3, "max": 4}, 0.75),
        ({"raw": 9, "min": 0, "max": 4}, 1.0),
    ],
)
def test_raw_score_counts_within_its_range_when_there_is_no_scaled_one(score, expected):
    found = observed({"score": score, "success": False})
    assert (found.score, found.source) == (expected, "raw")


@pytest.mark.parametrize("score", [{}, {"raw": 3}, {"raw": 3, "min": 4, "max": 4}, {"scaled": "high"}, "full"])
def test_success_alone_is_a_score_of_one_or_zero_with_weight_one(score):
    found = observed({"score": score, "success": True, "extensions": {QUESTIONS: 9}})
    assert (found.score, found.weight, found.source) == (1.0, 1.0, "success")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (statement({"completion": True, "duration": "PT5M"}), "no_score"),
        (statement(None), "no_result"),
        (statement({"success": True}, timestamp="yesterday"), "no_time"),
        (statement({"success": True}, timestamp=None), "no_time"),
        (statement({"success": True}, object={"objectType": "Agent", "mbox": "mailto:a@b.example"}), "no_activity"),
        (statement({"success": True}, id=7), "no_id"),
    ],
)
def test_statements_without_a_score_are_not_evidence_and_say_why(body, reason):
    assert from_statement(body, ["s1"]) == NotEvidence(reason)


def test_unmapped_activity_is_not_evidence():
    assert from_statement(statement({"success": True}), []) == NotEvidence("unmapped")


@pytest.mark.parametrize(("questions", "weight"), [(1, 1.0), (4, 2.0), (9, 3.0), (100, 4.0), (0, 1.0), (2.5, 1.0)])
def test_weight_is_the_root_of_the_questions_at_most_four(questions, weight):
    assert observed({"score": {"scaled": 1}, "extensions": {QUESTIONS: questions}}).weight == weight


@pytest.mark.parametrize(("factor", "weight"), [(0.5, 1.0), (3.0, 4.0), (-1.0, 0.0), (float("nan"), 0.0)])
def test_teachers_weight_multiplies_and_the_total_stays_between_zero_and_four(factor, weight):
    body = statement({"score": {"scaled": 1}, "extensions": {QUESTIONS: 4}})
    found = from_statement(body, ["s1"], factor)
    assert isinstance(found, Observation)
    assert found.weight == weight


@pytest.mark.parametrize(
    ("extensions", "score"),
    [
        ({HINTS_USED: 1, HINTS_AVAILABLE: 4}, 0.75),
        ({HINTS_USED: 9, HINTS_AVAILABLE: 4}, 0.0),
        ({HINTS_USED: 2}, 0.8**2),
        ({HINTS_USED: 0, HINTS_AVAILABLE: 0}, 1.0),
        ({ANSWER_SHOWN: True}, 0.0),
    ],
)
def test_hints_lower_the_score_and_a_shown_answer_takes_it(extensions, score):
    found = observed({"score": {"scaled": 1}, "extensions": extensions})
    assert found.score == pytest.approx(score)
    assert found.earned == 1.0


def test_time_is_utc_and_standards_have_one_order():
    found = from_statement(statement({"success": True}, timestamp="2026-10-09T09:00:00-05:00"), ["s2", "s1", "s2"])
    assert isinstance(found, Observation)
    assert found.timestamp == datetime(2026, 10, 9, 14, tzinfo=UTC)
    assert found.standards == ("s1", "s2")


def test_an_observation_refuses_what_the_tracer_could_not_bear():
    with pytest.raises(ValueError, match="zone"):
        Observation("x", datetime(2026, 1, 1), "a", ("s",), 0.5)  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="weight"):
        Observation("x", datetime(2026, 1, 1, tzinfo=UTC), "a", ("s",), 0.5, 5.0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "score",
                    "scaled",
                    "raw",
                    "min",
                    "max",
                    "success",
                    "extensions",
                    QUESTIONS,
                    HINTS_USED,
                    HINTS_AVAILABLE,
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON, JSON)
def test_any_json_is_evidence_or_a_reason(result, timestamp, target):
    found = from_statement(statement(result, timestamp=timestamp or "2026-01-01T00:00:00Z", object=target), ["s"])
    assert isinstance(found, Observation | NotEvidence)
    found = from_statement(statement(result), ["s"])
    assert isinstance(found, NotEvidence) or (0 <= found.score <= 1 and 0 <= found.weight <= 4)

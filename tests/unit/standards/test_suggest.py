"""Suggestions: likely standards for a text, told with the words that made them, and never a decision."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.suggest import shares
from bench.suggest_data import COHERENCE, candidates, read, tasks
from bench.suggest_words import Okapi, single
from gateway.standards.declared import Ref, in_statement, larger
from gateway.standards.found import codes_in
from gateway.standards.suggest import Candidate, Index

SHARED = Path(__file__).parents[4] / "shared" / "data" / "standards"
OBJECTIVE = "http://adlnet.gov/expapi/activities/objective"

FEW = (
    Candidate("ratio", "Understand the concept of a ratio and use ratio language", "Ratios and proportions", (6,)),
    Candidate("rate", "Solve unit rate problems including unit pricing", "Ratios and proportions", (6,)),
    Candidate("area", "Find the area of triangles and polygons", "Geometry", (6, 7)),
    Candidate("clock", "Tell and write time to the nearest minute", "Measurement", (3,)),
    Candidate("any", "Make sense of problems and persevere", "Practices"),
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(FEW)


def test_the_likeliest_comes_first_with_the_words_that_it_shares(index) -> None:
    first = index.find("How large is the area of these triangular sails?")[0]
    assert first.key == "area"
    assert first.words == ("triangles", "area")
    assert 0.0 < first.score <= 1.0


def test_another_form_of_a_word_is_recognised(index) -> None:
    assert index.find("pricing by units")[0].key == index.find("unit prices")[0].key == "rate"


def test_of_a_grade_only_its_standards_and_those_of_any_grade_come(index) -> None:
    found = {one.key for one in index.find("problems with ratio, rate, area, time", {3})}
    assert found <= {"clock", "any"}
    assert "clock" in found


def test_what_was_refused_is_left_out_and_five_are_the_most(index) -> None:
    assert [one.key for one in index.find("ratio language", without={"ratio"})][:1] != ["ratio"]
    assert len(Index([*FEW, *FEW, *FEW]).find("problems with ratio, rate, area, time")) == 5


@pytest.mark.parametrize("text", ["", "   ", "???", "zzzzqqqq", "x" * 100_000, "$\\frac{1}{2}$ <b>", "\x00"])
def test_odd_texts_give_no_answer_or_a_sane_one(index, text: str) -> None:
    assert all(0.0 <= one.score <= 1.0 for one in index.find(text))
    assert Index([]).find(text) == []


@settings(max_examples=40)
@given(st.text(max_size=60), st.sets(st.integers(-1, 12), max_size=3))
def test_any_text_is_answered(text: str, grades: set[int]) -> None:
    found = Index(FEW).find(text, grades)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_codes_are_found_by_their_usual_shapes() -> None:
    assert codes_in(["Lesson 4.NF.B.3.a and 6.RP.3a", "MS-ESS1-4", "A-REI.B.4.b", "RL.6.2", "111.27.b.4.D"]) == [
        "4.NF.B.3.a", "6.RP.3a", "A-REI.B.4.b", "RL.6.2", "MS-ESS1-4", "111.27.b.4.D",
    ]  # fmt: skip
    assert codes_in(["version 3.2.1", "1.0.3", "https://x.org/a/b.html?c=1", "Chapter 3. A"]) == []


def test_a_statement_names_its_standards_in_its_context_and_in_extensions() -> None:
    body = {
        "object": {"id": "https://a.org/q1", "definition": {"extensions": {"https://a.org/skill": ["6.RP.A.1"]}}},
        "context": {
            "contextActivities": {
                "other": [{"id": "urn:uuid:abc", "definition": {"type": OBJECTIVE, "name": {"en": "6.NS.B.2 Divide"}}}],
                "parent": {"id": "https://a.org/unit"},
            },
            "extensions": {"https://a.org/session": "4.NF.B.3", "https://a.org/more": {"x": "urn:uuid:def"}},
        },
    }
    found = in_statement(body)
    assert Ref("name", "urn:uuid:abc") in found
    assert Ref("code", "6.NS.B.2") in found
    assert Ref("code", "6.RP.A.1") in found
    assert Ref("name", "urn:uuid:def") in found
    assert Ref("code", "4.NF.B.3") not in found
    assert larger(body) == ["https://a.org/unit"]


DEEP = {"object": {"definition": {"extensions": {"a": {"b": [[[[["deep"]]]]]}}}}}


@pytest.mark.parametrize("body", [{}, {"context": 3}, {"context": {"contextActivities": {"other": ["x", None]}}}, DEEP])
def test_odd_statements_name_nothing(body) -> None:
    assert in_statement(body) == []


@pytest.mark.shared
def test_on_our_task_texts_it_is_above_plain_words_ranked_by_bm25() -> None:
    framework = read(SHARED / COHERENCE)
    found, questions = candidates(framework), tasks(framework)
    index = Index(found)
    ours = shares(lambda text, grades: [one.key for one in index.find(text, grades)], questions)
    plain = shares(Okapi(found, single).find, questions)
    assert len(questions) == 50
    assert all(one >= other for one, other in zip(ours, plain, strict=True))

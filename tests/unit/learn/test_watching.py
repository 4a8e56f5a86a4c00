"""Watched video alone is no evidence; a response to it is (activities.md 5, 8)."""

import pytest

from gateway.learn.evidence import NotEvidence, Observation, from_statement
from gateway.learn.watching import is_watching

ADL = "http://adlnet.gov/expapi/verbs/"
PROFILE = "https://w3id.org/xapi/video"
VIDEO = f"{PROFILE}/activity-type/video"
INTERACTIVE = "http://h5p.org/libraries/H5P.InteractiveVideo-1.22"


def said(verb, *, kind="", category="", score=None, success=None, completion=None, response=None):
    target = {"id": "https://content.example/v"} | ({"definition": {"type": kind}} if kind else {})
    around = {"context": {"contextActivities": {"category": [{"id": category}]}}} if category else {}
    told = {"score": score, "success": success, "completion": completion, "response": response}
    outcome = {name: value for name, value in told.items() if value is not None}
    return {
        "id": "1b671a64-40d5-491e-99b0-da01ff1f3341", "timestamp": "2026-09-14T10:00:00Z", "verb": {"id": verb},
        "object": target, "result": outcome, **around,
    }  # fmt: skip


def read(body, medium=""):
    return from_statement(body, ["s"], 1.0, medium)


@pytest.mark.parametrize(
    "verb",
    [
        f"{PROFILE}/verbs/played", f"{PROFILE}/verbs/paused", f"{PROFILE}/verbs/seeked", f"{ADL}completed",
        f"{ADL}terminated", f"{ADL}interacted", f"{ADL}experienced",
    ],
)  # fmt: skip
@pytest.mark.parametrize("about", [{"kind": VIDEO}, {"category": PROFILE}])
def test_a_video_of_the_profile_shows_nothing_whatever_result_its_player_writes(verb, about):
    body = said(verb, success=True, completion=True, score={"scaled": 1.0}, **about)
    assert read(body) == NotEvidence("watched")


@pytest.mark.parametrize("verb", ["https://brindlewaye.com/xAPITerms/verbs/watched", f"{ADL}played", f"{ADL}Viewed/"])
def test_a_verb_of_watching_shows_nothing_about_whatever_it_is(verb):
    assert read(said(verb, success=True, score={"scaled": 1})) == NotEvidence("watched")


def test_the_end_of_a_video_that_says_success_without_points_shows_nothing():
    assert read(said(f"{ADL}passed", kind=VIDEO, success=True)) == NotEvidence("watched")


@pytest.mark.parametrize("verb", [f"{ADL}answered", f"{ADL}responded"])
def test_a_response_inside_a_video_counts(verb):
    seen = read(said(verb, category=PROFILE, success=True, response="a"))
    assert isinstance(seen, Observation)
    assert seen.score == 1.0


def test_a_test_at_the_end_of_a_video_counts_by_its_points():
    assert isinstance(read(said(f"{ADL}passed", kind=VIDEO, score={"raw": 3, "max": 4})), Observation)


def test_an_interactive_video_counts_by_the_points_of_its_questions():
    seen = read(said(f"{ADL}completed", category=INTERACTIVE, score={"min": 0, "raw": 2, "max": 4}))
    assert isinstance(seen, Observation)
    assert seen.score == 0.5


@pytest.mark.parametrize("score", [None, {"min": 0, "raw": 0, "max": 0}, {"scaled": 0, "raw": 0, "min": 0, "max": 0}])
def test_an_interactive_video_without_questions_shows_nothing_at_its_end(score):
    for verb in ("completed", "answered"):
        body = said(f"{ADL}{verb}", category=INTERACTIVE, success=True, completion=True, score=score)
        assert read(body) == NotEvidence("watched")


def test_a_question_of_an_interactive_video_counts_as_itself():
    body = said(f"{ADL}answered", category="http://h5p.org/libraries/H5P.MultiChoice-1.16", score={"raw": 1, "max": 1})
    assert isinstance(read(body), Observation)


def test_the_plain_video_of_h5p_shows_nothing():
    body = said(f"{ADL}completed", category="http://h5p.org/libraries/H5P.Video-1.6", completion=True, success=True)
    assert read(body) == NotEvidence("watched")


def test_what_its_teacher_calls_a_video_counts_by_points_and_answers_alone():
    ended = said(f"{ADL}completed", completion=True, success=True)
    assert read(ended, "video") == NotEvidence("watched")
    assert isinstance(read(ended, "reading"), Observation)
    assert isinstance(read(said(f"{ADL}passed", score={"scaled": 0.8}), "video"), Observation)
    assert isinstance(read(said(f"{ADL}answered", success=True), "video"), Observation)


@pytest.mark.parametrize(
    "odd",
    [{}, {"verb": 3}, {"verb": {"id": 3}, "object": 5}, {"context": {"contextActivities": {"category": "x"}}},
     {"object": {"definition": 4}}, {"context": 1}],
)  # fmt: skip
def test_odd_statements_are_no_reason_to_stumble(odd):
    assert is_watching(odd) is False

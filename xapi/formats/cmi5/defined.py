"""Rules for the statements that cmi5 defines: which verb, which result, how often (9.3 to 9.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xapi.formats.cmi5 import iris
from xapi.formats.cmi5.session import Broken, Progress, Session

_SCORED = frozenset({"passed", "failed"})
_TIMED = frozenset({"completed", "passed", "failed", "terminated"})
_MOVING = frozenset({"completed", "passed", "failed"})
_SUCCESS = {"passed": True, "failed": False}
_COMPLETION = {"completed": True}


def check_defined(session: Session, progress: Progress, body: Mapping[str, Any], *, moving: bool) -> str:
    """Return which word a statement with cmi5's category says; Broken where it may not."""
    word = iris.DEFINED.get(str(body["verb"]["id"]))
    if word is None:
        raise Broken("verb", "a unit says initialized, completed, passed, failed or terminated with cmi5's category")
    if "account" not in body["actor"]:
        raise Broken("actor", "the actor is not an account")
    target = body["object"]
    if target.get("objectType", "Activity") != "Activity" or target["id"] != session.activity:
        raise Broken("object", "the object is not the activity of the launch")
    if session.mode != "Normal" and word not in {"initialized", "terminated"}:
        raise Broken("launch-mode", f"a session to {session.mode.lower()} only says initialized and terminated")
    _once(progress, word)
    if word in _MOVING and not moving:
        raise Broken("moveon-category", f"{word} carries the category moveon")
    _result(word, body.get("result", {}))
    _score(session, word, body)
    return word


def _once(progress: Progress, word: str) -> None:
    """Each word once in a session, completed and passed once in a registration, no failed after passed (9.3)."""
    if word in progress.sent:
        raise Broken("once", f"{word} was said in this session before")
    if word in _SCORED and progress.sent & _SCORED:
        raise Broken("once", "a session says passed or failed, not both")
    if word == "completed" and progress.completed:
        raise Broken("once", "completed was said in this registration before")
    if word == "passed" and progress.passed:
        raise Broken("once", "passed was said in this registration before")
    if word == "failed" and progress.passed:
        raise Broken("once", "failed comes after passed")


def _result(word: str, result: Mapping[str, Any]) -> None:
    """Success, completion and duration where they belong, and nowhere else (9.5.2 to 9.5.4)."""
    for name, wanted in (("success", _SUCCESS.get(word)), ("completion", _COMPLETION.get(word))):
        if result.get(name) is not wanted:
            said = "leaves it out" if wanted is None else f"says {str(wanted).lower()}"
            raise Broken(name, f"{word} {said} in the result's {name}")
    if word in _TIMED and "duration" not in result:
        raise Broken("duration", f"{word} has a duration")


def _score(session: Session, word: str, body: Mapping[str, Any]) -> None:
    """Let a score stand only in passed and failed, on its side of the mastery score, which is named (9.5.1)."""
    score = body.get("result", {}).get("score")
    if score is None:
        return
    if word not in _SCORED:
        raise Broken("score", f"{word} has no score")
    if "raw" in score and not {"min", "max"} <= score.keys():
        raise Broken("score", "a raw score has its minimum and maximum beside it")
    mastery = session.mastery_score
    if mastery is None:
        return
    told = body["context"].get("extensions", {}).get(iris.MASTERY_SCORE)
    if isinstance(told, bool) or not isinstance(told, int | float) or float(told) != mastery:
        raise Broken("masteryscore", "the context does not have the mastery score of the launch")
    scaled = score.get("scaled")
    if scaled is None:
        return
    if word == "passed" and scaled < mastery:
        raise Broken("masteryscore", "passed with a score below the mastery score")
    if word == "failed" and scaled >= mastery:
        raise Broken("masteryscore", "failed with a score that reaches the mastery score")

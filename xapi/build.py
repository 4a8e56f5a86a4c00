"""Build our own statements with the tincan package; each is a plain dict that is valid in 1.0.3 and in 2.0.

The caller gives ids and times: nothing here reads a clock or draws a number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import tincan

from xapi import names
from xapi.times import write_time


@dataclass(frozen=True, slots=True)
class Account:
    """A person as statements carry them: an opaque account, never a name or an address (P04)."""

    home_page: str
    name: str

    def agent(self) -> tincan.Agent:
        """Give the person as an xAPI Agent."""
        return tincan.Agent(object_type="Agent", account={"home_page": self.home_page, "name": self.name})


@dataclass(frozen=True, slots=True)
class Frame:
    """What every statement of ours has: its id, its time (aware), and the registration when a launch caused it."""

    id: UUID
    timestamp: datetime
    registration: UUID | None = None


def completed(
    frame: Frame,
    *,
    actor: Account,
    activity: str,
    raw: float,
    out_of: float,
    success: bool,
    duration: timedelta,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Say that a learner finished an activity with `raw` of `out_of` points; extensions by their short names."""
    result = tincan.Result(
        score=_score(raw, out_of),
        success=success,
        completion=True,
        duration=duration,
        extensions=_extensions(extensions),
    )
    return _statement(frame, actor, names.COMPLETED, tincan.Activity(id=activity), result)


def answered(
    frame: Frame,
    *,
    actor: Account,
    item: str,
    activity: str,
    response: str,
    success: bool,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Say how a learner answered one item of an activity, which is named as the item's parent."""
    result = tincan.Result(response=response, success=success, extensions=_extensions(extensions))
    target = tincan.Activity(id=item, definition=tincan.ActivityDefinition(type=names.INTERACTION))
    around = {"parent": [tincan.Activity(id=activity)]}
    return _statement(frame, actor, names.ANSWERED, target, result, around)


def outcome(
    frame: Frame,
    *,
    actor: Account,
    teacher: Account,
    activity: str,
    level: int,
    levels: int,
    course: str,
    standards: Sequence[str] = (),
) -> dict[str, Any]:
    """Say that a teacher placed a learner's work at `level` (1 lowest) of a rubric with so many levels.

    `scaled` runs from 0 (lowest level) to 1 (highest); the level itself is the extension `rubric-level`.
    """
    score = tincan.Score(raw=level, min=1, max=levels, scaled=(level - 1) / (levels - 1))
    result = tincan.Result(
        score=score, completion=True, extensions=_extensions({"rubric-level": level, "rubric-levels": levels})
    )
    around = {"grouping": [_course(course)], "other": [_standard(iri) for iri in standards]}
    context = {"instructor": teacher.agent(), "extensions": _extensions({"course": course})}
    return _statement(frame, actor, names.SCORED, tincan.Activity(id=activity), result, around, context)


@dataclass(frozen=True, slots=True)
class Marked:
    """A level of one row of a rubric: the rubric's IRI at its version, the row's key, the level (1 lowest) of so many.

    `points` 0..1 is what the level is worth, `word` what it is called.
    """

    rubric: str
    row: str
    level: int
    levels: int
    word: str
    points: float


def marked(
    frame: Frame, *, actor: Account, teacher: Account, row: str, activity: str, mark: Marked, course: str,
    standards: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Say that a teacher marked a learner's work in one row of a rubric; the object is that row of the activity."""
    told = {
        "rubric": mark.rubric, "rubric-row": mark.row, "rubric-level": mark.level, "rubric-levels": mark.levels,
        "rubric-word": mark.word,
    }  # fmt: skip
    score = tincan.Score(raw=mark.level, min=1, max=mark.levels, scaled=mark.points)
    result = tincan.Result(score=score, completion=True, extensions=_extensions(told))
    around = {
        "parent": [tincan.Activity(id=activity)], "grouping": [_course(course)],
        "other": [_standard(iri) for iri in standards],
    }  # fmt: skip
    context = {"instructor": teacher.agent(), "extensions": _extensions({"course": course})}
    return _statement(frame, actor, names.SCORED, tincan.Activity(id=row), result, around, context)


def graded(
    frame: Frame, *, actor: Account, activity: str, raw: float, out_of: float, course: str | None
) -> dict[str, Any]:  # fmt: skip
    """Say that a learner's work was graded elsewhere with `raw` of `out_of` points; None is no course of ours."""
    result = tincan.Result(score=_score(raw, out_of))
    around = {"grouping": [_course(course)]} if course else {}
    context = {"extensions": _extensions({"course": course})} if course else {}
    return _statement(frame, actor, names.SCORED, tincan.Activity(id=activity), result, around, context)


def decision(
    frame: Frame,
    kind: str,
    *,
    by: Account,
    course: str,
    value: Any,
    about: Account | None = None,
    standard: str | None = None,
    activity: str | None = None,
    options: Sequence[str] = (),
) -> dict[str, Any]:
    """Say that a person decided something, so that a rebuild finds all of it in the statement alone.

    The actor is who decided. The object is the learner decided about, where that is somebody else: then look-ups by
    agent and the erasure of a learner find it. Where people decide for themselves (`about` is None or `by`) the object
    is the activity, else the standard, else the course. Free text is never part of it; it lies beside the statement.
    `value` is JSON; `options` are the ids that were offered. `decisions.read` is the way back.
    """
    learner = about or by
    facts = {
        "decision": kind,
        "learner": {"homePage": learner.home_page, "name": learner.name},
        "course": course,
        "value": value,
        **({"standard": standard} if standard else {}),
        **({"activity": activity} if activity else {}),
        **({"options": list(options)} if options else {}),
    }
    around = {
        "category": [tincan.Activity(id=names.DECISION)],
        "grouping": [_course(course)],
        "other": ([_standard(standard)] if standard else []) + ([tincan.Activity(id=activity)] if activity else []),
    }
    own = tincan.Activity(id=activity) if activity else _standard(standard) if standard else _course(course)
    target = own if learner == by else learner.agent()
    return _statement(frame, by, names.DECIDED, target, None, around, {"extensions": _extensions(facts)})


def voiding(frame: Frame, *, by: Account, target: UUID) -> dict[str, Any]:
    """Say that an earlier statement of ours no longer holds; a correction voids and replaces."""
    around = {"category": [tincan.Activity(id=names.DECISION)]}
    return _statement(frame, by, names.VOIDED, tincan.StatementRef(id=target), None, around)


def _statement(
    frame: Frame,
    actor: Account,
    verb: str,
    target: tincan.Activity | tincan.Agent | tincan.StatementRef,
    result: tincan.Result | None,
    around: Mapping[str, Sequence[tincan.Activity]] | None = None,
    context: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Join the parts and give JSON; the version is left to the store, which speaks two."""
    lists = {name: list(activities) for name, activities in (around or {}).items() if activities}
    parts: dict[str, Any] = dict(context or {})
    if lists:
        parts["context_activities"] = tincan.ContextActivities(**lists)
    if frame.registration:
        parts["registration"] = str(frame.registration)
    display = tincan.LanguageMap({"en": verb.rsplit("/", 1)[1]})
    statement = tincan.Statement(
        actor=actor.agent(),
        verb=tincan.Verb(id=verb, display=display),
        object=target,
        result=result,
        context=tincan.Context(**parts) if parts else None,
    )
    built: dict[str, Any] = statement.as_version(tincan.Version.latest)
    del built["version"]
    # The package writes times without milliseconds and wants UUIDs of version 1 to 5; both are put in as they are.
    return {"id": str(frame.id), **built, "timestamp": write_time(frame.timestamp)}


def _score(raw: float, out_of: float) -> tincan.Score:
    return tincan.Score(raw=raw, min=0, max=out_of, scaled=raw / out_of)


def _extensions(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {names.extension(name): value for name, value in facts.items()} if facts else None


def _standard(iri: str) -> tincan.Activity:
    return tincan.Activity(id=iri, definition=tincan.ActivityDefinition(type=names.OBJECTIVE))


def _course(iri: str) -> tincan.Activity:
    return tincan.Activity(id=iri, definition=tincan.ActivityDefinition(type=names.COURSE))

"""Why: structured reasons (a code and its arguments) that the pages turn into sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gateway.learn.mastery import Mastery, moment
from gateway.learn.said import Fall
from gateway.learn.settings import Settings
from gateway.learn.state import Contribution


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a stable code and what its sentence names (ids, scores 0..1, counts, aware times)."""

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)


def result_args(last: Contribution) -> dict[str, Any]:
    """Return what names one result: activity id, share earned, questions, hints, date."""
    return {
        "activity": last.activity_id,
        "earned": last.earned,
        "questions": last.questions,
        "hints": last.hints_used,
        "at": moment(last.at),
    }


def for_teacher(mastery: Mastery, settings: Settings) -> tuple[Reason, ...]:
    """Return at most three reasons for a mastery: the last result, what came before it, what it takes from here."""
    if not mastery.contributions:
        return (_outlook(mastery, settings),)
    last = mastery.contributions[0]
    first = Reason("last_result", {**result_args(last), "moved": last.moved, "expected": last.expected})
    return (first, *_earlier(mastery, settings), _outlook(mastery, settings))


def how_fell(mastery: Mastery, fell: Fall, words: Sequence[str] = ()) -> Reason:
    """Return how a level went down, so that it stays true whatever came since; words are the school's for levels.

    `fell` follows the sentence about the newest result; the others name what did it themselves.
    """
    newest = bool(mastery.contributions) and mastery.contributions[0].statement_id == fell.statement_id
    levels = {"from": fell.before, "to": fell.after, "words": tuple(words)}
    if fell.cause == "result" and newest:
        return Reason("fell", levels)
    if fell.cause not in {"result", "late"}:
        return Reason(f"fell_{fell.cause}", {**levels, "at": moment(fell.at)})
    result = {"activity": fell.activity_id, "earned": fell.earned, "questions": fell.questions, "at": moment(fell.at)}
    return Reason("fell_late" if fell.cause == "late" else "fell_before", {**levels, **result})


def _words(settings: Settings) -> tuple[str, ...]:
    return tuple(settings.rule.words) if settings.rule is not None else ()


def _earlier(mastery: Mastery, settings: Settings) -> tuple[Reason, ...]:
    if mastery.fell is not None and mastery.level is not None:
        return (how_fell(mastery, mastery.fell, _words(settings)),)
    earlier = mastery.contributions[1:]
    if not earlier:
        return ()
    shares = [each.earned for each in earlier]
    args = {"tries": len(earlier), "lowest": min(shares), "highest": max(shares), "since": moment(earlier[-1].at)}
    return (Reason("earlier_results", args),)


def _outlook(mastery: Mastery, settings: Settings) -> Reason:
    band = {"low": mastery.low, "high": mastery.high, "aim": settings.aim}
    if mastery.state == "few":
        counts = {"pieces": mastery.n, "activities": mastery.activities}
        return Reason("needs_evidence", {**counts, "of_pieces": settings.pieces, "of_activities": settings.activities})
    if mastery.state == "due":
        return Reason(
            "untouched", {"last_at": mastery.last_at, "mastered_at": mastery.first_mastered_at or mastery.last_at}
        )
    if settings.rule is not None and mastery.state in {"done", "near", "prog"}:
        rule = settings.rule
        args = {"formula": rule.formula, "parameter": rule.parameter, "value": mastery.value, "of": rule.possible}
        return Reason("by_rule", {**args, "level": mastery.level, "words": rule.words})
    if mastery.proposed is not None:
        return Reason("stands", {"level": mastery.level, "proposed": mastery.proposed, "words": _words(settings)})
    if mastery.state == "done" and mastery.low < settings.aim:
        return Reason("stays_mastered", band)
    codes = {"none": "nothing_yet", "exc": "excused", "done": "past_aim", "near": "close_to_aim", "prog": "below_aim"}
    return Reason(codes[mastery.state], band if mastery.state in {"done", "near", "prog"} else {})


def for_card(
    kind: str, mastery: Mastery, blamed_by: tuple[Mastery, ...], basis: tuple[Mastery, ...], opens: int, ready: bool
) -> Reason:
    """Return why a card is offered: a result by activity and date, or why this is a good place to start.

    blamed_by are standards whose failures cast doubt on this one; basis are its direct prerequisites, and ready says
    whether they are believed known, be it from other results only.
    """
    last = mastery.contributions[0] if mastery.contributions else None
    if kind == "support":
        failed = next((each for each in blamed_by if each.contributions), None)
        if failed is not None:
            return Reason("helps_with", {"standard": failed.standard, **result_args(failed.contributions[0])})
        if last is not None:
            return Reason("another_way", result_args(last))
    if last is None:
        return _start_reason(kind, basis, opens, ready)
    codes = {"few": "more_evidence", "near": "one_more", "prog": "keep_going"}
    return Reason("refresh" if kind == "review" else codes.get(mastery.state, "keep_going"), result_args(last))


def _start_reason(kind: str, basis: tuple[Mastery, ...], opens: int, ready: bool) -> Reason:
    if kind == "review":
        return Reason("known_already")
    if not basis:
        return Reason("first_step", {"opens": opens})
    known = [each for each in basis if each.state in {"done", "due", "near"}]
    if len(known) < len(basis):
        code = "likely_ready" if ready else "look_ahead"
        return Reason(code, {"basis": tuple(each.standard for each in basis), "opens": opens})
    shown = next((each.contributions[0] for each in known if each.contributions), None)
    args = {"basis": tuple(each.standard for each in known), "opens": opens}
    return Reason("basis_known", args | (result_args(shown) if shown else {}))

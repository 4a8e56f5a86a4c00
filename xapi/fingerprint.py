"""Is a statement sent again the same statement? (rule 3)

Two statements with one id are the same when they differ only in what the store sets (id, authority, stored, timestamp,
version), in activity definitions, verb display or attachments, in the order of a group's members, in a default written
out (objectType, one context activity instead of a list of one), or in the spelling of a timestamp, a UUID, a language
tag or a number. Everything else makes them different, also names of agents.

`result.duration` counts: in 1.0.3 as plain text. In 2.0 two durations are the same when their months are equal and
their seconds are at most 0.01 s apart. That is no equivalence (it does not chain), so no fingerprint can carry it: the
2.0 fingerprint holds months and seconds cut to hundredths, and `same` compares two bodies exactly. A store compares
fingerprints, and asks `same` only where they differ and the request speaks 2.0.
"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from hashlib import blake2b
from typing import Any

from xapi import jsontext
from xapi.times import read_duration, read_time, write_time
from xapi.version import Version

SET_BY_STORE = frozenset({"id", "authority", "stored", "timestamp", "version", "attachments"})
TOLERANCE = Decimal("0.01")
SIZE = 16
"""Bytes of a fingerprint; it tells honest re-sends from changed ones, nothing secret hangs on it."""


def fingerprint(statement: Mapping[str, Any], version: Version) -> bytes:
    """Give 16 bytes that are equal for statements that are the same under the version's comparison."""
    core = _core(statement)
    if version is Version.V2:
        for result in _results(core):
            result["duration"] = hundredths(result["duration"])
    return blake2b(jsontext.write(core, sort=True), digest_size=SIZE).digest()


def hundredths(duration: str) -> str:
    """Write a valid duration in one spelling, cut to 0.01 s: what is finer does not count in comparisons (2.0)."""
    months, seconds = read_duration(duration)
    return f"{months.normalize():f} {seconds.scaleb(2).to_integral_value(ROUND_DOWN):f}"


def same(one: Mapping[str, Any], other: Mapping[str, Any], version: Version) -> bool:
    """Compare two statement bodies exactly, in 2.0 with the tolerance of 0.01 s for durations."""
    first, second = _core(one), _core(other)
    if version is Version.V2:
        timed, other_timed = _results(first), _results(second)
        if len(timed) != len(other_timed):
            return False
        for result, other_result in zip(timed, other_timed, strict=True):
            if _close(result["duration"], other_result["duration"]):
                # Kept in place as one word, so that it still shows which of the two results had it.
                result["duration"] = other_result["duration"] = "close"
    return jsontext.write(first, sort=True) == jsontext.write(second, sort=True)


def _close(one: str, other: str) -> bool:
    (months, seconds), (other_months, other_seconds) = read_duration(one), read_duration(other)
    return months == other_months and abs(seconds - other_seconds) <= TOLERANCE


def _results(core: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the results with a duration: the statement's and its sub-statement's."""
    return [holder["result"] for holder in (core, core["object"]) if "duration" in holder.get("result", ())]


def _core(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce a statement or sub-statement to what counts, in one spelling; what it changes is copied."""
    core = {name: value for name, value in statement.items() if name not in SET_BY_STORE}
    core["actor"] = _actor(core["actor"])
    core["verb"] = core["verb"]["id"]
    core["object"] = _object(core["object"])
    if "result" in core:
        core["result"] = _result(core["result"])
    if "context" in core:
        core["context"] = _context(core["context"])
    return core


def _object(target: Mapping[str, Any]) -> dict[str, Any]:
    match target.get("objectType", "Activity"):
        case "Activity":
            return {"objectType": "Activity", "id": target["id"]}
        case "StatementRef":
            return {**target, "id": target["id"].lower()}
        case "SubStatement":
            core = _core(target)
            if "timestamp" in target:
                # The store never sets this one, so its instant counts; only its spelling does not.
                core["timestamp"] = write_time(read_time(target["timestamp"]))
            return core
        case _:
            return _actor(target)


def _actor(actor: Mapping[str, Any]) -> dict[str, Any]:
    if "member" not in actor:
        return {"objectType": "Agent", **actor}
    members = sorted((_actor(member) for member in actor["member"]), key=_text)
    return {**actor, "member": members}


def _text(value: Any) -> bytes:
    return jsontext.write(value, sort=True)


def _result(result: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _number(value) if name in {"score", "extensions"} else value for name, value in result.items()}


def _number(value: Any) -> Any:
    """Write whole floats as integers, at any depth: 5 and 5.0 are one number of JSON."""
    if isinstance(value, float) and value.is_integer():
        return int(value) if abs(value) < 2**53 else value
    if isinstance(value, dict):
        return {name: _number(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_number(inner) for inner in value]
    return value


def _context(context: Mapping[str, Any]) -> dict[str, Any]:
    core = dict(context)
    for name in ("registration", "language"):
        if name in core:
            core[name] = core[name].lower()
    for name in ("instructor", "team"):
        if name in core:
            core[name] = _actor(core[name])
    if "statement" in core:
        core["statement"] = core["statement"]["id"].lower()
    if "contextActivities" in core:
        core["contextActivities"] = {
            relation: [activity["id"] for activity in (given if isinstance(given, list) else [given])]
            for relation, given in core["contextActivities"].items()
        }
    if "extensions" in core:
        core["extensions"] = _number(core["extensions"])
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in core:
            core[name] = [{**item, inner: _actor(item[inner])} for item in core[name]]
    return core

"""Check statements: the schema of the version first, then the rules JSON Schema cannot say."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas import Problem, Validator, load
from xapi.parsing import parse
from xapi.times import read_time
from xapi.version import Version

__all__ = ["check", "parse", "remarks"]

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"

COMPONENT_LISTS = {
    "choices": ("choice", "sequencing"),
    "scale": ("likert",),
    "source": ("matching",),
    "target": ("matching",),
    "steps": ("performance",),
}
"""Which interaction types a component list belongs to (1.0.3 part two, appendix C)."""

_INTERACTION = {"correctResponsesPattern", *COMPONENT_LISTS}


def check(payload: Any, version: Version) -> list[Problem]:
    """List every broken rule of one parsed statement or a list of them (paths then start with its index).

    Empty when all may be stored. Whoever took the payload from the network has limited its depth with `parse`.
    """
    validator = load(f"xapi-statement-{version.value}")
    if not isinstance(payload, list):
        return _one(payload, validator, "")
    problems = [p for at, statement in enumerate(payload) for p in _one(statement, validator, f"/{at}")]
    return problems or (_same_id_twice(payload) if version is Version.V2 else [])


def remarks(statement: Mapping[str, Any]) -> list[Problem]:
    """Report what a valid statement's interaction says wrongly: real content does, so it is never refused (rule 13)."""
    definition = statement["object"].get("definition", {})
    return list(_interaction(definition)) if isinstance(definition, dict) else []


def _one(statement: Any, validator: Validator, where: str) -> list[Problem]:
    if not validator.is_valid(statement):
        found = validator.problems(statement)
        return [Problem(where + p.path, p.rule, p.message) for p in found] if where else found
    inner = statement["object"]
    problems = list(_parts(statement, where))
    if inner.get("objectType") == "SubStatement":
        problems.extend(_parts(inner, where + "/object"))
    return problems


def _parts(statement: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Check the calendar, the score and the attachments of a statement or sub-statement that fits the schema."""
    for name in ("timestamp", "stored"):
        if name in statement:
            yield from _calendar(statement[name], f"{where}/{name}")
    if "result" in statement and "score" in statement["result"]:
        yield from _score(statement["result"]["score"], f"{where}/result/score")
    definition = statement["object"].get("definition")
    if definition and "interactionType" not in definition and _INTERACTION & definition.keys():
        said = "the parts of an interaction stand without an interactionType"
        yield Problem(f"{where}/object/definition", "interaction-type", said)
    for at, attachment in enumerate(statement.get("attachments", ())):
        if attachment["usageType"] == SIGNATURE and attachment["contentType"] != "application/octet-stream":
            said = "the content type of a signature is application/octet-stream"
            yield Problem(f"{where}/attachments/{at}/contentType", "signature", said)


def _calendar(text: str, where: str) -> Iterator[Problem]:
    try:
        read_time(text)
    except (ValueError, OverflowError):
        yield Problem(where, "timestamp", f'"{text}" is not a day of the calendar')


def _score(score: Mapping[str, float], where: str) -> Iterator[Problem]:
    """Rule 12: min < max, and raw between those of them that are given."""
    low, high, raw = score.get("min"), score.get("max"), score.get("raw")
    if low is not None and high is not None and low >= high:
        yield Problem(where, "score-range", f"min is {low} and max is {high}; min must be less than max")
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        yield Problem(f"{where}/raw", "score-range", f"{raw} does not lie between min and max")


def _same_id_twice(statements: list[dict[str, Any]]) -> list[Problem]:
    """2.0 refuses a whole batch that names one id twice; 1.0.3 leaves it to the comparison of the two."""
    seen: set[str] = set()
    problems = []
    for at, statement in enumerate(statements):
        key = statement.get("id", "").lower()
        if key in seen:
            problems.append(Problem(f"/{at}/id", "same-id-twice", "another statement of this list has the same id"))
        elif key:
            seen.add(key)
    return problems


def _interaction(definition: Mapping[str, Any]) -> Iterator[Problem]:
    kind = definition.get("interactionType")
    where = "/object/definition"
    for name, kinds in COMPONENT_LISTS.items():
        if name not in definition:
            continue
        if kind not in kinds:
            said = f"{name} belongs to interactions of type {' or '.join(kinds)}"
            yield Problem(f"{where}/{name}", "interaction-components", said)
        ids = [component["id"] for component in definition[name]]
        if len(set(ids)) < len(ids):
            yield Problem(f"{where}/{name}", "interaction-components", "two components have the same id")

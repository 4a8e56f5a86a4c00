"""What suggestions are measured on: a framework's standards, texts of the same meaning elsewhere, and task texts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from gateway.standards import case
from gateway.standards.codes import normalise, without_cluster
from gateway.standards.model import Framework
from gateway.standards.suggest import Candidate
from gateway.standards.tree import place

TASKS = Path(__file__).parent / "suggest_tasks.json"
COHERENCE, SMARTER = "ccss-math-coherence.case.json.gz", "smarter-balanced-math.case.json.gz"


@dataclass(frozen=True)
class Question:
    """A text, the standard it belongs to, and that standard's grades."""

    text: str
    standard: str
    grades: tuple[int, ...]


def read(path: Path) -> Framework:
    """Return the framework of a packed CASE package."""
    return case.parse(gzip.decompress(path.read_bytes()))


def candidates(framework: Framework) -> list[Candidate]:
    """Return what can be assessed, with the two headings above it (a component's standard is one of them)."""
    found, above = [], list[str]()
    for one in place(framework):
        del above[one.depth :]
        if one.assessable:
            found.append(Candidate(one.item.identifier, one.item.statement, " ".join(above[-2:]), one.item.grades))
        above.append(one.item.statement)
    return found


def by_code(framework: Framework) -> dict[str, str]:
    """Return identifiers by normalised code, with and without the cluster's letter."""
    found: dict[str, str] = {}
    for item in framework.items:
        if item.code:
            key = normalise(item.code)
            found[key] = item.identifier
            found.setdefault(without_cluster(key), item.identifier)
    return found


def matched(path: Path, framework: Framework) -> list[Question]:
    """Return the texts that exactMatchOf edges of a packed package tie to assessable standards of another, by code."""
    package = json.loads(gzip.decompress(path.read_bytes()))
    codes = by_code(framework)
    texts = {item["identifier"]: item["fullStatement"] for item in package["CFItems"]}
    targets = {one.key: one for one in candidates(framework)}
    pairs = {
        (edge["originNodeURI"]["identifier"], codes[code])
        for edge in package["CFAssociations"]
        if edge["associationType"] == "exactMatchOf" and edge["originNodeURI"]["identifier"] in texts
        for code in _codes(edge["destinationNodeURI"]["uri"])
        if code in codes
    }
    return [Question(texts[one], key, targets[key].grades) for one, key in sorted(pairs) if key in targets]


def _codes(urn: str) -> Iterator[str]:
    """Yield the normalised code inside an outside node's name (standards.md 1.3)."""
    name = unquote(urn)
    if ":CCSS-M:" in name:
        yield normalise(name.rpartition(":CCSS-M:")[2])
    elif ":AIR:" in name:
        grade, _, rest = name.rpartition(":AIR:")[2].partition("|")
        domain, _, code = rest.rpartition(":")[2].partition("|")
        head = f"{grade}." if grade.isdigit() else ""
        yield normalise(f"{head}{domain}.{code.removeprefix(f'{grade}.')}")


def tasks(framework: Framework) -> list[Question]:
    """Return our own task texts; each names its standard by the framework's code."""
    codes = by_code(framework)
    grades = {item.identifier: item.grades for item in framework.items}
    rows: Sequence[dict[str, str]] = json.loads(TASKS.read_text(encoding="utf-8"))
    keys = [codes[normalise(row["standard"])] for row in rows]
    return [Question(row["text"], key, grades[key]) for row, key in zip(rows, keys, strict=True)]

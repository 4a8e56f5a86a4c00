"""Where a learner is: the units of the published pathway, what they build on, and the one to work in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.services.desire import open_standards
from gateway.services.path import FINISHED, Learner, units


@dataclass(frozen=True)
class Stop:
    """One unit of the trail: its number from 1, title, standards of the course, and a unit that it is easier after."""

    number: int
    title: str
    standards: tuple[str, ...]
    easier_after: str = ""


def stops_of(learner: Learner) -> tuple[Stop, ...]:
    """Return the units of the published pathway in order."""
    stops: list[Stop] = []
    for number, unit in enumerate(units(learner.course), start=1):
        standards = tuple(one for one in unit["standards"] if one in learner.course.standards)
        stops.append(Stop(number, str(unit["title"]), standards, _easier_after(learner, stops, standards)))
    return tuple(stops)


def _easier_after(learner: Learner, before: Sequence[Stop], standards: Sequence[str]) -> str:
    """Return the title of the last earlier unit that holds a prerequisite the learner has not finished."""
    graph = learner.course.library.graph
    needed = {name for one in standards for name in graph.before(one)} - set(standards)
    missing = {name for name in needed if learner.mastery(name).state not in FINISHED}
    return next((stop.title for stop in reversed(before) if missing.intersection(stop.standards)), "")


def here(learner: Learner, stops: Sequence[Stop]) -> int:
    """Return the number of the unit a learner works in: the first open one that asks for something, or the last."""
    opened = set(open_standards(learner.course))
    mine = [stop for stop in stops if opened.intersection(stop.standards)] or list(stops)
    going = [stop for stop in mine if not learner.passed(stop.standards)]
    return going[0].number if going else mine[-1].number if mine else 0

"""Where a learner starts in each unit: from the answers of a placement, unless a teacher says otherwise.

The questions asked are decisions of the learner's in the log; the starts follow from them and their results, and are
kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.learn.placement import RIGHT, Placing, place
from gateway.learn.state import LearnerState, Record
from gateway.services import rounds
from gateway.services.decide import Decided
from gateway.services.inputs import CourseInputs
from gateway.services.rounds import Round

ASKED = "question"
"""The kind of decision by which a placement asks."""


@dataclass(frozen=True)
class Starts:
    """How a learner's placement stands: its questions, what follows from them, and starts that a teacher set by unit.

    Units are counted from 0.
    """

    questions: tuple[Round, ...]
    placing: Placing
    moved: Mapping[int, str]

    @property
    def begun(self) -> bool:
        """Whether a question was ever asked."""
        return bool(self.questions)

    @property
    def found(self) -> bool:
        """Whether answers say where to start: all of them, or those so far."""
        return any(one.right is not None for one in self.questions)


def units(course: CourseInputs) -> list[tuple[str, ...]]:
    """Return the standards of each unit of the published pathway, as far as the course has them."""
    found = (course.pathway or {}).get("units", ())
    return [tuple(one for one in unit["standards"] if one in course.standards) for unit in found]


def read(conn: Connection, course: CourseInputs, person_id: str, made: Sequence[Decided]) -> Starts:
    """Return the starts of a learner, whose decisions in the course are given."""
    asked = rounds.read(conn, course, person_id, ASKED) if any(one.kind == ASKED for one in made) else ()
    answers = [(one.standard_id, one.right) for one in asked if one.right is not None]
    placing = place(units(course), course.library.graph, answers, frozenset(rounds.askable(course)))
    return Starts(asked, placing, _moved(course, made))


def known(course: CourseInputs, starts: Starts, state: LearnerState) -> frozenset[str]:
    """Return the standards before the starts, which need not be offered; later results that fail take one out.

    A placement that was left half-way counts as far as it came.
    """
    found: set[str] = set()
    for number, unit in enumerate(units(course)):
        if number in starts.moved:
            found |= set(unit[: unit.index(starts.moved[number])])
        elif starts.found:
            found |= starts.placing.known.intersection(unit)
    return unfailed(found, state)


def unfailed(standards: Iterable[str], state: LearnerState) -> frozenset[str]:
    """Return the standards without those whose newest result did not work out: these are offered again."""
    return frozenset(name for name in standards if not _failed(state.records.get(name, Record())))


def _moved(course: CourseInputs, made: Sequence[Decided]) -> dict[int, str]:
    found: dict[int, str] = {}
    for one in made:
        if one.kind != "start" or one.by == one.person_id:
            continue
        for number, unit in enumerate(units(course)):
            if one.standard_id in unit:
                found[number] = str(one.standard_id)
    return found


def _failed(record: Record) -> bool:
    return bool(record.contributions) and record.contributions[-1].earned < RIGHT

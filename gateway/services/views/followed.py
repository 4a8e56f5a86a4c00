"""How one standard moved with each result of a learner: all of them, where the state keeps the newest alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.learn.evidence import Observation
from gateway.learn.fold import absorb
from gateway.learn.mastery import Mastery, read
from gateway.learn.state import Contribution, LearnerState
from gateway.services import evidence
from gateway.services.inputs import CourseInputs


@dataclass(frozen=True, slots=True)
class Moved:
    """One result that counted, what it did, and how the standard stood after it."""

    seen: Observation
    did: Contribution
    after: Mastery


def follow(conn: Connection, inputs: CourseInputs, person_id: str, standard: str) -> tuple[Moved, ...]:
    """Return the results that counted for a standard, oldest first.

    The learner is folded once more, result by result: the range after each of them is kept nowhere.
    """
    iris = {identifier: iri for iri, identifier in inputs.activity_ids.items()}
    state = LearnerState.empty(inputs.parameters.hyper)
    found = []
    for one in sorted(evidence.observations(conn, inputs, person_id, iris), key=lambda each: each.key):
        absorb(state, one, inputs.learn)
        record = state.records.get(standard)
        if record is None or standard not in one.standards:
            continue
        if record.contributions[-1].statement_id == one.statement_id:
            after = read(state, standard, one.timestamp, inputs.learn)
            found.append(Moved(one, record.contributions[-1], after))
    return tuple(found)

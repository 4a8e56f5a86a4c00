"""The whole state as JSON for tests and for the gradebook page."""

import copy
from dataclasses import asdict

from sandbox.canvas.assignments import assignment_json
from sandbox.canvas.columns import item_json, live_items
from sandbox.canvas.lms import Lms
from sandbox.canvas.model import Assignment, LineItem, Result, Submission
from sandbox.canvas.module_overrides import gets_in
from sandbox.canvas.rubrics import finish_jobs
from sandbox.canvas.visibility import sees
from sandbox.lms import Cell, Column, Rated, Readback, Work
from sandbox.parts import Json
from sandbox.school import Person


def full_state(lms: Lms) -> Json:
    """Gradebook, line items with scores, assignments with overrides, and the request log."""
    with lms.store.lock:
        grades, results = _grades(lms), _results(lms)
        report = {
            "gradebook": [_row(lms, one, grades.get(one.id, {})) for one in lms.school.people if one.is_learner],
            "line_items": [_item(lms, item, results.get(item.id, [])) for item in live_items(lms)],
            "assignments": [
                assignment_json(lms, assignment, with_overrides=True)
                for assignment in lms.state.assignments.values()
                if not assignment.deleted
            ],
            "outcomes": [vars(one) for one in lms.state.outcomes.values()],
            "requests": lms.log.summary(),
            "readback": asdict(readback(lms)),
            "people": [{"login": one.login, "sub": one.sub} for one in lms.school.people],
        }
        # The rows are the LMS's own memory; a reader must not see them change later.
        return copy.deepcopy(report)


def readback(lms: Lms) -> Readback:
    """Return gradebook and personal work; a column is known by its assignment's id."""
    with lms.store.lock:
        live = [one for one in lms.state.assignments.values() if not one.deleted]
        items = {item.assignment_id: item for item in live_items(lms) if item.first}
        results = {(one.line_item_id, one.user_id): one for one in lms.state.results.values()}
        return Readback(
            columns=tuple(_column(one, items.get(one.id)) for one in live),
            cells=tuple(
                _cell(lms, row, results.get((items[row.assignment_id].id, row.user_id)))
                for row in lms.state.submissions.values()
                if row.assignment_id in items and lms.school.find(row.user_id)
            ),
            work=tuple(_work(lms, one) for one in live if one.only_visible_to_overrides),
            requests=copy.deepcopy(lms.log.summary()["counts"]),
        )


def rated(lms: Lms, person: Person) -> tuple[Rated, ...]:
    """Return the results of a person's outcomes, also of those that have left the course."""
    with lms.store.change():
        finish_jobs(lms)
        return tuple(
            Rated(
                lms.state.outcomes[str(one.outcome_id)].vendor_guid or "", one.score or 0.0, one.mastery,
                one.note or None, one.times,
            )
            for one in lms.state.outcome_results.values()
            if one.user_id == person.id
        )  # fmt: skip


def parts(lms: Lms) -> dict[str, tuple[str, ...]]:
    """Return the students who find each module, by its id."""
    with lms.store.lock:
        return {
            str(one["id"]): tuple(who.login for who in lms.school.students if gets_in(lms, one, who))
            for one in lms.state.modules
        }


def _column(one: Assignment, item: LineItem | None) -> Column:
    key = item.resource_id if item else None
    return Column(str(one.id), key, one.name, one.points_possible, not one.omit_from_final_grade)


def _cell(lms: Lms, row: Submission, result: Result | None) -> Cell:
    person = lms.school.find(row.user_id)
    return Cell(
        login=person.login if person else "", column=str(row.assignment_id), value=row.score,
        comment=row.comments[-1] if row.comments else None, by=row.grader,
        posts=tuple(copy.deepcopy([post["score"] for post in result.posts])) if result else (),
    )  # fmt: skip


def _work(lms: Lms, one: Assignment) -> Work:
    return Work(str(one.id), one.name, tuple(who.login for who in lms.school.students if sees(lms, one, who)))


def _grades(lms: Lms) -> dict[int, Json]:
    """Give what the gradebook shows by person, then by assignment."""
    found: dict[int, Json] = {}
    for row in lms.state.submissions.values():
        if lms.state.live_assignment(row.assignment_id):
            found.setdefault(row.user_id, {})[str(row.assignment_id)] = vars(row)
    return found


def _results(lms: Lms) -> dict[int, list[Result]]:
    """Give the results by line item."""
    found: dict[int, list[Result]] = {}
    for result in lms.state.results.values():
        found.setdefault(result.line_item_id, []).append(result)
    return found


def _row(lms: Lms, person: Person, grades: Json) -> Json:
    sections = [section.name for section in lms.school.sections_of(person)]
    plain = {"login": person.login, "name": person.name, "user_id": person.id, "sub": person.sub}
    return plain | {"sections": sections, "enrolment": lms.enrolment(person), "grades": grades}


def _item(lms: Lms, item: LineItem, results: list[Result]) -> Json:
    scores = []
    for result in results:
        person = lms.school.find(result.user_id)
        attempt = lms.state.submissions.get(f"{item.assignment_id}:{result.user_id}")
        known = {"login": person.login, "sub": person.sub} if person else {}
        scores.append(vars(result) | known | {"attempt": attempt.attempt if attempt else 0})
    own = {"assignment_id": item.assignment_id, "first": item.first, "coupled": item.coupled, "scores": scores}
    return item_json(lms, item) | own

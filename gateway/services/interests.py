"""What a student likes, of the words that the course's activities carry: it decides between steps that fit alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn import interests as tags
from gateway.services.decide import Decided, Deciding, decide, decided
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings

KIND: Final = "interest"


def offered(course: CourseInputs) -> dict[str, dict[str, str]]:
    """Return the texts of every tag that an activity of the course carries, by its key."""
    rows = (course.activities[course.activity_ids[one.id]] for one in course.library.activities if one.interests)
    return tags.together(row.detail for row in rows)


def standing(made: Sequence[Decided]) -> frozenset[str]:
    """Return what somebody picked last, by the keys of tags."""
    newest = next((one.value for one in reversed(made) if one.kind == KIND), None)
    return frozenset(str(one) for one in newest) if isinstance(newest, list) else frozenset()


def keep(write: Write, settings: Settings, course: CourseInputs, person_id: str, chosen: Collection[str]) -> None:
    """Keep what a student likes, in place of what was picked before; an empty choice says nothing any more.

    BadRequest for what no activity of the course carries, and for too many. TakesNoPart for a student of whom nothing
    is recorded.
    """
    there, wanted = offered(course), sorted(set(chosen))
    if len(wanted) > tags.MOST or set(wanted) - there.keys():
        raise BadRequest("an interest that the page does not offer, or too many")
    made = decided(write.conn, course.tenant_id, course.course_id, person_id=person_id, kinds=(KIND,))
    if standing(made) == frozenset(wanted):
        return
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, KIND, wanted, options=tuple(there),
        ),
    )  # fmt: skip

"""A learner passes over an activity for now, with a reason: it comes back after some days, or when nothing else is.

What a teacher gave stays first until it is done: it cannot be skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound, WaymarkError
from gateway.learn.state import LearnerState
from gateway.services.decide import Decided, Deciding, decide
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings

REASONS: Final = ("easy", "hard", "elsewhere", "later")
"""Too easy · too hard now · done elsewhere · not today."""

BACK: Final = timedelta(days=3)


class MustBeDone(WaymarkError):
    """A teacher gave this activity; it stays first until it is done."""

    code = "must-be-done"
    status = 409
    title = _("Your teacher chose this one for you")
    hint = _("Do it first, or ask your teacher.")
    audience = "student"
    retryable = False


def skip(
    write: Write, settings: Settings, course: CourseInputs, person_id: str, activity_id: str, reason: str,
    given: Sequence[str], offered: Sequence[str] = (),
) -> None:  # fmt: skip
    """Pass over an activity for some days; `given` are the IRIs of what a teacher gave and is not done, `offered` those
    of the cards that stand there now.

    BadRequest for a reason that the page does not offer, NotFound for an activity the course does not have.
    """
    activity = course.activities.get(activity_id)
    if activity is None:
        raise NotFound(activity_id)
    if reason not in REASONS:
        raise BadRequest("a reason that the page does not offer")
    if activity.iri in given:
        raise MustBeDone
    decide(
        write, settings,
        Deciding(
            course.tenant_id, course.course_id, person_id, person_id, "skip", reason, activity_iri=activity.iri,
            options=tuple(offered),
        ),
    )  # fmt: skip


def standing(made: Sequence[Decided], state: LearnerState, now: datetime) -> frozenset[str]:
    """Return the IRIs of what is passed over now: skipped within the last days and not done since."""
    found = set()
    for one in made:
        done = state.done(one.activity_iri or "")
        since = one.at.timestamp()
        if one.kind == "skip" and one.activity_iri and now - one.at < BACK and not (
            done is not None and done.at is not None and done.at >= since
        ):  # fmt: skip
            found.add(one.activity_iri)
    return frozenset(found)

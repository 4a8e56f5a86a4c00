"""The page on which parts of the learning system's course are tied to standards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.errors import BadRequest
from gateway.services import desire, own_parts, path
from gateway.services.inputs import CourseInputs
from gateway.services.views import people
from gateway.services.views.deliveries import reason_of
from gateway.services.views.links import Links
from gateway.services.views.names import within
from gateway.web.graded_words import trouble
from gateway.web.pages import parts_page as p
from gateway.web.pages.shell import Choice
from gateway.web.reasons import delivery_reason
from lti.lms.base import Capabilities
from lti.lms.outline import Part

HOME = "pathway/parts"

_NO_GRADE = {"not_accepted": "no_access"}
"""Words about a list of people where the usual ones speak of a grade."""


def show(
    conn: Connection, inputs: CourseInputs, links: Links, can: Capabilities, found: Sequence[Part] | str,
    asked: p.Asked | None = None,
) -> p.PartsPage:  # fmt: skip
    """Return the page; `found` is what the system tells of the course, or the code of what went wrong."""
    ties = own_parts.ties(conn, inputs)
    tied = {one.part_id: one.standard_id for one in ties}
    parts = () if isinstance(found, str) else [one for one in found if one.part_id]
    return p.PartsPage(
        system=str(gettext(can.title)), able=can.opens_parts, published=inputs.published, writes=desire.writes(inputs),
        look_url=links.at(HOME), back_url=links.at("pathway"), writing_url=links.at("gradebook"),
        ties=tuple(_line(one, inputs, links) for one in ties),
        parts=tuple(
            p.FreePart(number, one.part_id, one.title, _standards(inputs, tied.get(one.part_id)))
            for number, one in enumerate(parts, start=1)
        ),
        asked=asked, error=trouble(found) if isinstance(found, str) else "",
    )  # fmt: skip


def looked(
    conn: Connection, course: Any, inputs: CourseInputs, links: Links, now: datetime, part: Part, standard_id: str
) -> p.Asked:
    """Return whom a tie would let in now, among the students whom the reader sees; BadRequest for no standard here."""
    if standard_id not in inputs.standards or not inputs.published:
        raise BadRequest("no standard of this pathway")
    everyone = people.there(people.learners(conn, course.tenant_id, course.id, course.only))
    taking = people.counted(everyone)
    come = [one for one in taking if own_parts.has_come(path.load(conn, inputs, one.id, now), standard_id)]
    return p.Asked(
        part.title, within(inputs.standards[standard_id]), tuple(one.name for one in come), len(taking) - len(come),
        (("part", part.part_id), ("standard", standard_id)), links.at(HOME), len(everyone) - len(taking),
    )  # fmt: skip


def _line(one: own_parts.Tie, inputs: CourseInputs, links: Links) -> p.TieLine:
    standard = inputs.standards.get(one.standard_id)
    said = {delivery_reason(_NO_GRADE.get(code) or reason_of(code)) for code in one.troubles}
    return p.TieLine(
        one.title, within(standard) if standard else "", one.let_in, one.waiting, tuple(sorted(said)),
        links.at(f"{HOME}/{one.place_id}/end"),
    )  # fmt: skip


def _standards(inputs: CourseInputs, now: str | None) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, within(one), one.id == now) for one in inputs.standards.values())

"""Three bands with one reason each: who needs a hand, who is on the way, who is ready for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from gateway.learn import bands as domain
from gateway.learn.bands import Placed, Row
from gateway.services import pace
from gateway.services.inputs import CourseInputs
from gateway.services.views import marks
from gateway.services.views.links import Links
from gateway.services.views.marks import Marks
from gateway.services.views.names import Names
from gateway.services.views.people import Learner
from gateway.services.views.units import current, units_of
from gateway.web.pages.class_page import Band
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action

NAMED = 6
KINDS = ("hand", "way", "more")


def rows(conn: Connection, inputs: CourseInputs, found: Marks, shown: Sequence[Learner], now: datetime) -> list[Row]:
    """Return what decides the bands of these learners: the standards of the unit that the class is in."""
    here = current(units_of(inputs))
    standards = here.standards if here else ()
    tries = marks.last_tries(conn, inputs, standards)
    back = pace.back(conn, inputs, now.date())
    return [
        Row(
            one.id, tuple(marks.masteries(found, tries, (one.id, name)) for name in standards), one.last_active,
            back.get(one.id),
        )
        for one in shown
    ]  # fmt: skip


def placed(rows: Sequence[Row], now: datetime) -> dict[str, Placed]:
    """Return the band of each learner."""
    return {row.learner: domain.place(row, now) for row in rows}


def show(
    found: Mapping[str, Placed], people: Sequence[Learner], names: Names, links: Links, unit: str, now: datetime
) -> tuple[Band, ...]:
    """Return the three bands as the page shows them.

    Support is offered where one standard stops somebody, a step further to who is ready for more.
    """
    made = []
    for kind in KINDS:
        members = [one for one in people if found[one.id].band == kind]
        reason = _reason(kind, [found[one.id] for one in members], names, unit, now)
        action = None
        stuck = [one for one in members if found[one.id].reason.code in {"stuck", "low"}]
        if kind == "hand" and stuck:
            fields = tuple(("person", one.id) for one in stuck)
            action = Action("support", links.at("support"), fields=(*fields, ("back", links.at())))
        if kind == "more" and members:
            fields = tuple(("person", one.id) for one in members)
            action = Action("extension", links.at("extension"), fields=(*fields, ("back", links.at())))
        first = tuple(one.first for one in members[:NAMED])
        made.append(Band(kind, len(members), first, reason, action))
    return tuple(made)


def _reason(kind: str, members: Sequence[Placed], names: Names, unit: str, now: datetime) -> Sentence:
    if not members:
        return Sentence("band.nobody")
    if kind == "more":
        return Sentence("band.mostly", (("unit", unit),))
    if kind == "way":
        begun = any(one.reason.code == "moving" for one in members)
        return Sentence("band.moving" if begun else "band.not_started")
    return _hand(members, names, now)


def _hand(members: Sequence[Placed], names: Names, now: datetime) -> Sentence:
    """Name what stops most of them; several reasons alike read as mixed."""
    codes = Counter(one.reason.code for one in members)
    code, times = codes.most_common(1)[0]
    if times * 2 < len(members):
        return Sentence("band.mixed")
    same = [one for one in members if one.reason.code == code]
    if code == "idle":
        days = min((now - one.reason.args["last_at"]).days for one in same)
        return Sentence("band.idle", (("days", days),))
    standards = Counter(name for one in same for name in one.reason.args["standards"])
    name, n = standards.most_common(1)[0]
    if code == "low":
        return Sentence("band.low", (("title", names.within(name)),))
    return Sentence("band.stops", (("title", names.within(name)), ("n", n)))

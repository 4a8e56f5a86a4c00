"""What people find in Canvas (canvas.md 3, 5)."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.base import Capabilities
from lti.lms.generic.shows import shows as plain
from lti.lms.shows import OWN_VIEWS, TOTAL, WORK, Shown
from lti.lms.words import N_


def shows(can: Capabilities) -> Sequence[Shown]:
    """Return one line per topic; what needs a teacher's consent or token is told as missing without."""
    own = {one.what: one for one in (_total(can), _work(can), _views(can))}
    return [own.get(line.what, line) for line in plain(can)]


def _total(can: Capabilities) -> Shown:
    if can.out_of_total:
        return Shown(TOTAL, N_("The columns do not count in the total, unless you want them to."))
    return Shown(TOTAL, None, N_("The columns count in the total: nobody has connected Canvas."))


def _work(can: Capabilities) -> Shown:
    if can.assignments:
        return Shown(
            WORK,
            N_(
                "An assignment that only the students who chose it see, due on the day of their goal where you switch "
                "it on."
            ),
            N_("It gets no points from us."),
        )
    return Shown(WORK, None, N_("The student finds it on My path only: nobody has connected Canvas."))


def _views(can: Capabilities) -> Shown:
    if can.standards:
        shown = N_(
            "Where you switch it on, Learning Mastery shows each standard as an outcome, with the level as rating."
        )
        return Shown(OWN_VIEWS, shown)
    return Shown(OWN_VIEWS, None, N_("Learning Mastery gets nothing from us: nobody has connected Canvas."))

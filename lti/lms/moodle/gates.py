"""Opening an activity by a column: the teacher asks for a grade of 90 % in it, we score 95 or 10 (moodle.md 8).

It takes effect at the student's next page. The gradebook shows the column; it needs no token.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from lti.ags import Ags, LineItem, Result, ScoreSent
from lti.lms.base import AssignmentWanted, MemberRef, Permanent, Remote, Superseded
from lti.lms.moodle.mastery import GATE, LABEL_LIMIT, gradable
from lti.lms.moodle.texts import name_of

TAG = "gate"

_POINTS = 1
"""Maximum of the column, which counts in the course total until a teacher changes that."""

_MAXIMUM = 100
_OPEN = 95
_SHUT = 10
"""Scores in percent, as the restriction asks for them."""

_FROM = 0.9
"""Share of the maximum from which the activity is open."""

_STEP = timedelta(seconds=1)


def label(title: str) -> str:
    """Return the name that teachers look for under Restrict access, of columns and groups alike."""
    return name_of(f"Access to {title}", LABEL_LIMIT)


class Gates:
    """One column per activity; `usable` where the course lets us make columns."""

    def __init__(self, ags: Ags, now: Callable[[], datetime], *, usable: bool) -> None:
        self._ags = ags
        self._now = now
        self.usable = usable

    def find(self, wanted: AssignmentWanted) -> Sequence[Remote]:
        """Return the gates of an activity."""
        return [_remote(item) for item in self._ags.items(resource_id=wanted.key, tag=TAG)]

    def make(self, wanted: AssignmentWanted) -> Remote:
        """Create the gate, shut for everybody."""
        fields = {"label": label(wanted.title), "scoreMaximum": _POINTS, "resourceId": wanted.key, "tag": TAG}
        return _remote(self._ags.create(fields))

    def remove(self, gate: Remote) -> None:
        """Delete the column; an activity that asks for it stays shut until its teacher changes that."""
        self._ags.delete(gate.detail[GATE])

    def let_in(self, gate: Remote, member: MemberRef) -> None:
        """Open it for one learner; raises Permanent `assignment_gone` where a teacher deleted the column."""
        try:
            self._score(gate, member, opened=True)
        except Permanent as error:
            if error.code == "column_gone":
                raise Permanent("assignment_gone", error.detail) from error
            raise

    def shut_out(self, gate: Remote, member: MemberRef) -> None:
        """Shut it for one learner; nothing is written where it is shut or gone."""
        try:
            self._score(gate, member, opened=False)
        except Permanent as error:
            if error.code != "column_gone":
                raise

    def _score(self, gate: Remote, member: MemberRef, *, opened: bool) -> None:
        """Write only what changes something; refused as too early, look once more and send a later time."""
        url, user = gate.detail[GATE], gradable(member)
        at = self._now().replace(microsecond=0)
        for again in (False, True):
            seen = self._ags.result(url, user)
            if _is_open(seen) is opened:
                return
            at = _after(seen, at)
            try:
                self._ags.send(url, ScoreSent(user, _OPEN if opened else _SHUT, _MAXIMUM, at))
            except Superseded:
                if again:
                    raise
                at += _STEP
            else:
                return


def _is_open(seen: Result | None) -> bool:
    """Tell whether what stands in the cell opens the activity, on whatever scale a teacher put the column."""
    return seen is not None and (seen.score or 0) / (seen.maximum or _POINTS) >= _FROM


def _after(seen: Result | None, at: datetime) -> datetime:
    """Return `at`, or the second after the cell's last change where that is later."""
    if seen is None or seen.at is None:
        return at
    return max(at, seen.at.replace(microsecond=0) + _STEP)


def _remote(item: LineItem) -> Remote:
    return Remote(item.url, {GATE: item.url, "label": item.label})

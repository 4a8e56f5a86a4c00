"""Levels in Learning Mastery: a rubric with one criterion on the standard's column, which names the outcome.

Only an assessment by such a rubric makes a result of an outcome; a score never does. The rubric is not for grading, so
the score in the column stays as it is (canvas.md 6.3). The result is written by a job, seconds later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from lti.ags import Ags, LineItem
from lti.answers import About
from lti.lms.base import ColumnWanted, MemberRef, Permanent, Remote, Seen, Transient
from lti.lms.canvas.levels import Scale
from lti.lms.canvas.mastery import CanvasMastery
from lti.lms.canvas.outcomes import Outcomes
from lti.lms.canvas.rest import Rest
from lti.lms.own_views import Rating, StandardWanted

_OWN_COLUMN = "waymark-outcome-"


class CanvasStandards:
    """`lti.lms.own_views.OwnStandards` by outcomes, rubrics and their results."""

    def __init__(self, rest: Rest, ags: Ags, mastery: CanvasMastery) -> None:
        self._rest = rest
        self._ags = ags
        self._mastery = mastery
        self._outcomes = Outcomes(rest)

    def find_standards(self, wanted: StandardWanted) -> Sequence[Remote]:
        """Return the outcomes with our key that can take levels; one without its rubric is still to be made."""
        found = []
        for link in self._outcomes.linked(wanted.key):
            carrier = self._carrier(wanted)
            rubric = _rubric(carrier, _id(link["outcome"])) if carrier else None
            if carrier and rubric:
                found.append(self._remote(link, carrier, rubric, wanted))
        return found

    def make_standard(self, wanted: StandardWanted) -> Remote:
        """Take what of outcome, column and rubric is there, and make the rest."""
        links = self._outcomes.linked(wanted.key)
        if len(links) > 1:
            raise Permanent("two_columns", "two outcomes with this identifier")
        link = links[0] if links else self._outcomes.make(wanted)
        carrier = self._carrier(wanted) or self._make_carrier(wanted)
        outcome = _id(link["outcome"])
        rubric = _rubric(carrier, outcome) or self._make_rubric(link["outcome"], carrier, wanted)
        ours = {} if links else {"ours": "yes"}
        made = self._remote(link, carrier, rubric, wanted)
        return Remote(made.remote_id, {**made.detail, **ours})

    def stands_for(self, standard: Remote, level: int) -> float:
        """Return the points of a level on the outcome's scale."""
        points = standard.detail["points"].split(" ")
        return float(points[level - 1])

    def rate(self, standard: Remote, rating: Rating) -> None:
        """Assess a learner; a level that stands there already is left alone, whoever gave it."""
        points = self.stands_for(standard, rating.level)
        if self.read_rating(standard, rating.member).value == points:
            return
        note = " ".join(rating.note.split())
        assessed = {standard.detail["criterion"]: {"points": points, "comments": note}}
        path = f"assignments/{standard.detail['assignment']}/submissions/{quote(_user_id(rating.member), safe='~')}"
        self._rest.send("PUT", path, {"rubric_assessment": assessed}, About.STANDARD)

    def read_rating(self, standard: Remote, member: MemberRef) -> Seen:
        """Return the result on our column; the same outcome may have results on a teacher's own work too."""
        listed = self._rest.objects(
            "outcome_results", About.STANDARD, within="outcome_results",
            **{"user_ids[]": _user_id(member), "outcome_ids[]": standard.remote_id},
        )  # fmt: skip
        wanted = f"assignment_{standard.detail['assignment']}"
        for one in listed:
            links = one.get("links") or {}
            if wanted in (links.get("assignment"), links.get("alignment")) and one.get("score") is not None:
                return Seen(float(one["score"]), float(one.get("possible") or 0) or None)
        return Seen(None)

    def remove_standard(self, standard: Remote) -> None:
        """Take out an outcome that we brought in; what content is aligned to may go only after its rubric."""
        if standard.detail.get("ours") != "yes":
            return
        group, outcome = standard.detail["group"], standard.remote_id
        try:
            self._outcomes.unlink(group, outcome)
        except Permanent as error:
            if "aligned" not in error.detail:
                raise
            self._drop(f"rubrics/{standard.detail['rubric']}")
            self._outcomes.unlink(group, outcome)
        if standard.detail.get("own_column") == "yes":
            self._drop(f"assignments/{standard.detail['assignment']}")

    def _drop(self, path: str) -> None:
        try:
            self._rest.delete(path, About.STANDARD)
        except Permanent as error:
            if error.code != "standard_gone":
                raise

    def _carrier(self, wanted: StandardWanted) -> Mapping[str, Any] | None:
        """Return the assignment of the standard's column, None where it is still to be made."""
        items = self._ags.items(resource_id=wanted.column_key or _own_column(wanted).key)
        if not items:
            return None
        if len(items) > 1:
            raise Permanent("two_columns", "two columns with this key")
        return self._assignment(items[0])

    def _make_carrier(self, wanted: StandardWanted) -> Mapping[str, Any]:
        """Make a column for the level alone, outside the total; one that somebody else should have made is gone."""
        if wanted.column_key:
            raise Permanent("column_gone", wanted.column_key)
        self._mastery.make_column(_own_column(wanted))
        made = self._carrier(wanted)
        if made is None:
            raise Transient("lms_error", "a new column is not listed yet")
        return made

    def _assignment(self, item: LineItem) -> Mapping[str, Any]:
        found = self._mastery.assignments_of(item)
        if len(found) != 1:
            raise Permanent("two_columns", f"{len(found)} assignments may be this column's")
        return found[0]

    def _make_rubric(
        self, outcome: Mapping[str, Any], carrier: Mapping[str, Any], wanted: StandardWanted
    ) -> tuple[str, str]:
        """Put a rubric on the column; one of a teacher's is never replaced."""
        if carrier.get("rubric"):
            raise Permanent("rubric_taken", str(carrier["id"]))
        scale = self._outcomes.scale(outcome, wanted)
        where = {
            "association_id": carrier["id"], "association_type": "Assignment", "use_for_grading": False,
            "purpose": "grading",
        }  # fmt: skip
        fields = {"rubric": _fields(outcome, scale, wanted), "rubric_association": where}
        self._rest.send("POST", "rubrics", fields, About.STANDARD)
        carrier = self._carrier(wanted) or {}  # what the answer tells of criteria differs; the assignment tells them
        made = _rubric(carrier, _id(outcome))
        if made is None:
            raise Transient("lms_error", "a new rubric is not listed yet")
        return made

    def _remote(
        self, link: Mapping[str, Any], carrier: Mapping[str, Any], rubric: tuple[str, str], wanted: StandardWanted
    ) -> Remote:
        group, outcome = link.get("outcome_group") or {}, link["outcome"]
        points = self._outcomes.scale(outcome, wanted).points
        detail = {
            "assignment": str(carrier["id"]), "rubric": rubric[0], "criterion": rubric[1],
            "group": str(group.get("id") or ""), "points": " ".join(f"{one:g}" for one in points),
        }  # fmt: skip
        return Remote(_id(outcome), detail if wanted.column_key else {**detail, "own_column": "yes"})


def _fields(outcome: Mapping[str, Any], scale: Scale, wanted: StandardWanted) -> dict[str, Any]:
    """Return a rubric of one criterion: the outcome, with the points of its scale."""
    ratings = {str(number): one for number, one in enumerate(scale.ratings(wanted))}
    criterion = {
        "description": f"{wanted.code} {wanted.statement}"[:255], "points": scale.possible,
        "mastery_points": scale.mastery, "learning_outcome_id": outcome["id"], "ratings": ratings,
    }  # fmt: skip
    return {"title": f"{wanted.code} (Waymark)"[:255], "criteria": {"0": criterion}}


def _rubric(carrier: Mapping[str, Any], outcome: str) -> tuple[str, str] | None:
    """Return rubric and criterion of ours on an assignment: it has one criterion, an assessment replaces them all."""
    rows = carrier.get("rubric") or []
    settings = carrier.get("rubric_settings") or {}
    if len(rows) != 1 or str(rows[0].get("outcome_id") or rows[0].get("learning_outcome_id")) != outcome:
        return None
    return str(settings.get("id") or ""), str(rows[0]["id"])


def _own_column(wanted: StandardWanted) -> ColumnWanted:
    label = f"{wanted.code} {wanted.statement}"[:60].strip()
    return ColumnWanted(f"{_OWN_COLUMN}{wanted.key}"[:255], label, len(wanted.levels), wanted.code[:255])


def _id(outcome: Mapping[str, Any]) -> str:
    return str(outcome.get("id") or "")


def _user_id(member: MemberRef) -> str:
    """Return the numeric id that REST wants; it comes with the roster or a launch, if the tool may have it."""
    if not member.lms_user_id:
        raise Permanent("user_id_missing", member.sub)
    return member.lms_user_id

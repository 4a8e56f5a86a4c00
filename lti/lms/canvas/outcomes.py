"""Standards as outcomes: known by `vendor_guid`, the CASE identifier, in a group for each framework (canvas.md 6.1).

`vendor_guid` need not be unique, so what is there is looked for first. A standard that the account brought into the
course is used as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lti.answers import About
from lti.lms.base import Permanent
from lti.lms.canvas.levels import Scale, own_or_accounts
from lti.lms.canvas.rest import Rest
from lti.lms.own_views import StandardWanted

_LONGEST = 255


class Outcomes:
    """The outcomes of one course."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def linked(self, key: str) -> Sequence[Mapping[str, Any]]:
        """Return the places in the course of outcomes with this identifier: `outcome` in full, `outcome_group`."""
        listed = self._rest.objects("outcome_group_links", About.STANDARD, outcome_style="full")
        return [one for one in listed if isinstance(one.get("outcome"), dict) and _guid(one["outcome"]) == key]

    def make(self, wanted: StandardWanted) -> Mapping[str, Any]:
        """Make an outcome in its framework's group, with our levels as ratings; the newest result counts."""
        scale = Scale.own(wanted)
        fields = {
            "title": f"{wanted.code} {wanted.statement}"[:_LONGEST].strip(), "display_name": wanted.code[:_LONGEST],
            "description": wanted.statement, "vendor_guid": wanted.key[:_LONGEST], "ratings": scale.ratings(wanted),
            "mastery_points": scale.mastery, "calculation_method": "latest",
        }  # fmt: skip
        path = f"outcome_groups/{self._group(wanted)}/outcomes"
        return self._rest.send("POST", path, fields, About.STANDARD)

    def scale(self, outcome: Mapping[str, Any], wanted: StandardWanted) -> Scale:
        """Return where our levels lie on the outcome; an account's scale goes before the outcome's own."""
        try:
            proficiency = self._rest.read("outcome_proficiency", About.STANDARD)
        except Permanent:  # there is none, or nobody may see it
            proficiency = None
        return own_or_accounts(outcome, proficiency if isinstance(proficiency, dict) else None, wanted)

    def unlink(self, group: str, outcome: str) -> None:
        """Take an outcome out of the course; already out counts as done."""
        try:
            self._rest.delete(f"outcome_groups/{group}/outcomes/{outcome}", About.STANDARD)
        except Permanent as error:
            if error.code != "standard_gone":
                raise

    def _group(self, wanted: StandardWanted) -> str:
        """Return the framework's group, made where it is not there yet."""
        key = wanted.framework_key[:_LONGEST]
        for one in self._rest.objects("outcome_groups", About.STANDARD):
            if _guid(one) == key:
                return str(one["id"])
        root = self._rest.read("root_outcome_group", About.STANDARD)
        fields = {"title": wanted.framework_title[:_LONGEST], "vendor_guid": key}
        return str(self._rest.write("POST", f"outcome_groups/{root['id']}/subgroups", fields, About.STANDARD)["id"])


def _guid(thing: Mapping[str, Any]) -> str:
    return str(thing.get("vendor_guid") or "")

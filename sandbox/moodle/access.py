"""Who sees an activity now under its "Restrict access" (facts 0.9, 8)."""

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Activity, Restriction
from sandbox.school import Person

_HIDDEN_FROM_RESTRICTIONS = 3
"""Groups of this visibility cannot restrict anything (facts 7)."""


def sees(lms: Lms, activity: Activity, person: Person) -> bool:
    """Whether the activity is on this person's course page; teachers see everything."""
    if not lms.may_enter(person):
        return False
    return not person.is_learner or activity.restriction is None or _meets(lms, activity.restriction, person)


def _meets(lms: Lms, wanted: Restriction, person: Person) -> bool:
    if wanted.kind == "group":
        group = lms.state.groups.get(str(wanted.id))
        return group is not None and group.visibility < _HIDDEN_FROM_RESTRICTIONS and person.id in group.user_ids
    item = lms.state.items.get(str(wanted.id))
    row = lms.state.grades.get(f"{wanted.id}:{person.id}")
    if item is None or row is None or row.value is None or item.maximum <= 0:
        return False
    return row.value / item.maximum * 100 >= wanted.minimum


def describe(lms: Lms, wanted: Restriction) -> str:
    """Return the restriction in words, for teachers."""
    if wanted.kind == "group":
        group = lms.state.groups.get(str(wanted.id))
        return f"Hidden unless: you belong to {group.name if group else '(missing group)'}"
    item = lms.state.items.get(str(wanted.id))
    name = item.label if item else "(missing activity)"
    return f"Hidden unless: you get {wanted.minimum:g} % or more in {name}"

"""A course copied as this LMS does it: by backup and restore, without anybody's work (facts, course copies)."""

from dataclasses import replace

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Activity, Assign, Restriction, State


def copy_course(lms: Lms) -> None:
    """Open a copy: links, columns, their resourceId and tag come along under new numbers, grades do not."""
    with lms.copying() as state:
        groups = _groups(state)
        links, columns = _links(state)
        for activity in state.activities.values():
            activity.item_id = columns.get(activity.item_id or 0)
            activity.restriction = _restriction(activity.restriction, groups, columns)
        for item in state.items.values():
            item.cmid, item.link_id = links.get(item.cmid or 0), _link(state, links.get(item.cmid or 0), item.link_id)
        state.assigns = {
            str(made.id): made
            for one in list(state.assigns.values())
            for made in (_assign(state, one, groups, columns),)
        }
        state.grades, state.completions, state.launches = {}, {}, {}


def _restriction(rule: Restriction | None, groups: dict[int, int], columns: dict[int, int]) -> Restriction | None:
    """Return a restriction that asks for what was copied."""
    if rule is None:
        return None
    known = groups if rule.kind == "group" else columns
    return replace(rule, id=known.get(rule.id, rule.id))


def _assign(state: State, one: Assign, groups: dict[int, int], columns: dict[int, int]) -> Assign:
    """Return a copied assignment; nobody's extension comes along."""
    rule = _restriction(one.restriction, groups, columns)
    return replace(one, id=state.next_id("assign"), cmid=state.next_id("cm"), restriction=rule, extensions={})


def _groups(state: State) -> dict[int, int]:
    old, state.groups, known = list(state.groups.values()), {}, {}
    for one in old:
        known[one.id] = state.next_id("group")
        state.groups[str(known[one.id])] = replace(one, id=known[one.id])
    return known


def _links(state: State) -> tuple[dict[int, int], dict[int, int]]:
    """Give activities and columns new numbers; return (new activity by old, new column by old)."""
    old, items, cms, columns = list(state.activities.values()), list(state.items.values()), {}, {}
    state.activities, state.items = {}, {}
    for one in old:
        made = replace(one, cmid=state.next_id("cm"), link_id=state.next_id("link"))
        cms[one.cmid], state.activities[str(made.cmid)] = made.cmid, made
    for item in items:
        columns[item.id] = state.next_id("item")
        state.items[str(columns[item.id])] = replace(item, id=columns[item.id])
    return cms, columns


def _link(state: State, cmid: int | None, old: int | None) -> int | None:
    """Return the link that a column belongs to now; a column that was taken off its link stays so."""
    activity: Activity | None = state.activities.get(str(cmid))
    return activity.link_id if activity and old is not None else None

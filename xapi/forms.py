"""The three forms a statement is returned in (rule 21): exact, ids and canonical.

`exact` is the statement as it was received. `ids` leaves of agents, groups, activities and verbs what identifies them;
an anonymous group keeps its members. `canonical` has the store's definition of each activity, with one language in
each language map, the one that Accept-Language prefers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from xapi.agents import IDENTIFIERS

ACTORS = ("Agent", "Group")
COMPONENTS = ("choices", "scale", "source", "target", "steps")
Change = Callable[[Mapping[str, Any]], dict[str, Any]]


def ids(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce a statement to identifiers."""
    return _walk(statement, actor=_identified, activity=_activity_id, verb=lambda verb: {"id": verb["id"]})


def canonical(
    statement: Mapping[str, Any], definitions: Mapping[str, Mapping[str, Any]], languages: Sequence[str]
) -> dict[str, Any]:
    """Give a statement the definitions of its activities, in one language each; `languages` by preference."""

    def activity(one: Mapping[str, Any]) -> dict[str, Any]:
        definition = definitions.get(one["id"], one.get("definition"))
        return {**one, "definition": localized(definition, languages)} if definition is not None else dict(one)

    def verb(one: Mapping[str, Any]) -> dict[str, Any]:
        return {**one, "display": one_language(one["display"], languages)} if "display" in one else dict(one)

    return _walk(statement, actor=dict, activity=activity, verb=verb)


def activities(statement: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give every activity of a stored statement and of its sub-statement, with or without a definition."""
    found: list[Mapping[str, Any]] = []

    def note(one: Mapping[str, Any]) -> dict[str, Any]:
        found.append(one)
        return dict(one)

    _walk(statement, actor=dict, activity=note, verb=dict)
    return iter(found)


def preferred(header: str | None) -> list[str]:
    """Read Accept-Language into tags by preference; what cannot be read is left out, `*` and q=0 as well."""
    weighed: list[tuple[float, int, str]] = []
    for item in (header or "")[:1000].split(","):
        tag, _, parameters = item.partition(";")
        name, _, value = parameters.replace(" ", "").partition("=")
        try:
            quality = float(value) if name == "q" else 1.0
        except ValueError:
            continue
        if tag.strip() not in {"", "*"} and 0 < quality <= 1:
            weighed.append((-quality, len(weighed), tag.strip().lower()))
    return [tag for _, _, tag in sorted(weighed)]


def one_language(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Choose one entry: the tag itself, then its language alone, then another of that language, then the first."""
    if len(texts) <= 1:
        return dict(texts)
    lower = {tag.lower(): tag for tag in texts}
    for wanted in languages:
        base = wanted.split("-", maxsplit=1)[0]
        near = [lower[tag] for tag in lower if tag.split("-", maxsplit=1)[0] == base]
        for tag in (lower.get(wanted), lower.get(base), *near):
            if tag is not None:
                return {tag: texts[tag]}
    first = next(iter(texts))
    return {first: texts[first]}


def localized(definition: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Give a definition with one language in each of its maps, those of interaction components too."""
    made = dict(definition)
    for name in ("name", "description"):
        if name in made:
            made[name] = one_language(made[name], languages)
    for name in COMPONENTS:
        if name in made:
            made[name] = [
                {**one, "description": one_language(one["description"], languages)} if "description" in one else one
                for one in made[name]
            ]
    return made


def _identified(actor: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: actor[name] for name in ("objectType", *IDENTIFIERS, "account") if name in actor}
    if "member" in actor and not any(name in actor for name in (*IDENTIFIERS, "account")):
        kept["member"] = [_identified(member) for member in actor["member"]]
    return kept


def _activity_id(activity: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": activity["id"]}  # without an objectType an object is an Activity


def _walk(statement: Mapping[str, Any], *, actor: Change, activity: Change, verb: Change) -> dict[str, Any]:
    """Copy a statement or sub-statement, with every actor, activity and verb changed."""
    made = {**statement, "actor": actor(statement["actor"]), "verb": verb(statement["verb"])}
    if "authority" in made:
        made["authority"] = actor(made["authority"])
    target = statement["object"]
    match target.get("objectType", "Activity"):
        case "Activity":
            made["object"] = activity(target)
        case "SubStatement":
            made["object"] = _walk(target, actor=actor, activity=activity, verb=verb)
        case kind if kind in ACTORS:
            made["object"] = actor(target)
    if "context" in statement:
        made["context"] = _context(statement["context"], actor, activity)
    return made


def _context(context: Mapping[str, Any], actor: Change, activity: Change) -> dict[str, Any]:
    made = dict(context)
    for name in ("instructor", "team"):
        if name in made:
            made[name] = actor(made[name])
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in made:
            made[name] = [{**item, inner: actor(item[inner])} for item in made[name]]
    if "contextActivities" in made:
        made["contextActivities"] = {
            relation: [activity(one) for one in given] for relation, given in made["contextActivities"].items()
        }
    return made

"""Statements of every shape that both versions allow, for hypothesis; `statements_2` adds what only 2.0 has."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

from hypothesis import strategies as st

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
iris = st.builds("https://x.example/{}".format, st.text("abcäß½/-._~", max_size=8))
uuids = st.uuids().map(str)
languages = st.sampled_from(["en", "es-MX", "zh-Hant-TW", "x-ours"])
maps = st.dictionaries(languages, st.text(max_size=8), max_size=2)
offsets = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)) if minutes else UTC)
times = st.datetimes(timezones=offsets).filter(lambda t: 2 < t.year < 9998).map(lambda t: t.isoformat())
numbers = st.one_of(
    st.integers(-(10**40), 10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([2**64, 10**300 + 7]),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=6)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=6,
)
extensions = st.dictionaries(iris, values, max_size=2)
identifiers = st.one_of(
    words.filter(lambda w: "@" not in w).map(lambda w: {"mbox": f"mailto:{w}@school.example"}),
    st.text("0123456789abcdef", min_size=40, max_size=40).map(lambda digits: {"mbox_sha1sum": digits}),
    iris.map(lambda iri: {"openid": iri}),
    st.builds(lambda page, name: {"account": {"homePage": page, "name": name}}, iris, words),
)
agents = identifiers.map(lambda held: {"objectType": "Agent", **held})
groups = st.builds(
    lambda held, members: {"objectType": "Group", **held, "member": members},
    st.one_of(st.just({}), identifiers),
    st.lists(agents, min_size=1, max_size=3),
)
activities = st.builds(lambda iri, name: {"id": iri, "definition": {"name": name}}, iris, maps)
durations = st.sampled_from(["PT1S", "PT1M30.25S", "P4W", "P1Y2M3DT4H5M6.789S", "PT0.5H"])
scores = st.builds(
    lambda scaled, low, size: {"scaled": scaled, "min": low, "raw": low, "max": low + size},
    st.floats(-1, 1),
    st.integers(-100, 100) | st.sampled_from([-(10**30), 0.25]),
    st.integers(1, 100) | st.just(10**30),
)
results = st.fixed_dictionaries(
    {},
    optional={
        "score": scores,
        "success": st.booleans(),
        "completion": st.booleans(),
        "response": st.text(max_size=8),
        "duration": durations,
        "extensions": extensions,
    },
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "registration": uuids,
        "instructor": agents | groups,
        "team": groups,
        "language": languages,
        "statement": uuids.map(lambda held: {"objectType": "StatementRef", "id": held}),
        "contextActivities": st.dictionaries(
            st.sampled_from(["parent", "grouping", "category", "other"]), st.lists(activities, max_size=2), max_size=3
        ),
        "extensions": extensions,
    },
)
verbs = st.builds(lambda iri, display: {"id": iri, "display": display}, iris, maps)
plain = {"actor": agents | groups, "verb": verbs, "object": activities}
also = {"result": results, "context": contexts, "timestamp": times}
subs = st.fixed_dictionaries({"objectType": st.just("SubStatement"), **plain}, optional=also)
refs = uuids.map(lambda held: {"objectType": "StatementRef", "id": held})
objects = st.one_of(activities, agents, groups, refs, subs)
statements = st.fixed_dictionaries({**plain, "object": objects}, optional={"id": uuids, **also})

relevant = st.lists(iris, min_size=1, max_size=2)
context_agents = st.builds(
    lambda held, types: {"objectType": "contextAgent", "agent": held, "relevantTypes": types}, agents, relevant
)
context_groups = st.builds(
    lambda held, types: {"objectType": "contextGroup", "group": held, "relevantTypes": types}, groups, relevant
)
contexts_2 = st.builds(
    lambda context, more: {**context, **more},
    contexts,
    st.fixed_dictionaries(
        {},
        optional={
            "contextAgents": st.lists(context_agents, max_size=2),
            "contextGroups": st.lists(context_groups, max_size=2),
        },
    ),
)
statements_2 = st.fixed_dictionaries(
    {**plain, "object": objects}, optional={"id": uuids, **also, "context": contexts_2}
)

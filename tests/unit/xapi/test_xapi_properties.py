"""Whatever is valid is accepted in both versions unchanged; a changed field conflicts exactly where rule 3 says."""

import copy
from datetime import UTC, timedelta, timezone
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from xapi_samples import BOTH, taken

from xapi.errors import UnreadableBody
from xapi.fingerprint import fingerprint, same
from xapi.parsing import parse
from xapi.statement import read_back
from xapi.validate import check

words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
iris = st.builds("https://x.example/{}".format, st.text("abcäß½/-._~", max_size=8))
uuids = st.uuids().map(str)
languages = st.sampled_from(["en", "es-MX", "zh-Hant-TW", "x-ours"])
maps = st.dictionaries(languages, st.text(max_size=8), max_size=2)
offsets = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)) if minutes else UTC)
times = st.datetimes(timezones=offsets).filter(lambda t: 2 < t.year < 9998).map(lambda t: t.isoformat())
numbers = st.one_of(st.integers(-(2**53), 2**53), st.floats(-1e6, 1e6))
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
    st.integers(-100, 100),
    st.integers(1, 100),
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

STAMPED = ("id", "version", "authority", "timestamp", "stored")


def without_stamps(statement: dict[str, Any]) -> bytes:
    return orjson.dumps({name: value for name, value in statement.items() if name not in STAMPED})


@settings(max_examples=150, deadline=None)
@given(raw=statements)
def test_what_is_valid_is_accepted_and_comes_back_byte_for_byte(raw):
    sent = orjson.dumps(raw)
    for version in BOTH:
        statement = parse(sent)
        assert check(statement, version) == []
        accepted = taken(statement, version)
        assert orjson.dumps(statement) == sent
        stored = orjson.loads(orjson.dumps(accepted.body))
        assert without_stamps(stored) == without_stamps(raw)
        assert check(read_back(stored, stored=accepted.timestamp, version=version), version) == []
        assert fingerprint(stored, version) == accepted.fingerprint
        assert same(raw, stored, version)


IGNORED = {
    "id": "00000000-0000-4000-8000-000000000000",
    "timestamp": "2020-02-02T02:02:02Z",
    "stored": "2020-02-02T02:02:02Z",
    "authority": {"mbox": "mailto:forged@school.example"},
    "version": "1.0.0",
    "attachments": [],
}
COUNTED = {
    "actor": {"mbox": "mailto:changed@school.example"},
    "verb": {"id": "https://changed.example/verb"},
    "object": {"id": "https://changed.example/object"},
    "result": {"response": "changed, and longer than any generated"},
    "context": {"platform": "changed"},
}


@settings(max_examples=100, deadline=None)
@given(raw=statements, name=st.sampled_from([*IGNORED, *COUNTED]))
def test_one_changed_field_is_a_conflict_exactly_where_rule_03_says(raw, name):
    changed = {**copy.deepcopy(raw), name: (IGNORED | COUNTED)[name]}
    for version in BOTH:
        assert check({**changed, "object": {"id": "a:b"}}, version) == []
        assert (fingerprint(raw, version) == fingerprint(changed, version)) is (name in IGNORED)
        assert same(raw, changed, version) is (name in IGNORED)


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=60) | values.map(orjson.dumps))
def test_any_body_is_read_or_refused_and_any_json_is_checked(body):
    try:
        value = parse(body)
    except UnreadableBody:
        return
    for version in BOTH:
        for problem in check(value, version):
            assert problem.message

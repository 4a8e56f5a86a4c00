"""Rule 3: which differences make a statement sent again another statement."""

import pytest
from xapi_samples import ACTIVITY, BOTH, LEARNER, OTHER, UUID_TEXT, small, sub

from xapi.fingerprint import fingerprint, same
from xapi.validate import check
from xapi.version import Version

GROUP = {"objectType": "Group", "member": [LEARNER, OTHER]}
ATTACHMENT = {
    "usageType": "https://x.example/photo",
    "display": {"en": "Photo"},
    "contentType": "image/png",
    "length": 3,
    "sha2": "a" * 64,
}

SAME = {
    "id": (small(id=UUID_TEXT), small()),
    "authority": (small(authority=LEARNER), small(authority=OTHER)),
    "stored": (small(stored="2026-01-01T00:00:00Z"), small()),
    "timestamp": (small(timestamp="2026-01-01T00:00:00Z"), small(timestamp="2026-01-02T00:00:00Z")),
    "version": (small(version="1.0.0"), small()),
    "attachments": (small(attachments=[ATTACHMENT]), small()),
    "display": (small(verb={"id": small()["verb"]["id"], "display": {"en": "did"}}), small()),
    "definition": (small(object={"id": ACTIVITY, "definition": {"name": {"en": "A"}}}), small()),
    "definition around": (
        small(context={"contextActivities": {"parent": [{"id": "a:1", "definition": {"type": "a:t"}}]}}),
        small(context={"contextActivities": {"parent": [{"id": "a:1"}]}}),
    ),
    "object type written out": (small(object={"id": ACTIVITY, "objectType": "Activity"}), small()),
    "agent type written out": (small(actor={k: v for k, v in LEARNER.items() if k != "objectType"}), small()),
    "single or list": (
        small(context={"contextActivities": {"other": {"id": "a:1"}}}),
        small(context={"contextActivities": {"other": [{"id": "a:1"}]}}),
    ),
    "member order": (small(actor=GROUP), small(actor={**GROUP, "member": [OTHER, LEARNER]})),
    "member order of a team": (
        small(context={"team": GROUP}),
        small(context={"team": {**GROUP, "member": [OTHER, LEARNER]}}),
    ),
    "spelling of a sub-statement's time": (
        small(object=sub(timestamp="2026-01-01T01:00:00+01:00")),
        small(object=sub(timestamp="2026-01-01T00:00:00.000Z")),
    ),
    "attachments of a sub-statement": (small(object=sub(attachments=[ATTACHMENT])), small(object=sub())),
    "spelling of a number": (
        small(result={"score": {"raw": 5.0}, "extensions": {"a:n": [1.0, {"b": 2.0}]}}),
        small(result={"score": {"raw": 5}, "extensions": {"a:n": [1, {"b": 2}]}}),
    ),
    "spelling of a registration": (
        small(context={"registration": UUID_TEXT.upper()}),
        small(context={"registration": UUID_TEXT}),
    ),
    "spelling of a language": (small(context={"language": "es-MX"}), small(context={"language": "es-mx"})),
    "spelling of a reference": (
        small(object={"objectType": "StatementRef", "id": UUID_TEXT.upper()}),
        small(object={"objectType": "StatementRef", "id": UUID_TEXT}),
    ),
}

DIFFERENT = {
    "actor": (small(), small(actor=OTHER)),
    "name of an agent": (small(), small(actor={**LEARNER, "name": "M"})),
    "member": (small(actor=GROUP), small(actor={**GROUP, "member": [LEARNER]})),
    "verb": (small(), small(verb={"id": "a:v"})),
    "object": (small(), small(object={"id": "a:o"})),
    "object kind": (small(object=OTHER), small(object={"objectType": "Activity", "id": "mailto:other@school.example"})),
    "success": (small(result={"success": True}), small(result={"success": False})),
    "score": (small(result={"score": {"raw": 1}}), small(result={"score": {"raw": 1.5}})),
    "whole number or truth": (small(result={"extensions": {"a:x": 1}}), small(result={"extensions": {"a:x": True}})),
    "response": (small(result={"response": "a"}), small(result={"response": "A"})),
    "result given": (small(), small(result={})),
    "duration": (small(result={"duration": "PT1S"}), small(result={"duration": "PT2S"})),
    "duration given": (small(result={"duration": "PT1S"}), small(result={})),
    "month for days": (small(result={"duration": "P1M"}), small(result={"duration": "P30D"})),
    "extension": (small(context={"extensions": {"a:x": 1}}), small(context={"extensions": {"a:x": 2}})),
    "registration": (small(context={"registration": UUID_TEXT}), small(context={})),
    "context activity": (
        small(context={"contextActivities": {"parent": [{"id": "a:1"}]}}),
        small(context={"contextActivities": {"parent": [{"id": "a:2"}]}}),
    ),
    "relation": (
        small(context={"contextActivities": {"parent": [{"id": "a:1"}]}}),
        small(context={"contextActivities": {"other": [{"id": "a:1"}]}}),
    ),
    "time of a sub-statement": (
        small(object=sub(timestamp="2026-01-01T00:00:00Z")),
        small(object=sub(timestamp="2026-01-01T00:00:01Z")),
    ),
}

DURATIONS = [
    # one, other, same in 1.0.3, same in 2.0, same fingerprint in 2.0
    ("PT1S", "PT1S", True, True, True),
    ("PT1.001S", "PT1.009S", False, True, True),
    ("PT1.005S", "PT1S", False, True, True),
    ("PT0.995S", "PT1.005S", False, True, False),
    ("PT1S", "PT1.011S", False, False, False),
    ("PT60S", "PT1M", False, True, True),
    ("P1D", "PT24H", False, True, True),
    ("P1Y", "P12M", False, True, True),
    ("P4W", "P28D", False, True, True),
    ("P1M", "P30D", False, False, False),
]

each_version = pytest.mark.parametrize("version", BOTH, ids=str)


@each_version
@pytest.mark.parametrize("case", SAME)
def test_rule_03_these_are_the_same_statement(case, version):
    one, other = SAME[case]
    assert check([one, other], version) == []
    assert fingerprint(one, version) == fingerprint(other, version)
    assert same(one, other, version)


@each_version
@pytest.mark.parametrize("case", DIFFERENT)
def test_rule_03_these_are_different_statements(case, version):
    one, other = DIFFERENT[case]
    assert check([one, other], version) == []
    assert fingerprint(one, version) != fingerprint(other, version)
    assert not same(one, other, version)


@pytest.mark.parametrize(("one", "other", "in_first", "in_second", "printed_alike"), DURATIONS)
@pytest.mark.parametrize("place", ["statement", "sub-statement"])
def test_rule_03_durations_are_text_in_1_0_3_and_time_in_2_0(place, one, other, in_first, in_second, printed_alike):
    def timed(duration):
        result = {"duration": duration}
        return small(result=result) if place == "statement" else small(object=sub(result=result))

    assert same(timed(one), timed(other), Version.V1) is in_first
    assert (fingerprint(timed(one), Version.V1) == fingerprint(timed(other), Version.V1)) is in_first
    assert same(timed(one), timed(other), Version.V2) is in_second
    assert (fingerprint(timed(one), Version.V2) == fingerprint(timed(other), Version.V2)) is printed_alike


def test_rule_03_a_very_long_duration_is_compared_without_trouble():
    long = small(result={"duration": "PT" + "9" * 100 + ".5S"})
    assert check(long, Version.V2) == []
    assert same(long, long, Version.V2)
    assert len(fingerprint(long, Version.V2)) == 16


def test_rule_03_the_sub_statements_duration_is_not_taken_for_the_statements():
    one = small(result={"duration": "PT1S"}, object=sub(result={}))
    other = small(result={}, object=sub(result={"duration": "PT1S"}))
    assert not same(one, other, Version.V2)


def test_rule_03_context_agents_compare_by_content():
    def held(agent):
        return small(context={"contextAgents": [{"objectType": "contextAgent", "agent": agent}]})

    plain = {k: v for k, v in LEARNER.items() if k != "objectType"}
    assert same(held(LEARNER), held(plain), Version.V2)
    assert not same(held(LEARNER), held(OTHER), Version.V2)

"""The 25 rules most often got wrong, as far as they concern checking and accepting; numbers as in the fact page."""

import pytest
from xapi_samples import ACTIVITY, AUTHORITY, BOTH, LEARNER, NEW_ID, OTHER, STORED, UUID_TEXT, VOIDED, small, sub, taken

from xapi import errors
from xapi.query import parse as parse_query
from xapi.statement import read_back
from xapi.validate import check, remarks
from xapi.version import Version

each_version = pytest.mark.parametrize("version", BOTH, ids=str)


def rules(payload, version=Version.V1):
    return [(p.path, p.rule) for p in check(payload, version)]


def test_rule_01_every_refusal_of_content_is_400():
    refusals = (errors.UnreadableBody, errors.InvalidStatement, errors.InvalidQuery, errors.UnsupportedVersion)
    assert [refusal.status for refusal in refusals] == [400] * 4


@each_version
def test_rule_02_one_bad_statement_is_reported_with_its_place_in_the_list(version):
    assert rules([small(), small(extra=1), small(result=None)], version) == [
        ("/1/extra", "unknown-property"),
        ("/2/result", "no-null"),
    ]


@each_version
def test_rule_02_an_empty_list_has_no_problem(version):
    assert check([], version) == []


@each_version
def test_rule_04_unknown_property_is_refused_at_any_depth(version):
    holders = [
        small(veRb={"id": "a:b"}),
        small(actor={**LEARNER, "mail": "x"}),
        small(object={"id": ACTIVITY, "definition": {"title": {}}}),
        small(result={"score": {"percent": 1}}),
        small(context={"contextActivities": {"Parent": []}}),
        small(object=sub(context={"foo": 1})),
    ]
    assert [rules(one, version)[0][1] for one in holders] == ["unknown-property"] * len(holders)


@each_version
def test_rule_05_null_is_refused_at_any_depth(version):
    assert rules(small(context={"contextActivities": {"parent": [{"id": ACTIVITY, "definition": None}]}}), version) == [
        ("/context/contextActivities/parent/0/definition", "no-null")
    ]


@each_version
def test_rule_05_inside_extensions_everything_is_legal(version):
    assert check(small(result={"extensions": {"https://x.example/e": {"a": [None, "", {}]}}}), version) == []


@each_version
def test_rule_06_numbers_keep_their_digits(version):
    raw = small(result={"score": {"raw": 12.125, "min": -0.1, "max": 1e30}})
    assert taken(raw, version).body["result"] == raw["result"]


@each_version
@pytest.mark.parametrize("value", ["true", 1, 0, "1"])
def test_rule_06_nothing_is_taken_for_a_boolean(version, value):
    assert rules(small(result={"success": value}), version) == [("/result/success", "wrong-type")]


@each_version
def test_rule_07_exactly_one_identifier(version):
    assert rules(small(actor={**LEARNER, **OTHER}), version) == [("/actor", "exactly-one-identifier")]
    assert rules(small(actor={"objectType": "Agent"}), version) == [("/actor", "exactly-one-identifier")]


@each_version
@pytest.mark.parametrize("iri", ["https://example.org/½", "urn:isbn:1", "tag:a@b.example,2026:c", "custom:thing"])
def test_rule_08_absolute_iris_are_taken_as_they_are(version, iri):
    assert check(small(object={"id": iri}), version) == []
    assert taken(small(object={"id": iri}), version).object_id == iri


@each_version
def test_rule_09_language_tags_are_checked_in_maps_and_context(version):
    wrong = small(verb={"id": "a:b", "display": {"e_n": "x"}}, context={"language": "en us"})
    assert rules(wrong, version) == [("/verb/display/e_n", "language-tag"), ("/context/language", "language-tag")]


@each_version
@pytest.mark.parametrize("offset", ["-00:00", "-0000", "-00"])
def test_rule_10_negative_zero_offset_is_refused(version, offset):
    assert rules(small(timestamp=f"2026-03-04T09:30:00{offset}"), version) == [("/timestamp", "timestamp")]


@each_version
def test_rule_10_a_day_that_is_none_is_refused(version):
    assert rules(small(timestamp="2026-02-30T09:30:00Z"), version) == [("/timestamp", "timestamp")]
    assert rules(small(object=sub(timestamp="2026-02-30T09:30:00Z")), version) == [("/object/timestamp", "timestamp")]
    assert rules(small(timestamp="0001-01-01T00:00:00+14:00"), version) == [("/timestamp", "timestamp")]


@each_version
def test_rule_10_a_missing_timestamp_becomes_stored(version):
    accepted = taken(small(), version)
    statement = read_back(accepted.body, stored=STORED, version=version)
    assert statement["timestamp"] == statement["stored"] == "2026-03-04T09:30:00.123Z"
    assert accepted.timestamp == STORED
    assert not accepted.timestamp_given


def test_rule_10_version_2_returns_the_same_instant_in_utc():
    accepted = taken(small(timestamp="2026-03-04T09:30:00.123+05:30"), Version.V2)
    assert accepted.body["timestamp"] == "2026-03-04T09:30:00.123+05:30"
    assert read_back(accepted.body, stored=STORED, version=Version.V2)["timestamp"] == "2026-03-04T04:00:00.123Z"


@each_version
@pytest.mark.parametrize("duration", ["P3Y1M29DT4H35M59.14S", "P4W", "PT1.2345678S", "PT0S", "P1,5D"])
def test_rule_11_durations_are_kept_as_written(version, duration):
    raw = small(result={"duration": duration})
    assert check(raw, version) == []
    assert taken(raw, version).body["result"]["duration"] == duration


@each_version
def test_rule_11_weeks_do_not_mix(version):
    assert rules(small(result={"duration": "P4W1D"}), version) == [("/result/duration", "duration")]


@each_version
@pytest.mark.parametrize(
    ("score", "place"),
    [
        ({"min": 5, "max": 5}, "/result/score"),
        ({"min": 6, "max": 5}, "/result/score"),
        ({"raw": 6, "max": 5}, "/result/score/raw"),
        ({"raw": -1, "min": 0}, "/result/score/raw"),
        ({"scaled": 1.01}, "/result/score/scaled"),
    ],
)
def test_rule_12_score_lies_in_its_range(version, score, place):
    assert rules(small(result={"score": score}), version) == [(place, "score-range")]


@each_version
def test_rule_12_holds_in_sub_statements_and_allows_the_bounds(version):
    assert rules(small(object=sub(result={"score": {"min": 2, "max": 1}})), version) == [
        ("/object/result/score", "score-range")
    ]
    assert check(small(result={"score": {"min": 0, "raw": 0, "max": 1, "scaled": -1}}), version) == []


@each_version
def test_rule_13_component_lists_are_remarked_on_but_accepted(version):
    definition = {"interactionType": "numeric", "choices": [{"id": "a"}, {"id": "a"}]}
    raw = small(object={"id": ACTIVITY, "definition": definition})
    assert check(raw, version) == []
    assert [p.rule for p in remarks(raw)] == ["interaction-components"] * 2
    assert remarks(small(object=OTHER)) == []


@each_version
@pytest.mark.parametrize("part", ["correctResponsesPattern", "choices", "scale", "source", "target", "steps"])
def test_rule_13_parts_of_an_interaction_need_its_type(version, part):
    loose = {"id": ACTIVITY, "definition": {part: ["a"] if part == "correctResponsesPattern" else [{"id": "a"}]}}
    assert rules(small(object=loose), version) == [("/object/definition", "interaction-type")]
    assert rules(small(object=sub(object=loose)), version) == [("/object/object/definition", "interaction-type")]


@each_version
def test_rule_14_a_single_context_activity_is_stored_as_a_list(version):
    around = {"parent": {"id": "a:1"}, "other": [{"id": "a:2"}, {"id": "a:1"}]}
    raw = small(context={"contextActivities": around})
    accepted = taken(raw, version)
    assert accepted.body["context"]["contextActivities"]["parent"] == [{"id": "a:1"}]
    assert accepted.context_activities == ("a:1", "a:2")
    assert raw["context"]["contextActivities"]["parent"] == {"id": "a:1"}


@each_version
def test_rule_14_the_list_is_made_inside_sub_statements_too(version):
    raw = small(object=sub(context={"contextActivities": {"category": {"id": "a:1"}}}))
    accepted = taken(raw, version)
    assert accepted.body["object"]["context"]["contextActivities"]["category"] == [{"id": "a:1"}]
    assert raw["object"]["context"]["contextActivities"]["category"] == {"id": "a:1"}


@each_version
def test_rule_14_revision_and_platform_only_beside_an_activity(version):
    assert check(small(context={"revision": "1", "platform": "web"}), version) == []
    assert rules(small(object=OTHER, context={"revision": "1"}), version) == [("/context", "activity-only")]


@each_version
@pytest.mark.parametrize("name", ["id", "stored", "version", "authority"])
def test_rule_15_sub_statement_has_no(version, name):
    assert (f"/object/{name}", "unknown-property") in rules(small(object={**sub(), name: "x"}), version)


@each_version
def test_rule_15_sub_statements_do_not_nest(version):
    assert rules(small(object=sub(object=sub())), version)[0][1] == "object-type"


def test_rule_16_context_agents_belong_to_version_2_only():
    raw = small(context={"contextAgents": [{"objectType": "contextAgent", "agent": OTHER}]})
    assert rules(raw, Version.V1) == [("/context/contextAgents", "unknown-property")]
    assert check(raw, Version.V2) == []


def test_rule_16_related_agents_looks_into_context_agents_and_groups():
    team = {"objectType": "Group", "openid": "https://id.example/team", "member": [{"mbox": "mailto:m@x.example"}]}
    context = {
        "contextAgents": [{"objectType": "contextAgent", "agent": OTHER}],
        "contextGroups": [{"objectType": "contextGroup", "group": team}],
    }
    found = taken(small(context=context), Version.V2).mentions
    assert found.related_agents == (
        "account|https://waymark.example/keys|k1",
        "mbox|mailto:other@school.example",
        "openid|https://id.example/team",
        "mbox|mailto:m@x.example",
    )


@each_version
def test_rule_17_voiding_names_a_statement(version):
    raw = small(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": UUID_TEXT.upper()})
    assert check(raw, version) == []
    accepted = taken(raw, version)
    assert str(accepted.voids) == str(accepted.ref_target) == accepted.object_id == UUID_TEXT
    assert rules(small(verb={"id": VOIDED}), version) == [("/object", "voiding")]


@each_version
def test_rule_18_a_reference_is_kept_for_chains_but_voids_nothing(version):
    accepted = taken(small(object={"objectType": "StatementRef", "id": UUID_TEXT}), version)
    assert str(accepted.ref_target) == UUID_TEXT
    assert accepted.voids is None


@each_version
def test_rule_19_unknown_parameter_is_refused(version):
    with pytest.raises(errors.InvalidQuery, match="did you mean verb"):
        parse_query({"Verb": ["a:b"]}, version)


@each_version
@pytest.mark.parametrize("usage", ["http://adlnet.gov/expapi/attachments/signature"])
def test_rule_24_signature_is_an_octet_stream(version, usage):
    attachment = {
        "usageType": usage,
        "display": {"en": "s"},
        "contentType": "text/plain",
        "length": 1,
        "sha2": "a" * 64,
    }
    assert rules(small(attachments=[attachment]), version) == [("/attachments/0/contentType", "signature")]
    assert check(small(attachments=[{**attachment, "contentType": "application/octet-stream"}]), version) == []


def test_same_id_twice_in_a_batch_is_refused_in_version_2_only():
    batch = [small(id=UUID_TEXT), small(), small(id=UUID_TEXT.upper())]
    assert check(batch, Version.V1) == []
    assert rules(batch, Version.V2) == [("/2/id", "same-id-twice")]


@each_version
def test_t06_authority_stored_and_version_of_the_client_are_overwritten(version):
    raw = small(id=UUID_TEXT, authority=OTHER, stored="2001-01-01T00:00:00Z", version="1.0.0")
    assert check(raw, version) == []
    statement = read_back(taken(raw, version).body, stored=STORED, version=version)
    assert statement["authority"] == AUTHORITY
    assert statement["stored"] == "2026-03-04T09:30:00.123Z"
    assert statement["version"] == version.value
    assert statement["id"] == UUID_TEXT


@each_version
def test_an_id_is_made_only_when_the_client_gave_none(version):
    assert taken(small(), version).id == NEW_ID
    assert taken(small(), version).body["id"] == str(NEW_ID)
    assert str(taken(small(id=UUID_TEXT), version).id) == UUID_TEXT

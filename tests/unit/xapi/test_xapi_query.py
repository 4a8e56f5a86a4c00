"""Parameters of GET /statements (rule 19)."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from xapi_samples import BOTH, LEARNER, UUID_TEXT

from xapi.errors import InvalidQuery
from xapi.query import StatementQuery, parse
from xapi.version import Version

each_version = pytest.mark.parametrize("version", BOTH, ids=str)


def refused(params, version=Version.V1):
    with pytest.raises(InvalidQuery) as error:
        parse(params, version)
    return [(p.path, p.rule) for p in error.value.problems]


@each_version
def test_no_parameters_ask_for_everything(version):
    assert parse({}, version) == StatementQuery()


@each_version
def test_all_filters_are_read(version):
    query = parse(
        {
            "agent": [json.dumps(LEARNER)],
            "verb": ["http://adlnet.gov/expapi/verbs/answered"],
            "activity": ["https://x.example/a"],
            "registration": [UUID_TEXT],
            "related_agents": ["true"],
            "related_activities": ["true"],
            "since": ["2026-03-04T10:30:00+01:00"],
            "until": ["2026-03-05T09:30:00.5Z"],
            "limit": ["25"],
            "format": ["ids"],
            "attachments": ["true"],
            "ascending": ["true"],
        },
        version,
    )
    assert query == StatementQuery(
        agent_key="account|https://waymark.example/people|3f0c",
        verb="http://adlnet.gov/expapi/verbs/answered",
        activity="https://x.example/a",
        registration=UUID(UUID_TEXT),
        related_agents=True,
        related_activities=True,
        since=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        until=datetime(2026, 3, 5, 9, 30, 0, 500000, UTC),
        limit=25,
        format="ids",
        attachments=True,
        ascending=True,
    )


@each_version
@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
def test_a_single_statement_is_asked_for_by_id(version, name):
    query = parse({name: [UUID_TEXT], "format": ["canonical"], "attachments": ["false"]}, version)
    assert UUID(UUID_TEXT) in {query.statement_id, query.voided_statement_id}


@each_version
@pytest.mark.parametrize(
    "other", ["voidedStatementId", "agent", "verb", "since", "limit", "ascending", "related_agents"]
)
def test_beside_an_id_only_format_and_attachments_may_stand(version, other):
    values = {"voidedStatementId": UUID_TEXT, "agent": json.dumps(LEARNER), "verb": "a:b", "limit": "1"}
    value = values.get(other, "2026-03-04T10:30:00Z" if other == "since" else "true")
    assert refused({"statementId": [UUID_TEXT], other: [value]}, version) == [(f"/{other}", "exclusive-parameters")]


@each_version
@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("statementID", UUID_TEXT, "unknown-parameter"),
        ("statementId", "1", "uuid"),
        ("verb", "answered", "absolute-iri"),
        ("activity", "", "absolute-iri"),
        ("registration", "x", "uuid"),
        ("limit", "-1", "limit"),
        ("limit", "ten", "limit"),
        ("since", "yesterday", "timestamp"),
        ("until", "2026-02-30T00:00:00Z", "timestamp"),
        ("ascending", "yes", "not-allowed-value"),
        ("format", "Exact", "not-allowed-value"),
        ("agent", "maya", "agent-json"),
        ("agent", "\ud800", "agent-json"),
    ],
)
def test_malformed_parameters_are_refused(version, name, value, rule):
    assert refused({name: [value]}, version) == [(f"/{name}", rule)]


@each_version
def test_an_anonymous_group_is_no_agent_to_look_for(version):
    group = {"objectType": "Group", "member": [LEARNER]}
    assert refused({"agent": [json.dumps(group)]}, version) == [("/agent", "exactly-one-identifier")]


def test_a_repeated_parameter_is_refused():
    assert refused({"verb": ["a:b", "a:c"]}) == [("/verb", "repeated-parameter")]


def test_version_2_wants_an_offset():
    assert parse({"since": ["2026-03-04T10:30:00"]}, Version.V1).since == datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
    assert refused({"since": ["2026-03-04T10:30:00"]}, Version.V2) == [("/since", "timestamp")]

"""Whom and what a statement mentions, and what leads to it (lrs-rules 16, 18, 19)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from support.statements import completed, key, launch_key, number, run, voiding
from support.world import iri

from gateway.db import tables as t
from gateway.services import chains, find

SECOND = {"X-Experience-API-Version": "2.0.0"}
BEN = {"objectType": "Agent", "mbox": "mailto:ben@school.example"}
TEAM = {"objectType": "Group", "mbox": "mailto:team@school.example"}
REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-000000000001")


def named(n: int) -> str:
    return str(number(n))


def refers(actor: dict[str, Any], target: int, *, n: int) -> dict[str, Any]:
    """Say something about another statement."""
    verb = {"id": "http://adlnet.gov/expapi/verbs/commented"}
    return {"id": named(n), "actor": actor, "verb": verb, "object": {"objectType": "StatementRef", "id": named(target)}}


def agent(one: dict[str, Any]) -> str:
    return json.dumps(one)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("contextAgents", [{"objectType": "contextAgent", "agent": BEN, "relevantTypes": ["http://x.example/t"]}]),
        ("contextGroups", [{"objectType": "contextGroup", "group": {"objectType": "Group", "member": [BEN]}}]),
    ],
)
def test_rule_16_related_agents_looks_into_context_agents_and_groups(store, school, part, value) -> None:
    second = {**store.headers, **SECOND}
    one = {**completed(school.actor("ana"), "a1", 1.0, n=1), "context": {part: value}}
    inner = {"objectType": "SubStatement", **{name: one[name] for name in ("actor", "verb", "object", "context")}}
    other = {**completed(school.actor("ana"), "a1", 1.0, n=2), "object": inner}
    assert store.post([one, other], headers=second).status_code == 200
    assert store.ids(agent=agent(BEN)) == []
    assert store.ids(agent=agent(BEN), related_agents="true") == [named(2), named(1)]


def test_rule_16_malformed_context_agents_are_400_with_their_place(store, school) -> None:
    one = {**completed(school.actor("ana"), "a1", 1.0, n=1), "context": {"contextAgents": [{"agent": BEN}]}}
    answer = store.post(one, headers={**store.headers, **SECOND})
    assert answer.status_code == 400
    assert answer.json["problems"][0]["path"].startswith("/context/contextAgents/0")
    assert store.post(one).status_code == 400, "1.0.3 does not know the property at all"


def test_rule_19_agent_finds_actors_objects_and_members(store, school) -> None:
    ana = school.actor("ana")
    store.post([
        {**completed(ana, "a1", 1.0, n=1), "actor": BEN},
        {**completed(ana, "a1", 1.0, n=2), "object": BEN},
        {**completed(ana, "a1", 1.0, n=3), "actor": {"objectType": "Group", "member": [BEN, ana]}},
        {**completed(ana, "a1", 1.0, n=4), "context": {"instructor": BEN}},
        {**completed(ana, "a1", 1.0, n=5), "actor": TEAM},
    ])  # fmt: skip
    assert store.ids(agent=agent(BEN)) == [named(3), named(2), named(1)]
    assert store.ids(agent=agent(BEN), related_agents="true") == [named(4), named(3), named(2), named(1)]
    assert store.ids(agent=agent({"mbox": BEN["mbox"]}), related_agents="false", limit="1") == [named(3)]
    assert store.ids(agent=agent(TEAM)) == [named(5)]


def test_rule_19_related_agents_finds_the_authority(store, school) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    authority = store.get(statementId=named(1)).json["authority"]
    assert store.ids(agent=agent(authority)) == []
    assert store.ids(agent=agent(authority), related_agents="true") == [named(1)]


def test_rule_19_related_activities_looks_around_and_into_sub_statements(store, school) -> None:
    ana = school.actor("ana")
    around = {"contextActivities": {"grouping": {"id": iri("b1")}}}
    inner = {
        "objectType": "SubStatement",
        "actor": ana,
        "verb": {"id": "http://x.example/v"},
        "object": {"id": iri("b1")},
    }
    store.post([
        completed(ana, "b1", 1.0, n=1),
        {**completed(ana, "a1", 1.0, n=2), "context": around},
        {**completed(ana, "a1", 1.0, n=3), "object": inner},
        completed(ana, "a1", 1.0, n=4),
    ])  # fmt: skip
    assert store.ids(activity=iri("b1")) == [named(1)]
    assert store.ids(activity=iri("b1"), related_activities="true") == [named(3), named(2), named(1)]


def test_rule_19_filters_together_must_all_hold(store, school) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    context = {"registration": str(REGISTRATION)}
    store.post([
        {**completed(ana, "a1", 1.0, n=1), "context": context}, completed(ana, "a1", 1.0, n=2),
        {**completed(ben, "a1", 1.0, n=3), "context": context}, {**completed(ana, "a2", 1.0, n=4), "context": context},
    ])  # fmt: skip
    given = {"agent": agent(ana), "activity": iri("a1"), "registration": str(REGISTRATION).upper()}
    assert store.ids(**given, verb=completed(ana, "a1", 1.0, n=1)["verb"]["id"]) == [named(1)]
    assert store.ids(registration=str(REGISTRATION)) == [named(4), named(3), named(1)]
    assert store.ids(**given, verb="http://adlnet.gov/expapi/verbs/commented") == []


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 1, 3), (1, 3, 2)])
def test_rule_18_a_chain_is_followed_whatever_came_first(store, school, order) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    sent = {1: completed(ana, "a1", 1.0, n=1), 2: refers(ben, 1, n=2), 3: refers(ben, 2, n=3)}
    for n in order:
        assert store.post(sent[n]).status_code == 200
    for query in ({"activity": iri("a1")}, {"agent": agent(ana)}, {"verb": sent[1]["verb"]["id"]}):
        assert sorted(store.ids(**query)) == [named(1), named(2), named(3)]


def test_rule_18_a_chain_within_one_batch_is_followed(store, school) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    context = {"registration": str(REGISTRATION)}
    store.post([refers(ben, 2, n=3), {**completed(ana, "a1", 1.0, n=1), "context": context}, refers(ben, 1, n=2)])
    assert sorted(store.ids(registration=str(REGISTRATION))) == [named(1), named(2), named(3)]


def test_rule_18_one_statement_of_the_chain_must_meet_all_filters(store, school) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    store.post([completed(ana, "a1", 1.0, n=1), refers(ben, 1, n=2)])
    assert store.ids(agent=agent(ben), activity=iri("a1")) == []
    assert store.ids(agent=agent(ana), activity=iri("a1")) == [named(2), named(1)]


def test_rule_18_related_filters_follow_references(store, school) -> None:
    one = {**completed(school.actor("ana"), "a1", 1.0, n=1), "context": {"instructor": BEN}}
    store.post([one, refers(school.actor("ana"), 1, n=2)])
    assert store.ids(agent=agent(BEN)) == []
    assert store.ids(agent=agent(BEN), related_agents="true") == [named(2), named(1)]


def test_rule_18_a_voided_target_still_counts(store, school) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    store.post([completed(ana, "a1", 1.0, n=1), refers(ben, 1, n=2), voiding(ben, named(1), n=3)])
    assert store.ids(activity=iri("a1")) == [named(3), named(2)]


def test_rule_18_since_until_and_limit_do_not_follow_references(store, school, clock) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    store.post(completed(ana, "a1", 1.0, n=1))
    clock.advance(seconds=10)
    store.post(refers(ben, 1, n=2))
    assert store.ids(activity=iri("a1"), since="2026-09-14T12:00:05Z") == [named(2)]
    assert store.ids(activity=iri("a1"), until="2026-09-14T12:00:05Z") == [named(1)]
    assert store.ids(activity=iri("a1"), limit="1") == [named(2)]
    assert store.ids(activity=iri("a1"), limit="1", ascending="true") == [named(1)]


def test_rule_18_a_circle_of_references_ends(store, school) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    store.post([refers(ana, 2, n=1), refers(ben, 1, n=2), refers(ben, 3, n=3)])
    assert store.ids(agent=agent(ana)) == [named(2), named(1)]


def test_rule_18_depth_is_bounded(store, school) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    links = [refers(ben, n - 1, n=n) for n in range(2, chains.DEPTH + 5)]
    store.post(links)
    store.post(completed(ana, "a1", 1.0, n=1))
    assert len(store.ids(activity=iri("a1"))) == 1 + chains.DEPTH


def test_rule_18_what_is_too_much_for_one_request_is_linked_right_after(store, school, monkeypatch) -> None:
    monkeypatch.setattr(chains, "FAN", 3)
    ana, ben = school.actor("ana"), school.actor("ben")
    store.post([refers(ben, 1, n=n) for n in range(2, 9)])
    assert store.post(completed(ana, "a1", 1.0, n=1)).status_code == 200
    assert store.ids(activity=iri("a1")) == [named(1)]
    run(school.waymark, "link")
    assert store.ids(activity=iri("a1")) == [named(1), *(named(n) for n in range(8, 1, -1))]
    assert school.rows(t.linking) == []


def test_rule_17_a_target_that_many_wait_for_is_void_at_once(store, school, monkeypatch) -> None:
    monkeypatch.setattr(chains, "FAN", 3)
    ana = school.actor("ana")
    store.post([*(refers(ana, 1, n=n) for n in range(2, 9)), voiding(ana, named(1), n=20)])
    store.post(completed(ana, "a1", 1.0, n=1))
    assert store.get(statementId=named(1)).status_code == 404
    assert store.get(voidedStatementId=named(1)).status_code == 200


def test_T05_a_launch_learns_nothing_about_others_through_references(store, school) -> None:
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    store.post(completed(school.actor("ben"), "b1", 1.0, n=1))
    context = {"registration": str(REGISTRATION), "contextActivities": {"parent": [{"id": iri("a1")}]}}
    spy = {**refers(school.actor("ana"), 1, n=2), "context": context}
    assert store.post(spy, headers=launch).status_code == 200
    assert store.get(headers=launch, activity=iri("b1")).json["statements"] == []
    assert store.get(headers=launch, agent=agent(school.actor("ben"))).json["statements"] == []
    assert store.ids(activity=iri("b1")) == [named(2), named(1)]


def test_T07_read_mine_follows_references_only_within_what_is_its_own(store, school) -> None:
    mine = key(school, "statements/write", "statements/read/mine")
    store.post(completed(school.actor("ben"), "b1", 1.0, n=1))
    store.post([refers(school.actor("ana"), 1, n=2), completed(school.actor("ana"), "b1", 1.0, n=3)], headers=mine)
    assert [one["id"] for one in store.get(headers=mine, activity=iri("b1")).json["statements"]] == [named(3)]


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_rule_20_more_keeps_its_filters_while_references_arrive(store, school, doors, ascending) -> None:
    ana, ben = school.actor("ana"), school.actor("ben")
    store.post([completed(ana, "a1", 1.0, n=1), *(refers(ben, 1, n=n) for n in range(2, 8))])
    query = {"agent": agent(ana), "related_agents": "true", "activity": iri("a1"), "related_activities": "true"}
    answer = store.get(limit="2", ascending=ascending, **query)
    seen = [one["id"] for one in answer.json["statements"]]
    for extra in range(50, 53):
        store.post([refers(ben, 1, n=extra), completed(ben, "a1", 1.0, n=extra + 100)])
        answer = doors("GET", answer.json["more"], headers=store.headers)
        seen += [one["id"] for one in answer.json["statements"]]
    assert len(seen) == len(set(seen))
    assert {named(n) for n in range(1, 8)} <= set(seen)


@pytest.mark.parametrize("ascending", ["true", "false"])
@pytest.mark.parametrize("limit", ["1", "2", "3", "5"])
@pytest.mark.parametrize("step", [1, find.STEP])
def test_rule_20_pages_of_any_size_give_every_match_once_in_order(
    store, school, doors, monkeypatch, ascending, limit, step
) -> None:
    """Matches and what refers to them lie mixed, so that pages end among both; so do the parts that are looked at."""
    monkeypatch.setattr(find, "STEP", step)
    ana, ben = school.actor("ana"), school.actor("ben")
    for n in range(1, 12, 3):
        store.post([completed(ana, "a1", 1.0, n=n), refers(ben, n, n=n + 1), completed(ben, "b1", 1.0, n=n + 2)])
    every = [named(n) for n in range(1, 13) if n % 3]
    answer = store.get(activity=iri("a1"), limit=limit, ascending=ascending)
    seen = [one["id"] for one in answer.json["statements"]]
    while answer.json["more"]:
        answer = doors("GET", answer.json["more"], headers=store.headers)
        seen += [one["id"] for one in answer.json["statements"]]
    assert seen == (every if ascending == "true" else every[::-1])


def test_rule_19_since_and_until_hold_on_both_sides_of_gaps(store, school, clock) -> None:
    for n in range(1, 6):
        store.post(completed(school.actor("ana"), "a1", 1.0, n=n))
        clock.advance(seconds=10)
    assert store.ids(since="2026-09-14T11:00:00Z", ascending="true") == [named(n) for n in range(1, 6)]
    assert store.ids(since="2026-09-14T13:00:00Z") == []
    assert store.ids(until="2026-09-14T11:00:00Z") == []
    assert store.ids(since="2026-09-14T12:00:15Z", until="2026-09-14T12:00:35Z") == [named(4), named(3)]
    assert store.ids(since="2026-09-14T14:00:00+02:00", until="2026-09-14T12:00:10Z") == [named(2)]


def test_rule_19_limit_0_means_the_servers_own_maximum(store, school) -> None:
    store.post([completed(school.actor("ana"), "a1", 1.0, n=n) for n in range(1, 103)])
    answer = store.get(limit="0")
    assert len(answer.json["statements"]) == 100
    assert answer.json["more"]


def test_rule_20_more_is_valid_for_more_than_a_day_and_ends_empty(store, school, doors, clock) -> None:
    store.post([completed(school.actor("ana"), "a1", 1.0, n=n) for n in (1, 2)])
    more = store.get(limit="1", since="2026-01-01T00:00:00Z", until="2027-01-01T00:00:00Z").json["more"]
    clock.advance(hours=30)
    answer = doors("GET", more, headers=store.headers)
    assert [one["id"] for one in answer.json["statements"]] == [named(1)]
    assert answer.json["more"] == ""


def test_rule_17_what_is_voided_is_absent_with_every_filter(store, school) -> None:
    ana = school.actor("ana")
    store.post([completed(ana, "a1", 1.0, n=1), voiding(ana, named(1), n=2)])
    for query in ({"activity": iri("a1")}, {"agent": agent(ana)}, {"agent": agent(ana), "related_agents": "true"}):
        assert store.ids(**query) == [named(2)], "the voiding statement is listed"
    assert store.get(statementId=named(1)).status_code == 404
    assert store.get(voidedStatementId=named(2)).status_code == 404
    assert store.get(voidedStatementId=named(1), format="ids").status_code == 200

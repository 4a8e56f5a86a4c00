"""Taking no part holds wherever a statement or a document can name somebody, in both versions and at every door."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from support.statements import completed, key, launch_key, number, run, taken
from support.world import iri

from gateway.db import tables as t
from gateway.services import exporting, importing, matching, opt_out, recognise, store_file
from gateway.services.collect import Part, store_together
from gateway.services.opt_out import TakesNoPart
from gateway.services.recognise import Arrived
from gateway.services.source import Source
from lti.mail import Mail
from xapi.named import named, named_freely

SECOND = {"X-Experience-API-Version": "2.0.0"}
NAMED = "http://x.example/whom"


def leave(school, name: str = "ana") -> None:
    """Have a student take no part."""
    person = school.people[name]
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, person, "person/x", "asked"))


def places(a: dict[str, Any], b: dict[str, Any]) -> Mapping[str, dict[str, Any]]:
    """Return statements by `b` that name `a`, each in another place."""
    base, crew = completed(b, "a1", 0.5, n=5), {"objectType": "Group", "member": [b, a]}
    inner = {"objectType": "SubStatement", "actor": b, "verb": base["verb"], "object": base["object"]}
    named_crew = {**crew, "mbox": "mailto:crew@x.example", "member": [{**a, "name": "Ana Real Name"}]}
    about = {"objectType": "Activity", "id": iri("a1")}
    deep = {**about, "definition": {"extensions": {NAMED: a["account"]}}}
    return {
        "actor": {**base, "actor": a},
        "member": {**base, "actor": crew},
        "member of a named group": {**base, "actor": named_crew},
        "object": {**base, "object": a},
        "member of the object": {**base, "object": named_crew},
        "instructor": {**base, "context": {"instructor": a}},
        "team": {**base, "context": {"team": named_crew}},
        "actor inside": {**base, "object": {**inner, "actor": a}},
        "object inside": {**base, "object": {**inner, "object": a}},
        "team inside": {**base, "object": {**inner, "context": {"team": crew | {"mbox": "mailto:c@x.example"}}}},
        "extension of the context": {**base, "context": {"extensions": {NAMED: [{"of": a["account"]}]}}},
        "extension of the result": {**base, "result": {"extensions": {NAMED: {"peer": a}}}},
        "extension of an activity around": {**base, "context": {"contextActivities": {"parent": [deep]}}},
        "extension inside": {**base, "object": {**inner, "result": {"extensions": {NAMED: [[a]]}}}},
        "extension of the activity": {**base, "object": {**about, "definition": {"extensions": {NAMED: a}}}},
    }


def second(a: dict[str, Any], b: dict[str, Any]) -> Mapping[str, dict[str, Any]]:
    """Return what only version 2.0 knows."""
    base, crew = completed(b, "a1", 0.5, n=5), {"objectType": "Group", "member": [a]}
    agents = {"contextAgents": [{"objectType": "contextAgent", "agent": a}]}
    groups = {"contextGroups": [{"objectType": "contextGroup", "group": crew}]}
    inner = {"objectType": "SubStatement", "actor": b, "verb": base["verb"], "object": base["object"]}
    return {
        "context agent": {**base, "context": agents},
        "context group": {**base, "context": groups},
        "context agent inside": {**base, "object": {**inner, "context": agents}},
    }


def test_a_statement_that_names_such_a_student_in_any_place_is_refused(store, school) -> None:
    a, b = school.actor("ana"), school.actor("ben")
    leave(school)
    newer = {**store.headers, **SECOND}
    wanted = [(where, one, store.headers) for where, one in places(a, b).items()]
    wanted += [(where, one, newer) for where, one in {**places(a, b), **second(a, b)}.items()]
    for where, one, how in wanted:
        answer = store.post([one], how)
        said = (answer.status_code, answer.json.get("code"), answer.json.get("problems"))
        assert said == (403, "takes-no-part", [str(number(5))]), (where, answer.text)
    assert store.put(places(a, b)["team"], str(number(5))).status_code == 403
    assert (store.count(), school.rows(t.mention)) == (0, [])
    assert store.post([completed(b, "a1", 0.5, n=5)]).status_code == 200


def test_no_document_is_kept_of_such_a_student_or_names_them(store, school, doors) -> None:
    a, b = school.actor("ana"), school.actor("ben")
    plain = {**store.headers, "Content-Type": "application/json"}

    def put(path: str, body: Any, method: str = "PUT", **query: Any) -> int:
        asked = {one: value if isinstance(value, str) else json.dumps(value) for one, value in query.items()}
        given = {**plain, "If-None-Match": "*"} if method == "PUT" else plain
        answer = doors(method, f"/xapi/{path}", data=json.dumps(body).encode(), headers=given, query_string=asked)
        return int(answer.status_code)

    state = {"activityId": "https://x.example/a", "stateId": "s"}
    assert put("activities/state", {"at": 3}, agent=a, **state) == 204
    leave(school)
    assert put("activities/state", {"at": 4}, "POST", agent=a, **state) == 403
    assert put("activities/state", {"at": 1}, agent=a, **{**state, "stateId": "new"}) == 403
    assert put("agents/profile", {"name": "Ana Real Name"}, agent=a, profileId="p") == 403
    assert put("activities/profile", {"best": [{"who": a, "score": 1}]}, activityId=iri("a1"), profileId="best") == 403
    assert put("activities/profile", {"best": [{"who": b, "score": 1}]}, activityId=iri("a1"), profileId="best") == 204
    assert put("agents/profile", {"friends": [a["account"]]}, agent=b, profileId="p") == 403
    assert put("agents/profile", {"friends": []}, agent=b, profileId="p") == 204
    assert len(school.rows(t.document)) == 3
    assert put("activities/state", None, "DELETE", agent=a, **state) == 204, "what is there can still be deleted"


def test_a_launch_names_such_a_student_nowhere_either(store, school) -> None:
    leave(school)
    registration = uuid4()
    how = launch_key(school, "ben", "a1", registration)
    mine = {**completed(school.actor("ben"), "a1", 0.5, n=5), "context": {"registration": str(registration)}}
    team = {"objectType": "Group", "mbox": "mailto:t@x.example", "member": [school.actor("ana")]}
    theirs = {**mine, "context": {**mine["context"], "team": team}}
    assert store.post([theirs], how).status_code == 403
    assert store.post([mine], how).status_code == 200


def test_who_is_known_by_an_address_alone_is_kept_out_by_it(store, school) -> None:
    ana, ben = school.people["ana"], school.people["ben"]
    mail = {"objectType": "Agent", "mbox": "mailto:ana@school.example"}
    shared = {"objectType": "Agent", "mbox": "mailto:home@school.example"}
    db, naming = school.waymark.db, school.waymark.naming
    people = [Arrived(ana, Mail("Ana@school.example")), Arrived(ben, None)]
    db.write(lambda w: recognise.arrived(w, naming, school.tenant, people))
    both = {naming.keyed(school.tenant, one) for one in naming.forms(school.tenant, "mbox|mailto:home@school.example")}
    db.write(lambda w: recognise.add(w, school.tenant, [(one, who, "mail") for one in both for who in (ana, ben)]))
    leave(school)
    assert store.post([completed(mail, "a1", 0.5, n=1)]).status_code == 403
    assert store.post([completed(mail, "a1", 0.5, n=1)], key(school, actors="rewrite")).status_code == 403
    assert store.post([completed(shared, "a1", 0.5, n=2)]).status_code == 200, "it may be somebody else"
    assert store.count() == 1


def test_what_was_taken_apart_from_such_a_student_is_nobodys_again(store, school) -> None:
    mail = {"objectType": "Agent", "mbox": "mailto:ana@school.example"}
    who = [Arrived(school.people["ana"], Mail("ana@school.example"))]
    db, naming = school.waymark.db, school.waymark.naming
    db.write(lambda w: recognise.arrived(w, naming, school.tenant, who))
    assert store.post([completed(mail, "a1", 0.5, n=1)]).status_code == 200
    run(school.waymark, "evaluate")
    hashed = next(row.key_hash for row in school.rows(t.identity) if row.source == "mail")
    db.write(lambda w: matching.take_apart(w, school.tenant, "person/x", hashed))
    leave(school)
    assert store.post([completed(mail, "a1", 0.5, n=2)]).status_code == 200


def test_one_request_that_names_such_a_student_leaves_those_beside_it_alone(school) -> None:
    leave(school)
    source = Source(school.tenant)
    fine, bad = (taken(school, [completed(school.actor(who), "a1", 0.5, n=n)]) for n, who in ((1, "ben"), (2, "ana")))
    outcomes = school.waymark.db.write(
        lambda w: store_together(w, school.tenant, [Part(source, fine), Part(source, bad)])
    )
    assert outcomes[0] is True
    assert isinstance(outcomes[1], TakesNoPart)
    assert [UUID(bytes=bytes(row.id)) for row in school.rows(t.statement)] == [number(1)]


def test_a_stores_file_brings_nothing_that_names_such_a_student(store, school, doors) -> None:
    a, b = school.actor("ana"), school.actor("ben")
    every = [{**one, "id": str(number(n))} for n, one in enumerate(places(a, b).values(), start=1)]
    assert store.post([*every, completed(b, "a1", 1.0, n=99)]).status_code == 200
    given = {**store.headers, "Content-Type": "application/json", "If-None-Match": "*"}
    where = {"activityId": iri("a1"), "profileId": "best"}
    body = json.dumps({"best": a}).encode()
    assert doors("PUT", "/xapi/activities/profile", data=body, headers=given, query_string=where).status_code == 204
    with exporting.one_moment(school.waymark.db) as conn:
        file = b"".join(line + b"\n" for line in exporting.lines(conn, school.tenant))
    for n in range(1, 100):
        file = file.replace(str(number(n)).encode(), str(number(n + 1000)).encode())
    file = file.replace(school.rows(t.document)[0].key_hash.encode(), b"0" * 64)
    leave(school)
    waymark = school.waymark
    taken = importing.take(waymark.db, waymark.settings.people_home, school.tenant, store_file.read(io.BytesIO(file)))
    assert (taken.stored, taken.opted_out) == (1, len(every) + 1)


def test_the_filters_and_the_extensions_together_hold_everybody_whom_a_statement_names(school) -> None:
    a, b = school.actor("ana"), school.actor("ben")
    for one in (*places(a, b).values(), *second(a, b).values()):
        kept = taken(school, [one])[0]
        found = {*kept.mentions.agents, *kept.mentions.related_agents, *named_freely(kept.body)}
        assert found == named(kept.body)

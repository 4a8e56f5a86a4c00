"""Frameworks beside each other: what points outside is found later, identities hold, what is exported comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from support.world import framework

from gateway.db import tables as t
from gateway.services import standards_browse, standards_export, tenants
from gateway.services.crosswalk import matches
from gateway.services.prerequisites import graph_of
from gateway.services.standards import Imported, import_framework
from gateway.standards.model import Edge, Framework, Item
from gateway.standards.read import read

CORE = "urn:fdc:edplancms.com:2016:cfr:CCSS-M:6.RP.A.3a"
AIR = "urn:fdc:edplancms.com:2016:cfr:AIR:6%7CCCC-MA-v1%3ARP%7C6.A.3a"


@pytest.fixture
def tenant(waymark) -> int:
    return waymark.db.write(lambda w: tenants.make(w, "School"))


def bring(waymark: Any, tenant: int, found: Framework) -> Imported:
    return waymark.db.write(lambda w: import_framework(w, tenant, found))


def rows(waymark: Any, tenant: int) -> dict[str, Any]:
    with waymark.db.read() as conn:
        return {row.identifier: row for row in conn.execute(t.standard.select().filter_by(tenant_id=tenant))}


def same(waymark: Any, tenant: int, identifier: str) -> Any:
    own = rows(waymark, tenant)[identifier].id
    with waymark.db.read() as conn:
        here, elsewhere = matches(conn, tenant, [own]).get(own, ([], []))
        names = {row.id: row.identifier for row in rows(waymark, tenant).values()}
        return {names[one] for one in here}, elsewhere


def skills(*edges: Edge) -> Framework:
    items = (Item("s1", "urn:s1", "Skill one"), Item("s2", "urn:s2", "Skill two"))
    return Framework("skills", "urn:skills", "Skills of a state", items, edges)


def core(title: str = "Common Core Mathematics", own: str = "core") -> Framework:
    items = (Item(f"{own}-3a", f"urn:{own}:3a", "Ratio tables", code="6.RP.A.3.a"),
             Item(f"{own}-x", "urn:x", "Other", code="9.X"))  # fmt: skip
    return Framework(own, f"urn:{own}", title, items, ())


def test_an_end_outside_is_found_at_a_later_import_by_identifier_address_or_code(waymark, tenant) -> None:
    bring(waymark, tenant, skills(
        Edge("exactMatchOf", "s1", "no-such", destination_uri=CORE),
        Edge("exactMatchOf", "s2", "core-x", destination_uri="local:1"),
        Edge("exactMatchOf", "s2", "no-such-2", destination_uri=AIR),
        Edge("isRelatedTo", "s2", "else", destination_uri="urn:x"),
    ))  # fmt: skip
    assert same(waymark, tenant, "s1") == (set(), [CORE])
    bring(waymark, tenant, core("Mathematics of a state", "kansas"))
    assert same(waymark, tenant, "s1") == (set(), [CORE]), "others may use the same codes for other words"
    bring(waymark, tenant, core())
    assert same(waymark, tenant, "s1") == ({"core-3a"}, [])
    assert same(waymark, tenant, "s2") == ({"core-x", "core-3a"}, [])
    assert same(waymark, tenant, "core-3a") == ({"s1", "s2"}, [])
    again = bring(waymark, tenant, core())
    assert (again.added, again.changed, again.retired) == (0, 0, 0)


def test_a_crosswalk_joins_what_two_frameworks_hold_and_nothing_crosses_schools(waymark, tenant) -> None:
    other = waymark.db.write(lambda w: tenants.make(w, "Other"))
    for one in (tenant, other):
        bring(waymark, one, skills())
        bring(waymark, one, core())
    link = Edge("exactMatchOf", "s1", "core-3a", origin_uri="urn:s1", destination_uri="urn:core:3a")
    bring(waymark, tenant, Framework("walk", "urn:walk", "Crosswalk", (), (link,)))
    assert same(waymark, tenant, "s1") == ({"core-3a"}, [])
    assert same(waymark, other, "s1") == (set(), [])


def test_the_same_framework_in_another_format_keeps_its_identities_by_address(waymark, tenant) -> None:
    old = framework()
    bring(waymark, tenant, old)
    before = {row.id for row in rows(waymark, tenant).values()}
    names = {item.identifier: f"other-{item.identifier}" for item in old.items}
    other = replace(
        old, identifier="fw-by-another-name",
        items=tuple(replace(i, identifier=names[i.identifier]) for i in old.items),
        edges=tuple(replace(e, origin=names[e.origin], destination=names[e.destination]) for e in old.edges),
    )  # fmt: skip
    done = bring(waymark, tenant, other)
    assert (done.added, done.changed, done.retired, done.same) == (0, 0, 0, 4)
    assert {row.id for row in rows(waymark, tenant).values()} == before


def test_what_ends_is_retired_from_its_last_day_on(waymark, tenant) -> None:
    old = framework()
    today = waymark.clock().date()
    ends = (date(today.year - 1, 1, 1), date(today.year + 1, 1, 1))
    items = (*(replace(item, ends=day) for item, day in zip(old.items, ends, strict=False)), *old.items[2:])
    bring(waymark, tenant, replace(old, items=items))
    assert [name for name, row in rows(waymark, tenant).items() if row.retired] == ["6.a"]


def test_a_circle_that_two_frameworks_close_between_them_stops_nobody(waymark, tenant) -> None:
    there = Edge("precedes", "s1", "core-x", destination_uri="urn:x")
    back = Edge("precedes", "core-x", "s1", destination_uri="urn:s1")
    bring(waymark, tenant, skills(there, Edge("precedes", "s1", "s2")))
    bring(waymark, tenant, replace(core(), edges=(back,)))
    held = [row.id for row in rows(waymark, tenant).values()]
    ids = {name: row.id for name, row in rows(waymark, tenant).items()}
    with waymark.db.read() as conn:
        graph = graph_of(conn, tenant, held)
    assert graph.before(ids["s2"]) == {ids["s1"]}
    assert graph.before(ids["s1"]) == frozenset()
    assert set(graph.left_out) == {(ids["s1"], ids["core-x"]), (ids["core-x"], ids["s1"])}, "it is told"


def test_an_exported_package_changes_nothing_when_it_comes_back(waymark, tenant) -> None:
    items = (
        Item("g", "urn:g", "Grade 6", kind="Grade", grades=(6,), listing="10"),
        Item("b", "urn:b", "*Second*", code="6.2", grades=(6, 7), listing="2"),
        Item("a", "urn:a", "First", code="6.1", grades=(-1, 0), listing="1"),
    )
    edges = (
        Edge("isChildOf", "g", "f"), Edge("isChildOf", "a", "g"), Edge("isChildOf", "b", "g"),
        Edge("precedes", "a", "b"), Edge("exactMatchOf", "a", "e", destination_uri=CORE),
    )  # fmt: skip
    uuids = {name: f"{name * 8}-0000-4000-8000-000000000000" for name in "gbaf"}
    named = Framework(
        uuids["f"], "urn:f", "Six & seven", tuple(replace(one, identifier=uuids[one.identifier]) for one in items),
        tuple(replace(one, origin=uuids[one.origin], destination=uuids.get(one.destination, one.destination))
              for one in edges),
        ("Mathematics",), "Notice", "2026", status="Adopted", creator="State",
    )  # fmt: skip
    done = bring(waymark, tenant, named)
    with waymark.db.read() as conn:
        file = standards_export.export(conn, tenant, done.framework_id, "case", waymark.clock)
    assert (file.name, file.standards) == ("six---seven.case.json", 3)
    [back] = read(file.data)
    again = bring(waymark, tenant, back)
    assert (again.added, again.changed, again.retired, again.same) == (0, 0, 0, 3)
    with waymark.db.read() as conn:
        assert conn.execute(t.framework.select().filter_by(tenant_id=tenant)).one().notice == "Notice"
        assert standards_export.export(conn, tenant, done.framework_id, "case", waymark.clock).data == file.data


@pytest.mark.parametrize("wanted", sorted(standards_export.WRITERS))
def test_a_learning_systems_file_comes_back_with_the_same_tree(waymark, tenant, wanted: str) -> None:
    items = (
        Item("g", "urn:g", "Grade 6", kind="Grade"), Item("s", "urn:s", "A standard: 1 < 2 & 3", "6.1", "Standard"),
        Item("p", "urn:p", "A part", "6.1.a"), Item("t", "urn:t", 'Another, "quoted"', "6.2"),
    )  # fmt: skip
    edges = tuple(Edge("isChildOf", one, two) for one, two in (("g", "f"), ("s", "g"), ("p", "s"), ("t", "g")))
    done = bring(waymark, tenant, Framework("f", "urn:f", "Six", items, edges))
    with waymark.db.read() as conn:
        file = standards_export.export(conn, tenant, done.framework_id, wanted, waymark.clock)
    [back] = read(file.data, "export")
    assert (back.identifier, back.title) == ("f", "Six")
    assert {(one.identifier, one.code, one.statement) for one in back.items} == {
        (one.identifier, one.code, one.statement) for one in items
    }
    assert {(one.origin, one.destination) for one in back.edges} == {(one.origin, one.destination) for one in edges}


def test_a_standard_is_found_by_code_text_and_grade_and_shows_what_is_around_it(waymark, tenant) -> None:
    items = (
        Item("g", "urn:g", "Grade 6", kind="Grade", grades=(6,)), Item("a", "urn:a", "Find 50% of it", "6.RP.A.3.a"),
        Item("b", "urn:b", "Solve *unit* rates", "6.RP.A.3.b", "Standard"),
        Item("c", "urn:c", "More", "7.RP.A.1", grades=(7,)),
    )  # fmt: skip
    edges = (
        Edge("isChildOf", "a", "g"), Edge("isChildOf", "b", "g"), Edge("precedes", "a", "b"),
        Edge("precedes", "g", "c"),
    )  # fmt: skip
    done = bring(waymark, tenant, Framework("f", "urn:f", "Six", items, edges))
    ids = {name: row.id for name, row in rows(waymark, tenant).items()}

    def found(words: str, grade: int | None = None) -> list[str]:
        with waymark.db.read() as conn:
            rows_found = standards_browse.search(conn, tenant, words, grade, done.framework_id).rows
        return [row.identifier for row in rows_found]

    assert found("CCSS.MATH.CONTENT.6.RP.A.3a") == found("6.RP.3a") == found("50%") == ["a"]
    assert found("6.rp.3") == ["a", "b"]
    assert found("unit SOLVE") == ["b"]
    assert (found("", 7), found("", 6), found("", 1)) == (["c"], ["g", "a", "b"], [])
    assert found("50_") == found("'; --") == found("%%") == []
    with waymark.db.read() as conn:
        b = standards_browse.around(conn, tenant, ids["b"])
        c = standards_browse.around(conn, tenant, ids["c"])
    assert ([one.id for one in b.above], [one.id for one in b.before]) == ([ids["g"]], [ids["a"]])
    assert [one.id for one in b.after] == [ids["c"]], "what a heading comes before, its standards come before"
    assert [one.id for one in c.before] == [ids["g"]]

"""A large framework comes in pieces: nobody sees it before it is whole, and what a stop leaves goes."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import update
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import catalogue, setup, standards, standards_browse, standards_export, standards_staged
from gateway.services.standards_diff import Changes, compare
from gateway.standards.model import Edge, Framework, Item


@pytest.fixture
def school(waymark, monkeypatch) -> School:
    monkeypatch.setattr(standards_staged, "LARGE", 10)
    monkeypatch.setattr(standards_staged, "PIECE", 4)
    return found_school(waymark)


def framework(number: int = 12, name: str = "large") -> Framework:
    ids = [str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}{n}")) for n in range(number)]
    items = tuple(
        Item(one, f"urn:{one}", f"Students count to {n}", code=f"9.Z.{n}", kind="Standard", grades=(9,))
        for n, one in enumerate(ids)
    )
    edges = (*(Edge("isChildOf", one, name, n) for n, one in enumerate(ids)), Edge("precedes", ids[0], ids[1]))
    return Framework(identifier=name, uri=f"urn:{name}", title="Large", items=items, edges=edges)


def compared(school: School, found: Framework) -> Changes:
    with school.waymark.db.read() as conn:
        return compare(conn, school.tenant, found, school.waymark.clock().date())


def bring(school: School, *found: Framework) -> list[standards.Imported]:
    ready = [compared(school, one) for one in found]
    return standards.bring_in(school.waymark.db, school.tenant, found, ready, lambda _write, _done: None)


def seen(school: School) -> tuple[Any, ...]:
    """Return what readers of standards see of the framework."""
    with school.waymark.db.read() as conn:
        names = [one.row.title for one in standards_browse.frameworks(conn, school.tenant)]
        codes = [one.code for one in standards_browse.search(conn, school.tenant, "9.Z", None, "").rows]
        return (
            "Large" in names, "Large" in [one.title for one in setup.frameworks_of(conn, school.tenant)], len(codes),
            9 in standards_browse.grades(conn, school.tenant),
            "9.Z.1" in [one.code for each in catalogue.Catalogues().all(conn, school.tenant)
                        for one in each.standards.values()],
        )  # fmt: skip


NOTHING, WHOLE = (False, False, 0, False, False), (True, True, 12, True, True)


def test_a_large_framework_is_not_seen_before_it_is_whole(school) -> None:
    found = framework()
    ready = compared(school, found)
    stamp = standards_staged.stage(school.waymark.db, school.tenant, ready)
    assert stamp is not None
    assert len(school.rows(t.standard, framework_id=ready.framework_id)) == 12
    assert seen(school) == NOTHING
    with school.waymark.db.read() as conn, pytest.raises(standards_browse.NotFound):
        standards_export.export(conn, school.tenant, ready.framework_id, "case", school.waymark.clock)
    done = school.waymark.db.write(lambda w: standards.import_all(w, school.tenant, [found], [ready], [stamp]))
    assert (done[0].added, seen(school)) == (12, WHOLE)
    assert compared(school, found).any is False, "the same again changes nothing"


def test_it_is_stored_as_if_it_had_come_at_once(school, waymark) -> None:
    at_once = school.waymark.db.write(lambda w: standards.import_framework(w, school.tenant, framework(name="one")))
    (pieces,) = bring(school, framework(name="two"))
    assert (at_once.added, pieces.added) == (12, 12)

    def shape(of: str) -> list[Any]:
        rows = school.rows(t.standard, framework_id=of)
        kinds = sorted((row.kind, row.sequence, row.origin_id is None) for row in school.rows(t.edge, framework_id=of))
        return [sorted((row.code, row.position, row.depth, tuple(row.grades)) for row in rows), kinds]

    assert shape(at_once.framework_id) == shape(pieces.framework_id)


def test_a_file_of_several_is_there_whole_or_not_at_all(school) -> None:
    def refuse(_write: Any, _done: Any) -> None:
        raise RuntimeError

    found = [framework(), framework(3, "small")]
    ready = [compared(school, one) for one in found]
    with pytest.raises(RuntimeError):
        standards.bring_in(school.waymark.db, school.tenant, found, ready, refuse)
    assert seen(school) == NOTHING
    assert [row.identifier for row in school.rows(t.framework) if row.identifier == "small"] == []
    assert [one.added for one in bring(school, *found)] == [12, 3], "what was left is in nobody's way"
    assert seen(school)[0]


def test_who_imports_it_meanwhile_wins_and_nothing_is_twice(school) -> None:
    found = framework()
    ready = compared(school, found)
    stamp = standards_staged.stage(school.waymark.db, school.tenant, ready)
    assert standards_staged.stage(school.waymark.db, school.tenant, ready) is None, "somebody is at it"
    other = school.waymark.db.write(lambda w: standards.import_framework(w, school.tenant, found))
    mine = school.waymark.db.write(lambda w: standards.import_all(w, school.tenant, [found], [ready], [stamp]))
    assert (other.added, mine[0].added, mine[0].same) == (12, 0, 12)
    assert len(school.rows(t.standard, framework_id=other.framework_id)) == 12


def test_what_a_stop_left_is_removed_once_it_is_old(school) -> None:
    ready = compared(school, framework())
    standards_staged.stage(school.waymark.db, school.tenant, ready)
    before = len(school.rows(t.standard))
    assert standards_staged.sweep(school.waymark.db) == 0
    assert len(school.rows(t.standard)) == before
    long_ago = school.waymark.clock() - 2 * standards_staged.ABANDONED
    old = update(t.framework).where(t.framework.c.tenant_id == school.tenant, t.framework.c.id == ready.framework_id)
    school.waymark.db.write(lambda w: w.conn.execute(old.values(staged_at=long_ago)))
    assert standards_staged.sweep(school.waymark.db) == 1
    assert len(school.rows(t.standard)) == before - 12
    assert school.rows(t.edge, framework_id=ready.framework_id) == []
    assert school.rows(t.framework, id=ready.framework_id) == []

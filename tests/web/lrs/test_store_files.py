"""A whole store leaves as a file and comes back the same, on both databases and from one to the other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import erasing
from support.databases import fresh
from support.generated import statements, statements_2
from support.statements import AUTHORITY, completed, key, number, run, store, voiding
from support.world import School, found_school

from gateway import wiring
from gateway.db import tables as t
from gateway.services import erase, exporting, importing, store_file, tenants
from gateway.services.collect import storing
from gateway.services.importing import Taken
from gateway.services.records import new_statement_id
from gateway.services.source import Source
from gateway.services.store_file import NotAStore
from gateway.wiring import Waymark
from xapi.statement import accept
from xapi.version import Version


def give(waymark: Waymark, tenant: int) -> bytes:
    """Return the file of a store."""
    with exporting.one_moment(waymark.db) as conn:
        return b"".join(line + b"\n" for line in exporting.lines(conn, tenant))


def take(waymark: Waymark, tenant: int, file: bytes) -> Taken:
    """Store a file's lines."""
    lines = store_file.read(io.BytesIO(file))
    return importing.take(waymark.db, waymark.settings.people_home, tenant, lines)


def empty(waymark: Waymark) -> int:
    """Make a school without anything in it."""
    return waymark.db.write(lambda w: tenants.make(w, "empty"))


@pytest.fixture
def other(templates, database_kind, clock) -> Iterator[Waymark]:
    """Open a fresh store on the other kind of database."""
    with fresh(templates.of("sqlite" if database_kind == "postgresql" else "postgresql")) as settings:
        made = wiring.build(settings, clock)
        yield made
        made.close()


@pytest.fixture
def full(waymark, doors) -> School:
    """Let everything happen in a school that a store can hold."""
    school = found_school(waymark)
    erasing.about(doors, school, key(school))
    return school


def test_a_store_comes_back_the_same_to_the_byte(full, waymark, other) -> None:
    file = give(waymark, full.tenant)
    for place in (waymark, other):
        tenant = empty(place)
        taken = take(place, tenant, file)
        assert taken == Taken(stored=file.count(b"\n") - 1)
        assert give(place, tenant) == file


def test_taking_a_file_twice_adds_nothing(full, waymark) -> None:
    file = give(waymark, full.tenant)
    lines = file.count(b"\n") - 1
    assert take(waymark, full.tenant, file) == Taken(known=lines)
    assert give(waymark, full.tenant) == file


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(statements, st.just(Version.V1)) | st.tuples(statements_2, st.just(Version.V2)), max_size=6
    )
)
def test_whatever_is_valid_comes_back_the_same(waymark, other, drawn) -> None:
    tenant, now = empty(waymark), waymark.clock()
    batch = {
        one.id: one
        for raw, version in drawn
        for one in [accept(raw, version=version, authority=AUTHORITY, stored=now, new_id=new_statement_id)]
    }
    waymark.db.write(storing(Source(tenant, defines=True), [one for one in batch.values() if not one.voids]))
    file = give(waymark, tenant)
    for place in (waymark, other):
        again = empty(place)
        take(place, again, file)
        assert give(place, again) == file


def test_queries_find_the_same_in_the_copy(full, waymark) -> None:
    tenant = empty(waymark)
    take(waymark, tenant, give(waymark, full.tenant))

    def rows(table: Any, of: int) -> list[tuple[Any, ...]]:
        with waymark.db.read() as conn:
            found = conn.execute(table.select().where(table.c.tenant_id == of))
            return sorted(tuple(row)[1:] for row in found)

    for table in (t.statement, t.mention, t.reference, t.chain, t.void, t.attached, t.attachment, t.document):
        assert rows(table, tenant) == rows(table, full.tenant), table.name


def test_statements_become_evidence_and_decisions_where_the_people_are(waymark) -> None:
    school = found_school(waymark)
    school.learner("ana")
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=one) for one in (1, 2)])
    store(school, [voiding(school.actor("ana"), str(number(2)), n=3)])
    file = give(waymark, school.tenant)
    run(waymark, "evaluate")
    before = school.rows(t.evidence)
    assert len(before) == 1
    for n in (1, 2, 3):
        waymark.db.write(
            lambda w, n=n: w.conn.execute(
                t.statement.delete().where(t.statement.c.tenant_id == school.tenant, t.statement.c.seq == n)
            )
        )
    for table in (t.mention, t.reference, t.void, t.chain, t.evidence, t.progress):
        waymark.db.write(
            lambda w, table=table: w.conn.execute(table.delete().where(table.c.tenant_id == school.tenant))
        )
    take(waymark, school.tenant, file)
    run(waymark, "evaluate")
    assert [row.statement_id for row in school.rows(t.evidence)] == [row.statement_id for row in before]


def test_a_run_that_was_cut_off_is_simply_repeated(full, waymark, monkeypatch) -> None:
    monkeypatch.setattr(importing, "SOME", 4)
    file, tenant = give(waymark, full.tenant), empty(waymark)

    class Killed(Exception):
        pass

    def tell(done: int) -> None:
        if done > 8:
            raise Killed

    lines = store_file.read(io.BytesIO(file))
    with pytest.raises(Killed):
        importing.take(waymark.db, waymark.settings.people_home, tenant, lines, tell)
    assert take(waymark, tenant, file).known == 12
    assert give(waymark, tenant) == file


def damaged(file: bytes, at: int, line: bytes) -> bytes:
    lines = file.splitlines(keepends=True)
    return b"".join([*lines[:at], line, *lines[at + 1 :]])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{}\n", "line 3: neither a statement"),
        (b"no json\n", "line 3: "),
        (b'{"statement": {"version": "1.0.3"}}\n', "line 3: "),
        (b'{"attachment": "x", "type": "t", "content": "%%%"}\n', "line 3: "),
        (b'{"document": "x"}\n', "line 3: 'kind' is missing"),
        (b"", "ends early"),
    ],
)
def test_a_damaged_line_is_named(full, waymark, line, said) -> None:
    file = damaged(give(waymark, full.tenant), 2, line)
    with pytest.raises(NotAStore) as refused:
        list(store_file.read(io.BytesIO(file)))
    assert said in refused.value.problems[0]


@pytest.mark.parametrize("head", [b"", b"[]\n", b'{"waymark": "other"}\n', b'{"waymark": "store", "format": 99}\n'])
def test_another_file_is_refused_at_its_first_line(head) -> None:
    with pytest.raises(NotAStore):
        list(store_file.read(io.BytesIO(head)))


def test_another_statement_under_a_known_id_is_left_as_it_is(full, waymark) -> None:
    file = give(waymark, full.tenant)
    line = orjson.loads(file.splitlines()[1])
    line["fingerprint"] = "00" * 16
    changed = damaged(file, 1, orjson.dumps(line) + b"\n")
    assert take(waymark, full.tenant, changed).different == 1
    assert give(waymark, full.tenant) == file


def test_P10_an_older_file_brings_nothing_back(doors, waymark) -> None:
    school = found_school(waymark)
    traces = erasing.about(doors, school, key(school))
    file = give(waymark, school.tenant)
    erase.erase(waymark.db, waymark.settings.people_home, school.tenant, school.people["ana"], "command")
    before = give(waymark, school.tenant)
    taken = take(waymark, school.tenant, file)
    assert (taken.stored, taken.different, taken.erased) == (0, 0, 9 + 1 + 2)
    run(waymark, "evaluate")
    assert traces.left() == []
    assert give(waymark, school.tenant) == before


def test_P10_also_not_into_a_store_that_has_only_the_marks(doors, waymark) -> None:
    school = found_school(waymark)
    traces = erasing.about(doors, school, key(school))
    file = give(waymark, school.tenant)
    erase.erase(waymark.db, waymark.settings.people_home, school.tenant, school.people["ana"], "command")
    for table in (t.statement, t.mention, t.reference, t.void, t.chain):
        waymark.db.write(
            lambda w, table=table: w.conn.execute(table.delete().where(table.c.tenant_id == school.tenant))
        )
    assert take(waymark, school.tenant, file).erased == 9 + 1 + 2
    assert len(school.rows(t.statement)) == 4
    assert traces.left() == []

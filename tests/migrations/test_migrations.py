"""The numbered migrations and the models say the same, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect
from support.databases import scratch

from gateway.db import migrate
from gateway.db import tables as t
from gateway.db.engine import open_engines


@pytest.fixture
def engine(templates, database_kind) -> Iterator[Engine]:
    """Open a writing engine over a database without any table."""
    template = templates.of(database_kind)
    folder = scratch("waymark-migrations-")
    url = template.empty(folder)
    reading, writing = open_engines(url)
    yield writing
    reading.dispose()
    writing.dispose()
    template.drop(url)
    shutil.rmtree(folder, ignore_errors=True)


def schema(engine: Engine) -> dict[str, object]:
    """Return what a database holds: columns, keys and indexes of every table."""
    found = inspect(engine)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(str(one["constrained_columns"]) for one in found.get_foreign_keys(name)),
            sorted(str(one["column_names"]) for one in found.get_unique_constraints(name)),
            sorted((one["name"], str(one["column_names"])) for one in found.get_indexes(name)),
        )
        for name in sorted(found.get_table_names())
    }


def test_an_empty_database_gets_exactly_the_models_schema(engine) -> None:
    assert migrate.upgrade(engine) == (None, migrate.head())
    with engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), t.metadata) == []
    made = schema(engine)
    assert made.pop("alembic_version")
    with engine.begin() as conn:
        t.metadata.drop_all(conn)
        t.metadata.create_all(conn)
    fresh = schema(engine)
    fresh.pop("alembic_version")
    assert made == fresh


def test_upgrading_twice_changes_nothing(engine) -> None:
    migrate.upgrade(engine)
    before = schema(engine)
    assert migrate.upgrade(engine) == (migrate.head(), migrate.head())
    assert schema(engine) == before


def test_a_store_at_the_newest_schema_is_opened_while_another_process_writes(templates, database_kind) -> None:
    template = templates.of(database_kind)
    folder = scratch("waymark-beside-")
    url = template.empty(folder)
    reading, writing = open_engines(url)
    migrate.bring_up_to_date(reading, writing)
    impatient = open_engines(url, 1)
    with writing.begin():  # the other process in the middle of a write
        migrate.bring_up_to_date(*impatient)
    for one in (reading, writing, *impatient):
        one.dispose()
    template.drop(url)
    shutil.rmtree(folder, ignore_errors=True)


def test_T01_every_tenant_tables_keys_begin_with_the_tenant() -> None:
    for table in t.metadata.tables.values():
        if not table.info.get("tenant"):
            continue
        assert table.primary_key.columns.keys()[0] == "tenant_id", table.name
        for key in table.foreign_key_constraints:
            if key.referred_table.info.get("tenant"):
                assert key.column_keys[0] == "tenant_id", f"{table.name} -> {key.referred_table.name}"


def test_T01_a_reference_into_another_tenant_cannot_be_stored(waymark) -> None:
    from sqlalchemy.exc import IntegrityError
    from support.world import enrol, found_school

    one, two = found_school(waymark, "one"), found_school(waymark, "two")
    person = one.learner("ana")
    with pytest.raises(IntegrityError):
        waymark.db.write(lambda w: enrol(w, two.tenant, two.course, person, "learner"))

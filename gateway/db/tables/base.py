"""The metadata, its naming rule, and the two columns with which every tenant table begins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, String, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = String(32)
"""Ids are opaque text made by us (`gateway.security.new_id`): nothing can be counted or guessed from them."""


def tenant_table(name: str, *parts: Any, keys: tuple[str, ...] = ("id",), narrow: bool = False) -> Table:
    """Return a table whose primary key is (tenant_id, *keys), so that no reference can cross tenants (design.md 4).

    A `narrow` one is kept in its key on SQLite, without rows of its own (ingest-notes).
    """
    columns: list[Column[Any]] = [Column("tenant_id", Integer, ForeignKey("tenant.id"), primary_key=True)]
    if keys == ("id",):
        columns.append(Column("id", Id, primary_key=True))
    table = Table(name, metadata, *columns, *parts, sqlite_with_rowid=not narrow)
    table.info["tenant"] = True
    return table


def to(table: str, *columns: str, target: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """Return a foreign key (tenant_id, *columns) -> table(tenant_id, *target), deleted with its target."""
    return ForeignKeyConstraint(
        ["tenant_id", *columns], [f"{table}.tenant_id", *(f"{table}.{name}" for name in target)], ondelete="CASCADE"
    )

"""Uploaded packages and what can be launched of them; their files lie in the data folder, under names made by us."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Text, UniqueConstraint

from gateway.db.tables.base import Id, tenant_table, to
from gateway.db.types import Json, Moment

package = tenant_table(
    "package",
    Column("kind", String(16), nullable=False),
    Column("title", Json, nullable=False),
    Column("tag", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("by_person_id", Id),
    Column("extra", Json, nullable=False),
    Column("removed_at", Moment),
    UniqueConstraint("tag"),
)
"""`kind`: cmi5, tincan, h5p. `tag`: the random name of its folder and the part of its address that nobody guesses.
`sha256`, `size`: of the file as it came. `by_person_id`: who sent it, none for a command or the programming interface.
`extra`: what its reader told of the whole. `removed_at`: from then on its files are gone; who was enrolled stays."""

package_unit = tenant_table(
    "package_unit",
    Column("package_id", Id, nullable=False),
    Column("activity_id", Id, nullable=False),
    Column("position", Integer, nullable=False),
    Column("launch", Text, nullable=False),
    Column("extra", Json, nullable=False),
    to("package", "package_id"),
    to("activity", "activity_id"),
    UniqueConstraint("tenant_id", "activity_id"),
)
"""What is launched for an activity: a path inside the package, with its query, or an absolute URL. In package order."""

Index("ix_package_unit_package", package_unit.c.tenant_id, package_unit.c.package_id)

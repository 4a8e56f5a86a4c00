"""P01: every column that can hold something about a person stands in the data map, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import LargeBinary, String

from gateway.db import tables as t
from gateway.db.types import Json

MAP = Path(__file__).parents[3] / "docs" / "privacy" / "data-map.json"
ANSWERS = {"what", "purpose", "source", "retention", "seen_by"}


def columns() -> set[str]:
    """Return the columns that can hold text, JSON or bytes, as table.column."""
    return {
        f"{table.name}.{column.name}"
        for table in t.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, (String, Json, LargeBinary))
    }


def test_P01_every_column_is_decided_about_once() -> None:
    found = json.loads(MAP.read_text())
    personal = [name for names in found["personal"].values() for name in names]
    other = [name for group in found["not_personal"].values() for name in group["columns"]]
    assert len(personal + other) == len({*personal, *other}), "a column stands in two places"
    assert columns() - {*personal, *other} == set(), "say in docs/privacy/data-map.json whether these are personal"
    assert {*personal, *other} - columns() == set(), "these columns are gone"


def test_P01_every_class_of_personal_data_is_explained() -> None:
    found = json.loads(MAP.read_text())
    assert set(found["personal"]) == set(found["classes"])
    assert all(set(one) == ANSWERS and all(one.values()) for one in found["classes"].values())
    assert all(group["why"] for group in found["not_personal"].values())


def test_P03_P04_no_column_is_made_for_what_is_not_needed() -> None:
    unwanted = ("email", "picture", "birth", "phone", "address", "gender")
    assert [name for name in columns() if any(part in name for part in unwanted)] == []

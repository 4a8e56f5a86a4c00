"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from xapi import jsontext

Seq = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer; SQLite's INTEGER is one already."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept as whole microseconds since 1970 so that order and equality are exact everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuse naive times: "always UTC" in a comment is how hours get lost."""
        del dialect
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return the same instant, in UTC."""
        del dialect
        return None if value is None else from_micros(value)


class Json(TypeDecorator[Any]):
    """Parsed JSON in a text column: the text is ours, the databases never look inside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Serialise; None stays NULL."""
        del dialect
        return None if value is None else jsontext.write(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Parse; NULL stays None."""
        del dialect
        return None if value is None else jsontext.read(value)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(value: datetime) -> int:
    """Return whole microseconds since 1970 of an aware time; ValueError for a naive one."""
    if value.tzinfo is None:
        msg = "a time without zone cannot be stored"
        raise ValueError(msg)
    delta = value - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(value: int) -> datetime:
    """Return the aware UTC time of `to_micros`."""
    seconds, micros = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)

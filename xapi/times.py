"""Points in time and durations as statements write them (ISO 8601, RFC 3339)."""

import re
from datetime import UTC, datetime
from decimal import Decimal

DURATION = re.compile(
    r"P(?:(?P<W>[0-9.]+)W|(?:(?P<Y>[0-9.]+)Y)?(?:(?P<M>[0-9.]+)M)?(?:(?P<D>[0-9.]+)D)?"
    r"(?:T(?:(?P<h>[0-9.]+)H)?(?:(?P<m>[0-9.]+)M)?(?:(?P<s>[0-9.]+)S)?)?)"
)

SECONDS = {"W": 604_800, "D": 86_400, "h": 3600, "m": 60, "s": 1}
MONTHS = {"Y": 12, "M": 1}


def read_time(text: str) -> datetime:
    """Give a timestamp as aware UTC; one without an offset (legal in 1.0.3) is UTC; ValueError for no real date."""
    time = datetime.fromisoformat(text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def write_time(time: datetime) -> str:
    """Write an aware time in UTC with Z and milliseconds, or microseconds where it has them."""
    utc = time.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds" if utc.microsecond % 1000 else "milliseconds") + "Z"


def read_duration(text: str) -> tuple[Decimal, Decimal]:
    """Give a valid duration as (months, seconds): a month has no fixed number of days, so the two never mix."""
    found = DURATION.fullmatch(text.replace(",", "."))
    if found is None:
        raise ValueError(f"not a duration: {text[:40]!r}")
    amounts = {name: Decimal(value) for name, value in found.groupdict().items() if value}
    months = sum((amounts[name] * size for name, size in MONTHS.items() if name in amounts), Decimal(0))
    seconds = sum((amounts[name] * size for name, size in SECONDS.items() if name in amounts), Decimal(0))
    return months, seconds

"""Grading periods, the same in all sections (schoology facts 3.2, 6, 7.1); one runs, or none between them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sandbox.parts import Json
from sandbox.schoology.lms import Lms

OTHER = 0
"""The grading period of what belongs to none."""


@dataclass(frozen=True)
class Period:
    """A grading period; both days belong to it."""

    id: int
    title: str
    first: date
    last: date


PERIODS = (
    Period(5001, "S1", date(2026, 8, 15), date(2027, 1, 20)),
    Period(5002, "S2", date(2027, 1, 21), date(2027, 6, 10)),
)


def current_period(lms: Lms) -> int:
    """Return the period in which today lies."""
    today = lms.now().date()
    return next((one.id for one in PERIODS if one.first <= today <= one.last), OTHER)


def is_over(lms: Lms, period_id: int) -> bool:
    """Whether a period's last day has passed."""
    return any(one.id == period_id and one.last < lms.now().date() for one in PERIODS)


def periods_json(lms: Lms) -> list[Json]:
    """Return the periods as REST lists them; how it tells their days is not documented, so that is a switch."""
    return [
        {"id": one.id, "title": one.title, "weight": "100.00"}
        | {name: _day(lms, day) for name, day in (("start", one.first), ("end", one.last)) if lms.faults.period_dates}
        for one in PERIODS
    ]


def _day(lms: Lms, day: date) -> str | int:
    if lms.faults.period_dates == "seconds":
        return int(datetime.combine(day, time(), UTC).timestamp())
    return f"{day.isoformat()} 00:00:00" if lms.faults.period_dates == "times" else day.isoformat()

"""Days and times as a reader says them: near ones in words, others short, in the reader's language and zone."""

from datetime import date, datetime

from babel.dates import format_skeleton
from flask_babel import format_date, format_time, get_locale, get_timezone, gettext, to_user_timezone


def _local(moment: datetime) -> datetime:
    """Move an aware time into the reader's zone."""
    local: datetime = to_user_timezone(moment)
    return local


def _skeleton(skeleton: str, day: date) -> str:
    """Write a day by a CLDR skeleton, so that each language orders its parts itself."""
    at_noon = datetime(day.year, day.month, day.day, 12, tzinfo=get_timezone())
    return format_skeleton(skeleton, at_noon, tzinfo=get_timezone(), locale=get_locale())


def _day_of(moment: date) -> date:
    """Give the reader's calendar day of a day or an aware time."""
    return _local(moment).date() if isinstance(moment, datetime) else moment


def say_clock(moment: datetime) -> str:
    """Write the time of day."""
    return str(format_time(moment, "short"))


def say_day(moment: date, now: datetime) -> str:
    """Write a day: with its weekday within a week, with its year when it is another one."""
    day, today = _day_of(moment), _day_of(now)
    if day.year != today.year:
        return _skeleton("yMMMd", day)
    return _skeleton("MMMEd" if abs((today - day).days) < 7 else "MMMd", day)


def say_date(moment: date) -> str:
    """Write a day short and always alike, for axes and columns."""
    return _skeleton("MMMd", _day_of(moment))


def say_full_day(moment: date) -> str:
    """Write a day in full with its weekday, for headings."""
    return str(format_date(_day_of(moment), "full", rebase=False))


def say_when(moment: datetime, now: datetime) -> str:
    """Write a time: "today 8:40", "yesterday 14:12", else the day and the time."""
    ago = (_day_of(now) - _day_of(moment)).days
    clock = say_clock(moment)
    if ago == 0:
        return str(gettext("today %(clock)s", clock=clock))
    if ago == 1:
        return str(gettext("yesterday %(clock)s", clock=clock))
    if ago == -1:
        return str(gettext("tomorrow %(clock)s", clock=clock))
    return str(gettext("%(day)s, %(clock)s", day=say_day(moment, now), clock=clock))

"""Times as an admin reads them: the clock for today, the day beside it for anything older."""

from datetime import datetime, timedelta

from babel.dates import format_skeleton
from flask_babel import format_time, get_locale, gettext


def moment(at: datetime, now: datetime) -> str:
    """Say `at` seen from `now`, both in the reader's zone: "11:57", "yesterday 15:30", "Oct 9, 15:30"."""
    clock = str(format_time(at, "short", rebase=False))
    if at.date() == now.date():
        return clock
    if at.date() == now.date() - timedelta(days=1):
        return str(gettext("yesterday %(time)s", time=clock))
    day = format_skeleton("MMMd" if at.year == now.year else "yMMMd", at, locale=get_locale() or "en")
    return str(gettext("%(day)s, %(time)s", day=day, time=clock))


class Timed:
    """A page that says times relative to its own `now`, which is in the reader's zone."""

    now: datetime

    def at(self, at: datetime | None) -> str:
        """Say a time, or "never" for none."""
        return moment(at.astimezone(self.now.tzinfo), self.now) if at else str(gettext("never"))

"""Measured facts of this server as lights: one tone, one sentence, at most one fix each."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from babel.dates import format_timedelta
from flask_babel import get_locale, gettext, ngettext

from gateway.web.pages.shell import Fields

Tone = Literal["fine", "look", "stop"]

BACKUP_DUE = timedelta(hours=24)
"""A backup a day is the least a school should have; twice that without one is a stop."""

QUEUE_SLOW = timedelta(seconds=30)
QUEUE_STUCK = timedelta(minutes=10)
"""Results are promised within seconds: half a minute is worth a look, ten minutes means that nothing moves."""

DISK_LOW = 5 * 2**30
DISK_STOP = 2**29
"""Free bytes: under 5 GiB someone should plan, under half a GiB writes may fail soon."""


@dataclass(frozen=True, slots=True)
class Fix:
    """The one thing to do: a button or link to `url`, a `command` for the server, or `label` as advice alone."""

    label: str
    url: str = ""
    post: bool = False
    fields: Fields = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """One line of health; `fix` is None when nothing needs doing."""

    tone: Tone
    title: str
    sentence: str
    fix: Fix | None = None


def content_light(*, own_host: bool) -> Light:
    """Say whether activities open from a host of their own, which keeps uploaded pages away from sign-ins."""
    title = gettext("Content address")
    if own_host:
        return Light("fine", title, gettext("Activities open from their own address."))
    text = gettext("No content address is set. Uploads are refused until there is one.")
    return Light("stop", title, text, Fix(gettext("Set this and start again:"), command="WAYMARK_CONTENT_URL"))


def backup_light(age: timedelta | None) -> Light:
    """Say how old the last backup is; `age` None means there was none yet."""
    title, fix = gettext("Backup"), Fix(gettext("Run on the server:"), command="waymark db backup")
    if age is None:
        return Light("look", title, gettext("There is no backup yet."), fix)
    hours = int(age.total_seconds() // 3600)
    if age <= BACKUP_DUE:
        text = ngettext("The last backup is %(num)d hour old.", "The last backup is %(num)d hours old.", hours)
        return Light("fine", title, text)
    text = ngettext(
        "The last backup is %(num)d hour old; it should be under 24.",
        "The last backup is %(num)d hours old; it should be under 24.",
        hours,
    )
    return Light("look" if age <= 2 * BACKUP_DUE else "stop", title, text, fix)


def queue_light(oldest: timedelta, waiting: int) -> Light:
    """Say how long the oldest of `waiting` results has been waiting to be worked in."""
    title = gettext("Queue")
    if not waiting:
        return Light("fine", title, gettext("All results are worked in."))
    text = ngettext(
        "%(num)d result has waited for %(time)s.",
        "%(num)d results wait, the oldest for %(time)s.",
        waiting,
        time=format_timedelta(oldest, threshold=1, locale=get_locale() or "en"),
    )
    if oldest < QUEUE_SLOW:
        return Light("fine", title, text)
    fix = Fix(gettext("Find the cause on the server:"), command="waymark doctor")
    return Light("look" if oldest < QUEUE_STUCK else "stop", title, text, fix)


def disk_light(free: int) -> Light:
    """Say how many bytes are `free` where the data is kept, in units of 2**30 bytes."""
    title = gettext("Disk")
    tone: Tone = "fine" if free >= DISK_LOW else "look" if free >= DISK_STOP else "stop"
    text = gettext("%(amount)s GB free.", amount=f"{free / 2**30:.0f}" if tone == "fine" else f"{free / 2**30:.1f}")
    return Light(tone, title, text, None if tone == "fine" else Fix(gettext("Make room or enlarge the disk.")))

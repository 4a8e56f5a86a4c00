"""What a picker's forms say, read and checked: the choice, and the terms under which it is placed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import get_timezone, gettext, ngettext

from gateway.services import placed
from gateway.services.placing import LONGEST_TITLE, Picking, Wanted
from gateway.services.views.names import in_language
from gateway.services.views.picker import Shelf, words_of
from gateway.web.pages import pick as p
from lti.lms.placing import CLOSES, DUE, LEAST_POINTS, MOST_POINTS, OPENS
from lti.lms.registry import PROFILES

DATES = (OPENS, DUE, CLOSES)
POINTS = 100
_MOST_IN_SET = 20


@dataclass(frozen=True)
class Chosen:
    """How things are placed, and what was ticked: activity ids, or `path`."""

    mode: str
    keys: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What is placed: path, activity, set or several."""
        if len(self.keys) > 1:
            return placed.SET if self.mode == p.SET else "several"
        return placed.PATH if placed.PATH in self.keys else placed.ACTIVITY


@dataclass(frozen=True)
class Terms:
    """Grading, name and dates as the form has them, and what is wrong with them by field."""

    graded: bool = False
    points: str = str(POINTS)
    title: str = ""
    dates: Mapping[str, str] = field(default_factory=dict)
    moments: Mapping[str, datetime] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def maximum(self) -> int | None:
        """Points of the column, None without one."""
        return int(self.points) if self.graded else None


def complaint(chosen: Chosen, picking: Picking) -> str:
    """Return what a teacher must change about a choice; an empty text for nothing."""
    several = len(chosen.keys)
    if not several:
        return str(gettext("Choose at least one, then go on."))
    if not picking.request.links:
        return str(gettext("Your course takes no links of Waymark in this place."))
    if chosen.mode == p.SET and (placed.PATH in chosen.keys or several > _MOST_IN_SET):
        return str(gettext("Choose up to %(n)s activities for one link.", n=_MOST_IN_SET))
    if chosen.mode != p.SET and several > picking.most:
        most = picking.most
        return str(ngettext("Your course takes %(num)s link.", "Your course takes %(num)s links at once.", most))
    return ""


def first_terms(chosen: Chosen, picking: Picking) -> Terms:
    """Return what the form begins with: work has a column, the pathway none."""
    return Terms(graded=picking.graded and placed.PATH not in chosen.keys)


def read_terms(form: Mapping[str, str], chosen: Chosen, picking: Picking) -> Terms:
    """Return the form's terms, checked; what the learning system does not take here is left out."""
    errors: dict[str, str] = {}
    graded = picking.graded and form.get("graded") == "on"
    points = form.get("points", "").strip()
    whole = points.isascii() and points.isdigit() and len(points) <= 3
    if graded and not (whole and LEAST_POINTS <= int(points) <= MOST_POINTS):
        errors["points"] = str(gettext("A whole number from 1 to 100."))
    title = " ".join(form.get("title", "").split()) if chosen.kind != "several" else ""
    if len(title) > LONGEST_TITLE or not title.isprintable():
        errors["title"] = str(gettext("A name of at most %(n)s characters.", n=LONGEST_TITLE))
    texts = {name: form.get(name, "").strip() for name in DATES if graded and name in picking.limits.dates}
    given = {name: text for name, text in texts.items() if text}
    zone = _zone(form.get("zone", ""))
    moments = {name: moment for name, text in given.items() if (moment := _moment(text, zone)) is not None}
    errors |= {name: str(gettext("Day and time, please.")) for name in given if name not in moments}
    ordered = [moments[name] for name in DATES if name in moments]
    if ordered != sorted(ordered):
        errors["dates"] = str(gettext("It opens first, then it is due, then it closes."))
    return Terms(graded, points or str(POINTS), title, given, moments, errors)


def _zone(name: str) -> tzinfo:
    """Return the zone that the reader's browser names, else the one of our pages."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return cast("tzinfo", get_timezone())


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """Return a day and time of a zone as an aware time, None for anything else."""
    try:
        local = datetime.fromisoformat(text)
        if local.tzinfo is not None or len(text) < len("2026-01-01T00:00"):
            return None
        return local.replace(tzinfo=zone, microsecond=0).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def wanted(chosen: Chosen, terms: Terms, stock: Shelf, language: str) -> list[Wanted]:
    """Return the links to place."""
    titles = names(chosen, stock, language)
    if chosen.mode == p.SET and len(chosen.keys) > 1:
        title = terms.title or set_title()
        return [Wanted(placed.SET, chosen.keys, title, ", ".join(titles), terms.maximum, terms.moments)]
    return [
        _one(key, terms.title or title, terms, stock, language) for key, title in zip(chosen.keys, titles, strict=True)
    ]


def _one(key: str, title: str, terms: Terms, stock: Shelf, language: str) -> Wanted:
    if key == placed.PATH:
        return Wanted(placed.PATH, (), title, "", terms.maximum, terms.moments)
    learn = words_of(stock.activities[key], "learn", language)
    return Wanted(placed.ACTIVITY, (key,), title, learn[:1].upper() + learn[1:], terms.maximum, terms.moments)


def names(chosen: Chosen, stock: Shelf, language: str) -> tuple[str, ...]:
    """Return what each chosen thing is called."""
    mine = str(gettext("My path"))
    return tuple(
        mine if one == placed.PATH else in_language(stock.activities[one].title, language) for one in chosen.keys
    )


def set_title() -> str:
    """Return the name of a set to which the teacher gives none."""
    return str(gettext("Activities to choose from"))


def system_title(picking: Picking) -> str:
    """Return what the learning system is called."""
    return next((one.title for one in PROFILES if one.placing is picking.limits), PROFILES[-1].title)

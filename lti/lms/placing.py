"""What an LMS takes of the links that a teacher places, as far as its own requests do not say it.

Each LMS folder declares one `Placing` in its profile; nothing else asks which LMS it is (deep linking, design.md 1.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OPENS, DUE, CLOSES = "opens", "due", "closes"
"""Dates of a link: `available.startDateTime`, `submission.endDateTime`, `available.endDateTime`."""

LEAST_POINTS, MOST_POINTS = 1, 100
"""Whole points that every LMS takes as `scoreMaximum`: others cannot be saved in one, or become 100 there."""


@dataclass(frozen=True)
class Placing:
    """Declared limits of one LMS.

    `most` is how many links one answer may hold (None: as many as the request allows). `dates` are those that arrive.
    `place_claim` is the claim that names where in the LMS the picker was opened, `ungraded` the places in which line
    items are ignored. `fields` are custom parameters that each link must carry itself. `domains` gives, by issuer, the
    domains whose hosts take the answer, `services_vouch` says that a school's own host name is told by the services of
    the same launch. `then` says what is left to do in the LMS, in its own words, marked for translation.
    """

    most: int | None = None
    dates: frozenset[str] = frozenset()
    place_claim: str = ""
    ungraded: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, Sequence[str]] = field(default_factory=dict)
    services_vouch: bool = False
    then: str = ""

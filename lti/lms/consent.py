"""A person lets the tool use the LMS's own API in their name (OAuth 2, RFC 6749 4.1): what an LMS's folder offers.

The API has its own registration of the tool, beside the one for launches; an admin makes it and gives us its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from lti.http import Http

PATH = "/consent"
"""Where an LMS sends people back to, below our base URL: a page that must show in no frame."""


@dataclass(frozen=True)
class App:
    """Our registration for the API of one school: `home` is where its LMS is served, without a slash at the end."""

    home: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True)
class Granted:
    """What a person's consent gave: `ends_at` is the end of `access` (UTC), `refresh` None keeps the one there is.

    `user_ids` are the LMS's own of the person, the usual one first, `user_name` theirs, where the answer told them.
    """

    access: str = field(repr=False)
    ends_at: datetime
    refresh: str | None = field(default=None, repr=False)
    user_ids: tuple[str, ...] = ()
    user_name: str = ""


class Consent(Protocol):
    """One LMS's way. Calls raise Transient, or Refused: `grant_ended` (asked again, the person may give it again),
    `key_refused` (our registration is unknown, off, or its secret another).
    """

    scopes: Sequence[str]
    """What is asked for, as the LMS writes it."""

    def home(self, services: Iterable[str | None]) -> str | None:
        """Return where the LMS of a course is served, by its service URLs, which it wrote itself; None if unknown."""
        ...

    def page(self, app: App, state: str) -> str:
        """Return the address at which the LMS asks the person; it must be opened outside any frame."""
        ...

    def trade(self, http: Http, app: App, code: str) -> Granted:
        """Exchange the code that the person came back with."""
        ...

    def refresh(self, http: Http, app: App, refresh: str) -> Granted:
        """Fetch another access token; the one before is over then."""
        ...

    def revoke(self, http: Http, app: App, access: str) -> None:
        """End the consent in the LMS; one that is over already is fine."""
        ...

    def probe(self, http: Http, app: App) -> None:
        """Find out, changing nothing, whether the LMS knows our registration: Refused `key_refused` where not."""
        ...

"""What is wrong with a learning system, in one sentence, with the steps that mend it; codes are the adapters' own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext

from gateway.web.pages.admin.lights import Tone
from gateway.web.pages.admin.times import moment

PATIENCE = timedelta(minutes=10)
"""A system that is silent for so long is no hiccup any more."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble: how bad it is, the sentence, and what to do in order."""

    tone: Tone
    sentence: str
    steps: tuple[str, ...]


def _silent() -> tuple[str, tuple[str, ...]]:
    return gettext("It does not answer since %(time)s."), (
        gettext("See whether it opens in your own browser."),
        gettext("Ask whether a firewall keeps this server from reaching it."),
        gettext("Check again here. Nothing is lost meanwhile."),
    )


def _busy() -> tuple[str, tuple[str, ...]]:
    return gettext("It asks us to slow down since %(time)s."), (
        gettext("Nothing to do: grades go on as soon as it takes them."),
    )


def _refused() -> tuple[str, tuple[str, ...]]:
    return gettext("It does not accept our key since %(time)s."), (
        gettext("Check there that Waymark is switched on, and that the client ID is the one listed here."),
        gettext("Check there that the public keys address is the one listed here."),
        gettext("Check again here."),
    )


def _scope() -> tuple[str, tuple[str, ...]]:
    return gettext("It does not let us read class lists or write grades since %(time)s."), (
        gettext("Open the settings of Waymark there."),
        gettext("Allow all services that are listed under Learning systems, and save."),
        gettext("Check again here."),
    )


def _token() -> tuple[str, tuple[str, ...]]:
    return gettext("It does not accept the access token since %(time)s."), (
        gettext("Make a new access token there, for a teacher of the courses."),
        gettext("Add the system again on the server with the new token."),
        gettext("Check again here."),
    )


def _certificate() -> tuple[str, tuple[str, ...]]:
    return gettext("Its certificate is not accepted since %(time)s."), (
        gettext("See whether its address opens in your own browser without a warning."),
        gettext("Ask its admin to renew the certificate, then check again here."),
    )


_KNOWN: dict[str, tuple[Tone, Callable[[], tuple[str, tuple[str, ...]]]]] = {
    "throttled": ("look", _busy),
    "key_refused": ("stop", _refused),
    "scope_missing": ("stop", _scope),
    "token_missing": ("stop", _token),
    "token_refused": ("stop", _token),
    "tls": ("stop", _certificate),
}


def trouble(code: str, since: datetime, now: datetime) -> Trouble:
    """Say a trouble that began at `since`; a code from a newer adapter reads as a system that does not answer."""
    tone, words = _KNOWN.get(code, ("look", _silent))
    if code not in _KNOWN and now - since > PATIENCE:
        tone = "stop"
    sentence, steps = words()
    return Trouble(tone, sentence % {"time": moment(since.astimezone(now.tzinfo), now)}, steps)

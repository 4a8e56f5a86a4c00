"""What keeps another record store from working, in one sentence, with the steps that mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext

from gateway.web.pages.admin.lights import Tone
from gateway.web.pages.admin.times import moment
from gateway.web.pages.admin.troubles import PATIENCE, Trouble

Words = tuple[str, tuple[str, ...]]


def _again() -> str:
    return str(gettext("Then press “Try again now”. Nothing is lost meanwhile."))


def _silent() -> Words:
    return gettext("It does not answer since %(time)s."), (
        gettext("See whether its address is right and opens from this server."),
        gettext("Ask whether a firewall keeps this server from reaching it."),
        _again(),
    )


def _failing() -> Words:
    return gettext("It reports an error of its own since %(time)s."), (
        gettext("Ask its admin to look, if it stays."),
        _again(),
    )


def _busy() -> Words:
    return gettext("It asks us to slow down since %(time)s."), (
        gettext("Nothing to do: it goes on as soon as the other store allows it."),
    )


def _key() -> Words:
    return gettext("It does not accept our user name and password since %(time)s."), (
        gettext("Make a new user name and password there."),
        gettext("Enter them below, under “New user name and password”. It goes on where it stopped."),
    )


def _forbidden() -> Words:
    return gettext("It knows our user name, but does not let us do this since %(time)s."), (
        gettext("Ask its admin to allow reading statements for pulling, or writing statements for forwarding."),
        _again(),
    )


def _elsewhere() -> Words:
    return gettext("There is no record store at this address since %(time)s."), (
        gettext("Compare the address with the one that its admin gave you; it often ends in /xapi or /xAPI."),
        gettext("Pause and remove this store here, then add it again with the right address."),
    )


def _garbage() -> Words:
    return gettext("Something else than a record store answers there since %(time)s."), (
        gettext("See whether a sign-in page or a proxy stands before it."),
        _again(),
    )


def _large() -> Words:
    return gettext("Its answers are too large since %(time)s."), (
        gettext("Nothing to do: it is asked for less at once, in the end without attachments."),
    )


def _refuses() -> Words:
    return gettext("It refuses everything that we ask since %(time)s."), (
        gettext("Show its admin what it says, above."),
        _again(),
    )


def _certificate() -> Words:
    return gettext("Its certificate is not accepted since %(time)s."), (
        gettext("See whether its address opens in your own browser without a warning."),
        gettext("Ask its admin to renew the certificate."),
        _again(),
    )


def _sealed() -> Words:
    return gettext("Its password cannot be read with the secret key of this server since %(time)s."), (
        gettext("Start the server with the secret key it had before, or enter the password again below."),
    )


_KNOWN: dict[str, tuple[Tone, Callable[[], Words]]] = {
    "throttled": ("look", _busy),
    "failing": ("look", _failing),
    "too_large": ("look", _large),
    "key_refused": ("stop", _key),
    "forbidden": ("stop", _forbidden),
    "not_a_store": ("stop", _elsewhere),
    "address_refused": ("stop", _elsewhere),
    "garbage": ("stop", _garbage),
    "refuses_all": ("stop", _refuses),
    "tls": ("stop", _certificate),
    "sealed": ("stop", _sealed),
}


def store_trouble(code: str, since: datetime, now: datetime) -> Trouble:
    """Say a trouble that began at `since`; an unknown code reads as a store that does not answer."""
    tone, words = _KNOWN.get(code, ("look", _silent))
    if tone == "look" and code != "throttled" and now - since > PATIENCE:
        tone = "stop"
    sentence, steps = words()
    return Trouble(tone, sentence % {"time": moment(since.astimezone(now.tzinfo), now)}, steps)


def refusal(code: str) -> str:
    """Say why one statement was not taken; a code from another version reads as a plain refusal."""
    known = {
        "conflict": gettext("Another statement has this id there or here."),
        "forbidden": gettext("The other side does not allow this one."),
        "xapi-forbidden": gettext("It voids a statement that did not come from this store."),
        "voiding-refused": gettext("It voids a voiding statement."),
        "invalid": gettext("It breaks rules of the specification."),
        "too_large": gettext("It is too large for the other store."),
        "failing": gettext("The other store fails whenever it gets this one."),
        "attachments": gettext("It has arrived, but its attachments have not."),
        "version": gettext("It is written in version 2.0, which the other store does not speak."),
    }
    return str(known.get(code) or gettext("The other store refused it."))

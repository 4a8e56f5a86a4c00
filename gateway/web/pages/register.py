"""A learning system registers itself: what it is asked for in plain words, and what is left to do afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from gateway.web.pages.shell import Shell
from lti import ags, nrps
from lti.registration_document import TOOL_CONFIGURATION
from lti.tool_description import DEEP_LINK, RESOURCE


@dataclass(frozen=True, slots=True)
class AskPage:
    """Before: `sealed` is what the button sends back; labels and values are ready to show."""

    shell: Shell
    system: str
    host: str
    shared: bool
    addresses: tuple[tuple[str, str], ...]
    messages: tuple[str, ...]
    permissions: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    sealed: str
    confirm_url: str
    asks: bool = False
    """Nobody gets in from there before an admin of Waymark says so."""


@dataclass(frozen=True, slots=True)
class DonePage:
    """After: `steps` remain in the learning system, `refused` is what it does not allow."""

    shell: Shell
    system: str
    renewed: bool
    steps: tuple[str, ...]
    refused: tuple[str, ...] = ()
    shared: bool = False
    waits: bool = False


def addresses(wanted: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return our addresses of a registration request, with words."""
    return (
        (gettext("Login address"), wanted["initiate_login_uri"]),
        (gettext("Launch and redirect address"), wanted["redirect_uris"][0]),
        (gettext("Public keys address"), wanted["jwks_uri"]),
    )


def messages(wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the learning system may open, in plain words."""
    words = {
        RESOURCE: gettext("Open Waymark from a course"),
        DEEP_LINK: gettext("Let teachers choose activities in Waymark and put them into a course"),
    }
    return tuple(words[one["type"]] for one in wanted[TOOL_CONFIGURATION]["messages"])


def permissions(wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what Waymark may do there, in plain words; a scope we have no words for as it is."""
    words = {
        ags.SCOPE_LINEITEM: gettext("Make gradebook columns of its own, and change them"),
        ags.SCOPE_SCORE: gettext("Write grades into its own columns"),
        ags.SCOPE_RESULT: gettext("Read the grades in its own columns"),
        nrps.SCOPE: gettext("Read the class list: names and roles"),
    }
    return tuple(words.get(one, one) for one in wanted["scope"].split())


def values(wanted: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the values that launches will carry besides the name."""
    return tuple(wanted[TOOL_CONFIGURATION]["custom_parameters"].items())

"""What an adapter is built from, what an LMS folder offers, and the names under which launches carry LMS ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lti.claims import CONTEXT_HISTORY, LINK_HISTORY
from lti.http import Http
from lti.lms.base import Adapter, Capabilities, CourseRef
from lti.lms.placing import Placing
from lti.lms.shows import Shown
from lti.quota import Quota
from lti.tokens import TokenSource

USER_ID = "lms_user_id"
"""Custom parameter: the LMS's own id of the person, where it differs from `sub`."""

COURSE_ID = "lms_course_id"
"""Custom parameter: the LMS's own id of the course, to show; calls go where the service URLs point."""

SECTION_IDS = "lms_section_ids"
"""Custom parameter: ids of the person's sections in this course, separated by commas."""

SECTION_NAMES = "lms_section_names"
"""Custom parameter: names of these sections, in the same order, as a JSON list."""

API_DOMAIN = "lms_api_domain"
"""Custom parameter: host name of the school's LMS, to show; calls go where the service URLs point."""


HISTORIES = {CONTEXT_HISTORY: "$Context.id.history", LINK_HISTORY: "$ResourceLink.id.history"}
"""What a platform is asked for so that the settings of a copied course are found again (F33)."""


@dataclass(frozen=True)
class Access:
    """The means to reach one platform.

    `credentials` are what the admin gave for the LMS's own API, by the names that its `Setup` lists, `tool_url` our
    base URL, `hosts` the host names of the platform (empty: those of its signed service URLs, as they come), `quota`
    what it still takes of our calls.
    """

    http: Http
    tokens: TokenSource
    tool_url: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    hosts: frozenset[str] = field(default_factory=frozenset)
    quota: Quota = field(default_factory=Quota)


class Factory(Protocol):
    """Makes the adapter of one course."""

    def __call__(self, course: CourseRef, access: Access) -> Adapter:
        """Return the adapter; calls nothing."""
        ...


@dataclass(frozen=True)
class Credential:
    """One value for the LMS's own API: `label` is what the LMS calls it, `needed` False where it may stay empty."""

    name: str
    label: str
    secret: bool = True
    needed: bool = True


@dataclass(frozen=True)
class FormField:
    """One field of the LMS's form under its own name, and what goes in.

    In `value`, `{base}` stands for our base URL. `choose` says that it is picked or ticked, not pasted.
    """

    label: str
    value: str
    choose: bool = False


@dataclass(frozen=True)
class Setup:
    """What an admin must provide, in the words of that LMS; texts are marked for translation."""

    custom_fields: Mapping[str, str]
    scopes: Sequence[str]
    steps: Sequence[str]
    rest_scopes: Sequence[str] = ()
    credentials: Sequence[Credential] = ()
    configuration: Callable[[str], dict[str, Any]] | None = None
    """Returns, for our base URL, the document served at `/lti/config/<lms>.json`."""
    registration: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """Returns the standard request for dynamic registration as this LMS wants it (`lti.registration`)."""
    invite: str = ""
    """Where an admin pastes a registration link; empty where the LMS takes none."""
    registered: Sequence[str] = ()
    """What remains to be done there once a link has registered the tool."""
    form: Sequence[FormField] = ()
    """The LMS's own form, field by field, where an admin fills it by hand."""
    speaks_for: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Issuer -> domains whose hosts serve its configuration, beside the issuer's own."""
    fixes: Mapping[str, str] = field(default_factory=dict)
    """What to change there, by line or code of the connection check (`lti.check`)."""
    issuer: str = ""
    """The issuer that all of them share; empty where each has its own."""
    storage: bool = False
    """Whether it offers windows that keep values for sign-ins without cookies."""


@dataclass(frozen=True)
class Profile:
    """One LMS: `key` in addresses and commands, `title` on pages, `recognises(product family, issuer)` at launch.

    `shows` tells what people find in the LMS, given what its adapter can do there, `placing` what it takes of links
    that a teacher places from our picker.
    """

    key: str
    title: str
    make: Factory
    recognises: Callable[[str | None, str], bool]
    setup: Setup
    shows: Callable[[Capabilities], Sequence[Shown]]
    placing: Placing = field(default_factory=Placing)

"""What an adapter is built from, what an LMS folder offers, and the names under which launches carry LMS ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lti.check.lines import Finding
from lti.claims import CONTEXT_HISTORY, LINK_HISTORY
from lti.http import Http
from lti.lms.base import Adapter, Capabilities, CourseRef
from lti.lms.consent import Consent
from lti.lms.placing import Placing
from lti.lms.shows import Shown
from lti.lms.standards_file import Reader, Writer
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

SECTION_LIMIT = "lms_section_limited"
"""Custom parameter: `true` where the LMS lets this person see the students of their own sections alone."""

API_DOMAIN = "lms_api_domain"
"""Custom parameter: host name of the school's LMS, to show; calls go where the service URLs point."""


HISTORIES = {CONTEXT_HISTORY: "$Context.id.history", LINK_HISTORY: "$ResourceLink.id.history"}
"""What a platform is asked for so that the settings of a copied course are found again (F33)."""


@dataclass(frozen=True)
class Access:
    """The means to reach one platform.

    `credentials` are what the admin gave for the LMS's own API, by the names that its `Setup` lists, `tool_url` our
    base URL, `hosts` the host names of the platform (empty: those of its signed service URLs, as they come).
    `consented` gives tokens of a person who let us use that API in their name; it goes before any credential. `quota`
    is what the platform still takes of our calls.
    """

    http: Http
    tokens: TokenSource
    tool_url: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    hosts: frozenset[str] = field(default_factory=frozenset)
    consented: TokenSource | None = None
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
    consent: Consent | None = None
    """How a person lets us use the LMS's own API in their name; None where nobody can."""
    key_credentials: Sequence[Credential] = ()
    """What the LMS shows of our registration for that: `key_id` and `key_secret`, by its own names."""
    key_steps: Sequence[str] = ()
    """How an admin makes that registration there."""
    key_form: Sequence[FormField] = ()
    """Its form, field by field."""
    consent_ends: str = ""
    """Where the person who consented ends that in the LMS."""


class OwnCheck(Protocol):
    """Asks the LMS's own interface whether it takes the credentials that were given, and what they may do."""

    def __call__(self, access: Access, course: CourseRef | None, *, worked: bool) -> Sequence[Finding]:
        """Return findings for the lines `own-interface` and `own-rights`; writes nothing there.

        `course` is the one that was opened last, None before the first launch; `worked` that something stands in this
        LMS which only its own interface can have made.
        """
        ...


@dataclass(frozen=True)
class Profile:
    """One LMS: `key` in addresses and commands, `title` on pages, `recognises(product family, issuer)` at launch.

    `shows` tells what people find in the LMS, given what its adapter can do there, `placing` what it takes of links
    that a teacher places from our picker, `check` how its own interface is tried out.
    """

    key: str
    title: str
    make: Factory
    recognises: Callable[[str | None, str], bool]
    setup: Setup
    shows: Callable[[Capabilities], Sequence[Shown]]
    placing: Placing = field(default_factory=Placing)
    standards_file: Writer | None = None
    """Writes a framework as its administrator imports it there; None where there is no such import."""
    standards_reader: Reader | None = None
    """Reads what its administrator exports there; None where there is no such export."""
    check: OwnCheck | None = None

"""What an adapter is built from, what an LMS folder offers, and the names under which launches carry LMS ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lti.http import Http
from lti.lms.base import Adapter, CourseRef
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


def N_(text: str) -> str:  # noqa: N802 - the name by which the extractor of translations knows it
    """Mark a text for translation and return it unchanged."""
    return text


@dataclass(frozen=True)
class Access:
    """The means to reach one platform.

    `rest_token` is a person's token for the LMS's own API, `tool_url` our base URL, `hosts` the host names that belong
    to the platform (empty: those of its signed service URLs, as they come).
    """

    http: Http
    tokens: TokenSource
    tool_url: str
    rest_token: str | None = None
    hosts: frozenset[str] = field(default_factory=frozenset)


class Factory(Protocol):
    """Makes the adapter of one course."""

    def __call__(self, course: CourseRef, access: Access) -> Adapter:
        """Return the adapter; calls nothing."""
        ...


@dataclass(frozen=True)
class Setup:
    """What an admin must provide, in the words of that LMS; texts are marked for translation."""

    custom_fields: Mapping[str, str]
    scopes: Sequence[str]
    steps: Sequence[str]
    rest_scopes: Sequence[str] = ()
    configuration: Callable[[str], dict[str, Any]] | None = None
    """Returns, for our base URL, the document served at `/lti/config/<lms>.json`."""


@dataclass(frozen=True)
class Profile:
    """One LMS: `key` in addresses and commands, `title` on pages, `recognises(product family, issuer)` at launch."""

    key: str
    title: str
    make: Factory
    recognises: Callable[[str | None, str], bool]
    setup: Setup

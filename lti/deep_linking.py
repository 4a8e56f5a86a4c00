"""Deep linking 2.0: what a request for content allows, and the answer that our key signs. No network, no storage.

The browser posts the answer to the return address, so that address must be the platform's own (T09, T18): the origin
of one of its registered addresses, a host of a domain that its LMS folder declares, or, where the folder says so, the
host of the services that the same proven token names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lti.errors import DeepLinkReturnForeign
from lti.http_guard import host_of, origin
from lti.lms.base import Permanent
from lti.lms.placing import CLOSES, DUE, LEAST_POINTS, MOST_POINTS, OPENS, Placing
from lti.stores import Platform

LINK = "ltiResourceLink"
RESPONSE = "LtiDeepLinkingResponse"
_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_LIFE = timedelta(minutes=5)
_BACKDATED = timedelta(seconds=30)
"""A platform may refuse an answer that is a second ahead of its own clock."""

_MOST = 50
"""Links in one answer, whatever a platform takes: a course page stays readable."""


@dataclass(frozen=True)
class PickRequest:
    """What a platform asks for: `echoes` goes back unchanged, `place` is where in the LMS the picker was opened.

    `line_items` is None where the platform does not say whether it makes columns; `links` whether it takes launch links
    at all. The return address never shows in a repr: some hold a session key of the LMS.
    """

    return_url: str = field(repr=False)
    links: bool = True
    multiple: bool = False
    line_items: bool | None = None
    place: str | None = None
    echoes: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def graded(self, limits: Placing) -> bool:
        """Tell whether a link may have a column here."""
        return self.line_items is not False and self.place not in limits.ungraded

    def most(self, limits: Placing) -> int:
        """Return how many links one answer may hold."""
        return min(limits.most or _MOST, _MOST) if self.multiple else 1


def read_request(
    settings: Mapping[str, Any], platform: Platform, limits: Placing, *, place: Any = None, services: str | None = None
) -> PickRequest:
    """Return the request in the proven settings claim; DeepLinkReturnForeign for an address not the platform's.

    `place` is the value of the LMS's own claim about it, `services` the line item service that the token names.
    """
    url = str(settings["deep_link_return_url"])
    if not _own(url, platform, limits, services):
        raise DeepLinkReturnForeign(_shown(url))
    types = settings.get("accept_types")
    said = settings.get("accept_lineitem")
    return PickRequest(
        return_url=url,
        links=not isinstance(types, list) or LINK in types,
        multiple=settings.get("accept_multiple") is True,
        line_items=said if isinstance(said, bool) else None,
        place=place if isinstance(place, str) else None,
        echoes={"data": settings["data"]} if "data" in settings else {},
    )


def _own(url: str, platform: Platform, limits: Placing, services: str | None) -> bool:
    """Tell whether a return address is the platform's own; a scheme without encryption only where it registered so."""
    addresses = [platform.auth_url, platform.issuer, platform.token_url, platform.jwks_url]
    if limits.services_vouch and services is not None and services.startswith("https:"):
        addresses.append(services)
    try:
        asked, host = origin(url), host_of(url)
    except Permanent:
        return False
    if asked in {found for found in map(_origin_or_none, addresses) if found}:
        return True
    domains = limits.domains.get(platform.issuer, ())
    return asked.startswith("https:") and any(host == one or host.endswith(f".{one}") for one in domains)


def _origin_or_none(url: str) -> str | None:
    """Return the origin of an address that was stored; an issuer need not be one."""
    try:
        return origin(url)
    except Permanent:
        return None


def _shown(url: str) -> str:
    """Return what a log may hold of an address: its origin."""
    return _origin_or_none(url) or "not an address"


@dataclass(frozen=True)
class LineItem:
    """The column of a graded link: whole points, our key and tag by which it is found again."""

    label: str
    maximum: int
    resource_id: str
    tag: str


@dataclass(frozen=True)
class Link:
    """One link to place. `custom` comes back with every launch; `dates` are aware times by `OPENS`, `DUE`, `CLOSES`."""

    title: str
    url: str
    custom: Mapping[str, str]
    text: str = ""
    line_item: LineItem | None = None
    dates: Mapping[str, datetime] = field(default_factory=dict)


def problems(links: Sequence[Link], request: PickRequest, limits: Placing) -> list[str]:
    """Return what this place would not take, as codes: nothing in an empty answer.

    `links_refused`, `too_many`, `no_columns`, `points` (whole ones from 1 to 100), `dates` (one that does not arrive
    there, or in the wrong order), `custom` (anything but texts on one line under lower-case names).
    """
    found = []
    if links and not request.links:
        found.append("links_refused")
    if len(links) > request.most(limits):
        found.append("too_many")
    items = [one.line_item for one in links if one.line_item]
    if items and not request.graded(limits):
        found.append("no_columns")
    if any(not LEAST_POINTS <= one.maximum <= MOST_POINTS for one in items):
        found.append("points")
    if not all(_dates_fit(one, limits) for one in links):
        found.append("dates")
    if not all(_flat(name, value) for one in links for name, value in one.custom.items()):
        found.append("custom")
    return found


def _dates_fit(link: Link, limits: Placing) -> bool:
    ordered = [link.dates[name] for name in (OPENS, DUE, CLOSES) if name in link.dates]
    return set(link.dates) <= limits.dates and ordered == sorted(ordered)


def _flat(name: str, value: object) -> bool:
    """One platform ends in an error at a nested value and splits one with a line break, another lowers the names."""
    plain = name == name.lower() and name.replace("_", "").isalnum() and name.isascii()
    return plain and isinstance(value, str) and value.isprintable()


def response(
    request: PickRequest, links: Sequence[Link], *, limits: Placing, platform: Platform, deployment_id: str, nonce: str,
    now: datetime, message: str = "", error: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return the claims of the answer, to be signed; no links is how a teacher cancels.

    `message` and `error` are told to the teacher by the LMS. ValueError for links that `problems` complains about.
    """
    wrong = problems(links, request, limits)
    if wrong:
        raise ValueError(", ".join(wrong))
    told = {"msg": message, "errormsg": error, "errorlog": error}
    return {
        "iss": platform.client_id, "aud": platform.issuer, "nonce": nonce,
        "iat": int((now - _BACKDATED).timestamp()), "exp": int((now + _LIFE).timestamp()),
        f"{_CLAIM}message_type": RESPONSE, f"{_CLAIM}version": "1.3.0", f"{_CLAIM}deployment_id": deployment_id,
        f"{_DL}content_items": [content_item(one, limits) for one in links],
        **{f"{_DL}{name}": value for name, value in request.echoes.items()},
        **{f"{_DL}{name}": text for name, text in told.items() if text},
    }  # fmt: skip


def content_item(link: Link, limits: Placing) -> dict[str, Any]:
    """Return one link as a content item: only members that some LMS uses, nothing nested in `custom`."""
    item: dict[str, Any] = {
        "type": LINK, "title": link.title, "url": link.url, "custom": {**limits.fields, **link.custom},
    }  # fmt: skip
    if link.text:
        item["text"] = link.text
    if link.line_item:
        one = link.line_item
        item["lineItem"] = {
            "label": one.label, "scoreMaximum": one.maximum, "resourceId": one.resource_id, "tag": one.tag,
        }  # fmt: skip
    times = {name: when.isoformat(timespec="seconds").replace("+00:00", "Z") for name, when in link.dates.items()}
    available = {key: times[name] for name, key in ((OPENS, "startDateTime"), (CLOSES, "endDateTime")) if name in times}
    if available:
        item["available"] = available
    if DUE in times:
        item["submission"] = {"endDateTime": times[DUE]}
    return item

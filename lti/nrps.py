"""Names and Role Provisioning Services 2.0: everybody in a course, over all pages, or an error (F32)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lti.answers import About
from lti.claims import expanded
from lti.lms.base import Member, Permanent, Transient
from lti.mail import read_mail
from lti.service import Call, Service, with_query

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

Reader = Callable[[Mapping[str, Any]], Member | None]
"""Reads one member as sent; None where the entry names nobody."""


def members(
    service: Service, url: str | None, *, limit: int | None, rlid: str | None, read: Reader
) -> Sequence[Member]:
    """Return every member once; `limit` is the page size asked for, `rlid` the resource link whose data are wanted.

    Where they are None they are not asked for.

    Raises Permanent `not_supported` for a course without this service, and whatever a page raises.
    """
    if url is None:
        raise Permanent("not_supported", "no roster service in this course")
    first = with_query(url, rlid=rlid, limit=limit)
    found: dict[str, Member] = {}
    for page in service.pages(Call("GET", first, frozenset({SCOPE}), About.ROSTER, MEDIA_TYPE)):
        for raw in _entries(page.json_object()):
            member = read(raw)
            if member is not None:
                found[member.sub] = merged(found[member.sub], member) if member.sub in found else member
    return list(found.values())


def _entries(container: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return a page's members; a page without the list is not an empty course but an error."""
    entries = container.get("members")
    if not isinstance(entries, list):
        raise Transient("lms_error", "roster page without members")
    return [entry for entry in entries if isinstance(entry, dict)]


def read_member(raw: Mapping[str, Any]) -> Member | None:
    """Read one entry (NRPS 2.2): `status` absent means active; anything but Active is inactive here."""
    sub = raw.get("user_id")
    if sub in (None, ""):
        return None
    roles = raw.get("roles")
    return Member(
        sub=str(sub),
        roles=tuple(str(role) for role in roles) if isinstance(roles, list) else (),
        status="active" if str(raw.get("status") or "Active").lower() == "active" else "inactive",
        name=_text(raw.get("name")),
        given_name=_text(raw.get("given_name")),
        family_name=_text(raw.get("family_name")),
        sourcedid=expanded(raw.get("lis_person_sourcedid")),
        mail=read_mail(raw.get("email")),
    )


def merged(one: Member, other: Member) -> Member:
    """Join two entries of one person: all roles and sections, active if either is, the first name that is there."""
    return replace(
        one,
        roles=tuple(dict.fromkeys(one.roles + other.roles)),
        sections=tuple(dict.fromkeys(one.sections + other.sections)),
        status="active" if "active" in (one.status, other.status) else "inactive",
        name=one.name or other.name,
        given_name=one.given_name or other.given_name,
        family_name=one.family_name or other.family_name,
        lms_user_id=one.lms_user_id or other.lms_user_id,
        sourcedid=one.sourcedid or other.sourcedid,
        mail=one.mail or other.mail,
    )


def _text(value: Any) -> str | None:
    """Return a non-empty text that is not an unexpanded `$variable`."""
    return value if isinstance(value, str) and value and not value.startswith("$") else None

"""Links that a teacher places into a course: the picker's session, the answer, and what a later launch brings back.

The learning system returns no ids. What was placed is known again by our own id, which travels in the link's custom
parameters and in its address, and by the same id in its column (`resourceId`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, insert, select, update

from gateway.db import tables as t
from gateway.db.stores import platform_of
from gateway.db.writer import Write
from gateway.errors import BadRequest, NotFound, WaymarkError
from gateway.security import new_id
from gateway.services import audit, library, sessions
from gateway.services.drafts import Author
from gateway.services.placed import ADDRESS, CUSTOM, TAG
from lti import deep_linking
from lti.claims import Launch
from lti.deep_linking import LineItem, Link, PickRequest
from lti.lms.placing import Placing
from lti.lms.registry import profile_of, recognise
from lti.stores import Platform

ROLE = "picker"
"""The role of a session that a request for content opened: it can place links, and open nothing else."""

LONGEST_TITLE = 120


class ForTeachers(WaymarkError):
    """Somebody else than a teacher asked for content to place."""

    code = "for-teachers"
    status = 403
    title = _("This page is for teachers")
    hint = _("Go back to your course and open Waymark there.")
    retryable = False


class NotTaken(WaymarkError):
    """The learning system would not take these links; `codes` are those of `lti.deep_linking.problems`."""

    code = "links-not-taken"
    status = 422
    title = _("Your course does not take this")
    hint = _("Go back and choose fewer activities, or other settings.")
    retryable = False

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


@dataclass(frozen=True)
class Picking:
    """The request behind a picker, and what is known of the learning system that sent it."""

    request: PickRequest
    platform: Platform
    deployment_id: str
    limits: Placing

    @property
    def graded(self) -> bool:
        """Whether a link may have a column here."""
        return self.request.graded(self.limits)

    @property
    def most(self) -> int:
        """How many links one answer may hold."""
        return self.request.most(self.limits)


@dataclass(frozen=True)
class Wanted:
    """One link as the teacher wants it: `maximum` None without a column; aware `dates` by name."""

    kind: str
    activities: tuple[str, ...]
    title: str
    text: str = ""
    maximum: int | None = None
    dates: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the browser posts: the claims to be signed, and where they go."""

    claims: Mapping[str, Any]
    return_url: str = field(repr=False)


def begin(write: Write, tenant_id: int, handle: str, launch: Launch) -> None:
    """Keep what a proven request for content allows; a school without any activities gets the sample ones first."""
    if launch.picking is None:
        raise BadRequest("no request for content")
    if write.conn.scalar(select(t.activity.c.id).filter_by(tenant_id=tenant_id).limit(1)) is None:
        library.bring_in(write, tenant_id)
    lms = launch.platform.lms or recognise(launch.product_family, launch.platform.issuer)
    write.conn.execute(
        insert(t.picking).values(
            tenant_id=tenant_id, id=handle, platform_id=launch.platform.id, deployment_id=launch.deployment_id,
            request={**asdict(launch.picking), "lms": lms},
        )
    )  # fmt: skip


def picking(conn: Connection, tenant_id: int, handle: str) -> Picking:
    """Return the request behind a picker; NotFound for a session that is none."""
    row = conn.execute(select(t.picking).filter_by(tenant_id=tenant_id, id=handle)).first()
    if row is None:
        raise NotFound("no request for content")
    platform = conn.execute(select(t.platform).where(t.platform.c.id == row.platform_id)).one()
    asked = dict(row.request)
    limits = profile_of(asked.pop("lms")).placing
    return Picking(PickRequest(**asked), platform_of(platform), row.deployment_id, limits)


def place(
    write: Write, who: Author, handle: str, links: Sequence[Wanted], base_url: str, nonce: str, message: str = "",
    error: str = "",
) -> Answer:  # fmt: skip
    """Write down what is placed, end the picker's session and return the answer; no links is how one cancels.

    `message` or `error` is what the learning system tells the teacher then. NotTaken where it would refuse or bend
    something: nothing is kept.
    """
    asked = picking(write.conn, who.tenant_id, handle)
    made = [(new_id(), one) for one in links]
    items = [_link(placed_id, one, base_url) for placed_id, one in made]
    wrong = deep_linking.problems(items, asked.request, asked.limits)
    if wrong:
        raise NotTaken(wrong)
    claims = deep_linking.response(
        asked.request, items, limits=asked.limits, platform=asked.platform, deployment_id=asked.deployment_id,
        nonce=nonce, now=write.now, message=message, error=error,
    )  # fmt: skip
    if made:
        _keep(write, who, made)
    sessions.end(write, who.tenant_id, handle)
    return Answer(claims, asked.request.return_url)


def _keep(write: Write, who: Author, made: Sequence[tuple[str, Wanted]]) -> None:
    rows = [
        {
            **who.key, "id": placed_id, "kind": one.kind, "activities": list(one.activities), "title": one.title,
            "maximum": one.maximum, "made_at": write.now,
        }
        for placed_id, one in made
    ]  # fmt: skip
    write.conn.execute(insert(t.placed), rows)
    _changed(write, who.tenant_id, who.course_id)
    about = {"course": who.course_id, "links": [placed_id for placed_id, _one in made]}
    audit.record(write, who.tenant_id, f"person/{who.person_id}", "links-placed", about)


def _link(placed_id: str, one: Wanted, base_url: str) -> Link:
    column = LineItem(one.title, one.maximum, f"{TAG}-{placed_id}", TAG) if one.maximum is not None else None
    address = f"{base_url}/lti/launch?{urlencode({ADDRESS: placed_id})}"
    return Link(one.title, address, {CUSTOM: placed_id}, one.text, column, one.dates)


def _changed(write: Write, tenant_id: int, course_id: str) -> None:
    """Raise the course's version: what is placed in it belongs to its inputs."""
    raised = update(t.course).filter_by(tenant_id=tenant_id, id=course_id).values(version=t.course.c.version + 1)
    write.conn.execute(raised)

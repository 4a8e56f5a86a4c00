"""The address under which each kind of activity opens, with what it needs to report (activities.md 3, 6-8).

One function per kind, called in the transaction that begins the work: what it hands out is committed with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, select

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.errors import ActivityRemoved, NotFound, WaymarkError
from gateway.services import credentials, tenants
from gateway.services.inputs import CourseInputs
from gateway.settings import Settings
from xapi.formats import names


class NoContentHost(WaymarkError):
    """Activities have no address of their own yet: WAYMARK_CONTENT_URL is not set."""

    code = "no-content-host"
    status = 503
    title = _("Activities cannot be opened yet")
    hint = _("Tell your teacher. Your school still has to give activities an address of their own.")


@dataclass(frozen=True)
class Opening:
    """One learner opens one activity: its row, the registration of this piece of work, where the way back leads.

    Without a registration nothing of the work is recorded. `items` asks a page of ours for so many questions,
    `aloud` has it read them.
    """

    write: Write
    settings: Settings
    course: CourseInputs
    person_id: str
    activity: Any
    registration: str | None
    back: str
    language: str
    items: int | None = None
    aloud: bool = False

    def host(self) -> str:
        """Return the address of the content host with the tenant's part; NoContentHost where there is none."""
        if self.settings.content_url is None:
            raise NoContentHost
        return f"{self.settings.content_url}/content/{tenants.tag_of(self.write.conn, self.course.tenant_id)}"

    def launch(self) -> dict[str, str]:
        """Return what an activity needs to report: address, header value, actor, registration, activity id."""
        course, write, registration = self.course, self.write, self.registration
        if registration is None:
            raise NotFound("nothing of this work is recorded")
        account = write.conn.scalar(select(t.person.c.account).filter_by(tenant_id=course.tenant_id, id=self.person_id))
        actor = {"objectType": "Agent", "account": {"homePage": self.settings.people_home, "name": str(account)}}
        iri = self.activity.iri
        return {
            "endpoint": f"{self.settings.base_url}/xapi/",
            "auth": credentials.make_launch(
                write, course.tenant_id, course.course_id, self.person_id, iri, registration
            ),
            "actor": json.dumps(actor, separators=(",", ":")), "registration": registration, "activity_id": iri,
        }  # fmt: skip


Opener = Callable[[Opening], str]


def _practice(opening: Opening) -> str:
    return _own_page(opening, f"practice/{opening.activity.key}")


def _h5p(opening: Opening) -> str:
    return _own_page(opening, f"h5p/{_unit(opening).tag}")


def _own_page(opening: Opening, path: str) -> str:
    """Return a page of ours: what only the page may know stands after the #, which no server ever sees."""
    language = {"lang": opening.language, **({"aloud": "1"} if opening.aloud else {})}
    told = {"preview": "1", **language}
    if opening.registration is not None:
        told = {**opening.launch(), "return": opening.back, **language}
    query = urlencode({"lang": opening.language, **({"items": opening.items} if opening.items else {})})
    return f"{opening.host()}/{path}?{query}#{urlencode(told, quote_via=quote)}"


def _tincan(opening: Opening) -> str:
    unit = _unit(opening)
    elsewhere = names.absolute(unit.launch)
    address = unit.launch if elsewhere else f"{opening.host()}/p/{unit.tag}/{unit.launch}"
    return with_query(address, {**opening.launch(), "Accept-Language": opening.language})


def _link(opening: Opening) -> str:
    """Return a page elsewhere, with the parameters only where its teacher said that it reports."""
    url = str(opening.activity.detail["url"])
    return with_query(url, opening.launch()) if opening.activity.detail.get("reports") else url


def _cmi5(opening: Opening) -> str:
    from gateway.services.cmi5 import opener  # noqa: PLC0415 - it builds on what stands here

    return opener.opened(opening)


def opened(opening: Opening) -> str:
    """Return the address under which an activity opens; where nothing is recorded, that of the content alone."""
    activity = opening.activity
    if opening.registration is None and activity.kind not in _OUR_PAGES:
        return preview(opening.write.conn, opening.settings, opening.course.tenant_id, activity)
    return OPENERS[activity.kind](opening)


def with_query(url: str, values: dict[str, str]) -> str:
    """Return a URL with these parameters added to its own query, before its fragment."""
    head, mark, fragment = url.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{urlencode(values, quote_via=quote)}{mark}{fragment}"


def preview(conn: Connection, settings: Settings, tenant_id: int, activity: Any) -> str:
    """Return where somebody who does not learn here can look at an activity; nothing is reported. Empty for nowhere."""
    if activity.kind == "link":
        return str(activity.detail["url"])
    if settings.content_url is None or activity.kind not in OPENERS:
        return ""
    host = f"{settings.content_url}/content/{tenants.tag_of(conn, tenant_id)}"
    if activity.kind in _SHIPPED:
        return f"{host}/practice/{activity.key}#preview=1"
    row = _packed(conn, tenant_id, activity.id)
    if row is None:
        return ""
    if activity.kind == "h5p":
        return f"{host}/h5p/{row.tag}#preview=1"
    return row.launch if names.absolute(row.launch) else f"{host}/p/{row.tag}/{row.launch}"


def _unit(opening: Opening) -> Any:
    """Return (launch, extra, tag) of the activity's package; ActivityRemoved for one whose package is gone."""
    row = _packed(opening.write.conn, opening.course.tenant_id, opening.activity.id)
    if row is None:
        raise ActivityRemoved(opening.activity.id)
    return row


def _packed(conn: Connection, tenant_id: int, activity_id: str) -> Any:
    return conn.execute(
        select(t.package_unit.c.launch, t.package_unit.c.extra, t.package.c.tag)
        .join(
            t.package,
            (t.package.c.tenant_id == t.package_unit.c.tenant_id) & (t.package.c.id == t.package_unit.c.package_id),
        )
        .where(
            t.package_unit.c.tenant_id == tenant_id,
            t.package_unit.c.activity_id == activity_id,
            t.package.c.removed_at.is_(None),
        )
    ).first()


_SHIPPED = frozenset({"practice", "paper", "partner"})
_OUR_PAGES = _SHIPPED | {"h5p"}

OPENERS: dict[str, Opener] = {
    "practice": _practice, "paper": _practice, "partner": _practice, "tincan": _tincan, "h5p": _h5p, "cmi5": _cmi5,
    "link": _link,
}  # fmt: skip
"""Kinds that a learner opens alone; all others are led by the teacher."""

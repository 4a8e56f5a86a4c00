"""Show what a copied course may take over from the old one; nothing about the old one to who never taught it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.learn import draft as drafting
from gateway.services import copies, drafts, inputs, take_over
from gateway.services.take_over import Offer
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.services.views.setup_gaps import draft_units
from gateway.web.pages.copy_page import Carried, CopyPage

_MOST = 20


def show(conn: Connection, course: Any, offer: Offer, links: Links, language: str, now: datetime) -> CopyPage:
    """Return the page of an open offer."""
    rows = copies.links_of(conn, course.tenant_id, course.id)
    titles = dict.fromkeys(row.title or str(gettext("A link without a title")) for row in rows)
    return CopyPage(
        now=now, take_url=links.at("copy/take"), fresh_url=links.at("copy/fresh"), later_url=links.at(later=1),
        source_id=offer.source_id, links=tuple(titles)[:_MOST], shared=offer.found_by == copies.SHARED,
        carried=_carried(conn, offer.source, language) if offer.source is not None else None,
    )  # fmt: skip


def _carried(conn: Connection, source: Any, language: str) -> Carried:
    body = take_over.carried(conn, source.tenant_id, source.id)
    there = drafts.as_published(conn, source, body)
    found = drafting.gaps(there.library, there.library.standards)
    published = drafts.row_in(conn, source.tenant_id, source.id, "published")
    graded = (body.get("activities") or {}).values()
    return Carried(
        title=source.title, units=draft_units(there, Names(there, language), found), standards=len(there.standards),
        activities=len(there.activities), graded=sum(bool(one) for one in graded),
        alignments=len(body.get("alignments") or ()), aim=round(100 * inputs.settings_of(source.settings).aim),
        counts=bool(source.settings.get("counts")), published_at=published.published_at if published else None,
    )  # fmt: skip

"""Which pages of other origins may speak with the record store: activities, on the content host or elsewhere (T25)."""

from __future__ import annotations

from flask import current_app

from gateway.services.elsewhere import Origins
from gateway.web.context import waymark


def may_report(origin: str) -> bool:
    """Say whether a page may read our answers: one on the content host, or where an activity is known to stand."""
    parts = waymark()
    if origin == parts.settings.content_url:
        return True
    if not origin.startswith(("http://", "https://")):
        return False
    known: Origins = current_app.extensions["waymark-origins"]
    with parts.db.read() as conn:
        return known.has(conn, origin, parts.clock())

"""Models of the admin's page about a learning system's own interface."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.web.pages.admin.platforms import CopyRow
from gateway.web.pages.consent import ConsentRow, ConsentState, InterfacePage, ValueField
from gateway.web.pages.shell import Shell


def interface(shell: Shell, now: datetime) -> InterfacePage:
    """Show a key that is known, a user for all courses, and courses of all kinds."""
    return InterfacePage(
        shell, now, "Riverbend Middle", "Riverbend LMS", ("Open Developer Keys.", "Set the key to ON."),
        (
            CopyRow("key-0", "Redirect URIs", "https://waymark.example/consent"),
            CopyRow("key-1", "Enforce Scopes", "ON", choose=True),
            CopyRow("key-2", "Scopes", "url:GET|/api/v1/courses/:course_id/assignments\nurl:POST|/api/v1/courses"),
        ),
        (
            ValueField("key_id", "ID", "10000000000555", secret=False, known=True),
            ValueField("key_secret", "Key", known=True),
        ),
        "/save", "/interface", "/platforms", True, "https://riverbend.example",
        ConsentState("live", "Ines Duarte", now - timedelta(days=3), "/connect", end_url="/end"),
        "To remove it there too, open Account, Settings.",
        (
            ConsentRow("Mathematics 6", "live", now - timedelta(days=2)),
            ConsentRow("Mathematics 7", "ended", now - timedelta(days=90)),
            ConsentRow("Mathematics 8", "trouble", now - timedelta(days=9)),
        ),
        saved=True,
    )  # fmt: skip


def first(shell: Shell, now: datetime) -> InterfacePage:
    """Show the page before anything was entered, after half of it was."""
    fields = (ValueField("key_id", "ID", secret=False), ValueField("key_secret", "Key"))
    state = ConsentState("none", connect_url="/connect")
    return replace(
        interface(shell, now), fields=fields, ready=False, home="", state=state, courses=(), saved=False, wrong=True
    )

"""The page that joins two accounts of one person, in its states."""

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.web.pages.admin.accounts import AccountsPage, Found, JoinedRow, Moves
from gateway.web.pages.admin.people import PersonRow
from gateway.web.pages.shell import Shell

_OTHER = PersonRow("", "Lakeside Middle", "10000000000077", (("person", "p2"),))


def pages(shell: Shell, now: datetime, person: PersonRow) -> dict[str, tuple[str, object]]:
    """Return the samples by name, with their templates."""
    moves = Moves(12, 3, ("Math 6",), ("Science 6",), 2, now - timedelta(days=3), True)
    joined = (
        JoinedRow("Lakeside Middle 77", "Lakeside Middle 78", now - timedelta(days=2), None, "/undo"),
        JoinedRow("Lakeside Middle 5", "Lakeside Middle 6", now - timedelta(days=60), now - timedelta(days=50), ""),
    )
    page = AccountsPage(
        shell=shell, now=now, url="/accounts", back_url="/people", join_url="/join", moves=moves, joined=joined,
        days=30, old=Found("old", "10000000000077", (_OTHER,), ("/o",)),
        into=Found("into", "10000000000042", (person,), ("/i",)),
    )  # fmt: skip
    twice, nobody = Found("old", "42", (person, _OTHER), ("/a", "/b")), Found("into", "x")
    several = replace(page, old=twice, into=nobody, moves=None, joined=(), done="joined")
    impossible = replace(page, moves=replace(moves, possible=False), done="undone")
    return {
        "accounts": ("admin/accounts.html", page),
        "accounts-several": ("admin/accounts.html", several),
        "accounts-impossible": ("admin/accounts.html", impossible),
    }

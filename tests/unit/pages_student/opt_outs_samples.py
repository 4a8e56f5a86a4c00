"""The page of students who take no part, in its states."""

from dataclasses import replace
from datetime import datetime, timedelta

from gateway.web.pages.admin.opt_outs import OptOutsPage, OutRow
from gateway.web.pages.admin.people import PersonRow
from gateway.web.pages.shell import Shell


def pages(shell: Shell, now: datetime, person: PersonRow) -> dict[str, tuple[str, object]]:
    """Return the samples by name, with their templates."""
    since = now - timedelta(days=3)
    out = (
        OutRow("Lakeside Middle: 77", since, "The parents asked", True, ("Math 6", "Science 6"), (("person", "p1"),)),
        OutRow("Lakeside Middle: 78", since, "A court said so", False, (), (("person", "p2"),)),
    )
    page = OptOutsPage(shell, now, "/out", "/people", "/begin", "/end", out, "42", (person,), more=True, done="begun")
    nobody = replace(page, out=(), found=(), more=False, done="ended")
    return {
        "opt-outs": ("admin/opt_outs.html", page),
        "opt-outs-nobody": ("admin/opt_outs.html", nobody),
        "opt-outs-empty": ("admin/opt_outs.html", replace(nobody, asked="", found=None, done="")),
    }

"""`waymark rebuild`: make evidence, mastery and learners' states again out of the statements."""

from __future__ import annotations

import time
from dataclasses import asdict

import click

from gateway.cli.common import answer, command, opened, tenant_option
from gateway.services import rebuild as service
from gateway.services import tenants

_STEP = 25
"""Learners between two lines of progress."""


@command(name="rebuild")
@tenant_option
def rebuild(tenant: str | None, as_json: bool) -> None:
    """Make all projections again and say whether they equal what was there before. Beside a running server too."""
    started = time.monotonic()

    def tell(done: int, total: int) -> None:
        if not as_json and (done % _STEP == 0 or done == total):
            click.echo(f"  {done} of {total} learners", err=True)

    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        done = service.rebuild(waymark.db, tenant_id, waymark.naming, tell)
    seconds = round(time.monotonic() - started, 2)
    verdict = (
        "Everything is as it was before."
        if done.equal
        else f"{done.different} learners or activities came out different."
    )
    answer(
        as_json, {**asdict(done), "equal": done.equal, "seconds": seconds},
        f"{done.statements} statements, {done.decisions} decisions, {done.evidence} pieces of evidence, "
        f"{done.mastery} mastery cells of {done.learners} learners in {seconds} s.", verdict,
    )  # fmt: skip

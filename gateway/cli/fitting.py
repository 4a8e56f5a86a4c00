"""`waymark fit`: fit the constants of the estimator on a school's own evidence; look at fits, and choose one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

import click

from gateway.cli.common import Words, answer, command, opened, table, tenant_option
from gateway.services import fitting, tenants
from gateway.services.fitting import Version

_WHO = "command"


@command(name="fit", cls=Words, invoke_without_command=True)
@tenant_option
@click.pass_context
def _fit(context: click.Context, tenant: str | None, as_json: bool) -> None:
    """Fit on the school's own evidence and use what came out; it is never worse than what was shipped."""
    if context.invoked_subcommand is not None:
        return
    started = time.monotonic()
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        if not as_json:
            click.echo("  fitting; this takes up to a minute", err=True)
        made = fitting.fit(waymark.db, waymark.cache, tenant_id, _WHO)
    seconds = round(time.monotonic() - started, 2)
    gain = "predict them better than" if made.loss < made.shipped_loss else "are"
    answer(
        as_json, {**asdict(made), "seconds": seconds},
        f"Fit {made.version}: {made.answers} answers of {made.learners} learners in {seconds} s.",
        f"On {made.kept_aside} answers kept aside the constants {gain} the shipped ones: "
        f"log-loss {made.loss:.4f}, shipped {made.shipped_loss:.4f}.",
        "Courses use it from now on. No grade changes by it; `waymark fit use 0` goes back to what was shipped.",
    )  # fmt: skip


fit = cast("click.Group", _fit)


@command(fit, name="list")
@click.option("--compare", is_flag=True, help="Measure all of them on today's evidence; takes a while.")
@tenant_option
def listed(compare: bool, tenant: str | None, as_json: bool) -> None:
    """List the fits that are kept."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        found = fitting.listed(waymark.db, tenant_id)
        today = fitting.compare(waymark.db, tenant_id) if compare else {}
    answer(
        as_json, {"fits": [asdict(one) for one in found], "today": {str(one): loss for one, loss in today.items()}},
        *_lines(found, today),
    )  # fmt: skip


def _lines(found: Sequence[Version], today: dict[int, float]) -> list[str]:
    if not found:
        return ["There is no fit yet: the shipped constants are in use."]
    used = any(one.in_use for one in found)
    rows = [["fit", "in use", "made", "answers", "learners", "log-loss", "shipped then", *["today"] * bool(today)]]
    rows.append(["0 (shipped)", "" if used else "yes", "", "", "", "", "", *[f"{x:.4f}" for x in _at(today, 0)]])
    rows += [
        [
            str(one.version), "yes" if one.in_use else "", f"{one.made_at:%Y-%m-%d %H:%M}", str(one.answers),
            str(one.learners), f"{one.loss:.4f}", f"{one.shipped_loss:.4f}",
            *[f"{x:.4f}" for x in _at(today, one.version)],
        ]
        for one in found
    ]  # fmt: skip
    return table(rows)


def _at(today: dict[int, float], version: int) -> list[float]:
    return [today[version]] if version in today else []


@command(fit, name="show")
@click.argument("version", type=click.IntRange(min=0))
@tenant_option
def shown(version: int, tenant: str | None, as_json: bool) -> None:
    """Show the constants of a fit beside the shipped ones."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        own, shipped = (fitting.shown(waymark.db, tenant_id, number) for number in (version, 0))
    rows = [["constant", f"fit {version}", "shipped"]]
    rows += [[name, f"{own[name]:g}", f"{value:g}"] for name, value in shipped.items()]
    answer(as_json, {"version": version, "constants": dict(own), "shipped": dict(shipped)}, *table(rows))


@command(fit, name="use")
@click.argument("version", type=click.IntRange(min=0))
@tenant_option
def use(version: int, tenant: str | None, as_json: bool) -> None:
    """Have courses follow a fit from now on; 0 is what was shipped."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        fitting.use(waymark.db, waymark.cache, tenant_id, version, _WHO)
    answer(as_json, {"version": version}, f"Fit {version} is in use. No grade changes by it.")

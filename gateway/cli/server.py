"""`waymark serve` and `waymark admin-link`."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import click

from gateway import logs, settings
from gateway import serve as serving
from gateway.cli.common import Failed, answer, command, opened, tenant_option
from gateway.services import adminlink, tenants
from gateway.settings import Settings
from gateway.wiring import build


@command(name="serve")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: WAYMARK_PORT, else 8400.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--no-worker", is_flag=True, help="Answer requests only; background work waits for another process.")
def serve(port: int | None, host: str, no_worker: bool, as_json: bool) -> None:
    """Serve Waymark until Ctrl-C."""
    started = time.monotonic()
    logs.setup(os.environ.get("WAYMARK_TEST_LOG", "INFO"))
    found = replace(settings.load(port=port), host=host)
    bind_or_fail(host, found.port)
    with serving.only_server(found.data_dir):
        waymark = build(found)
        link = serving.first_link(waymark)

        def ready() -> None:
            seconds = round(time.monotonic() - started, 2)
            lines = _hello(found, link, seconds, worker=not no_worker)
            answer(as_json, {"url": found.base_url, "admin": link, "seconds": seconds}, *lines)

        serving.run(waymark, host, ready, worker=not no_worker)
    answer(as_json, {"stopped": True}, "Stopped. Everything accepted is stored.")


def bind_or_fail(host: str, port: int) -> None:
    """End with a sentence where the address is taken."""
    try:
        serving.check_free(host, port)
    except OSError as error:
        raise Failed(
            f"Port {port} on {host} cannot be used: {error.strerror}.", f"Stop what uses it, or add --port {port + 10}."
        ) from error


def _hello(found: Settings, link: str | None, seconds: float, *, worker: bool) -> list[str]:
    lines = [f"Waymark answers at {found.base_url} (started in {seconds} s). Ctrl-C stops it."]
    if link:
        minutes = int(adminlink.LIFE.total_seconds() // 60)
        lines += ["", f"First sign-in of the admin, once, within {minutes} minutes:", f"  {link}", ""]
        lines += ["A new one at any time: waymark admin-link"]
    if not worker:
        lines += ["Without background work: nothing is evaluated or sent until a process with it runs."]
    return lines


@command(name="admin-link")
@tenant_option
@click.option("--port", type=click.IntRange(1, 65535), help="Port of the running server, for the address.")
def admin_link(tenant: str | None, port: int | None, as_json: bool) -> None:
    """Print a new one-time sign-in address for an admin."""
    with opened(port) as waymark:
        token = waymark.db.write(lambda write: adminlink.make(write, tenants.named(write, tenant)))
        url = adminlink.address(waymark.settings, token)
    minutes = int(adminlink.LIFE.total_seconds() // 60)
    answer(as_json, {"url": url, "minutes": minutes}, url, f"Good once, for {minutes} minutes.")

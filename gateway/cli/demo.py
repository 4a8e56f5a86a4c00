"""`waymark demo`: a whole school on this machine, to try everything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from gateway import logs
from gateway.cli.common import Failed, answer, command, table
from gateway.demo import run as demonstration
from gateway.demo.states import STATES
from gateway.demo.world import KINDS

_WHAT = {"day1": "nothing set up yet", "week3": "three weeks into the course", "term": "the end of a term"}


@command(name="demo")
@click.option("--port", type=click.IntRange(1, 65535), default=8400, show_default=True, help="Port of Waymark.")
@click.option("--lms-port", type=click.IntRange(1, 65535), default=8401, show_default=True,
              help="Port of the first learning system beside it; the others take the next ones.")  # fmt: skip
@click.option("--lms", "kinds", type=click.Choice(KINDS), multiple=True, default=KINDS,
              help="Which learning systems to start; may be given several times. Default: all.")  # fmt: skip
@click.option("--state", type=click.Choice(list(STATES)), default="day1", show_default=True,
              help="How far the course is.")  # fmt: skip
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), default="waymark-data/demo",
              show_default=True, help="Each state has a folder in it; delete one to begin again.")  # fmt: skip
def demo(port: int, lms_port: int, kinds: tuple[str, ...], state: str, data_dir: Path, as_json: bool) -> None:
    """Run Waymark beside an invented school and print the addresses to click. Ctrl-C stops all.

    Started again, everything is as you left it.
    """
    logs.setup("ERROR")

    def say(words: str) -> None:
        if not as_json:
            click.echo(f"  {words} …")

    def told(done: Mapping[str, Any]) -> None:
        answer(as_json, done, *_words(done))

    if not as_json:
        click.echo(f"Opening the school, {_WHAT[state]}.")
    try:
        demonstration.run(state, data_dir.absolute(), port=port, lms_port=lms_port, kinds=kinds, told=told, say=say)
    except OSError as error:
        raise Failed(f"A port cannot be used: {error.strerror or error}.", "Stop what uses it, or choose others: "
                     f"--port {port + 10} --lms-port {lms_port + 10}") from error  # fmt: skip
    answer(as_json, {"stopped": True}, "Stopped. Start again to go on where you were.")


def _words(done: Mapping[str, Any]) -> list[str]:
    lines = table([(f"  {name}", url) for name, url in done["addresses"].items()])
    return ["", f"Ready in {done['started']} s. Open in a browser:", "", *lines, "", "Ctrl-C stops all."]

"""The command `waymark`: each group of commands in a file of its own."""

from __future__ import annotations

import click

from gateway.cli import (
    aligning,
    content,
    databases,
    demo,
    doctor,
    erase,
    fitting,
    identities,
    keys,
    platforms,
    rebuild,
    results,
    rosters,
    server,
    sessions,
    standards,
    stores,
    transfer,
)
from gateway.cli.common import Words


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waymark", prog_name="waymark")
def main() -> None:
    """Waymark: personal pathways and mastery in the learning system a school already has."""


for command in (
    server.serve, demo.demo, doctor.doctor, server.admin_link, databases.db, platforms.platform, keys.key,
    identities.identity, stores.store, standards.standards, content.activity, aligning.align, fitting.fit,
    rebuild.rebuild, erase.erase, transfer.export, transfer.bring, sessions.session, keys.keys, rosters.roster,
):  # fmt: skip
    main.add_command(command)
transfer.bring.add_command(results.import_results)

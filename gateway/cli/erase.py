"""`waymark erase …`: take a learner, or one statement, out of everything that is stored here (P10)."""

from __future__ import annotations

from uuid import UUID

import click

from gateway.cli.common import Failed, Words, answer, command, opened, tenant_option
from gateway.errors import NotFound
from gateway.services import erase as service
from gateway.services import removal, tenants, whom
from gateway.wiring import Waymark

_TOLD = 500
"""Statements between two lines of progress."""

_STAYS = (
    "Backups still hold what they held: delete them when their time is over. One that is put back with "
    "`waymark db restore` is erased again at once."
)


@click.group(cls=Words)
def erase() -> None:
    """Delete what must not be kept, so that nothing brings it back."""


@command(erase, name="learner")
@click.argument("person", required=False)
@click.option("--account", metavar="NAME", help="The account name in the learner's statements, instead of PERSON.")
@click.option("--dry-run", is_flag=True, help="Only say how much would go.")
@tenant_option
def learner(person: str | None, account: str | None, dry_run: bool, tenant: str | None, as_json: bool) -> None:
    """Erase the learner with the id PERSON: statements, grades, names, everything. It cannot be undone."""
    if (person is None) == (account is None):
        raise Failed("It is not clear who is meant.", "Give the person's id, or --account with the name in statements.")
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        home = waymark.settings.people_home
        found = _found(waymark, tenant_id, person, account)
        with waymark.db.read() as conn:
            counts = whom.counts(conn, found)
        if not dry_run:
            counts = service.erase(waymark.db, home, tenant_id, found.person_id, "command", _tell(as_json))
    lines = [f"{name}: {number}" for name, number in counts.items()]
    closing = ["Nothing was changed. Without --dry-run all of this goes."] if dry_run else ["Erased.", _STAYS]
    answer(as_json, {"erased": not dry_run, "counts": counts}, *lines, *closing)


@command(erase, name="statement")
@click.argument("statement_id", metavar="ID", type=click.UUID)
@tenant_option
def statement(statement_id: UUID, tenant: str | None, as_json: bool) -> None:
    """Delete one statement with all that follows from it; its id is refused from then on."""
    with opened() as waymark:
        tenant_id = waymark.db.write(lambda write: tenants.named(write, tenant))
        gone = waymark.db.write(lambda write: removal.by_id(write, tenant_id, "command", statement_id))
    if not gone.statements:
        raise Failed(f"There is no statement {statement_id}.", "Look it up under /xapi/statements.")
    answer(
        as_json, {"statements": gone.statements, "attachments": gone.attachments},
        f"Deleted: {gone.statements} statements (with what voided it), {gone.attachments} attachments.", _STAYS,
    )  # fmt: skip


def _found(waymark: Waymark, tenant_id: int, person: str | None, account: str | None) -> whom.Whom:
    """Return whom the words of the command mean."""
    try:
        with waymark.db.read() as conn:
            one = person or whom.by_account(conn, tenant_id, account or "")
            return whom.find(conn, waymark.settings.people_home, tenant_id, one)
    except NotFound as error:
        raise Failed(
            f"There is nobody with {person or account} here.",
            "The id stands in the address of the teacher's page about the student; the account in any statement.",
        ) from error


def _tell(as_json: bool) -> service.Tell:
    told = [0]

    def tell(done: int) -> None:
        if not as_json and done - told[0] >= _TOLD:
            told[0] = done
            click.echo(f"  {done} statements", err=True)

    return tell

"""Link, in the background, what refers to a statement and was too much for the request that stored it (rule 18).

One row of the table `linking` says: link what refers to this statement, and what refers to that, so many levels up.
Each transaction links some, writes down how far it has come, and leaves one row for each of them to which others refer.
A row leaves only rows of fewer levels, so circles end. Linking again what is linked changes nothing: a killed process
goes on where its last commit was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import delete, select, update

from gateway.db import tables as t
from gateway.db.bulk import chunks, insert_rows, look_up
from gateway.db.writer import Database, Write
from gateway.jobs.lanes import Claim
from gateway.services import chains

_REFERRED = (
    "SELECT statement.seq FROM statement WHERE statement.tenant_id = ? AND EXISTS (SELECT 1 FROM reference"
    " WHERE reference.tenant_id = statement.tenant_id AND reference.target = statement.id) AND statement.seq IN ({})"
)


class Linking:
    """The handler of the lanes `link/<tenant>`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def run(self, lane: str, held: Claim) -> datetime | None:
        """Link until nothing is left; other plans have their turn after each transaction."""
        del held  # every step is idempotent and inside one transaction: a second holder repeats, it does not harm
        tenant_id = int(lane.partition("/")[2])
        while self.db.write(partial(step, tenant_id=tenant_id)):
            pass
        return None


def step(write: Write, tenant_id: int) -> bool:
    """Link some of what refers to one statement; False where nothing is left to link."""
    write.lock_log(tenant_id)  # what is stored meanwhile may lengthen the very chain that is read here
    row = write.conn.execute(
        select(t.linking)
        .where(t.linking.c.tenant_id == tenant_id)
        .order_by(t.linking.c.levels.desc(), t.linking.c.seq)
        .limit(1)
    ).first()
    if row is None:
        return False
    found = _referring(write, tenant_id, row.seq, row.done)
    if found:
        chains.join(write, tenant_id, dict.fromkeys(found, row.seq), {row.seq, *found})
        _climb(write, tenant_id, found, row.levels - 1)
    here = (t.linking.c.tenant_id == tenant_id, t.linking.c.seq == row.seq, t.linking.c.levels == row.levels)
    if len(found) < chains.FAN:
        write.conn.execute(delete(t.linking).where(*here))
    else:
        write.conn.execute(update(t.linking).where(*here).values(done=found[-1]))
    return True


def _referring(write: Write, tenant_id: int, seq: int, done: int) -> list[int]:
    """Return the next numbers of what refers to a statement, in order."""
    target = (
        select(t.statement.c.id).where(t.statement.c.tenant_id == tenant_id, t.statement.c.seq == seq).scalar_subquery()
    )
    found = (
        select(t.reference.c.seq)
        .where(t.reference.c.tenant_id == tenant_id, t.reference.c.target == target, t.reference.c.seq > done)
        .order_by(t.reference.c.seq)
        .limit(chains.FAN)
    )
    return list(write.conn.scalars(found))


def _climb(write: Write, tenant_id: int, seqs: Sequence[int], levels: int) -> None:
    """Leave a row for each of these to which others refer."""
    if levels < 1:
        return
    for some in chunks(seqs):
        above = sorted(seq for (seq,) in look_up(write.conn, _REFERRED, tenant_id, some))
        rows = [(tenant_id, seq, levels, 0) for seq in above]
        insert_rows(write.conn, t.linking, rows, conflict="(tenant_id, seq, levels) DO UPDATE SET done = 0")

"""P10: what was erased here does not come back from another store, and nothing of it is written down again."""

from __future__ import annotations

from stores_world import here, ids, results, sweep
from support.statements import number

from gateway.db import tables as t
from gateway.services import removal


def test_P10_an_erased_statement_is_not_pulled_again_the_others_are(school, lrs, pulled, row, waymark, clock) -> None:
    lrs.add(*results(school, 5))
    sweep(waymark, clock)
    waymark.db.write(lambda w: removal.by_id(w, school.tenant, "test", number(2)))
    lrs.add(*results(school, 3, start=6))
    sweep(waymark, clock)
    sweep(waymark, clock)
    assert list(here(school)) == ids(1, 3, 4, 5, 6, 7, 8)
    assert school.rows(t.remote_refused) == []
    assert (row(pulled).moved, row(pulled).refused, row(pulled).trouble) == (8, 0, None)

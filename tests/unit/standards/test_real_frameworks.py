"""Real frameworks, where they lie beside the checkout: their counts, and that a second import changes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.db import tables as t
from gateway.services import tenants
from gateway.services.prerequisites import graph_of
from gateway.services.standards import import_framework
from gateway.standards.read import read

pytestmark = pytest.mark.shared
FOLDER = Path(__file__).parents[4] / "shared" / "data" / "standards"

REAL = {
    "smarter-balanced-math.case.json.gz": (585, 424, {"isChildOf": 570, "exactMatchOf": 914, "isRelatedTo": 1460,
                                                     "precedes": 422}),
    "ccss-math-coherence.case.json.gz": (695, 480, {"isChildOf": 695, "precedes": 757, "isRelatedTo": 142}),
    "ngss.asn.rdf.xml.gz": (1009, 208, {"isChildOf": 1009, "isRelatedTo": 931, "isPartOf": 878}),
    "ngss.case.json.gz": (1009, 208, {"isChildOf": 1009, "isRelatedTo": 931, "isPartOf": 878}),
}  # fmt: skip
"""Items, how many are assessed, and associations without those that stand in the file twice (two, none, one, one)."""


def real(name: str) -> Any:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no {name} beside the checkout")
    [found] = read(path.read_bytes(), name)
    return found


@pytest.fixture
def tenant(waymark) -> int:
    return waymark.db.write(lambda w: tenants.make(w, "School"))


@pytest.mark.parametrize("name", REAL)
def test_a_real_framework_is_imported_whole_and_again_changes_nothing(waymark, tenant, name: str) -> None:
    items, assessed, edges = REAL[name]
    found = real(name)
    first = waymark.db.write(lambda w: import_framework(w, tenant, found))
    assert (first.added, first.changed, first.retired) == (items, 0, 0)
    again = waymark.db.write(lambda w: import_framework(w, tenant, real(name)))
    assert (again.added, again.changed, again.retired, again.same) == (0, 0, 0, items)
    with waymark.db.read() as conn:
        kinds = Counter(conn.scalars(select(t.edge.c.kind).where(t.edge.c.tenant_id == tenant)))
        rows = conn.execute(t.standard.select().filter_by(tenant_id=tenant)).all()
    assert kinds == edges
    assert sum(row.assessable for row in rows) == assessed
    held = [row.id for row in rows]
    with waymark.db.read() as conn:
        assert len(graph_of(conn, tenant, held).sequence) == items


def test_the_same_framework_in_both_formats_is_one(waymark, tenant) -> None:
    waymark.db.write(lambda w: import_framework(w, tenant, real("ngss.case.json.gz")))
    done = waymark.db.write(lambda w: import_framework(w, tenant, real("ngss.asn.rdf.xml.gz")))
    assert (done.added, done.retired, done.same + done.changed) == (0, 0, 1009)


def test_matches_by_urn_lead_into_the_common_core_once_it_is_here(waymark, tenant) -> None:
    waymark.db.write(lambda w: import_framework(w, tenant, real("smarter-balanced-math.case.json.gz")))
    waymark.db.write(lambda w: import_framework(w, tenant, real("ccss-math-coherence.case.json.gz")))
    edge = t.edge.c
    urns = select(func.count()).where(
        edge.tenant_id == tenant, edge.kind == "exactMatchOf", edge.destination_uri.like("urn:%")
    )  # fmt: skip
    with waymark.db.read() as conn:
        assert (conn.scalar(urns.where(edge.destination_id.is_not(None))), conn.scalar(urns)) == (604, 617)

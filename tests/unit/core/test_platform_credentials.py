"""Values for an LMS's own interface: known names only, none missing beside the others, kept when one is renewed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from support.world import found_school

from gateway.db import tables as t
from gateway.errors import InvalidInput
from gateway.services import platforms


@pytest.mark.parametrize(
    ("lms", "given"), [("moodle", {"tokn": "x"}), ("schoology", {"key": "k"}), (None, {"token": "x"})]
)
def test_unknown_or_half_given_values_are_refused(waymark, lms, given) -> None:
    with pytest.raises(InvalidInput):
        found_school(waymark, lms=lms, credentials=given)
    with waymark.db.read() as conn:
        assert conn.execute(select(t.platform)).all() == []


def test_one_renewed_value_leaves_the_others(waymark) -> None:
    found_school(waymark, lms="schoology", credentials={"key": "k", "secret": "s"})
    addresses = (
        "https://lms-one.example",
        "client-one",
        *(f"https://lms.example/{x}" for x in ("auth", "token", "jwks")),
    )
    new = platforms.NewPlatform("LMS", *addresses, lms="schoology", credentials={"secret": "new"})
    key = waymark.settings.secret_key
    waymark.db.write(lambda w: platforms.add(w, 1, new, secret_key=key, loopback=True))
    with waymark.db.read() as conn:
        row = conn.execute(select(t.platform)).one()
    assert platforms.credentials_of(row, key) == {"key": "k", "secret": "new"}
    assert "new" not in repr(new)

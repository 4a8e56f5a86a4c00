"""What we made is taken away again, gone already is done, and what is not ours to delete stays with a word."""

from __future__ import annotations

from contextlib import suppress

import pytest
from support.lms_site import COLUMN, WORK

from lti.lms.base import Permanent, Refused, Remote


def test_a_column_is_deleted_with_its_values_and_asking_again_is_done(world):
    made = world.column()
    world.send(made, 3)
    world.adapter.remove_column(made)
    assert list(world.adapter.find_columns(COLUMN)) == []
    assert world.columns() == []
    world.adapter.remove_column(made)


def test_work_is_deleted_or_the_adapter_says_that_it_stays(able):
    made = able.adapter.make_assignment(WORK)
    if "group" in made.detail:  # the activity and its group are the teacher's own
        with pytest.raises(Permanent, match="not_supported"):
            able.adapter.remove_assignment(made)
        assert [one.remote_id for one in able.adapter.find_assignments(WORK)] == [made.remote_id]
        return
    able.adapter.remove_assignment(made)
    assert list(able.adapter.find_assignments(WORK)) == []
    with suppress(Refused):
        able.adapter.remove_assignment(made)


def test_where_no_work_is_made_none_is_deleted(world, expected_able):
    if expected_able:
        pytest.skip("this one can")
    with pytest.raises((Permanent, Refused)) as caught:
        world.adapter.remove_assignment(Remote("1"))
    assert caught.value.code in {"not_supported", "token_missing"}

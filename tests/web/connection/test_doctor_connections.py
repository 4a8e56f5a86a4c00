"""U05: the doctor looks at each connection as the connection check does, in fewer words and with less patience."""

from __future__ import annotations

import pytest

from gateway.cli.doctor_systems import connections
from gateway.services import platforms
from lti import ags
from lti.http import Limits


@pytest.fixture(params=["sqlite"])
def database_kind(request) -> str:
    """Give SQLite: what another machine answers does not depend on the database."""
    return str(request.param)


def test_a_good_connection_is_one_line(connected, waymark) -> None:
    connected.add()
    connected.launch()
    assert [(one.level, one.what) for one in connections(waymark)] == [("ok", "Riverside: the connection is fine.")]


def test_U05_what_is_wrong_stands_with_what_to_change_there(connected, waymark) -> None:
    connected.add()
    connected.launch()
    connected.sim.faults.missing_scopes = [ags.SCOPE_SCORE]
    (found,) = connections(waymark)
    assert found.level == "wrong"
    assert found.what.startswith("Riverside, May write grades: It does not allow this.")
    assert found.fix


@pytest.mark.parametrize("kind", ["canvas"], indirect=True)
def test_what_only_a_launch_can_tell_is_no_fault(connected, waymark) -> None:
    connected.add(deployment_ids=(), deployments="own")
    (found,) = connections(waymark)
    assert found.level == "ok"
    assert "at the first launch" in found.what


@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_one_that_does_not_answer_costs_each_call_its_limit_and_one_switched_off_nothing(connected, waymark) -> None:
    platform = connected.add()
    connected.sim.faults.hang_seconds = 60
    found = list(connections(waymark, limits=Limits(connect=0.2, total=0.2)))
    assert {one.level for one in found} == {"wrong"}
    assert "It took too long to answer" in "".join(one.what for one in found)
    waymark.db.write(lambda w: platforms.disable(w, connected.tenant, platform))
    assert list(connections(waymark)) == []


@pytest.mark.parametrize("kind", ["canvas"], indirect=True)
def test_what_comes_after_its_patience_is_named_and_left(connected, waymark) -> None:
    platform = connected.add()
    (found,) = connections(waymark, patience=-1.0)
    assert (found.level, found.fix) == ("note", f"waymark platform check {platform}")

"""The simulated Moodle answers as the real one does: the same questions, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from difflib import unified_diff
from typing import Any

import pytest
from moodle_doors import RealDoors, SimulatedDoors
from moodle_probes import PROBES, answers
from moodle_service_probes import SERVICE_PROBES
from support.lms_site import TOOL, RsaSigner, Site, serving_keys

from lti.lms.registry import profile_of
from sandbox.moodle import MoodleSim
from sandbox.school import school

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def signer() -> RsaSigner:
    return RsaSigner()


@pytest.fixture(scope="module")
def simulated(signer: RsaSigner) -> Iterator[MoodleSim]:
    """Run the simulator with the tool installed, by the true time."""
    with serving_keys(signer.key_set()) as keys_at, MoodleSim(school(students=24)) as sim:
        sim.connect(TOOL, custom=profile_of("moodle").setup.custom_fields, jwks_url=keys_at)
        yield sim


@pytest.mark.parametrize("probe", [*PROBES, *SERVICE_PROBES], ids=lambda one: str(one.__name__))
def test_the_simulated_one_answers_as_the_real_one(probe, real_site: Site, simulated: MoodleSim, signer) -> None:
    real: Any = real_site.sim
    real.reset()
    simulated.reset()
    real_site.clock.now = datetime.now(UTC)
    theirs, ours = RealDoors(real), SimulatedDoors(simulated)
    with closing(theirs), closing(ours):
        said = answers(real, real_site.signer, theirs, probe)
        told = answers(simulated, signer, ours, probe)
    differences = [line for line in unified_diff(said, told, "real", "simulated", lineterm="", n=0) if line[0] != "@"]
    assert not differences, "\n".join(differences)

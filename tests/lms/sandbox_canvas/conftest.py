"""A small tool of the tests' own and a running LMS it is registered with."""

import pytest
from sandbox_tool import FakeTool

from sandbox.canvas import CanvasSim
from sandbox.school import school


@pytest.fixture(scope="session")
def tool():
    with FakeTool() as running:
        yield running


@pytest.fixture(scope="session")
def running_sim(tool):
    sim = CanvasSim(school(test_student=True))
    tool.register_with(sim)
    with sim:
        yield sim


@pytest.fixture
def sim(running_sim):
    """Give the LMS with an empty course and all switches off."""
    running_sim.reset()
    return running_sim

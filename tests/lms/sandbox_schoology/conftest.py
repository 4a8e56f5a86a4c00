"""A small tool of the tests' own and running LMSs it is registered with: one section, and two linked ones."""

import pytest
from schoology_tool import FakeTool, Rest

from sandbox.school import school
from sandbox.schoology import SchoologySim


@pytest.fixture(scope="session")
def tool():
    with FakeTool() as running:
        yield running


@pytest.fixture(scope="session")
def running_sim(tool):
    sim = SchoologySim(school())
    tool.register_with(sim)
    with sim:
        yield sim


@pytest.fixture(scope="session")
def running_linked(tool):
    sim = SchoologySim(school(), linked=True)
    tool.register_with(sim)
    with sim:
        yield sim


@pytest.fixture
def sim(running_sim):
    """Give the LMS with an empty course, all switches off and no rate limit."""
    running_sim.reset()
    running_sim.unlimited()
    return running_sim


@pytest.fixture
def linked(running_linked):
    """Give the LMS with two linked sections, empty."""
    running_linked.reset()
    running_linked.unlimited()
    return running_linked


@pytest.fixture
def services(sim, tool):
    return tool.services(sim)


@pytest.fixture
def rest(sim):
    return Rest(sim)

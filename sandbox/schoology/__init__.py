"""An LMS that behaves like Schoology where a tool can tell the difference."""

from sandbox.schoology.faults import Faults
from sandbox.schoology.sim import SchoologySim

__all__ = ["Faults", "SchoologySim"]

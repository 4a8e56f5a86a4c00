"""A Moodle-like LMS with state: LTI 1.3 platform, Advantage services, web services, web pages and fault switches."""

from sandbox.moodle.faults import Faults
from sandbox.moodle.scopes import ALL_SCOPES
from sandbox.moodle.sim import DEFAULT_CUSTOM, MoodleSim

__all__ = ["ALL_SCOPES", "DEFAULT_CUSTOM", "Faults", "MoodleSim"]

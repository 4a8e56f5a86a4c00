"""JSON Schemas of Waymark's own writing: `load(name)` gives a compiled validator that explains in plain words."""

from schemas.loading import NAMES, load
from schemas.problems import Problem
from schemas.validator import Validator

__all__ = ["NAMES", "Problem", "Validator", "load"]

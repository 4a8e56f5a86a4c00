"""A Canvas-like LMS with state: LTI 1.3 platform, Advantage services, REST interface, web pages and fault switches."""

from sandbox.canvas.faults import Faults
from sandbox.canvas.sim import ALL_SCOPES, DEFAULT_CUSTOM, CanvasSim

__all__ = ["ALL_SCOPES", "DEFAULT_CUSTOM", "CanvasSim", "Faults"]

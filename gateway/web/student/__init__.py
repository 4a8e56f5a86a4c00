"""The student's door: My path, one activity, the goal, help, and the ways out."""

from gateway.web.student import (
    handing,
    helping,
    ideas_page,
    leaving,
    outlining,
    placed_page,
    placement_page,
    scaffolding,
    test_out_page,
    views,
    wishes,
    work_page,
)
from gateway.web.student.frame import doors

__all__ = [
    "doors",
    "handing",
    "helping",
    "ideas_page",
    "leaving",
    "outlining",
    "placed_page",
    "placement_page",
    "scaffolding",
    "test_out_page",
    "views",
    "wishes",
    "work_page",
]

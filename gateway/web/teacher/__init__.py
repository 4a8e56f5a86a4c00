"""The teacher's doors: class, students, pathway and gradebook of the one course that the session was launched in.

Every view takes tenant and course from the session, never from the address: ids of another course are not found (T01).
"""

from gateway.web.teacher import (
    care,
    consent,
    copy,
    gradebook,
    graded,
    home,
    levels,
    pathway,
    placed,
    rubric,
    setup,
    students,
    writing,
)
from gateway.web.teacher.base import doors

__all__ = [
    "care",
    "consent",
    "copy",
    "doors",
    "gradebook",
    "graded",
    "home",
    "levels",
    "pathway",
    "placed",
    "rubric",
    "setup",
    "students",
    "writing",
]

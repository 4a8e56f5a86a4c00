"""The teacher's doors: class, students, pathway and gradebook of the one course that the session was launched in.

Every view takes tenant and course from the session, never from the address: ids of another course are not found (T01).
"""

from gateway.web.teacher import (
    activities,
    bring,
    care,
    consent,
    copy,
    dates,
    gradebook,
    graded,
    home,
    ideas,
    levels,
    mapping,
    parts,
    pathway,
    placed,
    prior,
    rubric,
    setup,
    standards,
    stations,
    students,
    writing,
)
from gateway.web.teacher.base import doors

__all__ = [
    "activities",
    "bring",
    "care",
    "consent",
    "copy",
    "dates",
    "doors",
    "gradebook",
    "graded",
    "home",
    "ideas",
    "levels",
    "mapping",
    "parts",
    "pathway",
    "placed",
    "prior",
    "rubric",
    "setup",
    "standards",
    "stations",
    "students",
    "writing",
]

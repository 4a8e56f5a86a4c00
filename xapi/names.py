"""The IRIs of our own statements: verbs, activities, the category of decisions, extensions."""

BASE = "https://waymark.example/xapi/"

DECIDED = BASE + "verbs/decided"
"""No ADL verb says that a person settled something; the kind of decision is an extension."""

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
OUTCOMES = tuple(f"http://adlnet.gov/expapi/verbs/{one}" for one in ("passed", "failed", "mastered"))
"""Verbs by which content tells how an activity ended, beside `completed`."""

SCORED = "http://adlnet.gov/expapi/verbs/scored"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"

DECISION = BASE + "categories/decision"
"""Category of what people decide; credentials and forwarding leave it out unless granted."""

OBJECTIVE = "http://adlnet.gov/expapi/activities/objective"
"""Type of an activity that stands for a standard (standards.md 3)."""

COURSE = "http://adlnet.gov/expapi/activities/course"
INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction"


def extension(name: str) -> str:
    """Give the IRI of one of our extensions, such as `hints-used`."""
    return f"{BASE}extensions/{name}"

"""The LMSs that have a folder here, one line each, the plain one last; everything else asks this list."""

from __future__ import annotations

from collections.abc import Sequence

from lti.lms.access import Factory, Profile
from lti.lms.canvas.profile import PROFILE as CANVAS
from lti.lms.generic.profile import PROFILE as GENERIC
from lti.lms.moodle.profile import PROFILE as MOODLE
from lti.lms.schoology.profile import PROFILE as SCHOOLOGY

PROFILES: Sequence[Profile] = (
    CANVAS,
    MOODLE,
    SCHOOLOGY,
    GENERIC,
)


def profile_of(lms: str | None) -> Profile:
    """Return the profile of a key; None and unknown keys are any LTI Advantage platform."""
    return next((profile for profile in PROFILES if profile.key == lms), GENERIC)


def adapter_for(lms: str | None) -> Factory:
    """Return what makes the adapters of an LMS."""
    return profile_of(lms).make


def recognise(product_family_code: str | None, issuer: str) -> str:
    """Return the key of the LMS that a launch comes from, by its tool_platform claim or its issuer."""
    return next(profile.key for profile in PROFILES if profile.recognises(product_family_code, issuer))

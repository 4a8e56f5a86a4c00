"""The LMSs that have a folder here, one line each, the plain one last; everything else asks this list."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from lti.lms.access import Factory, Profile
from lti.lms.generic.profile import PROFILE as GENERIC

FOLDERS = (
    "canvas",
    "moodle",
    "schoology",
    "generic",
)
"""Each has a `profile` with a `PROFILE`. The first one that recognises a launch has it."""

PROFILES: Sequence[Profile] = tuple(import_module(f"lti.lms.{name}.profile").PROFILE for name in FOLDERS)


def profile_of(lms: str | None) -> Profile:
    """Return the profile of a key; None and unknown keys are any LTI Advantage platform."""
    return next((profile for profile in PROFILES if profile.key == lms), GENERIC)


def adapter_for(lms: str | None) -> Factory:
    """Return what makes the adapters of an LMS."""
    return profile_of(lms).make


def recognise(product_family_code: str | None, issuer: str) -> str:
    """Return the key of the LMS that a launch comes from, by its tool_platform claim or its issuer."""
    return next(profile.key for profile in PROFILES if profile.recognises(product_family_code, issuer))

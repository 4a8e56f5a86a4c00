"""Copied courses and links: what a launch tells of the ones before, and that every registration asks for it (F33)."""

from __future__ import annotations

import pytest

from lti.claims import CONTEXT_HISTORY, LINK_HISTORY
from lti.lms.registry import PROFILES

from .lms import CLAIM, Lms


def bend(told: str, name: str = CONTEXT_HISTORY):
    return lambda claims: claims.update({f"{CLAIM}custom": {name: told}})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("", ()),
        ("c9", ("c9",)),
        ("c9,c8", ("c9", "c8")),
        (" c9 , c8 ,", ("c9", "c8")),
        ("$Context.id.history", ()),
        ("course-1,c9", ("c9",)),
        ("c9,\u0000,$x,c8", ("c9", "c8")),
        (",".join(f"c{n}" for n in range(5000)), tuple(f"c{n}" for n in range(20))),
        ("x" * 300, ()),
    ],
)
def test_F33_the_history_of_a_course_is_read_the_nearest_first(lms: Lms, told: str, expected: tuple[str, ...]) -> None:
    context = lms.launch(bend(told)).context
    assert context is not None
    assert context.history == expected


def test_F33_the_history_of_a_link_is_read_too(lms: Lms) -> None:
    link = lms.launch(bend("link-9,link-1,link-8", LINK_HISTORY)).resource_link
    assert link is not None
    assert link.history == ("link-9", "link-8")


@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.key)
def test_F33_every_registration_asks_for_the_history_of_its_courses(profile) -> None:
    assert profile.setup.custom_fields[CONTEXT_HISTORY] == "$Context.id.history"

"""What people find in their learning system is told in one table, and the page about it says the same."""

from __future__ import annotations

from pathlib import Path

from lti.lms.registry import profile_of
from lti.lms.shows import TOPICS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "learning-systems.md"
NOTHING = "\u2013"


def row(title: str, given: str, shown) -> str:
    return f"| {shown.what} | {title} | {given} | {shown.shown or NOTHING} | {shown.missing or NOTHING} |"


def test_every_topic_has_its_line_with_something_to_say(world):
    lines = profile_of(world.lms).shows(world.can)
    assert [line.what for line in lines] == list(TOPICS)
    assert all(line.shown or line.missing for line in lines)


def test_the_page_about_learning_systems_says_the_same(world):
    profile = profile_of(world.lms)
    names = " and ".join(one.name for one in profile.setup.credentials if one.secret)
    given = f"with {names}" if world.credentials else f"without {names}" if names else NOTHING
    text = PAGE.read_text(encoding="utf-8")
    missing = [one for one in (row(profile.title, given, line) for line in profile.shows(world.can)) if one not in text]
    assert not missing, "\n".join(missing)


def test_the_page_has_no_line_too_many():
    rows = [
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(tuple(f"| {one} |" for one in TOPICS))
    ]
    assert len(rows) == len(set(rows)) == 7 * len(TOPICS)

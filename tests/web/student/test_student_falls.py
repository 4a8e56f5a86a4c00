"""What a student reads of a level that went down, and of a result that did not help: true, and kind."""

from __future__ import annotations

import re

from ratios_school import CODES, Student
from support.clock import SteerableClock
from support.harder import publish_set

from gateway.db import tables as t
from gateway.services import judge

PRAISE = "Your results show that you can do it."


def do(maya: Student, clock: SteerableClock, key: str, share: float) -> None:
    """Do an activity a quarter of an hour after what was done before: the order of results is that of time."""
    clock.advance(minutes=15)
    maya.do(key, share)


def why(maya: Student) -> str:
    """Return what the page says of the first standard."""
    text = maya.open("?unit=1").text
    found = re.findall(r"[^<>]*(?:Your newest result|It was “|Your results|Your teacher|Your last results)[^<>]*", text)
    return " ".join(found[0].split()) if found else ""


def test_a_result_that_lowered_the_estimate_is_not_said_to_have_changed_little(maya, clock):
    for key, share in (("juice-stand", 0.6), ("bike-shed", 0.6), ("juice-stand", 0.6), ("bike-shed", 0.0)):
        do(maya, clock, key, share)
    assert "Your newest result took you back a little, which is part of learning. " in why(maya)
    assert "changed little" not in why(maya)


def test_a_fall_says_what_it_was_and_what_can_bring_it_back(maya, school, clock):
    publish_set(school, -3.0)
    for key in ("juice-stand", "bike-shed", "juice-stand"):
        do(maya, clock, key, 1.0)
    assert why(maya) == PRAISE
    publish_set(school, 2.0)
    assert why(maya) == PRAISE  # new figures alone say nothing new
    do(maya, clock, "bike-shed", 0.0)
    text = why(maya)
    assert text.startswith("It was “Mastered” before, and results since took it back; that is part of learning.")
    assert text.endswith(("can do it.", "one step at a time."))


def test_a_lower_level_that_a_teacher_set_is_not_contradicted(maya, school, waymark, clock):
    publish_set(school, -3.0)
    for key in ("juice-stand", "bike-shed", "juice-stand"):
        do(maya, clock, key, 1.0)
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
    waymark.db.write(
        lambda w: judge.judge(
            w, waymark.settings, course, by=school.people["alvarez"], about=school.people["maya"],
            standard_id=school.standards[CODES[0]], level=2, reason="we talked it through",
        )
    )  # fmt: skip
    assert why(maya) == "Your teacher set this level."
    assert school.rows(t.mastery, t.mastery.c.level, standard_id=school.standards[CODES[0]])[0].level == 4

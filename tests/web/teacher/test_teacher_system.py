"""What the last step of set-up tells of the course's own learning system."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import update

from gateway.db import tables as t
from lti.lms.registry import profile_of
from lti.lms.shows import TOPICS


def says(teacher, school, lms: str) -> str:
    school.waymark.db.write(
        lambda w: w.conn.execute(update(t.platform).where(t.platform.c.id == school.platform).values(lms=lms))
    )
    return teacher.open("setup?step=publish")


@pytest.mark.parametrize("lms", ["canvas", "moodle", "schoology", "generic"])
def test_the_publish_step_tells_what_the_system_shows_topic_by_topic(teacher, school, lms):
    teacher.set_up()
    text = unescape(says(teacher, school, lms))
    assert f"What people find in {profile_of(lms).title}" in text
    assert [topic in text for topic in TOPICS] == [True] * len(TOPICS)


def test_columns_that_no_tool_can_leave_out_are_said_to_count(teacher, school):
    teacher.set_up()
    assert "<strong>counts</strong> in the total" in says(teacher, school, "moodle")

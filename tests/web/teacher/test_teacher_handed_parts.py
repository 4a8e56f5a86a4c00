"""Work for a checkpoint of a project: handed in for it, marked by its rows of the rubric, answered in the list."""

import re

import pytest
from marking_school import Pupil, post, project, publish, written
from teacher_school import path_of

from gateway.db import tables as t

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def made(teacher, school):
    """Give a project of two checkpoints; return its id."""
    publish(school)
    rubric, keys = written(teacher)
    stops = (("Plan", "2026-09-18", keys[:1]), ("Stand", "2026-09-25", keys))
    return path_of(post(teacher, "library/projects/new", project(rubric, stops))).rpartition("/")[2]


def test_work_for_a_checkpoint_is_handed_in_looked_at_and_marked_by_its_rubric(teacher, school, made):
    plan, stand = (one.id for one in sorted(school.rows(t.checkpoint), key=lambda one: one.position))
    maya = Pupil(teacher)
    assert f"/work?part={plan}" not in maya.open(f"project/{made}")
    maya.send(f"project/{made}/choose")
    assert f"/work?part={plan}" in maya.open(f"project/{made}")
    assert "Hand in" in maya.open(f"activity/{made}/work?part={plan}")
    led_to = maya.send(f"activity/{made}/hand-in", part=plan, link="https://pages.example/plan")
    assert f"/work?part={plan}#handed" in led_to
    maya.send(f"activity/{made}/hand-in", 404, part="nowhere", link="https://pages.example/x")
    maya.send(f"activity/{made}/hand-in", 404, link="https://pages.example/x")
    assert "pages.example/plan" not in maya.open(f"activity/{made}/work?part={stand}")
    work = school.rows(t.hand_in)[0]
    page = teacher.open(f"waiting/{work.id}")
    assert '<span class="muted small">Plan</span>' in page
    mark = re.search(r'href="([^"]+/marking/[^"]+)"', page)[1].replace("&amp;", "&")
    assert "Plan" in teacher.open(mark.split(teacher.home)[1])
    teacher.send(f"waiting/{work.id}", how="again", words="Where is the stand?")
    assert f"/work?part={plan}" in maya.open()

"""After a result the student and the teacher read what it did to the next steps, or why it does not count."""

import html
import re

import pytest
from ratios_school import later

from gateway.services import replanned

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def read(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def told(maya) -> tuple:
    school = maya.school
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
        return replanned.read(conn, course, school.people["maya"])


def sheet(desk, maya) -> str:
    return read(desk.open(f"students/{maya.school.people['maya']}"))


def test_a_result_that_changed_the_choices_names_what_came_in(maya, desk):
    for key, score in (("juice-stand", 1.0), ("lunch-line", 0.2), ("lunch-line", 0.0), ("bike-shed", 1.0)):
        maya.do(key, score)
        later(maya.school, hours=1)
    found = told(maya)
    assert [one.same for one in found[1:]].count(False) > 0
    page = read(maya.open().text)
    assert ("Your choices stayed the same." in page) is found[-1].same
    assert ("Your choices changed after it." in page) is not found[-1].same
    text = sheet(desk, maya)
    assert text.count("Next steps after it:") == 1
    assert text.count("Next steps changed to") == sum(not one.same for one in found[1:])
    assert text.count("Next steps stayed the same.") == sum(one.same for one in found[1:])


def test_practice_that_does_not_count_is_said_so_to_both(maya, desk):
    maya.do("bike-shed", 1.0)
    maya.school.set_course(practice_counts=False)
    later(maya.school, hours=1)
    maya.do("juice-stand", 0.4)
    text = read(maya.open().text)
    assert "After “The juice stand”" in text
    assert "practice does not count for levels in this course" in text
    assert "on its way" not in text
    assert sheet(desk, maya).count("It does not count: practice does not in this course.") == 2


def test_an_answer_that_was_too_fast_is_said_so(maya, desk):
    maya.complete(
        maya.start("juice-stand"), 0.4,
        result={"score": {"scaled": 0.4}, "duration": "PT4S", "extensions": {
            "https://waymark.example/xapi/extensions/questions": 5}},
    )  # fmt: skip
    maya.school.waymark.runner.handlers.pop("deliver", None)
    maya.school.waymark.runner.run_due()
    assert "answered very quickly, so it does not count" in read(maya.open().text)
    assert "It does not count: it was answered too fast." in sheet(desk, maya)

"""A student reads the own results behind each part of a unit, newest first, with what each one did."""

import re

import pytest
from ratios_school import Student, later, publish, ratios_school


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def school(waymark):
    made = ratios_school(waymark)
    publish(made)
    return made


def test_each_part_lists_the_own_results_newest_first_with_what_they_did(doors, school):
    maya = Student(doors, school)
    assert "My results" not in maya.open().text
    for share in (1.0, 0.2):
        maya.do("juice-stand", share)
        later(school, hours=1)
    text = maya.open().text
    (listed,) = re.findall(r"My results.*?<ol[^>]*>(.*?)</ol>", text, re.DOTALL)
    newest, first = re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)
    assert "You got 1 of 5 in “The juice stand” today. It showed" in newest
    assert "You got 5 of 5 in “The juice stand” today. It helped" in first


def test_nobody_reads_results_of_somebody_else(doors, school):
    school.learner("diego")
    Student(doors, school).do("juice-stand", 1.0)
    assert "My results" not in Student(doors, school, "diego").open().text

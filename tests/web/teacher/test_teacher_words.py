"""Levels are named as the school names them, where its rule has words: for teachers and for students alike."""

import pytest
from teacher_school import CODES, run, work

WORDS = {"word1": "Emerging", "word2": "Developing", "word3": "Meets", "word4": "Exceeds"}
FORM = {"formula": "latest", "possible": "4", "least": "1", "cut2": "1.5", "cut3": "2.5", "cut4": "3.5"}


@pytest.fixture
def database_kind():
    return "sqlite"


@pytest.fixture
def child(doors, school):
    """Return a function that opens Maya's own page."""

    def opened():
        handle = doors.sign_in(school, "learner", school.people["maya"])
        return doors("GET", f"/student/{handle}/").text

    return opened


def legend(text):
    return text[text.index('class="key"') :].partition("</ul>")[0]


def choose(teacher, school, **words: str):
    teacher.send("setup/levels", **FORM, **words)
    run(school)


def test_without_a_rule_of_the_school_words_are_ours(teacher, school):
    teacher.publish()
    assert "Mastered" in legend(teacher.open())


def test_the_grid_its_cells_and_its_legend_say_the_words_of_the_school(teacher, school):
    teacher.publish()
    work(school, "maya", ("juice-stand",), 1.0)
    work(school, "diego", ("juice-stand",), 0.2, start=9)
    choose(teacher, school, **WORDS)
    text = teacher.open()
    found = legend(text)
    assert all(word in found for word in ("Exceeds", "Meets", "Developing / Emerging", "Due for review"))
    assert "Mastered" not in found
    assert "M Exceeds. Maya Okafor" in text
    assert "P Developing / Emerging. Diego Castillo" in text
    maya, standard = school.people["maya"], school.standards[CODES[0]]
    assert "Exceeds" in teacher.open(f"students/{maya}")
    teacher.send(f"students/{maya}/standards/{standard}/level", level="3", reason="saw it in class")
    assert "Meets" in teacher.open(f"students/{maya}")
    sheet = teacher.open(f"students/{maya}/standards/{standard}")
    assert "Meets" in sheet
    assert "the results say: Exceeds" in sheet


def test_words_that_are_left_empty_stay_ours(teacher, school):
    teacher.publish()
    choose(teacher, school, word4="Exceeds", word1="Emerging")
    found = legend(teacher.open())
    assert "Exceeds" in found
    assert "Nearly" in found
    assert "Emerging" in found


def test_a_student_reads_the_words_of_the_school(teacher, school, child):
    teacher.publish()
    work(school, "maya", ("juice-stand",), 0.75)
    choose(teacher, school, **WORDS)
    text = child()
    assert "Meets" in text
    choose(teacher, school, word3="Nearly there")
    assert "Nearly there" in child()
    assert "Meets" not in child()


def test_the_page_about_levels_asks_for_a_word_in_place_of_ours(teacher, school):
    choose(teacher, school, **WORDS)
    text = teacher.open("setup/levels")
    assert "Your word for “Mastered”" in text
    assert 'value="Exceeds"' in text

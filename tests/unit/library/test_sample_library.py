"""The sample library: enough choice, complete in both languages, and in words a sixth grader can read."""

import copy
import json
import re
from importlib.resources import files

import pytest

from gateway.library import LibraryError, load
from gateway.library.load import parse

LIBRARY = load()
TEXTS = [text for one in LIBRARY.activities for text in (one.title, one.learn, one.matters)]


def raw():
    return json.loads(files("gateway.library").joinpath("ratios.json").read_text("utf-8"))


def test_there_are_two_styles_for_three_standards_in_each_of_two_units():
    assert len(LIBRARY.units) == 2
    assert len(LIBRARY.activities) >= 12
    for unit in LIBRARY.units:
        assert len(unit.standards) == 3
        for code in unit.standards:
            assert len({one.style for one in LIBRARY.for_standard(code)}) >= 2


def test_there_is_paper_partner_and_teacher_led_work():
    kinds = {one.kind for one in LIBRARY.activities}
    assert kinds == {"practice", "paper", "partner", "teacher"}


def test_every_activity_is_either_drawn_or_judged_by_a_rubric():
    for one in LIBRARY.activities:
        if one.kind == "teacher":
            assert one.practice is None
            assert [row.level for row in one.rubric] == [1, 2, 3, 4]
        else:
            assert one.practice is not None
            assert 4 <= one.practice.items <= 6


def test_U62_every_text_is_there_in_english_and_spanish():
    for text in TEXTS:
        assert set(text) == {"en", "es"}
        assert text["en"] != text["es"]


def syllables(word):
    groups = re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))
    return max(1, len(groups))


def test_U64_learner_texts_read_at_grade_six_or_below():
    text = " ".join(f"You will learn to {one.learn['en']} {one.matters['en']}" for one in LIBRARY.activities)
    sentences = len(re.findall(r"[.!?]", text))
    words = re.findall(r"[A-Za-z']+", text)
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade <= 6


def test_page_data_is_json_and_names_no_standard():
    data = json.dumps(LIBRARY.activity("juice-stand").page_data())
    assert "ratio-words" in data
    assert "6.RP" not in data


def test_an_activity_is_found_by_key_and_a_unit_by_standard():
    assert LIBRARY.activity("better-buy").iri == "https://waymark.example/activities/better-buy"
    assert LIBRARY.find("nothing") is None
    unit = LIBRARY.unit_of("6.RP.A.3.c")
    assert unit is not None
    assert unit.key == "rates-percents"
    with pytest.raises(KeyError):
        LIBRARY.activity("nothing")


def changed(change):
    data = copy.deepcopy(raw())
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.pop("framework"), "framework"),
        (lambda data: data["activities"][0]["title"].pop("es"), "/activities/0/title"),
        (lambda data: data["activities"][0].update(key="bike-shed"), "used 2 times"),
        (lambda data: data["activities"][0].update(standards=["7.G.1"]), "no unit has 7.G.1"),
        (lambda data: data["activities"][1].pop("practice"), "/activities/1"),
    ],
)
def test_a_broken_library_is_refused_with_the_place(change, words):
    with pytest.raises(LibraryError, match=re.escape(words)):
        parse(changed(change))


def test_an_activity_without_standards_is_kept():
    library = parse(changed(lambda data: data["activities"][0].update(standards=[])))
    assert library.activities[0].standards == ()

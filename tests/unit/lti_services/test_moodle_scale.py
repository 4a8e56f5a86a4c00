"""Our levels on scales of any size: mastery is proficient, nothing below it is, order is kept (moodle.md 7)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti.lms.base import Permanent
from lti.lms.moodle.scale import Scale, configuration


@pytest.mark.parametrize(
    ("size", "proficient", "positions"),
    [(2, (2,), [1, 1, 1, 2]), (3, (3,), [1, 1, 2, 3]), (4, (4,), [1, 2, 3, 4]), (5, (4, 5), [1, 2, 3, 4])],
)
def test_four_levels_of_which_the_last_is_mastery(size, proficient, positions):
    assert [Scale(size, proficient).position(level, 4, 4) for level in (1, 2, 3, 4)] == positions


@given(size=st.integers(2, 12), levels=st.integers(2, 8), data=st.data())
def test_mastery_and_only_mastery_is_proficient_and_no_level_stands_below_a_lower_one(size, levels, data):
    mastered = data.draw(st.integers(2, levels))
    good = data.draw(st.sets(st.integers(1, size), min_size=1, max_size=size - 1))
    scale = Scale(size, tuple(sorted(good)))
    found = [scale.position(level, levels, mastered) for level in range(1, levels + 1)]
    assert [one in good for one in found] == [level >= mastered for level in range(1, levels + 1)]
    assert found[: mastered - 1] == sorted(found[: mastered - 1])
    assert found[mastered - 1 :] == sorted(found[mastered - 1 :])
    assert Scale.read(scale.written()) == scale


@given(size=st.integers(2, 12), levels=st.integers(2, 8), data=st.data())
def test_a_framework_of_ours_has_a_default_and_tells_mastery(size, levels, data):
    mastered = data.draw(st.integers(2, levels))
    first, *rules = json.loads(configuration("2", size, levels, mastered))
    assert first == {"scaleid": "2"}
    assert [one["scaledefault"] for one in rules].count(1) == 1
    scale = Scale.configured(size, configuration("2", size, levels, mastered))
    assert scale.proficient == tuple(one["id"] for one in rules)
    assert scale.position(levels, levels, mastered) == size


NOTHING = ("", "[]", "no json", "7", '[{"scaleid":"2"}]', '[{"id":"x","proficient":1}]', '[{"id":9,"proficient":1}]')
ALL_OF_IT = '[{"id":1,"proficient":1},{"id":2,"proficient":1}]'


@pytest.mark.parametrize("text", [None, *NOTHING, ALL_OF_IT])
def test_a_configuration_that_tells_nothing_is_refused(text):
    with pytest.raises(Permanent) as caught:
        Scale.configured(2, text)
    assert caught.value.code == "not_accepted"

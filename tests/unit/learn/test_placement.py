"""A placement: at most twelve questions, ends when every unit has a start, and puts nobody too far ahead."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.graph import Graph
from gateway.learn.placement import MOST, Placing, place

NAMES = tuple(f"s{n}" for n in range(24))
CHAIN = Graph({two: frozenset({one}) for one, two in pairwise(NAMES)}, {}, NAMES)
LOOSE = Graph({}, {}, NAMES)


def cut(size: int, count: int = 24) -> list[tuple[str, ...]]:
    return [NAMES[start : start + size] for start in range(0, count, size)]


def ask(units, graph, knows, askable=frozenset(NAMES)) -> tuple[Placing, list[tuple[str, bool]]]:
    """Answer until the placement is over."""
    answers: list[tuple[str, bool]] = []
    placing = place(units, graph, answers, askable)
    while placing.following is not None:
        answers.append((placing.following, knows(placing.following)))
        placing = place(units, graph, answers, askable)
    return placing, answers


@given(
    st.integers(1, 8),
    st.sampled_from((CHAIN, LOOSE)),
    st.frozensets(st.sampled_from(NAMES)),
    st.frozensets(st.sampled_from(NAMES)),
)
def test_it_ends_within_twelve_different_questions_with_a_start_in_every_unit(size, graph, known, askable):
    units = cut(size)
    placing, answers = ask(units, graph, known.__contains__, askable)
    asked = [name for name, _right in answers]
    assert len(asked) == len(set(asked)) <= MOST
    assert set(asked) <= askable
    assert len(placing.starts) == len(units)
    for unit, start in zip(units, placing.starts, strict=True):
        assert start is None or start in unit
    wrong = {name for name, right in answers if not right}
    assert not wrong & placing.known


@given(st.integers(0, 24), st.integers(3, 8))
def test_whoever_knows_a_beginning_starts_right_after_it_where_the_questions_reach(count, size):
    known = frozenset(NAMES[:count])
    placing, _answers = ask(cut(size), CHAIN, known.__contains__)
    assert placing.known <= known
    assert placing.known == known
    assert placing.starts[0] == (NAMES[count] if count < size else None)


def test_nothing_that_can_be_asked_gives_every_unit_its_beginning():
    placing, answers = ask(cut(6), CHAIN, lambda _name: True, frozenset())
    assert (placing.starts, answers, placing.known) == (("s0", "s6", "s12", "s18"), [], frozenset())
    assert placing.over


def test_no_units_are_placed_at_once():
    assert place([], CHAIN, [], frozenset(NAMES)) == Placing((), None, frozenset())


def test_contradicting_answers_keep_the_earlier_start():
    placing = place(cut(6), LOOSE, [("s4", True), ("s1", False)], frozenset())
    assert placing.starts[0] == "s0"

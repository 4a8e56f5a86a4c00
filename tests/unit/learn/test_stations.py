"""Stations: what most need most, groups of even size, whoever needs a hand chooses first, everybody goes round."""

import hypothesis.strategies as st
from hypothesis import given

from gateway.learn.stations import LEAST, MOST, OWN_PATH, Wanting, rounds, seats, topics

NEEDS = st.lists(st.sampled_from("abcdef"), max_size=4, unique=True).map(tuple)
CLASSES = st.lists(NEEDS, min_size=LEAST, max_size=30).map(
    lambda found: [Wanting(f"p{n}", one) for n, one in enumerate(found)]
)


def test_stations_are_what_most_need_most_and_ones_own_path():
    class_ = [Wanting("p0", ("a", "b")), Wanting("p1", ("a",)), Wanting("p2", ("b",)), Wanting("p3", ())]
    assert topics(class_, 3) == ("a", "b", OWN_PATH)
    assert topics(class_, 2) == ("a", OWN_PATH)
    assert topics([Wanting("p0", ())], 2) == (OWN_PATH, OWN_PATH)


def test_each_begins_where_they_need_most_while_there_is_room():
    class_ = [Wanting("p0", ("a",)), Wanting("p1", ("b", "a")), Wanting("p2", ()), Wanting("p3", ("b",))]
    assert seats(class_, ("a", "b", OWN_PATH)) == {"p0": 0, "p1": 1, "p2": 2, "p3": 1}


def test_who_comes_first_in_the_class_has_the_place():
    class_ = [Wanting("hand", ("a",)), Wanting("more", ("a", "b"))]
    assert seats(class_, ("a", "b")) == {"hand": 0, "more": 1}


@given(CLASSES, st.integers(LEAST, MOST))
def test_everybody_has_one_seat_and_groups_differ_by_one_at_most(class_, count):
    stations = topics(class_, count)
    assert len(stations) == count
    found = seats(class_, stations)
    assert set(found) == {one.learner for one in class_}
    sizes = [sum(station == n for station in found.values()) for n in range(count)]
    assert max(sizes) - min(sizes) <= 1
    assert seats(class_, stations) == found


@given(CLASSES, st.integers(LEAST, MOST))
def test_in_the_rounds_everybody_is_once_at_every_station(class_, count):
    first = seats(class_, topics(class_, count))
    turns = rounds(first, count)
    for learner, station in first.items():
        assert turns[0][learner] == station
        assert sorted(turn[learner] for turn in turns) == list(range(count))

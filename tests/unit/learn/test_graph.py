"""The prerequisite graph (standards.md 5)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.graph import Graph, PrerequisiteCycleError, build

SHARED = Path(__file__).parents[4] / "shared" / "data" / "standards" / "ccss-math-coherence.case.json.gz"
LINKS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


def forward(links):
    return [(f"n{min(pair)}", f"n{max(pair)}") for pair in links]


def test_a_parents_prerequisite_is_one_of_its_children():
    graph = build([("a", "P")], [("p1", "P"), ("p2", "P")], ["a", "P", "p1", "p2"])
    assert graph.before("p1") == graph.before("p2") == graph.before("P") == {"a"}


def test_a_link_between_a_standard_and_its_own_part_says_nothing_about_order():
    graph = build([("p1", "P"), ("P", "p2"), ("p1", "p2")], [("p1", "P"), ("p2", "P")], ["P", "p1", "p2"])
    assert graph.before("p1") == frozenset()
    assert graph.before("p2") == {"p1"}


def test_a_cycle_is_refused_by_name():
    with pytest.raises(PrerequisiteCycleError, match="before") as caught:
        build([("a", "b"), ("b", "c"), ("c", "a"), ("x", "a")], [], "abcx")
    assert set(caught.value.names) == {"a", "b", "c"}


def test_a_cycle_that_only_the_tree_closes_is_refused_too():
    with pytest.raises(PrerequisiteCycleError):
        build([("a1", "B"), ("b1", "A")], [("a1", "A"), ("b1", "B")], [])


def test_a_tree_that_bites_its_tail_is_refused():
    with pytest.raises(PrerequisiteCycleError):
        build([], [("a", "b"), ("b", "a")], [])


def test_a_course_keeps_chains_through_standards_it_left_out():
    graph = build([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")], [], "abcd").within(["d", "a", "new"])
    assert graph.before("d") == {"a"}
    assert graph.sequence == ("a", "d", "new")


def test_fringe_is_what_can_be_learnt_next():
    graph = build([("a", "b"), ("b", "c"), ("x", "c")], [], "abcx")
    assert graph.fringe(set(), "abcx") == ["a", "x"]
    assert graph.fringe({"a", "x"}, "abcx") == ["b"]
    assert graph.open_descendants("a", set()) == 2
    assert graph.open_descendants("a", {"c"}) == 1


@given(LINKS, st.lists(st.integers(0, 9), unique=True))
def test_every_standard_stands_after_its_prerequisites_in_any_selection(links, chosen):
    graph = build(forward([pair for pair in links if pair[0] != pair[1]]), [], [f"n{n}" for n in range(9, -1, -1)])
    course = graph.within(f"n{n}" for n in chosen)
    for each in (graph, course):
        places = {name: place for place, name in enumerate(each.sequence)}
        assert all(places[other] < places[name] for name in places for other in each.before(name))
    assert set(course.sequence) == {f"n{n}" for n in chosen}
    for name in course.sequence:
        assert course.descendants[name] == graph.descendants[name] & set(course.sequence)


def test_order_of_the_links_does_not_matter():
    links = [("a", "c"), ("b", "c"), ("c", "d"), ("a", "d")]
    assert build(links, [], "dcba").sequence == build(links[::-1], [], "dcba").sequence == ("b", "a", "c", "d")


def test_an_empty_graph_keeps_the_listed_order():
    assert Graph({}).within(["z", "a", "z"]).sequence == ("z", "a")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the Common Core package is not beside the checkout")
def test_the_common_core_has_no_cycle_and_the_expected_ratio_path():
    package = json.loads(gzip.decompress(SHARED.read_bytes()))
    codes = {item["identifier"]: item.get("humanCodingScheme") or item["identifier"] for item in package["CFItems"]}

    def pairs(kind):
        found = [each for each in package["CFAssociations"] if each["associationType"] == kind]
        ends = [(each["originNodeURI"]["identifier"], each["destinationNodeURI"]["identifier"]) for each in found]
        return [(codes.get(a, a), codes.get(b, b)) for a, b in ends]

    graph = build(pairs("precedes"), pairs("isChildOf"), codes.values())
    course = graph.within(["6.RP.A.3.d", "6.RP.A.3.c", "6.RP.A.3.b", "6.RP.A.3.a", "6.RP.A.2", "6.RP.A.1"])
    assert course.sequence[0] == "6.RP.A.1"
    assert "6.RP.A.1" in course.before("6.RP.A.2")

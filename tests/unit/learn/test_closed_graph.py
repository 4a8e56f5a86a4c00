"""Prerequisites closed over the tree on both sides, what usually comes before, and a teacher's changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.learn.draft import Gap, gaps
from gateway.learn.evidence import Observation
from gateway.learn.fold import fold
from gateway.learn.graph import Graph, PrerequisiteCycleError, build
from gateway.learn.library import Activity, Library
from gateway.learn.settings import Inputs
from gateway.learn.tree import Tree, core, without_circles
from gateway.learn.usual import Listed, usual
from gateway.standards.read import read
from gateway.standards.tree import place

SHARED = Path(__file__).parents[4] / "shared" / "data" / "standards" / "ccss-math-coherence.case.json.gz"
NAMES = [f"n{n}" for n in range(10)]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)
PARENTS = st.lists(st.integers(-1, 8), min_size=10, max_size=10)
CHOSEN = st.lists(st.sampled_from(NAMES), unique=True)
PARTS = [("x1", "X"), ("x2", "X")]


def forest(parents: list[int]) -> list[tuple[str, str]]:
    """Each standard is part of one of a lower number, or of none."""
    return [(f"n{n}", f"n{above}") for n, above in enumerate(parents) if 0 <= above < n]


def world(pairs: list[tuple[str, str]], parents: list[int]) -> Graph | None:
    """Return the graph; None where the links that a source states close a circle by themselves."""
    try:
        return build(pairs, forest(parents), NAMES)
    except PrerequisiteCycleError:
        return None


def relation(graph: Graph) -> set[tuple[str, str]]:
    return {(one, later) for one, all_later in graph.descendants.items() for later in all_later}


def test_a_prerequisite_that_is_a_parent_stands_for_all_its_kept_parts():
    graph = build([("X", "Y")], PARTS, ["X", "x1", "x2", "Y"])
    assert graph.within(["x1", "x2", "Y"]).before("Y") == {"x1", "x2"}
    assert graph.within(["x2", "Y"]).before("Y") == {"x2"}
    assert graph.within(["X", "Y"]).before("Y") == {"X"}


def test_a_prerequisite_that_is_a_part_stands_for_a_kept_parent():
    graph = build([("x1", "Y")], PARTS, ["X", "x1", "x2", "Y"])
    assert graph.within(["X", "Y"]).before("Y") == {"X"}
    assert graph.within(["x2", "Y"]).before("Y") == frozenset(), "the other part was not meant"


def test_chains_go_through_parts_and_parents_that_the_course_left_out():
    graph = build([("a", "x1"), ("X", "y1"), ("Y", "z")], [*PARTS, ("y1", "Y")], [])
    assert graph.within(["a", "z"]).before("z") == {"a"}
    assert graph.within(["x2", "z"]).before("z") == {"x2"}


def test_a_parent_is_not_put_before_what_one_of_its_own_parts_waits_for():
    graph = build([("x1", "Z"), ("Z", "x2")], PARTS, [])
    course = graph.within(["X", "Z", "x2"])
    assert course.before("Z") == frozenset()
    assert course.before("x2") == {"Z"}


def test_where_a_source_contradicts_its_own_tree_what_it_states_stands():
    graph = build([("X", "Y"), ("Y", "x1")], PARTS, [])
    course = graph.within(["X", "x1", "x2", "Y"])
    assert course.before("x1") == {"Y"}
    assert course.before("Y") >= {"X"}
    assert "x1" not in course.before("Y")


@given(PAIRS, PARENTS, CHOSEN, CHOSEN)
def test_no_forest_and_no_links_give_a_circle_and_a_larger_course_loses_no_relation(pairs, parents, few, more):
    graph = world(pairs, parents)
    if graph is None:
        return
    small, large = graph.within(few), graph.within([*few, *more])
    for one in (graph, small, large):
        assert set(one.sequence) >= set(one.prerequisites), "a circle has no sequence"
        assert all(name not in needed for name, needed in one.prerequisites.items())
    assert relation(small) <= relation(large)
    assert relation(small) == {pair for pair in relation(graph) if set(few).issuperset(pair)}
    assert relation(large.within(few)) == relation(small), "a part of a course is the same as a small course"


@given(PAIRS, PARENTS, CHOSEN)
def test_whole_and_parts_stand_for_each_other_wherever_nothing_speaks_against_it(pairs, parents, chosen):
    graph = world(pairs, parents)
    if graph is None:
        return
    tree = Tree(forest(parents))
    course = graph.within(chosen)
    after = relation(graph)
    for origin, target in pairs:
        if tree.related(origin, target) or target not in chosen:
            continue
        for one in {origin, *tree.below(origin)} & set(chosen):
            against = tree.related(one, target) or (target, one) in after
            assert (
                against or (one, target) in relation(course) or (origin, target) not in after or _tangled(pairs, tree)
            )


def _tangled(pairs: list[tuple[str, str]], tree: Tree) -> bool:
    """Say whether links and tree together close a circle once wholes wait for their parts."""
    links: dict[str, set[str]] = {}
    for origin, target in pairs:
        if tree.related(origin, target):
            continue
        for one in (origin, *tree.below(origin)):
            for other in (target, *tree.below(target)):
                links.setdefault(other, set()).add(one)
    return bool(core(links))


@given(PAIRS, PAIRS)
def test_further_links_never_close_a_circle_and_only_those_on_one_are_left_out(pairs, further):
    links: dict[str, set[str]] = {}
    for one, other in pairs:
        if one < other:
            links.setdefault(other, set()).add(one)
    both = without_circles(links, further)
    order = list(TopologicalSorter(both).static_order())
    assert len(order) == len(set(order))
    assert all(needed <= both[name] for name, needed in links.items())
    forward = [(one, other) for one, other in further if one < other]
    assert all(one in without_circles(links, forward)[other] for one, other in forward)


def test_links_between_frameworks_that_close_a_circle_are_left_out_and_told():
    graph = build([("a", "b")], [("c1", "C")], [], across=[("b", "C"), ("c1", "a"), ("b", "d")])
    assert graph.left_out == (("b", "C"), ("c1", "a"))
    assert graph.before("b") == {"a"}
    assert graph.before("d") == {"b"}
    assert graph.within(["b", "d"]).left_out == graph.left_out


LINES = [
    Listed("G5", "Grade 5", assessable=False), Listed("N5", "The Number System*", assessable=False),
    Listed("5A", "Cluster", assessable=False), Listed("5A1", "", assessable=True, grade=5),
    Listed("5A2", "", assessable=True, grade=5),
    Listed("G6", "Grade 6", assessable=False), Listed("N6", "The number system", assessable=False),
    Listed("6A", "Another cluster", assessable=False), Listed("6A1", "", assessable=True, grade=6),
    Listed("6A2", "", assessable=True, grade=6), Listed("6A2a", "", assessable=True, grade=6),
    Listed("6A2b", "", assessable=True, grade=6), Listed("6A3", "", assessable=True, grade=6),
]  # fmt: skip
BELOW = [
    ("N5", "G5"), ("5A", "N5"), ("5A1", "5A"), ("5A2", "5A"), ("N6", "G6"), ("6A", "N6"), ("6A1", "6A"), ("6A2", "6A"),
    ("6A2a", "6A2"), ("6A2b", "6A2"), ("6A3", "6A"),
]  # fmt: skip


def listed(*precedes: tuple[str, str]) -> Graph:
    return build(precedes, BELOW, [one.id for one in LINES], usual=usual(LINES, BELOW))


def test_a_standard_without_a_link_usually_follows_its_neighbour_then_the_grade_below():
    course = listed().within(["5A1", "5A2", "6A1", "6A2", "6A2a", "6A2b", "6A3"])
    assert course.weak == {
        "5A2": {"5A1"}, "6A1": {"5A2"}, "6A2": {"6A1"}, "6A2a": {"6A1"}, "6A2b": {"6A2a"}, "6A3": {"6A2"},
    }  # fmt: skip
    assert listed().within(["5A1", "6A2b", "6A3"]).weak == {"6A2b": {"5A1"}, "6A3": {"6A2b"}}


def test_what_is_usual_is_told_apart_and_concludes_nothing():
    course = listed(("6A1", "6A3")).within(["6A1", "6A2", "6A3"])
    assert (course.before("6A2"), course.after("6A2")) == (frozenset(), {"6A1"})
    assert (course.before("6A3"), course.after("6A3")) == ({"6A1"}, {"6A1"})
    assert "6A3" not in course.weak
    assert course.descendants["6A2"] == frozenset()


def test_a_standard_whose_prerequisites_the_course_left_out_stands_first_in_it():
    assert listed(("5A1", "6A2")).within(["6A1", "6A2"]).after("6A2") == frozenset()


def test_the_teachers_order_and_every_link_win_over_what_is_usual():
    assert listed().within(["6A2", "6A1"]).weak == {}
    linked = listed(("6A2", "6A1"), ("5A1", "6A2")).within(["6A1", "6A2", "6A3"])
    assert linked.weak == {"6A3": {"6A2"}}
    assert linked.sequence == ("6A2", "6A1", "6A3")


def test_a_draft_puts_a_standard_without_a_link_behind_what_it_usually_follows():
    graph = listed(("5A2", "6A1"))
    standards = ("5A2", "6A1", "6A2", "6A3")
    assert graph.within(standards).sequence == standards
    late = listed(("5A2", "6A1"), ("6A1", "5A1")).within(["5A1", "5A2", "6A1", "6A2"])
    assert late.sequence == ("5A2", "6A1", "5A1", "6A2")


def test_a_flat_list_has_nothing_usual():
    lines = [Listed(name, "", assessable=True, grade=6) for name in "abc"]
    assert usual(lines, []) == {}


def test_a_teacher_adds_and_removes_a_prerequisite():
    graph = build([("a", "b"), ("b", "c")], [], "abcd")
    course = graph.within("abcd", added=[("d", "a"), ("a", "nowhere")], removed=[("b", "c")])
    assert (course.before("a"), course.before("b"), course.before("c")) == ({"d"}, {"a"}, frozenset())
    assert course.left_out == ()
    assert course.chain("d", "b") == ("d", "a", "b")
    assert course.chain("b", "c") == ()


def test_what_a_teacher_added_gives_way_to_a_newer_framework_and_is_told():
    course = build([("a", "b"), ("b", "c")], [], "abc").within("abc", added=[("c", "a")])
    assert relation(course) == {("a", "b"), ("b", "c"), ("a", "c")}
    assert course.left_out == (("c", "a"),)


def test_what_a_teacher_removed_stays_removed_when_the_path_leaves_standards_out():
    library = Library(
        (Activity("one", ("a",), "read"), Activity("two", ("c",), "read")), ("a", "b", "c"),
        build([("a", "b"), ("b", "c")], [], "abc").within("abc", removed=[("b", "c")]),
    )  # fmt: skip
    assert library.graph.before("c") == frozenset()


def common_core() -> tuple[Graph, dict[str, Any]]:
    if not SHARED.exists():
        pytest.skip("the Common Core package is not beside the checkout")
    [framework] = read(SHARED.read_bytes(), SHARED.name)
    placed = place(framework)
    codes = {one.item.identifier: one.item.code or one.item.identifier for one in placed}
    lines = [
        Listed(codes[one.item.identifier], one.item.statement, one.assessable, min(one.grades, default=None))
        for one in placed
    ]

    def pairs(kind: str) -> list[tuple[str, str]]:
        ends = [(one.origin, one.destination) for one in framework.edges if one.kind == kind]
        return [(codes[one], codes[other]) for one, other in ends if one in codes and other in codes]

    below = pairs("isChildOf")
    graph = build(pairs("precedes"), below, [one.id for one in lines], usual=usual(lines, below))
    return graph, {one.id: one for one in lines if one.assessable}


@pytest.mark.shared
def test_the_common_core_keeps_its_links_between_parts_and_parents_of_a_grade():
    graph, standards = common_core()
    for whole, later in (("3.MD.C.5", "3.MD.C.6"), ("5.MD.C.3", "5.MD.C.4"), ("8.G.A.1", "8.G.A.2")):
        parts = [name for name in standards if name.startswith(f"{whole}.")]
        assert parts
        assert graph.within([*parts, later]).before(later) == set(parts)
        assert graph.within([whole, later]).before(later) == {whole}
    assert graph.left_out == ()


@pytest.mark.shared
def test_the_common_core_says_what_usually_comes_before_where_it_has_no_link():
    graph, standards = common_core()
    third = graph.within(name for name in standards if name.startswith("3."))
    assert third.weak["3.MD.C.7"] == {"3.MD.C.6"}
    assert all(not third.before(name) and name in graph.unlinked for name in third.weak)
    mixed = graph.within(name for name in standards if name.startswith(("2.", "3.")))
    assert set(mixed.weak) >= set(third.weak)


@pytest.mark.shared
@pytest.mark.parametrize("grade", ["6.", "7.", "8."])
def test_in_the_common_core_doubt_and_refreshment_land_on_standards_of_the_course(grade):
    graph, standards = common_core()
    course = graph.within(name for name in standards if name.startswith(grade))
    built = [name for name in course.taught if course.before(name)]
    assert len(built) > 10
    for name in built:
        began = datetime(2026, 9, 1, tzinfo=UTC)
        log = [
            Observation(f"a{n}", began + timedelta(hours=n), f"p{n}", (one,), 0.75, 2.0, 4)
            for n, one in enumerate(sorted(course.before(name)))
        ]
        failed = [Observation(f"z{n}", began + timedelta(days=2 + n), f"c{n}", (name,), 0.0, 2.0, 4) for n in range(2)]
        state = fold([*log, *failed], Inputs(graph=course))
        assert set(state.blame) <= course.before(name)
        assert state.blame, "somebody who fails is led back to something that the course can offer"
        good = fold([Observation("g", began, "c", (name,), 1.0, 2.0, 4)], Inputs(graph=course))
        assert set(good.refreshed) == course.before(name)


def test_a_pathway_tells_each_circle_once_and_only_where_the_course_is_in_it():
    graph = build([], [], "abcd", across=[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")])
    found = gaps(Library((), ("b", "c", "d"), graph.within("bcd")), "bcd")
    assert [one for one in found if one.code == "circle"] == [Gap("circle", "b", "a"), Gap("circle", "d", "c")]

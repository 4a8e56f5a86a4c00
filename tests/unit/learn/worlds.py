"""Small made-up logs, graphs and libraries, and hypothesis strategies that draw them."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from gateway.learn.evidence import Observation
from gateway.learn.graph import Graph
from gateway.learn.library import Activity, Library
from gateway.learn.parameters import ParameterSet
from gateway.learn.settings import Inputs

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
STANDARDS = ("s1", "s2", "s3", "s4")
CHAIN = Graph({"s2": frozenset({"s1"}), "s3": frozenset({"s1", "s2"}), "s4": frozenset({"s3"})}, {}, STANDARDS)
INPUTS = Inputs(graph=CHAIN)
SHARP = Inputs(
    params=ParameterSet(
        slopes=((0.5, 0.01), (0.3, 0.01), (-0.3, 0.01), (-0.2, 0.01)),
        standards=dict.fromkeys(STANDARDS, (0.0, 0.02)),
        activities={f"a{n}": (0.1 * n - 0.3, 0.05) for n in range(8)},
        version=3,
        answers=400,
    ),
    graph=CHAIN,
)


def seen(
    number: int,
    score: float,
    *,
    activity: str = "a0",
    standards: tuple[str, ...] = ("s1",),
    weight: float = 2.0,
    hours: float | None = None,
) -> Observation:
    """Return one observation, its number of days after the start unless hours are given."""
    after = timedelta(hours=24 * number if hours is None else hours)
    return Observation(f"00000000-0000-4000-8000-{number:012d}", START + after, activity, standards, score, weight, 4)


@st.composite
def logs(draw: st.DrawFn, most: int = 25) -> list[Observation]:
    """Draw a log of one learner: unique statement ids, times that may coincide, scores at their ends too."""
    found = []
    for number in range(draw(st.integers(0, most))):
        standards = draw(st.lists(st.sampled_from(STANDARDS), min_size=1, max_size=3, unique=True))
        found.append(
            seen(
                number,
                draw(st.sampled_from((0.0, 0.25, 0.5, 0.7, 0.75, 1.0)) | st.floats(0, 1)),
                activity=f"a{draw(st.integers(0, 7))}",
                standards=tuple(standards),
                weight=draw(st.sampled_from((0.0, 0.5, 1.0, math.sqrt(6), 4.0))),
                hours=draw(st.integers(0, 300)) / 10,
            )
        )
    return found


@st.composite
def libraries(draw: st.DrawFn, most: int = 7) -> Library:
    """Draw a small library: one to three standards an activity, some outside the course, few styles."""
    course = STANDARDS[: draw(st.integers(1, 4))]
    activities = tuple(
        Activity(
            f"a{number}",
            tuple(draw(st.lists(st.sampled_from((*STANDARDS, "elsewhere")), min_size=1, max_size=3, unique=True))),
            draw(st.sampled_from(("try", "paper", "partner"))),
            10,
        )
        for number in range(draw(st.integers(0, most)))
    )
    return Library(activities, course, CHAIN)

"""A learner's state is a function of the log, whatever the order of arrival and however evaluation interleaves."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.statements import completed, run, store, voiding
from support.world import ACTIVITIES, School, found_school

from gateway.db import tables as t

TAGS = count(1)
NAMES = ("ana", "ben", "cleo")
SCORES = (0.0, 0.4, 0.8, 1.0)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def logs(draw, most: int = 24) -> tuple[list[tuple[str, str, float]], list[int], list[int], list[bool]]:
    """Give answers (who, activity, score), which of them are voided, an order of arrival, and where to evaluate."""
    answers = draw(
        st.lists(
            st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(ACTIVITIES)), st.sampled_from(SCORES)),
            min_size=1, max_size=most,
        )
    )  # fmt: skip
    voided = draw(st.lists(st.integers(0, len(answers) - 1), unique=True, max_size=3))
    order = draw(st.permutations(range(len(answers) + len(voided))))
    cuts = draw(st.lists(st.sampled_from(["wait", "batch", "evaluate"]), min_size=len(order), max_size=len(order)))
    return answers, voided, order, cuts


def play(waymark: Any, log: Any, *, disturbed: bool) -> dict[str, Any]:
    """Send a log into a school of its own, in order and evaluated once or as drawn; return what came of it."""
    answers, voided, order, cuts = log
    school = found_school(waymark, f"t{next(TAGS)}")
    school.publish()
    for name in NAMES:
        school.learner(name)
    sent = [completed(school.actor(who), key, score, n=n + 1) for n, (who, key, score) in enumerate(answers)]
    sent += [voiding(school.actor("ana"), sent[target]["id"], n=900 + target) for target in voided]
    batch: list[dict[str, Any]] = []
    for place, cut in zip(order if disturbed else range(len(sent)), cuts, strict=True):
        batch.append(sent[place])
        if disturbed and cut != "wait":
            store(school, batch)
            batch = []
        if disturbed and cut == "evaluate":
            run(waymark, "evaluate")
    store(school, batch)
    run(waymark, "evaluate")
    return outcome(school)


def outcome(school: School) -> dict[str, Any]:
    """Return states, mastery rows and wanted grades by names that do not depend on the tenant (comments may: F18)."""
    people = {person: name for name, person in school.people.items()}
    codes = {identifier: code for code, identifier in school.standards.items()}
    columns = {row.id: codes[row.standard_id] for row in school.rows(t.place, kind="column")}
    return {
        "states": {people[row.person_id]: (row.state, row.answers) for row in school.rows(t.learner)},
        "mastery": {(people[row.person_id], codes[row.standard_id]): _standing(row) for row in school.rows(t.mastery)},
        "cells": {
            (people[row.person_id], columns[row.place_id]): (row.wanted["value"], row.wanted["maximum"])
            for row in school.rows(t.cell)
            if row.wanted is not None
        },
    }


def _standing(row: Any) -> dict[str, Any]:
    """Return how somebody stands on a standard; how a level fell is told as it was seen, late results among it."""
    own = {"tenant_id", "course_id", "person_id", "standard_id", "fell"}
    return {name: value for name, value in row._mapping.items() if name not in own}


@QUICK
@given(log=logs())
def test_any_order_of_arrival_gives_the_same_state(waymark, log: Any) -> None:
    assert play(waymark, log, disturbed=True) == play(waymark, log, disturbed=False)

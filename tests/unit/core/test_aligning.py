"""What results count for: by hand, by a suggestion, by a rule; the finest node wins, nothing changes unseen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from support.statements import completed, run, store
from support.world import School, found_school, iri

from gateway.db import tables as t
from gateway.errors import BadRequest, NotFound
from gateway.services import align_effect, align_rules, aligning, unmapped
from gateway.services.aligning import Decision
from gateway.services.drafts import Author
from gateway.services.rebuild import rebuild

VIDEO = "https://w3id.org/xapi/video/verbs/played"


BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(params=("sqlite",))
def database_kind(request) -> str:
    return request.param


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    made.learner("ben")
    return made


def who(school: School) -> Author:
    return Author(school.tenant, school.course, None)


def decide(
    school: School, key: str, *codes: str, among: tuple[str, ...] = ("6.A", "6.B", "6.C", "6.D"), **more: Any
) -> bool:
    what = Decision(
        iri(key), [school.standards[one] for one in codes], [school.standards[one] for one in among], **more
    )
    return school.waymark.db.write(lambda w: aligning.decide(w, who(school), what))


def send(school: School, key: str, score: float, n: int, name: str = "ana", **more: Any) -> None:
    store(school, [completed(school.actor(name), key, score, n=n) | more])
    run(school.waymark, "evaluate")


def counted(school: School, name: str = "ana") -> list[tuple[str, list[str], float]]:
    """Return (activity, standard codes, weight) of a learner's evidence, oldest first."""
    codes = {identifier: code for code, identifier in school.standards.items()}
    iris = {row.id: row.iri.rpartition("/")[2] for row in school.rows(t.activity)}
    rows = sorted(school.rows(t.evidence, person_id=school.people[name]), key=lambda row: row.seq)
    return [(iris[row.activity_id], sorted(codes[one] for one in row.standards), row.weight) for row in rows]


def inputs(school: School) -> Any:
    with school.waymark.db.read() as conn:
        return school.waymark.cache.get(conn, school.tenant, school.course)


def bare(school: School) -> list[unmapped.Unmapped]:
    with school.waymark.db.read() as conn:
        return unmapped.listed(conn, inputs(school), "en")


def offers(school: School, key: str) -> list[tuple[str, str]]:
    with school.waymark.db.read() as conn:
        course = inputs(school)
        catalogues = school.waymark.catalogues.all(conn, school.tenant, list(course.standards))
        found = unmapped.offered(conn, course, unmapped.one(conn, course, iri(key), "en"), catalogues)
    return [(one.standard.code, one.why) for one in found.offers]


@BOTH
def test_what_was_stored_before_counts_once_somebody_says_for_what(school) -> None:
    send(school, "new-quiz", 0.9, 1)
    assert counted(school) == []
    assert decide(school, "new-quiz", "6.B", "6.C")
    run(school.waymark, "evaluate")
    assert [one[:2] for one in counted(school)] == [("new-quiz", ["6.B", "6.C"])]
    send(school, "new-quiz", 0.9, 2)
    assert len(counted(school)) == 2
    assert not decide(school, "new-quiz", "6.B", "6.C"), "said again it changes nothing"
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_switched_off_it_counts_for_nothing_and_the_statements_stay(school) -> None:
    send(school, "new-quiz", 0.9, 1)
    decide(school, "new-quiz", "6.B")
    run(school.waymark, "evaluate")
    decide(school, "new-quiz")
    run(school.waymark, "evaluate")
    assert counted(school) == []
    assert len(school.rows(t.statement)) == 1
    assert [row.choice for row in sorted(school.rows(t.align_choice), key=lambda row: row.at)] == ["accepted", "off"]


def test_a_weight_is_that_of_the_activity(school) -> None:
    send(school, "a1", 0.9, 1)
    usual = counted(school)[0][2]
    decide(school, "a1", "6.A", weight=0.5)
    run(school.waymark, "evaluate")
    assert counted(school)[0][2] == pytest.approx(usual / 2)


@pytest.mark.parametrize("weight", [0.0, -1.0, 5.0, float("nan")])
def test_a_weight_outside_its_bounds_is_refused(school, weight: float) -> None:
    with pytest.raises(BadRequest):
        decide(school, "a1", "6.A", weight=weight)


@BOTH
def test_the_question_wins_over_the_unit_in_which_it_lies(school) -> None:
    send(school, "ab", 0.9, 1)
    assert counted(school)[0][:2] == ("ab", ["6.A", "6.B"])
    send(school, "ab-question-1", 1.0, 2)
    decide(school, "ab-question-1", "6.B", inside=[iri("ab")])
    run(school.waymark, "evaluate")
    assert [one[:2] for one in counted(school)] == [("ab", ["6.A"]), ("ab-question-1", ["6.B"])]
    decide(school, "ab-question-1")
    run(school.waymark, "evaluate")
    assert [one[:2] for one in counted(school)] == [("ab", ["6.A", "6.B"])]


@BOTH
def test_a_rule_counts_what_nobody_aligned_and_a_single_word_comes_first(school) -> None:
    send(school, "pack/one", 0.8, 1)
    send(school, "pack/two", 0.8, 2, "ben")
    values = {"prefix": iri("pack/"), "standard_id": school.standards["6.C"], "weight": 2.0}
    rule = school.waymark.db.write(lambda w: align_rules.add(w, who(school), values))
    run(school.waymark, "evaluate")
    assert [one[:2] for one in counted(school) + counted(school, "ben")] == [("one", ["6.C"]), ("two", ["6.C"])]
    assert bare(school) == []
    decide(school, "pack/two", "6.D")
    run(school.waymark, "evaluate")
    assert counted(school, "ben")[0][:2] == ("two", ["6.D"])
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal
    school.waymark.db.write(lambda w: align_rules.remove(w, who(school), rule))
    run(school.waymark, "evaluate")
    assert (counted(school), len(counted(school, "ben"))) == ([], 1)


def test_a_rule_asks_for_a_verb_and_a_value_and_may_take_the_standard_from_the_record(school) -> None:
    pointer = "/context/extensions/https:~1~1x.example~1standard"
    rule = {"prefix": iri("pack/"), "pointer": pointer, "verb": "http://adlnet.gov/expapi/verbs/completed"}
    school.waymark.db.write(lambda w: align_rules.add(w, who(school), rule))
    named = {"context": {"extensions": {"https://x.example/standard": "6.D"}}}
    send(school, "pack/one", 0.8, 1, **named)
    send(school, "pack/one", 0.8, 2, verb={"id": VIDEO}, **named)
    send(school, "pack/one", 0.8, 3, context={"extensions": {"https://x.example/standard": "unknown"}})
    assert [one[:2] for one in counted(school)] == [("one", ["6.D"])]


@pytest.mark.parametrize(
    "values", [{"prefix": "pack"}, {"prefix": "https://x/"}, {"prefix": "https://x/", "pointer": "no"},
               {"prefix": "https://x/" + "y" * 500, "pointer": "/a"}]
)  # fmt: skip
def test_a_rule_that_says_nothing_is_refused(school, values) -> None:
    with pytest.raises(BadRequest):
        school.waymark.db.write(lambda w: align_rules.add(w, who(school), values))
    with pytest.raises(NotFound):
        school.waymark.db.write(lambda w: align_rules.remove(w, who(school), "none"))


def test_a_json_pointer_finds_its_place_or_nothing() -> None:
    body = {"a": [{"b/c": "x", "~": 1}], "": 2}
    found = [align_rules.at_pointer(body, one) for one in ("/a/0/b~1c", "/a/0/~0", "/", "/a/7", "/a/x", "/z/y")]
    assert found == ["x", 1, 2, None, None, None]


@BOTH
def test_results_without_a_standard_are_listed_with_counts_and_offers(school) -> None:
    send(school, "lesson-6.C-practice", 0.5, 1)
    send(school, "lesson-6.C-practice", 0.5, 2, "ben")
    store(school, [{**completed(school.actor("ana"), "only-opened", 0.5, n=3), "result": {}}])
    found = bare(school)
    assert [(one.title, one.count, one.scored) for one in found] == [
        ("lesson-6.C-practice", 2, True), ("only-opened", 1, False),
    ]  # fmt: skip
    assert found[0].last is not None


def test_a_question_of_an_activity_that_counts_is_told_apart(school) -> None:
    inside = {"contextActivities": {"parent": [{"id": iri("ab")}], "grouping": [{"id": iri("pack")}]}}
    send(school, "ab-question-1", 0.5, 1, context=inside)
    send(school, "alone", 0.5, 2)
    assert {one.title: one.part for one in bare(school)} == {"ab-question-1": True, "alone": False}


@BOTH
def test_what_was_refused_is_offered_no_more_until_it_is_accepted(school) -> None:
    send(school, "what-students-do", 0.5, 1)
    assessable = update(t.standard).filter_by(tenant_id=school.tenant).values(assessable=True)
    school.waymark.db.write(lambda w: w.conn.execute(assessable))
    first = offers(school, "what-students-do")[0][0]
    places = {school.standards[first]: 1}
    assert not decide(school, "what-students-do", among=(first,), places=places, source=aligning.SUGGESTED)
    assert first not in [code for code, _ in offers(school, "what-students-do")]
    kept = school.rows(t.align_choice)
    assert [(row.choice, row.source, row.place) for row in kept] == [("refused", "suggested", 1)]
    assert school.rows(t.activity, iri=iri("what-students-do")) == [], "a refusal makes nothing"


def test_what_would_change_is_told_before_and_then_comes_true(school) -> None:
    for n, score in enumerate((0.9, 1.0, 0.9, 1.0), start=1):
        send(school, f"extra-{n % 2}", score, n)
    standards = [school.standards["6.B"]]
    with school.waymark.db.read() as conn:
        assert align_effect.of(conn, inputs(school), iri("nothing"), standards).moved == ()
    decide(school, "extra-0", "6.B")
    run(school.waymark, "evaluate")
    with school.waymark.db.read() as conn:
        told = align_effect.of(conn, inputs(school), iri("extra-1"), standards)
    assert (told.students, told.results) == (1, 2)
    assert [(one.person_id, one.before) for one in told.moved] == [(school.people["ana"], None)]
    assert counted(school) == [one for one in counted(school) if one[0] == "extra-0"], "nothing was stored"
    decide(school, "extra-1", "6.B")
    run(school.waymark, "evaluate")
    level = school.rows(t.mastery, t.mastery.c.level, standard_id=standards[0])[0].level
    assert level == told.moved[0].after is not None
    with school.waymark.db.read() as conn:
        back = align_effect.of(conn, inputs(school), iri("extra-1"), [])
    assert [(one.before, one.after) for one in back.moved] == [(level, None)]

"""Results without a standard: listed, aligned with one button or by hand, what changes shown before, and rules."""

from __future__ import annotations

import html
import re

import pytest
from support.statements import completed, store
from support.world import iri
from teacher_school import CODES, Teacher, run

from gateway.db import tables as t

DATABASES = ("sqlite",)
HOME = "pathway/results"


@pytest.fixture(params=DATABASES)
def database_kind(request) -> str:
    return request.param


@pytest.fixture
def ready(teacher) -> Teacher:
    teacher.publish()
    return teacher


def send(school, key: str, *scores: float, name: str = "maya", n: int = 1) -> None:
    store(school, [completed(school.actor(name), key, score, n=at) for at, score in enumerate(scores, start=n)])
    run(school)


def evidence(school) -> int:
    return len(school.rows(t.evidence))


def offer(page: str, code: str) -> dict[str, str]:
    """Return the fields of the button that takes a standard."""
    for form in re.findall(r"<form[^>]*results/accept.*?</form>", page, re.DOTALL):
        if code in form:
            return dict(re.findall(r'name="(iri|standard|source|place)" value="([^"]*)"', html.unescape(form)))
    raise AssertionError(f"{code} is not offered")


def test_one_button_lets_results_count_that_counted_for_nothing(ready, school) -> None:
    send(school, f"lesson-{CODES[0]}", 0.9)
    send(school, f"lesson-{CODES[0]}", 0.8, name="caleb", n=2)
    assert f"/{HOME}" in ready.open("pathway")
    page = ready.open(HOME)
    assert "2 results of this course" in page
    assert "The code stands in its name" in page
    answer = ready.send(f"{HOME}/accept", **offer(page, CODES[0]))
    assert "said=aligned" in answer.location
    run(school)
    assert evidence(school) == 2
    assert "Every result counts" in ready.open(HOME)
    kept = school.rows(t.align_choice)
    assert [(row.choice, row.source, row.by_person_id) for row in kept] == [("accepted", "code", school.people["t1"])]


def test_where_levels_move_they_are_shown_before_anything_is_done(ready, school) -> None:
    for n, key in enumerate(("quiz-one", "quiz-two")):
        send(school, key, 0.9, 1.0, n=2 * n + 1)
    standard = school.standards[CODES[0]]
    ready.send(f"{HOME}/save", iri=iri("quiz-one"), standard=standard, weight="1")
    run(school)
    asked = ready.send(f"{HOME}/save", 200, iri=iri("quiz-two"), standard=standard, weight="1").text
    assert "What would change" in asked
    assert "Maya Okafor" in asked
    assert "Not enough yet" in asked
    assert evidence(school) == 2
    ready.send(f"{HOME}/save", iri=iri("quiz-two"), standard=standard, weight="1", sure="1")
    run(school)
    assert evidence(school) == 4


def test_a_teacher_of_a_section_reads_no_other_names(ready, school) -> None:
    send(school, "quiz-one", 0.9, 1.0, 0.9)
    send(school, "quiz-two", 0.9, 1.0, 0.9, n=4)
    section = next(row.id for row in school.rows(t.section) if row.name == "Period 5")
    school.waymark.db.write(
        lambda w: w.conn.execute(t.session.update().filter_by(tenant_id=school.tenant).values(sections=[section]))
    )
    standard = school.standards[CODES[0]]
    ready.send(f"{HOME}/save", iri=iri("quiz-one"), standard=standard, weight="1", sure="1")
    run(school)
    asked = ready.send(f"{HOME}/save", 200, iri=iri("quiz-two"), standard=standard, weight="1").text
    assert "What would change" in asked
    assert "Maya" not in asked


def test_by_hand_several_standards_with_a_weight_and_off_again(ready, school) -> None:
    send(school, "quiz", 0.9)
    two = [school.standards[one] for one in CODES[:2]]
    ready.send(f"{HOME}/save", iri=iri("quiz"), standard=two, weight="0.5", sure="1")
    run(school)
    page = ready.open(f"{HOME}/one?iri={iri('quiz')}")
    assert len(re.findall(r'name="standard"[^>]*checked', page)) == 2
    assert re.search(r'value="0.5" selected', page)
    ready.send(f"{HOME}/save", iri=iri("quiz"), weight="0.5", sure="1")
    run(school)
    assert evidence(school) == 0


def test_none_of_these_offers_others_next_time(ready, school) -> None:
    send(school, "students-can-do-it", 0.9)
    page = ready.open(HOME)
    shown = re.findall(r"results/refuse.*?</form>", page, re.DOTALL)[0]
    ids = re.findall(r'name="standard" value="([^"]+)"', shown)
    assert len(ids) == 5
    ready.send(f"{HOME}/refuse", iri=iri("students-can-do-it"), standard=ids)
    again = re.findall(r'name="standard" value="([^"]+)"', ready.open(HOME))
    assert not set(ids) & set(again)


def test_a_library_activity_switched_off_here_stays_on_elsewhere(ready, school) -> None:
    activity = next(row for row in school.rows(t.alignment) if row.confirmed_at)
    row = school.rows(t.activity, id=activity.activity_id)[0]
    ready.send(f"{HOME}/save", iri=row.iri, weight="1", sure="1")
    published = next(one for one in school.rows(t.pathway) if one.state == "published")
    assert [row.id, activity.standard_id] not in published.body["alignments"]
    assert ready.open("pathway")


def test_a_rule_is_made_shown_and_removed(ready, school) -> None:
    send(school, "pack/one", 0.9)
    fields = {"prefix": iri("pack/"), "verb": "", "pointer": "", "value": "", "standard": school.standards[CODES[0]]}
    assert "Write the beginning" in ready.send(f"{HOME}/rules", 200, **fields | {"prefix": "pack"}).text
    ready.send(f"{HOME}/rules", **fields)
    run(school)
    assert evidence(school) == 1
    page = ready.open(f"{HOME}/rules")
    assert iri("pack/") in page
    ready.send(f"{HOME}/rules/remove", rule=re.findall(r'name="rule" value="(\w+)"', page)[0])
    run(school)
    assert evidence(school) == 0


@pytest.mark.parametrize(
    ("path", "fields"),
    [("accept", {"standard": "none", "source": "suggested", "place": "1"}),
     ("accept", {"standard": "none", "source": "mine", "place": "1"}),
     ("save", {"standard": "none", "weight": "1"}), ("save", {"weight": "much"}), ("save", {"weight": "9"}),
     ("rules", {"prefix": "https://x/", "standard": "none"})],
)  # fmt: skip
def test_what_the_page_does_not_offer_is_refused(ready, school, path, fields) -> None:
    before = school.rows(t.alignment)
    answer = ready.doors("POST", f"{ready.home}{HOME}/{path}", data={"csrf": ready.csrf, "iri": iri("quiz"), **fields})
    assert answer.status_code in {303, 400}
    assert school.rows(t.alignment) == before
    assert school.rows(t.align_rule) == []


def test_an_address_nobody_knows_opens_as_an_activity_without_results(ready) -> None:
    assert "quiz" in ready.open(f"{HOME}/one?iri=https://x.org/quiz")
    assert ready.open(f"{HOME}/one")

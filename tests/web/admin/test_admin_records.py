"""What came in and what was refused; data requests: deleting a record, erasing a learner."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from support import erasing
from support.statements import completed, key, number, run, store

from gateway.db import tables as t
from gateway.services import credentials


def send(admin, headers: dict[str, str], *statements: Any) -> int:
    given = {**headers, "Content-Type": "application/json"}
    return int(admin.doors("POST", "/xapi/statements", data=orjson.dumps(list(statements)), headers=given).status_code)


def cells(text: str, name: str) -> list[str]:
    """Return the numbers of a source's row."""
    row = next(one for one in re.findall(r"<tr>.*?</tr>", text, re.DOTALL) if name in one)
    return re.findall(r"<td[^>]*>([^<]*)</td>", row)


def test_each_source_says_how_much_it_sent(admin, school, clock):
    headers = key(school)
    assert send(admin, headers, *(completed(erasing_actor(), "a1", 1.0, n=n) for n in range(1, 4))) == 200
    clock.advance(minutes=50)
    assert send(admin, headers, {"actor": 1}) == 400
    text = admin.open("records")
    assert cells(text, ">test<")[:5] == ["3", "3", "3", "3", "1"]
    assert cells(text, "Activities in Waymark") == [*("0" for _ in range(5)), chr(0x2013)]


def erasing_actor() -> dict[str, Any]:
    return {"mbox": "mailto:maria@school.example", "name": "Maria"}


def test_a_refusal_is_a_sentence_with_its_places_and_no_name(admin, school):
    wrong = completed(erasing_actor(), "a1", 1.0, n=1, score={"scaled": 7})
    assert send(admin, key(school), wrong) == 400
    text = admin.open("records")
    assert "The record breaks a rule of its format." in text
    assert "/0/result/score/scaled" in text
    assert "score-range" in text
    assert str(number(1)) in text
    assert "maria" not in text.lower()


def test_refusals_of_one_source_are_shown_alone(admin, school):
    first, second = key(school), key(school, "statements/read")
    assert send(admin, first, {}) == 400
    assert send(admin, second, {}) == 403
    keys = [row.id for row in school.rows(t.credential)]
    one, other = (admin.open(f"records?source={each}") for each in keys)
    assert ("breaks a rule" in one) != ("breaks a rule" in other)
    assert ("does not allow" in one) != ("does not allow" in other)
    for asked in ("", "?source=launches", "?source=nobody"):
        admin.open(f"records{asked}")


def test_a_record_is_deleted_by_its_number(admin, school):
    school.learner("ana")
    store(school, [completed(school.actor("ana"), "a1", 1.0, n=1)])
    assert "no record with this number" in admin.press("records/delete", "requests", statement=str(number(2))).text
    wrong = admin.press("records/delete", "requests", statement="the one of Maria")
    assert wrong.status_code == 422
    assert "with its dashes" in wrong.text
    done = admin.press("records/delete", "requests", statement=f" {number(1)} ")
    assert "The record is deleted" in done.text
    assert school.rows(t.statement) == []
    assert school.rows(t.audit)[-1].what == "statement-deleted"


def test_P10_a_learner_is_erased_after_the_numbers_were_seen(admin, school, doors):
    traces = erasing.about(doors, school, key(school))
    before = traces.left()
    shown = admin.press("records/find", "requests", person="lms-ana-77").text
    assert "Erase this learner?" in shown
    assert "Ana" not in shown
    assert re.search(r"Files that came with records</th><td>1</td>", shown)
    assert [row.what for row in school.rows(t.audit)][-1] == "looked-up"
    assert traces.left() == before
    assert admin.press("records/erase", "requests", person=school.people["ana"]).status_code == 303
    assert "still under way" in admin.open("requests?begun=1")
    run(school.waymark)
    text = admin.open("requests")
    assert "still under way" not in text
    assert "9 records" in text
    assert traces.left() == []


@pytest.mark.parametrize(("typed", "said"), [("nobody", "Nobody here has this id"), ("", "Nobody here")])
def test_nobody_is_found_by_a_name_or_by_nothing(admin, school, typed, said):
    school.learner("ana")
    for text in (typed, "Ana Testperson"):
        answer = admin.press("records/find", "requests", person=text)
        assert answer.status_code == 404
        assert said in answer.text


def test_two_people_with_one_id_are_not_mixed_up(admin, school):
    school.learner("ana", ids=("sub-a", "77"))
    school.learner("ben", ids=("77", "n-b"))
    answer = admin.press("records/find", "requests", person="77")
    assert answer.status_code == 404
    assert "Several people have this id" in answer.text


def test_a_learner_of_another_school_cannot_be_erased(admin, school, waymark):
    from support.world import found_school

    other = found_school(waymark, "two")
    person = other.learner("zoe")
    assert admin.press("records/find", "requests", person=person).status_code == 404
    assert admin.press("records/erase", "requests", person=person).status_code == 404
    assert other.rows(t.person)


def test_T15_a_form_without_its_token_erases_nobody(admin, school):
    person = school.learner("ana")
    for path in ("records/erase", "records/delete", "records/find"):
        assert admin.doors("POST", admin.home + path, data={"person": person}).status_code == 403
    assert school.rows(t.erasure) == []


def test_a_revoked_source_keeps_its_numbers(admin, school):
    headers = key(school)
    assert send(admin, headers, completed(erasing_actor(), "a1", 1.0, n=1)) == 200
    [row] = school.rows(t.credential)
    school.waymark.db.write(lambda w: credentials.revoke(w, school.tenant, row.id))
    assert cells(admin.open("records"), ">test<")[3] == "1"

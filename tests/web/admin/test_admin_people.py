"""People in records: what is nobody's, choosing a person, taking apart, rules; names only when asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.statements import completed, key, run, store
from support.world import found_school

from gateway.db import tables as t
from gateway.services import recognise
from gateway.services.naming import key_hash
from lti.mail import read_mail

VENDOR = "https://vendor.example/accounts"
MAIL = {"mbox": "mailto:maya@home.example"}
ACCOUNT = {"account": {"homePage": VENDOR, "name": "pupil-7"}}


def sent(school, actor: dict[str, Any], count: int, first: int, source: str | None = None) -> None:
    store(school, [completed(actor, "a1", 1.0, n=first + n) for n in range(count)], source=source)
    run(school.waymark, "evaluate")


def hashed(actor: dict[str, Any]) -> str:
    account = actor.get("account")
    return key_hash(f"account|{account['homePage']}|{account['name']}" if account else f"mbox|{actor['mbox']}")


def known_by(school, name: str, mail: str) -> None:
    one = recognise.Arrived(school.people[name], read_mail(mail))
    school.waymark.db.write(lambda w: recognise.arrived(w, school.waymark.naming, school.tenant, [one]))
    run(school.waymark, "evaluate")


def part(text: str, heading: str) -> str:
    """Return one section of the page as plain words."""
    found = text.split(f'id="{heading}"')[1].split("</section>", maxsplit=1)[0].replace("<wbr>", "")
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.fixture
def maya(school):
    school.publish()
    school.learner("maya")
    return school


def test_what_is_nobodys_is_listed_and_counted_with_where_it_came_from(admin, maya, clock):
    key(maya, "statements/write")
    source = maya.rows(t.credential.c.id)[0].id
    sent(maya, ACCOUNT, 3, 1, source)
    clock.advance(minutes=30)
    sent(maya, ACCOUNT, 2, 10, source)
    sent(maya, MAIL, 1, 20)
    text = part(admin.open("people"), "h-open").replace("\u202f", " ")
    assert "2 in all." in text
    assert "pupil-7 https://vendor.example/accounts 5 records test 12:00 PM to 12:30 PM" in text
    assert "maya@home.example Mail 1 record Waymark itself" in text
    assert text.index("pupil-7") < text.index("maya@home.example"), "most records first"
    assert "Maya" not in admin.open("people"), "P14"


def test_the_list_is_searched_and_turned(admin, maya):
    for n in range(30):
        actor = {"account": {"homePage": VENDOR, "name": f"pupil-{n:02}"}}
        store(maya, [completed(actor, "a1", 1.0, n=n + 1)])
    store(maya, [completed(MAIL, "a1", 1.0, n=100)])
    run(maya.waymark, "evaluate")
    first = admin.open("people")
    after = re.search(r'href="[^"]*people(\?page=2)"', first)
    assert after is not None
    seen = [set(re.findall(r"pupil-\d\d", part(one, "h-open"))) for one in (first, admin.open(f"people{after[1]}"))]
    assert len(seen[0] | seen[1]) == 30
    assert not seen[0] & seen[1]
    assert "1 in all." in part(admin.open("people?search=HOME.example"), "h-open")
    assert "30 in all." in part(admin.open("people?search=vendor.example&page=2"), "h-open")
    assert "Nothing is waiting" in admin.open("people?search=nobody")
    for odd in ("people?page=x", "people?page=-1&matched=0", "people?handle=x&page=999999"):
        admin.open(odd)
    admin.open("people?search=%00", status=400)


def test_a_click_matches_and_taking_apart_undoes_it(admin, maya):
    sent(maya, ACCOUNT, 3, 1)
    actor = hashed(ACCOUNT)
    assert "Maya" not in admin.open(f"people/{actor}")
    for asked in ("?name=test+MAYA", f"?course={maya.course}"):
        assert "Maya Testperson" in admin.open(f"people/{actor}{asked}")
    assert "Nobody is called that" in admin.open(f"people/{actor}?name=zoe")
    answer = admin.press(f"people/{actor}/match", f"people/{actor}?name=maya", person=maya.people["maya"])
    assert answer.status_code == 303
    run(maya.waymark, "evaluate")
    assert len(maya.rows(t.evidence)) == 3
    text = admin.open("people")
    assert "LMS one: n-maya Chosen by an administrator" in part(text, "h-matched")
    assert "Maya" not in text
    assert admin.press(f"people/{actor}/apart", "people").status_code == 303
    run(maya.waymark, "evaluate")
    assert maya.rows(t.evidence) == maya.rows(t.mastery) == []
    assert "Held: taken apart before" in part(admin.open("people"), "h-open")
    what = [row.what for row in maya.rows(t.audit)]
    assert what.count("names-shown") == 3
    assert what[-2:] == ["actor-matched", "actor-taken-apart"]


def test_two_possible_people_are_offered_to_choose_from(admin, maya):
    maya.learner("ben")
    for name in ("maya", "ben"):
        known_by(maya, name, "family@home.example")
    family = {"mbox": "mailto:family@home.example"}
    sent(maya, family, 2, 1)
    assert "2 people possible" in part(admin.open("people"), "h-open")
    choice = part(admin.open(f"people/{hashed(family)}"), "h-possible")
    assert "Ben Testperson" in choice
    assert "Maya Testperson" in choice


def test_a_mail_that_is_known_needs_no_click(admin, maya):
    sent(maya, MAIL, 2, 1)
    known_by(maya, "maya", "Maya@Home.example")
    text = admin.open("people")
    assert "LMS one: n-maya By mail" in part(text, "h-matched")
    assert "Nothing is waiting" in text


def test_a_rule_is_added_and_removed(admin, maya):
    sent(maya, {"account": {"homePage": VENDOR, "name": "n-maya"}}, 2, 1)
    fields = {"home_page": VENDOR, "field": "lms_user_id", "platform": maya.platform, "source": ""}
    assert admin.press("people/rules", "people", **fields).status_code == 303
    run(maya.waymark, "evaluate")
    assert len(maya.rows(t.evidence)) == 2
    assert "By a rule" in part(admin.open("people"), "h-matched")
    rule = maya.rows(t.account_rule)[0].id
    assert admin.press(f"people/rules/{rule}/remove", "people").status_code == 303
    assert maya.rows(t.account_rule) == []
    assert len(maya.rows(t.evidence)) == 2
    assert admin.press(f"people/rules/{rule}/remove", "people").status_code == 404
    assert [row.what for row in maya.rows(t.audit)][-2:] == ["rule-added", "rule-removed"]


def test_a_rule_that_says_nothing_is_refused_with_what_to_do(admin, maya):
    fields = {"home_page": "vendor", "field": "sub", "platform": maya.platform}
    answer = admin.press("people/rules", "people", **fields)
    assert answer.status_code == 422
    assert "Write a whole address" in answer.text
    other = found_school(maya.waymark, "two")
    for change, status in (({"field": "name"}, 400), ({"platform": other.platform}, 404), ({"source": "x"}, 404)):
        assert admin.press("people/rules", "people", **{**fields, "home_page": VENDOR, **change}).status_code == status
    assert maya.rows(t.account_rule) == []


def test_T01_another_schools_actors_and_people_are_not_found(admin, maya):
    other = found_school(maya.waymark, "two")
    other.learner("zoe")
    sent(other, MAIL, 2, 1)
    assert "maya@home.example" not in admin.open("people")
    admin.open(f"people/{hashed(MAIL)}", status=404)
    sent(maya, ACCOUNT, 1, 1)
    assert "Zoe" not in admin.open(f"people/{hashed(ACCOUNT)}?name=testperson")
    answer = admin.press(f"people/{hashed(ACCOUNT)}/match", "people", person=other.people["zoe"])
    assert answer.status_code == 404


def test_T08_what_records_say_is_escaped(admin, maya):
    sent(maya, {"account": {"homePage": "https://x.example/<b>", "name": "<script>x</script>"}}, 1, 1)
    assert "<script>x" not in admin.open("people").replace("<wbr>", "")
    assert "<b>" not in admin.open("people").replace("<wbr>", "")

"""What helps a student reaches our own practice; who takes no part practises without a trace."""

import re
from urllib.parse import parse_qs, urlsplit

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import library, opt_out, supports

KEY = "juice-stand"


def arrange(maya, wanted):
    school = maya.school
    teacher = school.learner("ruth", "teacher")
    with school.waymark.db.read() as conn:
        course = school.waymark.cache.get(conn, school.tenant, school.course)
    school.waymark.db.write(
        lambda w: supports.arrange(w, school.waymark.settings, course, teacher, school.people["maya"], wanted)
    )


def opened(maya):
    activity = library.activity_id(shipped.load().activity(KEY).iri)
    answer = maya.press("/start", f"activity/{activity}")
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["Location"])


def test_fewer_questions_and_another_language_reach_the_practice_page(maya, doors):
    whole = shipped.load().activity(KEY).practice.items
    assert "items" not in parse_qs(opened(maya).query)
    arrange(maya, {"fewer_items": True, "language": "es", "read_aloud": True})
    url = opened(maya)
    assert parse_qs(url.query) == {"lang": ["es"], "items": [str(-(-whole // 2))]}
    text = doors("GET", f"{url.path}?{url.query}", base_url="http://127.0.0.1:8400").text
    assert '<html lang="es">' in text
    assert f'"items": {-(-whole // 2)}' in text
    assert parse_qs(url.fragment)["aloud"] == ["1"]
    assert 'data-aloud="hero"' in maya.open().text


def test_nobody_else_has_buttons_that_read_aloud(maya):
    assert "data-aloud" not in maya.open().text
    assert "aloud" not in parse_qs(opened(maya).fragment)


def test_a_number_of_questions_that_makes_no_sense_is_left_out(maya, doors):
    whole = shipped.load().activity(KEY).practice.items
    url = opened(maya)
    for odd in ("0", "-1", "99", "x", str(whole)):
        text = doors("GET", f"{url.path}?items={odd}", base_url="http://127.0.0.1:8400").text
        assert f'"items": {whole}' in text


def test_more_time_makes_minutes_longer_and_choices_by_time_follow(maya):
    usual = minutes_of(maya)
    arrange(maya, {"extra_time": 50})
    longer = minutes_of(maya)
    assert [-(-one * 3 // 2) for one in usual] == longer
    assert all(one <= 20 for one in minutes_of(maya, "?minutes=20"))
    assert f"{-(-shipped.load().activity(KEY).minutes * 3 // 2)} min" in activity(maya)


def test_without_a_clock_no_page_names_minutes(maya):
    assert "How much time do you have?" in maya.open().text
    arrange(maya, {"no_timer": True, "extra_time": 50})
    text = maya.open().text
    assert minutes_of(maya) == []
    assert "How much time do you have?" not in text
    assert "m at home" in text
    assert not re.search(r"\d+ min", activity(maya))


def minutes_of(maya, query=""):
    """Return the minutes on the cards of My path."""
    cards = maya.open(query).text.split('class="cards"')[1].split("</section>")[0]
    return [int(one) for one in re.findall(r"(\d+) min", cards)]


def activity(maya):
    return maya.open(f"activity/{library.activity_id(shipped.load().activity(KEY).iri)}").text


def test_who_takes_no_part_practises_and_nothing_is_recorded(maya):
    school = maya.school
    person = school.people["maya"]
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, person, "person/x", "asked"))
    url = opened(maya)
    assert parse_qs(url.fragment) == {"preview": ["1"], "lang": ["en"]}
    assert [school.rows(one) for one in (t.statement, t.decision, t.step, t.credential)] == [[], [], [], []]
    assert "Nothing you do here is recorded." in maya.open().text


def test_a_launch_that_was_open_stores_nothing_more(maya):
    launch = maya.start(KEY)
    school = maya.school
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["maya"], "person/x", "asked"))
    assert maya.complete(launch, 0.8).status_code == 401

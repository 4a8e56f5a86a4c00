"""My path: what a student sees, and what narrows the choices."""

import re

from ratios_school import Student, later, publish
from sqlalchemy import insert

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import library
from gateway.services.decide import Deciding, decide

STYLES = {"Try it", "On paper", "With a partner", "With the teacher"}


def cards(text: str) -> list[dict[str, str]]:
    """Return title, style and standard of each card."""
    found = re.findall(r'<article class="card.*?</article>', text, re.DOTALL)
    return [
        {
            "title": re.search(r"<h3[^>]*><a href=\"[^\"]*\">(.*?)</a>", one)[1],
            "style": next(style for style in STYLES if style in one),
            "standard": re.search(r"standard=([0-9a-f]+)", one)[1],
            "text": re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)),
        }
        for one in found
    ]


def test_until_a_pathway_is_published_the_page_says_that_the_teacher_sets_up(doors, school):
    page = Student(doors, school).open()
    assert "Almost ready" in page.text
    assert "Alvarez Testperson is still setting things up" in page.text


def test_first_visit_shows_three_cards_with_two_styles_and_two_standards(maya):
    found = cards(maya.open().text)
    assert len(found) == 3
    assert len({one["style"] for one in found}) >= 2
    assert len({one["standard"] for one in found}) >= 2
    assert all("Why you" in one["text"] and "You will learn to" in one["text"] for one in found)


def test_name_and_both_ways_out_are_on_the_page(maya):
    text = maya.open().text
    assert "Maya Testperson" in text
    assert "Not you?" in text
    assert f"{maya.home}done" in text


def test_after_a_result_a_card_names_activity_result_and_day(maya):
    maya.do("juice-stand", 0.4)
    text = re.sub(r"\s+", " ", maya.open().text)
    assert "You got 2 of 5 in “The juice stand” today." in text
    assert "After “The juice stand”" in text


def test_a_result_that_is_not_worked_in_yet_is_said_to_be_on_its_way(maya):
    maya.complete(maya.start("juice-stand"), 0.8)
    assert "Your result is on its way" in maya.open().text


def test_mastery_becomes_a_strength_and_moves_the_trail(maya):
    for key in ("juice-stand", "bike-shed") * 5:
        maya.do(key, 1.0)
        later(maya.school, hours=1)
    text = maya.open().text
    assert "A strength of yours" in text
    assert "1 mastered" in text


def test_filters_narrow_the_choices_but_never_to_nothing(maya):
    at_home = cards(maya.open("?home=1").text)
    assert {one["style"] for one in at_home} <= {"Try it", "On paper"}
    assert cards(maya.open("?minutes=1").text)
    assert cards(maya.open("?minutes=nonsense&home=x&skip=,--&unit=99").text)


def test_other_choices_pass_over_the_shown_ones_and_come_round_again(maya):
    text, seen = maya.open().text, []
    for _ in range(12):
        seen.append(tuple(one["title"] for one in cards(text)))
        url = re.search(r'href="[^"?]*(\?[^"]*|)"[^>]*><svg[^>]*><use href="#i-again"/></svg> Show other', text)
        assert url is not None
        text = maya.open(url[1].replace("&amp;", "&")).text
    assert not set(seen[0]) & set(seen[1])
    assert seen[0] in seen[2:]


def test_the_open_unit_is_offered_and_every_unit_can_be_looked_into(maya):
    first = {maya.school.standards[one] for one in shipped.load().units[0].standards}
    text = maya.open().text
    assert {one["standard"] for one in cards(text)} <= first
    assert "Rates and percents" in text
    assert "All 3 parts of Rates and percents" in maya.open("?unit=2").text


def test_T14_addresses_that_no_database_takes_are_refused(maya):
    maya.open("activity/%00", 400)
    assert maya.doors("POST", f"{maya.home}activity/%00/start", data={"csrf": maya.open().csrf}).status_code == 400
    assert maya.press("/goal", "goal", goal="\0").status_code == 400
    assert maya.press("/start", standard="\0", offered="\0").status_code == 400


def test_a_support_step_is_the_first_card_until_it_is_done(maya):
    school, iri = maya.school, shipped.load().activity("bike-shed").iri
    teacher = school.people["alvarez"]
    made = Deciding(school.tenant, school.course, teacher, school.people["maya"], "support", True, activity_iri=iri)
    school.waymark.db.write(lambda w: decide(w, school.waymark.settings, made))
    assert "Alvarez Testperson picked this for you." in cards(maya.open().text)[0]["text"]
    maya.do("bike-shed", 1.0)
    assert "picked this for you" not in maya.open().text


def test_an_excused_standard_is_not_offered_and_stands_as_excused(maya):
    school = maya.school
    for code in shipped.load().units[0].standards[:2]:
        standard = school.standards[code]
        made = Deciding(
            school.tenant, school.course, school.people["alvarez"], school.people["maya"], "excused", True, standard
        )
        school.waymark.db.write(lambda w, made=made: decide(w, school.waymark.settings, made))
    text = maya.open().text
    assert "Excused" in text
    assert cards(text)[0]["standard"] == school.standards[shipped.load().units[0].standards[2]]


def test_an_activity_page_says_the_target_and_how_it_goes(maya):
    key = library.activity_id(shipped.load().activity("juice-stand").iri)
    text = maya.open(f"activity/{key}").text
    assert "Use ratio words to compare two amounts." in text
    assert "Answer 5 questions" in text
    assert "/start" in text


def test_an_activity_the_teacher_leads_has_no_start(maya):
    key = library.activity_id(shipped.load().activity("ratio-talk").iri)
    assert "You do this one with Alvarez Testperson" in maya.open(f"activity/{key}").text
    answer = maya.doors("POST", f"{maya.home}activity/{key}/start", data={"csrf": maya.open().csrf})
    assert answer.status_code == 404


def test_an_activity_of_no_course_is_not_found(maya):
    maya.open("activity/ffff", 404)


def test_the_page_speaks_the_chosen_language(maya):
    answer = maya.press("/language", language="es")
    assert answer.status_code == 303
    assert '<html lang="es"' in maya.open().text


def test_language_never_leads_away_from_waymark(maya):
    answer = maya.press("/language", language="es", back="https://evil.example/")
    assert answer.headers["Location"] == maya.home


def test_a_student_without_a_name_still_has_a_page(doors, school, maya):
    def nameless(write):
        from gateway.services.enter import keep_person

        home = school.waymark.settings.people_home
        person = keep_person(write, school.tenant, school.platform, "quiet", home)
        values = {"role": "learner", "status": "active", "sections": [], "since": write.now}
        write.conn.execute(
            insert(t.enrolment).values(tenant_id=school.tenant, course_id=school.course, person_id=person, **values)
        )
        return person

    school.people["quiet"] = school.waymark.db.write(nameless)
    assert "Hi Student." in Student(doors, school, "quiet").open().text


def test_a_student_is_greeted_by_first_name_and_stands_in_the_bar_by_the_full_one(maya):
    from gateway.services.enter import keep_name

    school = maya.school
    school.waymark.db.write(lambda w: keep_name(w, school.tenant, school.people["maya"], {"given_name": "Maya"}))
    text = maya.open().text
    assert "Hi Maya. Pick your next step." in text
    assert "Maya Testperson" in text.split("</header>")[0]


def test_T02_an_observer_sees_a_clear_page_and_no_class(doors, school):
    publish(school)
    handle = doors.sign_in(school, "observer", school.people["maya"])
    answer = doors("GET", f"/student/{handle}/")
    assert "You are here as an observer" in answer.text
    assert "Maya" not in answer.text
    assert doors("GET", f"/student/{handle}/goal").status_code == 403

"""Sentences read well with one, with several and with nothing, and the chart's numbers stay clear of its lines."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
import teacher_app
from flask import get_template_attribute

from gateway.services.enter import DeploymentWaiting, NoCourse
from gateway.services.inputs import StandardRow
from gateway.services.signin import LinkExpired, LinkUsed
from gateway.services.views.names import short, within
from gateway.web import faults
from gateway.web.actions import action_label
from gateway.web.pages.charts import LEFT, NEAR, OverTime, Point, draw
from gateway.web.pages.delivery import Delivery
from gateway.web.pages.sentences import Sentence
from gateway.web.pages.shell import Action
from gateway.web.reasons import say
from gateway.web.words import say_list

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
LONG = "Solve unit rate problems including those involving unit pricing and constant speed."


@pytest.fixture
def page():
    with teacher_app.make_app().test_request_context():
        yield


def needs(pieces, activities, of_activities=2):
    args = {"pieces": pieces, "activities": activities, "of_pieces": 3, "of_activities": of_activities}
    return say(Sentence("why.needs_evidence", tuple(args.items())), NOW)


def test_a_standard_stands_in_a_sentence_by_its_code_and_in_quotation_marks(page):
    assert (
        within(StandardRow("1", "6.RP.A.3.b", LONG, "", 1))
        == "6.RP.A.3.b (“Solve unit rate problems including those…”)"
    )
    assert within(StandardRow("1", "", "Read a map.", "", 1)) == "“Read a map”"
    assert len(short(LONG, 40)) <= 40


def test_names_are_joined_as_the_language_does(page):
    assert say_list(["Ana"]) == "Ana"
    assert say_list(["Ana", "Ben"]) == "Ana and Ben"
    assert say_list(["Ana", "Ben"], 3) == "Ana, Ben, and 3 more"


def test_numbers_in_a_sentence_have_their_own_plurals(page):
    assert needs(0, 0) == "A level needs 3 results from 2 activities. So far there are none."
    assert needs(1, 1).endswith("So far there is one.")
    assert needs(2, 1).endswith("So far there are 2, all from one activity.")
    assert needs(3, 2).endswith("So far there are 3 from 2 activities.")
    assert needs(1, 1, of_activities=1).startswith("A level needs 3 results. ")


def test_U43_a_held_grade_is_asked_about_also_where_one_side_is_blank(page):
    words = get_template_attribute("parts/delivery.html", "held_words")
    held = {"state": "held", "at": NOW, "theirs_at": NOW}
    assert "You typed 2" in words(Delivery(value="4", theirs="2", **held), NOW)
    assert "You cleared it" in words(Delivery(value="4", **held), NOW)
    assert "no value any more" in words(Delivery(theirs="2", **held), NOW)
    labels = [action_label(Action(code, "", (("value", ""),))) for code in ("keep", "send")]
    assert labels == ["Keep it blank", "Make it blank"]


@pytest.mark.parametrize("aim", [0, 10, 50, 65, 70, 85, 100])
def test_the_numbers_of_a_chart_stand_left_of_it_and_apart(aim):
    drawn = draw(OverTime("Ratios", (Point(NOW, 70, 50, 90, "Recipe cards", "3 of 4"),), aim))
    assert aim in [number for _y, number in drawn.marks]
    numbers = sorted(number for _y, number in drawn.marks)
    assert all(b - a >= NEAR for a, b in pairwise(numbers))
    assert min(x for x, _y in drawn.dots) > LEFT


@pytest.mark.parametrize("error", [DeploymentWaiting("d-7"), NoCourse("p-1"), LinkUsed(), LinkExpired()])
def test_L19_U04_each_closed_door_says_what_it_is_and_what_comes_next(error):
    app = teacher_app.make_app()
    faults.install(app)

    def closed():
        raise error

    app.add_url_rule("/closed", view_func=closed)
    shown = app.test_client().get("/closed").text
    assert str(error.title) in shown
    assert str(error.hint) in shown
    assert "on our side" not in shown
    assert ("accept deployment d-7" in shown) == isinstance(error, DeploymentWaiting)

"""Nothing is asked for any more: a step further, help for a classmate, a look back; and a teacher's step further."""

import re

import pytest
from ratios_school import activity_id, cards_of, learner_of

from gateway import library as shipped
from gateway.db import tables as t
from gateway.learn.library import Library
from gateway.services import decide as decisions
from gateway.services import opt_out, path
from gateway.services.decide import Deciding
from gateway.services.path import Wish

ONE_STORE = pytest.mark.parametrize("database_kind", ["sqlite"])


def settle(school, codes, kind="level"):
    """Let a teacher say that Maya has these standards, or needs none of them."""
    about = (school.tenant, school.course, school.people["alvarez"], school.people["maya"], kind)

    def plan(write):
        for code in codes:
            made = Deciding(*about, 4 if kind == "level" else True, school.standards[code])
            decisions.decide(write, school.waymark.settings, made)

    school.waymark.db.write(plan)


def take_back(school):
    """Let the teacher take all of that back."""
    rows = school.rows(t.decision, kind="level")
    who = (school.waymark.settings, school.tenant, school.people["alvarez"])
    for row in rows:
        statement_id = decisions.UUID(bytes=bytes(row.statement_id))
        school.waymark.db.write(lambda w, one=statement_id: decisions.take_back(w, *who, one))


def iri(key):
    return shipped.load().activity(key).iri


def ids(maya):
    return list(maya.school.standards.values())


def test_who_has_everything_goes_further_helps_or_looks_back(maya):
    settle(maya.school, maya.school.standards)
    cards = cards_of(maya)
    assert [one.reason.code for one in cards] == ["further", "known_already", "known_already"]
    assert cards[0].activity in {iri("paint-wall"), iri("find-the-whole")}
    text = maya.open().text
    assert re.findall(r"<h3[^>]*>(?:<a[^>]*>)?([^<]+)", text)[2] == "Help a classmate"
    assert "You did all that was asked. This one goes a step further." in text
    assert "Nothing more of this is asked of you." in text
    for untrue in ("This is your first day here", "It is a good place to start", "/placement"):
        assert untrue not in text


@ONE_STORE
def test_what_is_new_and_not_easy_is_a_step_further_where_nothing_hard_is_left(maya):
    settle(maya.school, maya.school.standards)
    learner = learner_of(maya)
    whole = learner.course.library

    def further(levels):
        kept = tuple(one for one in whole.activities if one.level in levels)
        return path.further(learner, ids(maya), Library(kept, whole.standards, whole.framework))

    assert further({"easy"}) is None
    assert further({"easy", "core"})[0].level == "core"
    assert further({"easy", "core", "hard"})[0].level == "hard"


@ONE_STORE
def test_a_standard_beyond_the_open_units_is_a_step_further_once_it_is_ready(maya):
    codes, two = list(maya.school.standards), ids(maya)[:2]
    settle(maya.school, codes[:2])
    assert path.further(learner_of(maya), two)[1] in two
    settle(maya.school, codes[2:3])
    assert path.further(learner_of(maya), two)[1] == ids(maya)[3]


@ONE_STORE
def test_what_is_excused_is_no_look_back_while_there_is_another(maya):
    codes = list(maya.school.standards)
    settle(maya.school, codes[:4], "excused")
    settle(maya.school, codes[4:])
    assert {one.standard for one in cards_of(maya)} <= set(ids(maya)[4:])


def test_a_student_offers_help_once_and_takes_it_back(maya):
    assert "Help a classmate" not in maya.open().text
    settle(maya.school, maya.school.standards)
    action, fields = maya.open().form("/offer")
    for _ in range(2):
        assert maya.doors("POST", action, data=fields).status_code == 303
    assert len(maya.school.rows(t.decision, kind="offer_help")) == 1
    assert "Your teacher sees that you would help" in maya.open().text
    assert maya.press("/offer/back").status_code == 303
    assert maya.school.rows(t.decision, kind="offer_help") == []
    assert maya.doors("POST", f"{action}/back", data=fields).status_code == 404


@ONE_STORE
def test_help_is_offered_with_a_strength_alone(maya):
    settle(maya.school, maya.school.standards)
    action, fields = maya.open().form("/offer")
    assert maya.doors("POST", action, data={**fields, "standard": "0123"}).status_code == 404
    take_back(maya.school)
    assert maya.doors("POST", action, data=fields).status_code == 404
    assert maya.school.rows(t.decision, kind="offer_help") == []


def test_the_teacher_sees_who_would_help_and_whom(maya, desk):
    school = maya.school
    settle(school, school.standards)
    maya.press("/offer")
    named = school.rows(t.decision, kind="offer_help")[0].standard_id
    school.learner("ben")
    made = Deciding(school.tenant, school.course, school.people["alvarez"], school.people["ben"], "level", 1, named)
    school.waymark.db.write(lambda w: decisions.decide(w, school.waymark.settings, made))
    text = desk.open("")
    assert "<strong>Maya Testperson</strong> would help a classmate with" in text
    assert "It does not come easy yet to Ben." in text
    assert "offered to help a classmate" in desk.open(f"students/{school.people['maya']}")
    desk.send(re.search(r"decisions/[0-9a-f-]{36}/undo", text)[0])
    assert "would help a classmate" not in desk.open("")


@ONE_STORE
def test_who_takes_no_part_is_asked_for_no_help(maya):
    school = maya.school
    settle(school, school.standards)
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["maya"], "admin", "asked"))
    text = maya.open().text
    assert "You finished every part" in text
    assert "Help a classmate" not in text


def test_a_teacher_gives_a_step_further_with_one_press_and_takes_it_back(maya, desk):
    school, person = maya.school, maya.school.people["maya"]
    settle(school, list(school.standards)[:3])
    assert "Offer extension" in desk.open("")
    desk.send("extension", person=person)
    first = cards_of(maya)[0]
    assert (first.activity, first.reason.code) == (iri("paint-wall"), "extension")
    assert "Alvarez Testperson picked this for you." in maya.open().text
    sheet = desk.open(f"students/{person}")
    assert "A step further that a teacher gave." in sheet
    assert "gave a step further" in sheet
    assert desk.send("extension", person=person).headers["Location"].endswith("said=no_extension")
    assert len(school.rows(t.decision, kind="extension")) == 1
    assert "/extension/undo" in desk.open("?said=extension")
    desk.send("extension/undo")
    assert school.rows(t.decision, kind="extension") == []
    assert cards_of(maya)[0].reason.code != "extension"
    desk.send("extension/undo", 404)
    desk.send("extension", 400)


@ONE_STORE
def test_an_offered_step_further_may_be_skipped_and_is_over_once_done(maya, desk):
    school = maya.school
    settle(school, list(school.standards)[:3])
    desk.send("extension", person=school.people["maya"])
    assert learner_of(maya).given == ()
    assert maya.press("/skip", f"activity/{activity_id('paint-wall')}", reason="later").status_code == 303
    assert iri("paint-wall") not in {one.activity for one in path.cards(learner_of(maya), Wish())}
    maya.do("paint-wall", 1.0)
    assert learner_of(maya).extended == ()

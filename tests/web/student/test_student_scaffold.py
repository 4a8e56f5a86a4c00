"""A short help attached to a standard: for who is stuck there or was given a support step, and for nobody else."""

import pytest

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import judge
from gateway.services.library import activity_id

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])
SAMPLE = shipped.load()
STAND = SAMPLE.activity("juice-stand")
PAGE = f"activity/{activity_id(STAND.iri)}"


@pytest.fixture
def standard(desk, school):
    """Attach sentence starters to the juice stand's standard."""
    found = school.standards[STAND.standards[0]]
    desk.send("pathway/helps", standard=found, kind="starters", text="For every …\n\nThe ratio of … to …")
    return found


def decisions(school):
    return [row for row in school.rows(t.decision) if row.kind == "scaffold"]


def test_who_is_stuck_is_offered_it_and_opening_it_is_noted(maya, school, standard, desk):
    page = f"{PAGE}?standard={standard}"
    assert "A little help" not in maya.open(page).text
    for key in ("juice-stand", "bike-shed"):
        maya.do(key, 0.2)
    before = school.rows(t.mastery)
    shown = maya.open(page).text
    assert "A little help" in shown
    assert "For every" not in shown  # opened by a button, so that it is known who used it
    answer = maya.press("/help", page)
    opened = maya.open(answer.headers["Location"].split(maya.home)[1].split("#")[0]).text
    assert "<li>For every …</li><li>The ratio of … to …</li>" in opened
    made = decisions(school)
    assert [(one.standard_id, one.person_id) for one in made] == [(standard, school.people["maya"])]
    school.waymark.runner.run_due()
    assert school.rows(t.mastery) == before  # no level reads it
    assert "opened by 1 student" in desk.open("pathway/helps")
    assert "opened a help</strong>" in desk.open(f"students/{school.people['maya']}")


def test_who_gets_on_without_never_sees_it(maya, school, standard):
    page = f"{PAGE}?standard={standard}"
    maya.do("juice-stand", 0.9)
    assert "A little help" not in maya.open(page).text
    assert "For every" not in maya.open(f"{page}&help=1").text
    token = maya.open().csrf
    answer = maya.doors("POST", f"{maya.home}{PAGE}/help", data={"csrf": token, "standard": standard})
    assert answer.status_code == 404
    assert decisions(school) == []


def test_a_support_step_that_a_teacher_gave_brings_it(maya, school, standard):
    waymark, who = school.waymark, school.people
    with waymark.db.read() as conn:
        course = waymark.cache.get(conn, school.tenant, school.course)
    steps = [(who["maya"], activity_id(STAND.iri), standard)]
    waymark.db.write(lambda write: judge.give_support(write, waymark.settings, course, who["alvarez"], steps))
    assert "A little help" in maya.open(f"{PAGE}?standard={standard}").text
    other = next(one for one in SAMPLE.activities if one != STAND and STAND.standards[0] in one.standards)
    assert "A little help" not in maya.open(f"activity/{activity_id(other.iri)}?standard={standard}").text


def test_a_teacher_attaches_helps_and_takes_them_away(school, standard, desk):
    desk.send("pathway/helps", standard=standard, kind="link", text="A film", url="https://films.example/ratios")
    page = desk.open("pathway/helps")
    assert "https://films.example/ratios" in page
    for wrong in ({"kind": "text", "text": ""}, {"kind": "link", "text": "x", "url": "javascript:alert(1)"}):
        assert 'role="alert"' in desk.send("pathway/helps", 422, standard=standard, **wrong).text
    desk.send("pathway/helps", 400, standard=standard, kind="other", text="x")
    desk.send("pathway/helps", 404, standard="nowhere", kind="text", text="x")
    for one in school.rows(t.scaffold):
        desk.send(f"pathway/helps/{one.id}/away")
    assert school.rows(t.scaffold) == []

"""Copied courses: the settings are offered once, to who taught the old course, and nobody's work moves (F33)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from roster_room import TEACHER, Room
from sqlalchemy import update
from support.gradebooks import Site, open_gradebook
from support.statements import completed, run, store
from support.world import School, found_school, make_course

from gateway.db import tables as t
from gateway.services import platforms

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
OLD = "Algebra of last year"


@pytest.fixture(scope="session")
def sites() -> Iterator[Any]:
    """Run a simulator of each kind from when it is first wanted."""
    with ExitStack() as open_ones:
        made: dict[str, Site] = {}

        def of(kind: str) -> Site:
            if kind not in made:
                made[kind] = open_ones.enter_context(Site(kind).running())
            return made[kind]

        yield of


class Copied(Room):
    """A school whose course has a pathway and results; its teacher was there."""

    def __init__(self, doors: Any, site: Site, waymark: Any, clock: Any) -> None:
        school = open_gradebook(site, waymark, clock, column=False, enrolled=False).school
        site.sim.faults.platform_storage = "off"
        super().__init__(doors, site, school)
        self.deploy()
        self.enter(bend=self.titled(OLD))
        school.publish()
        school.set_course(mastery={"aim": 0.8}, counts=True)
        school.learner("ana")
        store(school, [completed(school.actor("ana"), key, 1.0, n=n) for n, key in enumerate(("a1", "a2"), start=1)])
        run(waymark, "evaluate")
        self.old = school.course

    def titled(self, title: str) -> Any:
        def bend(claims: Any) -> None:
            claims[f"{CLAIM}context"]["title"] = title

        return bend

    def deploy(self) -> None:
        """Accept the deployment of the course that is open now."""
        school, deployment = self.school, self.sim.deployment_id
        self.waymark.db.write(lambda w: platforms.deploy(w, school.platform, deployment, school.tenant))

    def copy(self, times: int = 1) -> None:
        for _ in range(times):
            self.sim.copy_course()
            self.deploy()

    def first_page(self) -> str:
        """Open the teacher's home and follow to where it leads; return the text."""
        return str(self.doors("GET", self.home, follow_redirects=True).text)

    def here(self) -> Any:
        """Return the row of the course that was launched last."""
        handle = self.home.split("/")[2]
        course_id = self.school.rows(t.session, id=handle)[0].course_id
        return self.school.rows(t.course, id=course_id)[0]

    def take(self) -> Any:
        return self.send("copy/take", source=self.old)

    def bodies(self, course_id: str) -> list[tuple[str, Any]]:
        return [(row.state, row.body) for row in self.school.rows(t.pathway, course_id=course_id)]


@pytest.fixture(params=["canvas", "moodle", "schoology"])
def anywhere(request, sites, doors, waymark, clock) -> Copied:
    return Copied(doors, sites(request.param), waymark, clock)


@pytest.fixture
def copied(sites, doors, waymark, clock) -> Copied:
    return Copied(doors, sites("canvas"), waymark, clock)


def test_F33_the_teacher_of_a_copied_course_is_shown_what_comes_along_and_takes_it(anywhere):
    anywhere.copy()
    anywhere.enter()
    text = anywhere.first_page()
    assert f"This course was copied from {OLD}" in text
    assert "6.A" in text
    assert "80 percent" in text
    assert "count in the total" in text
    assert anywhere.take().status_code == 303
    here = anywhere.here()
    assert here.id != anywhere.old
    ((state, body),) = anywhere.bodies(here.id)
    assert (state, here.setup_step) == ("draft", 5)
    assert body["standards"] == list(anywhere.school.standards.values())
    assert set(body["activities"]) == {"a1", "a2", "ab", "b1", "c1", "c2"}
    assert len(body["alignments"]) == 8
    assert here.settings == {"mastery": {"aim": 0.8}, "counts": True, "language": "en"}
    assert "Publish" in anywhere.first_page()


def test_F33_no_learner_data_moves_and_the_old_course_stays_as_it_was(anywhere):
    school, personal = anywhere.school, (t.evidence, t.mastery, t.learner, t.step, t.cell, t.decision)
    before = {one.name: school.rows(one) for one in personal}
    old = dict(school.rows(t.course, id=anywhere.old)[0]._mapping)
    anywhere.copy()
    anywhere.enter()
    anywhere.take()
    anywhere.send("setup/publish")
    run(anywhere.waymark, "evaluate")
    here = anywhere.here().id
    assert school.rows(t.learner, course_id=here) == []
    assert school.rows(t.mastery, course_id=here) == []
    assert school.rows(t.parameter_set, course_id=here) == []
    assert {row.role for row in school.rows(t.enrolment, course_id=here)} == {"teacher"}
    assert {one.name: school.rows(one) for one in personal} == before
    assert dict(school.rows(t.course, id=anywhere.old)[0]._mapping) == old


def test_F33_grades_go_to_the_copys_own_columns_and_only_once_switched_on(copied):
    copied.school.set_course(write=True)
    copied.copy()
    copied.enter()
    copied.take()
    copied.send("setup/publish")
    here = copied.here()
    assert not here.settings.get("write")
    copied.send("gradebook/write", write="on", total="on")
    places = copied.school.rows(t.place, course_id=here.id)
    assert places
    assert all(row.remote is None for row in places)
    assert here.lineitems_url == copied.sim.lineitems_url
    assert copied.school.rows(t.course, id=copied.old)[0].lineitems_url != here.lineitems_url


def test_who_begins_anew_is_not_asked_again(copied):
    copied.copy()
    copied.enter()
    assert copied.send("copy/fresh").status_code == 303
    assert "Use this set-up" not in copied.first_page()
    copied.enter()
    assert "Use this set-up" not in copied.first_page()
    assert copied.bodies(copied.here().id) == []
    assert copied.take().status_code == 404


def test_pressed_twice_it_is_taken_once_and_put_off_it_is_asked_again(copied):
    copied.copy()
    copied.enter()
    later = copied.doors("GET", f"{copied.home}?later=1")
    assert later.status_code == 200
    assert "Use this set-up" in copied.first_page()
    assert [copied.take().status_code for _ in range(2)] == [303, 303]
    assert len(copied.bodies(copied.here().id)) == 1
    assert "Use this set-up" not in copied.first_page()


def test_F33_a_copy_of_a_copy_finds_the_nearest_course_with_a_set_up(anywhere):
    anywhere.copy(times=2)
    anywhere.enter()
    assert OLD in anywhere.first_page()
    anywhere.take()
    anywhere.enter(bend=anywhere.titled("This year"))
    anywhere.copy()
    anywhere.enter()
    text = anywhere.first_page()
    assert "This course was copied from This year" in text
    assert OLD not in text


def test_a_teacher_who_never_taught_the_old_course_sees_only_the_links_of_this_one(copied):
    copied.copy()
    other = copied.sim.school.teachers[1].login

    def bend(claims: Any) -> None:
        claims[f"{CLAIM}resource_link"] = {"id": "link-9", "title": "Tape diagrams"}

    copied.enter(other, bend)
    text = copied.first_page()
    assert "Tape diagrams" in text
    assert OLD not in text
    assert "6.A" not in text
    assert "Use this set-up" not in text
    assert copied.take().status_code == 403
    assert copied.bodies(copied.here().id) == []
    copied.enter(TEACHER)
    assert "Use this set-up" in copied.first_page()


def custom(**values: str) -> Any:
    def bend(claims: Any) -> None:
        claims[f"{CLAIM}custom"] = values

    return bend


def place(school: School, course_id: str, name: str) -> None:
    """Let a teacher have placed a link in a course."""
    values = {
        "tenant_id": school.tenant, "id": name, "course_id": course_id, "kind": "path", "activities": [],
        "title": "My path", "maximum": None,
    }  # fmt: skip
    school.waymark.db.write(lambda w: w.conn.execute(t.placed.insert().values(**values, made_at=w.now)))


def test_F33_our_own_id_in_a_copied_link_is_enough(copied):
    place(copied.school, copied.old, "link-1")
    copied.copy()
    copied.enter(bend=custom(waymark_link="link-1"))
    assert f"copied from {OLD}" in copied.first_page()


def test_F33_the_history_of_a_link_is_enough(copied):
    link = copied.school.rows(t.course_link, course_id=copied.old)[0].link_id
    copied.copy()
    copied.enter(bend=custom(link_history=f"unknown,{link}"))
    assert f"copied from {OLD}" in copied.first_page()


def test_sections_that_have_a_link_in_common_are_offered_each_others_set_up(copied):
    link = copied.school.rows(t.course_link, course_id=copied.old)[0].link_id

    def bend(claims: Any) -> None:
        custom()(claims)
        claims[f"{CLAIM}context"]["id"] = "period-5"
        claims[f"{CLAIM}resource_link"]["id"] = link

    copied.enter(bend=bend)
    assert f"shares links with {OLD}" in copied.first_page()


@pytest.mark.parametrize("told", ["context_history", "link_history", "waymark_link"])
def test_F33_T01_a_course_of_another_school_or_registration_is_never_offered(copied, waymark, told):
    foreign = found_school(waymark, "two", context="theirs")
    foreign.publish()
    second = registration(copied.school)
    for school in (foreign, second):
        mark = {"tenant_id": school.tenant, "course_id": school.course, "link_id": "theirs"}
        waymark.db.write(lambda w, mark=mark: w.conn.execute(t.course_link.insert().values(**mark, since=w.now)))
    copied.copy()
    place(foreign, foreign.course, "theirs")
    place(second, second.course, "another")
    for named in ("theirs", "another"):
        copied.enter(bend=custom(**{told: named}))
        assert copied.doors("GET", copied.home).location.endswith("/setup")
    assert copied.school.rows(t.course_copy) == []


def registration(school: School) -> School:
    """Return another learning system of the same school, with a course that its teacher set up."""
    waymark = school.waymark
    new = platforms.NewPlatform(
        name="Another", lms=None, deployment_ids=("d2",), issuer="https://another.example", client_id="x",
        auth_url="https://another.example/a", token_url="https://another.example/t",
        jwks_url="https://another.example/j",
    )  # fmt: skip

    def plan(write: Any) -> School:
        made = platforms.add(write, school.tenant, new, secret_key=waymark.settings.secret_key, loopback=True)
        course = make_course(write, school.tenant, made, "theirs", list(school.standards.values()))
        return School(waymark, school.tenant, made, course, school.standards)

    found = waymark.db.write(plan)
    found.publish()
    return found


def test_a_course_whose_set_up_has_begun_is_not_asked(copied):
    copied.copy()
    copied.enter(bend=custom())
    here = copied.here()
    copied.waymark.db.write(
        lambda w: w.conn.execute(
            t.pathway.insert().values(
                tenant_id=here.tenant_id, course_id=here.id, version=1, state="draft", body={"units": []},
                made_at=w.now,
            )
        )
    )  # fmt: skip
    copied.enter()
    assert "Set up this course" in copied.first_page()
    assert copied.school.rows(t.course_copy) == []


def test_a_students_launch_of_a_copied_course_asks_nobody(copied):
    copied.copy()
    copied.launch(copied.sim.school.students[0].login)
    assert copied.school.rows(t.course_copy) == []


def test_an_old_course_without_any_set_up_is_not_offered(copied):
    gone = update(t.pathway).filter_by(tenant_id=copied.school.tenant).values(state="withdrawn")
    copied.waymark.db.write(lambda w: w.conn.execute(gone))
    copied.copy()
    copied.enter()
    assert "Set up this course" in copied.first_page()

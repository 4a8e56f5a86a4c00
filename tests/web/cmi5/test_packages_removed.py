"""A package is deleted or replaced by its teacher: what goes, what stays, and what is swept away later."""

import io
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert
from support import packages as made
from support.databases import CONTENT
from support.world import School
from werkzeug.test import TestResponse

from gateway.db import tables as t
from gateway.jobs.periodic import Tidy
from gateway.services import course_activities, package_folders, package_removal, packages, rebuild
from gateway.services.course_activities import About
from gateway.services.drafts import Author
from tests.unit.cmi5.course_files import au, block, course
from tests.web.cmi5.cmi5_room import packed
from tests.web.cmi5.test_cmi5_from_course import ONE, TWO, Learner, score
from tests.web.student.ratios_school import publish, ratios_school


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: the tables' keys are tried on both beside this."""
    return "sqlite"


@pytest.fixture
def school(waymark) -> School:
    made_here = ratios_school(waymark)
    publish(made_here)
    return made_here


class Office:
    """A teacher's browser in the library of a course."""

    def __init__(self, maya: Learner) -> None:
        self.maya, self.school, self.parts = maya, maya.school, maya.school.waymark
        self.who = Author(self.school.tenant, self.school.course, self.school.people["alvarez"])
        handle = maya.doors.sign_in(self.school, "teacher", self.who.person_id)
        self.home = f"/teacher/{handle}/library"
        self.csrf = self.school.rows(t.session, t.session.c.csrf, id=handle)[0].csrf

    def bring(self, data: bytes, *codes: str) -> list[str]:
        """Upload a package and say what its units show; return their ids."""
        before = {one.id for one in self.school.rows(t.package)}
        self.send("upload", package=(io.BytesIO(data), "course.zip"))
        (new,) = {one.id for one in self.school.rows(t.package)} - before
        units = sorted(self.school.rows(t.package_unit, package_id=new), key=lambda one: one.position)
        for unit, code in zip(units, codes, strict=False):
            said = About("Pouring", "try", 10, "", "anywhere", must=True, standards=(self.school.standards[code],))
            self.parts.db.write(
                lambda write, one=unit.activity_id, said=said: course_activities.put(write, self.who, one, said)
            )
        return [one.activity_id for one in units]

    def send(self, path: str, status: int = 303, **fields: Any) -> TestResponse:
        """Post a form of the library."""
        answer = self.maya.doors("POST", f"{self.home}/{path}", data={"csrf": self.csrf, **fields})
        assert answer.status_code == status, answer.text
        return answer

    def open(self, path: str, status: int = 200) -> str:
        """Open a page of the library."""
        answer = self.maya.doors("GET", f"{self.home}/{path}".rstrip("/"))
        assert answer.status_code == status, answer.text
        return answer.text

    @property
    def folders(self) -> list[Path]:
        """The folders of packages."""
        return sorted(self.parts.settings.data_dir.glob("content/*/*"))

    def tidy(self) -> None:
        """Do what is done once a day."""
        Tidy(self.parts.db, folder=self.parts.settings.data_dir).run("periodic/tidy", None)  # type: ignore[arg-type]

    def age(self, minutes: float = 61) -> None:
        """Make folders older."""
        then = self.parts.clock().timestamp() - 60 * minutes
        for one in self.folders:
            os.utime(one, (then, then))


@pytest.fixture
def maya(doors, school) -> Learner:
    return Learner(doors, school)


@pytest.fixture
def office(maya) -> Office:
    return Office(maya)


def units(*names: str, page: bytes = b"<h1>One</h1>") -> bytes:
    """Return a package of units in a block."""
    return packed(course(block("b", *(au(one, moveOn="Passed") for one in names))), **{"index.html": page})


def place(office: Office, activity: str, course_id: str = "") -> str:
    """Have a link to an activity placed."""
    key = f"link-{course_id or 'own'}"
    row = {
        "tenant_id": office.school.tenant, "id": key, "course_id": course_id or office.school.course,
        "kind": "activity", "activities": [activity], "title": "Pouring", "maximum": 4,
        "made_at": office.parts.clock(),
    }  # fmt: skip
    office.parts.db.write(lambda write: write.conn.execute(insert(t.placed).values(row)))
    return key


def shown(maya: Learner, address: str) -> tuple[int, str]:
    """Open an address of the content host; return status and text."""
    with maya.doors("GET", urlsplit(address).path, base_url=CONTENT) as answer:
        return answer.status_code, answer.text


def passed(maya: Learner, activity: str) -> None:
    unit = maya.run(activity)
    assert unit.send(unit.statement("initialized"), unit.statement("passed", **score(0.8))).status_code == 200
    maya.worked_in()


def test_deleting_tells_before_what_goes_and_what_stays_and_then_does_just_that(office, maya) -> None:
    first, second = office.bring(units("u1", "u2"), ONE, TWO)
    passed(maya, first)
    open_unit = maya.run(second)
    place(office, second)
    kept = office.school.rows(t.evidence), office.school.rows(t.mastery)
    asked = office.open(f"{first}/delete")
    for words in ("2 activities", "2 of them are on the pathway", "1 student has begun", "1 link", "1 result"):
        assert words in asked
    office.send(f"{first}/delete")
    assert office.folders == []
    assert (office.school.rows(t.evidence), office.school.rows(t.mastery)) == kept
    listed = office.open("")
    assert first not in listed
    assert second not in listed
    office.open(f"{first}/delete", 404)
    for path in (f"activity/{second}", f"activity/{first}"):
        assert "not here any more" in maya.open(path, 410).text
    assert maya.doors("POST", f"{maya.home}activity/{second}/start", data={"csrf": maya.open().csrf}).status_code == 410
    assert open_unit.send(open_unit.statement("initialized"), open_unit.statement("passed")).status_code == 200
    maya.worked_in()
    assert len(office.school.rows(t.evidence)) == 2
    assert rebuild.rebuild(office.parts.db, office.school.tenant, office.parts.naming).equal
    assert [one.what for one in office.school.rows(t.audit)].count("package-deleted") == 1


def test_files_are_gone_for_who_knows_their_address(office, maya) -> None:
    (activity,) = office.bring(made.tincan(), ONE)
    tag = office.folders[0].parent.name
    address = f"/content/{tag}/p/{office.folders[0].name}/index.html"
    assert shown(maya, address) == (200, "<h1>Shadows</h1>")
    office.send(f"{activity}/delete")
    assert shown(maya, address)[0] == 404


@pytest.mark.parametrize("use", ["offered", "linked"])
def test_what_another_course_uses_is_not_this_teachers_to_delete(office, use) -> None:
    (activity,) = office.bring(made.tincan(), ONE)
    other = office.school.rows(t.course)[0]
    row = {**other._asdict(), "id": "other", "context_id": "other"}
    key = {"tenant_id": office.school.tenant, "course_id": "other", "activity_id": activity}
    office.parts.db.write(lambda write: write.conn.execute(insert(t.course).values(row)))
    if use == "offered":
        office.parts.db.write(lambda write: write.conn.execute(insert(t.course_activity).values(**key, graded=False)))
    else:
        place(office, activity, "other")
    assert "1 other course uses this package" in office.open(f"{activity}/delete")
    assert "Another course uses this package" in office.send(f"{activity}/delete", 409).text
    assert len(office.folders) == 1
    assert office.school.rows(t.activity, id=activity)[0].removed_at is None
    with office.parts.db.read() as conn, pytest.raises(package_removal.NotFound):
        package_removal.find(conn, Author(office.school.tenant, "other", None), activity)


def test_a_folder_that_a_stop_left_behind_is_swept_away_and_no_other(office, monkeypatch) -> None:
    (activity,) = office.bring(made.tincan(), ONE)
    office.bring(units("u1"), TWO)
    (office.parts.settings.data_dir / "content" / "nobody" / "x").mkdir(parents=True)
    with monkeypatch.context() as stopped:
        stopped.setattr(package_folders, "drop", lambda _place: None)
        office.send(f"{activity}/delete")
    assert len(office.folders) == 3
    office.tidy()
    assert len(office.folders) == 3, "younger than an hour"
    office.age()
    office.tidy()
    left = {one.name for one in office.folders} - {"x"}
    assert left == {one.tag for one in office.school.rows(t.package, removed_at=None)}


def test_a_deleted_activity_that_comes_again_is_the_same_one(office, maya) -> None:
    (activity,) = office.bring(made.tincan(), ONE)
    office.send(f"{activity}/delete")
    assert office.bring(made.tincan(), ONE) == [activity]
    assert office.school.rows(t.activity, id=activity)[0].removed_at is None
    assert maya.press("/start", f"activity/{activity}").status_code == 303


def test_a_newer_version_keeps_activities_enrolment_and_results(office, maya) -> None:
    first, second = office.bring(units("u1", "u2"), ONE, TWO)
    passed(maya, first)
    kept, enrolled = office.school.rows(t.evidence), office.school.rows(t.cmi5_registration)
    page = office.send(f"{first}/replace", package=(io.BytesIO(units("u3", "u1", page=b"<h1>Two</h1>")), "newer.zip"))
    assert page.headers["Location"].endswith("said=replaced")
    assert "Pouring" in office.open(first), "the teacher's own name"
    third = ({row.activity_id for row in office.school.rows(t.package_unit)} - {first}).pop()
    assert third not in {first, second}
    assert third in office.open("")
    assert [row.removed_at is None for row in office.school.rows(t.activity, id=second)] == [False]
    assert (office.school.rows(t.evidence), len(office.school.rows(t.package))) == (kept, 1)
    assert maya.open(f"activity/{second}", 410)
    unit = maya.run(first)
    assert unit.registration not in {one.registration for one in enrolled}, "passed before: it begins anew"
    assert shown(maya, unit.told["url"]) == (200, "<h1>Two</h1>")
    assert len(office.folders) == 2, "somebody may have the older one open"
    office.age()
    office.tidy()
    assert [one.name for one in office.folders] == [office.school.rows(t.package)[0].tag]
    assert rebuild.rebuild(office.parts.db, office.school.tenant, office.parts.naming).equal


def test_h5p_has_one_unit_without_a_name_and_is_replaced_all_the_same(office) -> None:
    stored = packages.store(
        office.parts.db, office.parts.settings.data_dir, office.school.tenant, made.h5p(), office.who.person_id,
        also=lambda write, new: course_activities.bring(write, office.who, [new.units[0].activity_id]),
    )  # fmt: skip
    (activity,) = (one.activity_id for one in stored.units)
    refused = office.send(f"{activity}/replace", 422, package=(io.BytesIO(made.h5p(title="Two")), "x.h5p"))
    assert "player is not installed" in refused.text
    from gateway.services import package_versions

    package_versions.put(
        office.parts.db, office.parts.settings.data_dir, office.who, activity, made.h5p(title="Two"), lambda _kind: None
    )
    (package,) = office.school.rows(t.package)
    assert (package.title, package.id) == ({"en": "Two"}, stored.id)
    assert [one.activity_id for one in office.school.rows(t.package_unit)] == [activity]


def test_what_is_no_version_of_the_package_is_refused_and_nothing_changes(office) -> None:
    sent = units("u1", "u2")  # another one made in the next second would be another file
    first, _ = office.bring(sent, ONE, TWO)
    before = office.folders, office.school.rows(t.package), office.school.rows(t.package_unit)
    for data, words in (
        (units("u8"), "another package"), (made.tincan(), "another package"), (b"# nothing", "not a zip file"),
        (made.zipped({"cmi5.xml": "<a>\n<b>"}), "cmi5.xml, line 2"),
    ):  # fmt: skip
        assert words in office.send(f"{first}/replace", 422, package=(io.BytesIO(data), "x.zip")).text
    assert "Choose a file first" in office.send(f"{first}/replace", 422).text
    office.send(f"{first}/replace", package=(io.BytesIO(sent), "same.zip"))
    assert (office.folders, office.school.rows(t.package), office.school.rows(t.package_unit)) == before

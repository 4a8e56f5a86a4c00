"""A student opens a unit from the course: one registration, results become mastery, standards travel along."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, update
from support.statements import key
from support.world import School, align

from gateway.db import tables as t
from gateway.services import erase, opt_out, packages, rebuild, supports
from tests.unit.cmi5.course_files import BASE as IDS
from tests.unit.cmi5.course_files import au, block, course
from tests.web.cmi5.cmi5_room import AU, packed
from tests.web.student.ratios_school import Student, publish, ratios_school

ONE, TWO = "6.RP.A.1", "6.RP.A.2"


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: what is stored is tried on both beside this."""
    return "sqlite"


@pytest.fixture
def school(waymark) -> School:
    made = ratios_school(waymark)
    publish(made)
    return made


class Learner(Student):
    """Maya, who also does what the page of a unit does."""

    def run(self, activity: str) -> AU:
        """Press Start on a unit's page; return the unit where it may speak."""
        answer = self.press("/start", f"activity/{activity}")
        assert answer.status_code == 303, answer.text
        url = answer.headers["Location"]
        unit = AU(self.doors, {"url": url})
        unit.told["registration"] = unit.asked["registration"]
        unit.ready()
        return unit

    def worked_in(self) -> None:
        """Let results be worked in, without a learning system to tell."""
        for lane in ("deliver", "roster"):
            self.school.waymark.runner.handlers.pop(lane, None)
        self.school.waymark.runner.run_due()


@pytest.fixture
def maya(doors, school) -> Learner:
    return Learner(doors, school)


def brought(school: School, data: bytes, *standards: str) -> list[str]:
    """Bring a package into the course, its units aligned to one standard each; return the activity ids."""
    waymark = school.waymark
    stored = packages.store(waymark.db, waymark.settings.data_dir, school.tenant, data, None)

    def plan(write: Any) -> list[str]:
        for unit, code in zip(stored.units, standards, strict=False):
            where = {"tenant_id": school.tenant, "course_id": school.course, "activity_id": unit.activity_id}
            write.conn.execute(insert(t.course_activity).values(**where, graded=False))
            align(write, school.tenant, unit.activity_id, school.standards[code])
        key = {"tenant_id": school.tenant, "id": school.course}
        write.conn.execute(update(t.course).filter_by(**key).values(version=t.course.c.version + 1))
        return [unit.activity_id for unit in stored.units]

    return waymark.db.write(plan)


def two_units() -> bytes:
    """Return a package of two units in a block."""
    return packed(course(block("b", au("u1", moveOn="Passed"), au("u2", moveOn="CompletedOrPassed"))))


def score(scaled: float) -> dict[str, Any]:
    return {"score": {"scaled": scaled}}


def test_a_units_result_moves_the_mastery_of_its_standards_only(maya, school) -> None:
    first, _ = brought(school, two_units(), ONE, TWO)
    unit = maya.run(first)
    for word, result in (("initialized", {}), ("passed", score(0.8)), ("completed", {}), ("terminated", {})):
        assert unit.say(word, **result) == 204
    maya.worked_in()
    found = school.rows(t.evidence, person_id=school.people["maya"])
    assert [(one.score, one.standards, one.course_id) for one in found] == [
        (0.8, [school.standards[ONE]], school.course),
    ]  # fmt: skip
    assert [one.standard_id for one in school.rows(t.mastery) if one.pieces] == [school.standards[ONE]]


def test_the_standards_of_a_unit_travel_in_its_context_template(maya, school) -> None:
    first, _ = brought(school, two_units(), ONE, TWO)
    uri = school.rows(t.standard, id=school.standards[ONE])[0].uri
    unit = maya.run(first)
    around = unit.data["contextTemplate"]["contextActivities"]
    assert [one["id"] for one in around["other"]] == [uri]
    assert around["grouping"] == [{"id": f"{IDS}u1"}]
    assert unit.say("initialized") == 204
    bare = unit.statement("experienced")
    del bare["context"]["contextActivities"]["other"]
    assert unit.send(bare).status_code == 204, "what is ours beyond the specification is not demanded"


def test_units_of_a_package_share_a_registration_and_each_is_a_step(maya, school) -> None:
    first, second = brought(school, two_units(), ONE, TWO)
    one = maya.run(first)
    assert one.send(*(one.statement(word) for word in ("initialized", "passed", "terminated"))).status_code == 200
    other = maya.run(second)
    assert other.registration == one.registration
    assert other.send(*(other.statement(word) for word in ("initialized", "completed"))).status_code == 200
    assert [row.satisfied for row in school.rows(t.cmi5_registration)] == [
        [["block", f"{IDS}b"], ["course", f"{IDS}course"]],
    ]  # fmt: skip
    again = maya.run(first)
    assert again.registration != one.registration, "what was passed there cannot be passed again"
    states = [(row.activity_id, row.state) for row in school.rows(t.step)]
    assert sorted(states) == sorted([(first, "finished"), (second, "finished"), (first, "started")])
    before = {row.id for row in school.rows(t.step)}
    assert rebuild.rebuild(school.waymark.db, school.tenant, school.waymark.naming).different == 0
    assert {row.id for row in school.rows(t.step)} == before


def test_an_unfinished_unit_is_taken_up_and_its_open_session_is_abandoned(maya, school) -> None:
    first, _ = brought(school, two_units(), ONE, TWO)
    one = maya.run(first)
    assert one.say("initialized") == 204
    two = maya.run(first)
    assert two.registration == one.registration
    assert one.say("experienced") == 401
    assert two.say("initialized") == 204
    assert [row.ended for row in school.rows(t.cmi5_session)].count("abandoned") == 1


def test_only_what_cmi5_defines_counts_as_an_outcome(maya, school) -> None:
    first, _ = brought(school, two_units(), ONE, TWO)
    unit = maya.run(first)
    assert unit.say("initialized") == 204
    claimed = unit.statement("passed", **score(1.0))
    del claimed["context"]["contextActivities"]["category"]
    assert unit.send(claimed).status_code == 204
    maya.worked_in()
    assert not school.rows(t.evidence)


def test_a_unit_for_a_window_of_its_own_says_so_and_leads_back_to_no_session(maya, school) -> None:
    (apart,) = brought(school, packed(course(au(launchMethod="OwnWindow"))), ONE)
    assert "data-apart" in maya.open(f"activity/{apart}").text
    unit = maya.run(apart)
    assert unit.data["returnURL"].endswith("/cmi5/ended")
    page = maya.doors("GET", "/cmi5/ended")
    assert page.status_code == 200
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


def test_a_script_is_told_where_a_window_of_its_own_leads(maya, school) -> None:
    (apart,) = brought(school, packed(course(au(launchMethod="OwnWindow"))), ONE)
    action, fields = maya.open(f"activity/{apart}").form("/start")
    answer = maya.doors("POST", action, data=fields, headers={"X-Waymark-Way": "tell"})
    assert answer.status_code == 200
    assert "/index.html?" in answer.headers["X-Waymark-Location"]
    assert "Location" not in answer.headers


def test_P10_an_erased_learner_leaves_no_registration_session_or_token(maya, school) -> None:
    first, _ = brought(school, two_units(), ONE, TWO)
    unit = maya.run(first)
    assert unit.say("initialized") == 204
    home = school.waymark.settings.people_home
    erase.erase(school.waymark.db, home, school.tenant, school.people["maya"], "test")
    for table in (t.cmi5_registration, t.cmi5_session, t.cmi5_unit, t.document, t.step):
        assert not school.rows(table), table.name
    assert not school.rows(t.credential, kind="cmi5")
    assert unit.say("experienced") == 401


def test_a_teacher_lets_a_student_off_a_unit(maya, doors, school) -> None:
    first, second = brought(school, two_units(), ONE, TWO)
    teacher = f"/teacher/{doors.sign_in(school, 'teacher', school.people['alvarez'])}"
    sheet = f"{teacher}/students/{school.people['maya']}"
    page = doors("GET", sheet).text
    assert all(f'value="{one}"' in page for one in (first, second))
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": csrf, "activity": first, "reason": "Equivalent AU"}
    assert doors("POST", f"{sheet}/waive", data={**form, "reason": "Because"}).status_code == 400
    assert doors("POST", f"{sheet}/waive", data={**form, "activity": "a1"}).status_code == 404
    assert doors("POST", f"{sheet}/waive", data=form).status_code == 303
    assert doors("POST", f"{sheet}/waive", data=form).status_code == 422
    after = doors("GET", sheet).text
    assert f'value="{first}"' not in after
    assert f'value="{second}"' in after
    unit = maya.run(second)
    assert unit.send(*(unit.statement(word) for word in ("initialized", "passed"))).status_code == 200
    assert [row.satisfied for row in school.rows(t.cmi5_registration)] == [
        [["block", f"{IDS}b"], ["course", f"{IDS}course"]],
    ]  # fmt: skip
    maya.worked_in()
    assert [one.activity_id for one in school.rows(t.evidence)] == [second], "a waiver shows nothing"


def arrange(maya: Learner, **wanted: Any) -> None:
    """Have exactly this help Maya."""
    school = maya.school
    with school.waymark.db.read() as conn:
        inputs = school.waymark.cache.get(conn, school.tenant, school.course)
    settings, teacher, person = school.waymark.settings, school.people["alvarez"], school.people["maya"]
    school.waymark.db.write(lambda w: supports.arrange(w, settings, inputs, teacher, person, wanted))


def test_a_language_that_helps_is_among_the_preferences_that_units_read_and_goes_with_it(maya) -> None:
    unit = brought(maya.school, two_units(), ONE)[0]

    def preferred() -> dict[str, str]:
        found: dict[str, str] = (opened := maya.run(unit)).xapi("GET", "/agents/profile", opened.profile()).json
        return found

    assert preferred() == {"languagePreference": "en", "audioPreference": "on"}
    arrange(maya, language="es")
    assert preferred() == {"languagePreference": "es", "audioPreference": "on"}
    arrange(maya)
    assert preferred() == {"languagePreference": "en", "audioPreference": "on"}


def test_what_else_is_preferred_stays_and_nothing_is_left_for_who_takes_no_part(maya) -> None:
    school, unit = maya.school, brought(maya.school, two_units(), ONE)[0]
    opened = maya.run(unit)
    headers = {**key(school), "If-None-Match": "*"}
    query = opened.profile()
    maya.doors("DELETE", "/xapi/agents/profile", query_string=query, headers=key(school))
    own = {"languagePreference": "fr,en", "audioPreference": "off"}
    assert maya.doors("PUT", "/xapi/agents/profile", query_string=query, headers=headers, json=own).status_code == 204
    arrange(maya, language="es")
    assert opened.xapi("GET", "/agents/profile", query).json == {"languagePreference": "es", "audioPreference": "off"}
    arrange(maya)
    maya.doors("DELETE", "/xapi/agents/profile", query_string=query, headers=key(school))
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["maya"], "person/x", "asked"))
    arrange(maya, language="es")
    assert school.rows(t.document, kind="agent-profile") == []

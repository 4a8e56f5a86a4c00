"""A teacher lets Waymark use the learning system's own interface: asked in a window of its own, once, by themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from support.databases import BASE
from support.lms_site import WORK

from gateway.db import tables as t
from gateway.services import audit
from lti.lms.base import Refused


def test_a_teacher_connects_and_work_for_single_students_is_possible(office):
    assert "Not connected" in office.open()
    assert f'{office.home}consent">Connect' in office.open("gradebook")
    assert not office.adapter().capabilities.assignments
    answer = office.connect()
    assert answer.status_code == 200
    assert "Rosa Alvarez" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "in the name of Rosa Alvarez" in office.open()
    assert "Waymark is connected to" in office.open("gradebook")
    adapter = office.adapter()
    assert adapter.capabilities.assignments
    made = adapter.make_assignment(WORK)
    assert [one.remote_id for one in adapter.find_assignments(WORK)] == [made.remote_id]
    [noted] = [row for row in office.book.school.rows(t.audit) if row.what == "consent-given"]
    assert noted.about["course"] == office.book.school.course
    with office.waymark.db.read() as conn:
        assert audit.verify(conn, office.book.school.tenant) is None


def test_what_is_kept_is_sealed(office):
    office.connect()
    [row], [there] = office.consents(), office.tokens()
    assert there.access.encode() not in bytes(row.sealed)
    assert there.refresh.encode() not in bytes(row.sealed)
    assert (row.user_id, row.state, row.version) == (str(office.sim.school.person("rosa.alvarez").id), "live", 1)


def test_the_way_there_works_once_and_the_way_back_works_once(office):
    window, way = office.window(), office.way()
    back = office.answered(window, way)
    assert office.window()("GET", way).status_code == 400
    assert window("GET", back).status_code == 200
    assert window("GET", back).status_code == 400
    assert len(office.consents()) == 1


def test_another_browser_cannot_bring_the_answer(office):
    back = office.answered(office.window(), office.way())
    assert office.window()("GET", back).status_code == 400
    assert office.consents() == []


def test_after_ten_minutes_or_once_the_session_is_over_nothing_is_kept(office, clock):
    window = office.window()
    back = office.answered(window, office.way())
    clock.advance(minutes=11)
    assert window("GET", back).status_code == 400
    window = office.window()
    back = office.answered(window, office.way())
    ended = update(t.session).filter_by(tenant_id=office.book.school.tenant).values(ended_at=clock())
    office.waymark.db.write(lambda w: w.conn.execute(ended))
    assert window("GET", back).status_code == 400
    assert office.consents() == []


def test_somebody_elses_consent_is_not_kept_and_is_ended_there(office):
    answer = office.connect("daniel.reed")
    assert answer.status_code == 403
    assert "Somebody else was signed in there" in answer.text
    assert office.consents() == []
    assert office.tokens() == []


def test_who_says_no_changes_nothing(office):
    answer = office.connect(yes=False)
    assert answer.status_code == 403
    assert "Not connected" in answer.text
    assert office.consents() == []


def test_a_key_there_without_our_permissions_is_said(office):
    office.sim.make_api_key(f"{BASE}/consent", ["url:GET|/api/v1/courses/:course_id/assignments"])
    assert "lacks permissions" in office.connect().text


@pytest.mark.parametrize("lms_says", ["key", "down"])
def test_what_goes_wrong_there_is_said_and_nothing_is_kept(office, lms_says):
    window = office.window()
    back = office.answered(window, office.way())
    if lms_says == "key":
        office.sim.make_api_key(f"{BASE}/consent")
    else:
        office.sim.faults.down = True
    answer = window("GET", back)
    assert answer.status_code == 502
    assert ("switched off there" if lms_says == "key" else "does not answer at the moment") in answer.text
    assert office.consents() == []


def test_disconnecting_ends_it_here_and_there(office):
    office.connect()
    assert "could not be told" not in office.send("consent/end")
    assert office.consents() == []
    assert office.tokens() == []
    assert not office.adapter().capabilities.assignments


def test_disconnecting_while_the_system_is_down_says_where_to_remove_it(office):
    office.connect()
    office.sim.faults.down = True
    assert "Approved Integrations" in office.send("consent/end")
    assert office.consents() == []


def test_a_consent_taken_back_there_is_shown_and_may_be_given_again(office, clock):
    office.connect()
    office.sim.take_back("rosa.alvarez")
    with pytest.raises(Refused) as caught:
        office.adapter().make_assignment(WORK)
    assert caught.value.code == "grant_ended"
    assert "no longer lets Waymark in" in office.open()
    assert "no longer lets Waymark in" in office.open("gradebook")
    clock.advance(seconds=2)
    office.connect()
    assert "no longer" not in office.open()
    assert office.adapter().make_assignment(WORK)


def test_without_values_from_the_admin_nobody_is_asked(office):
    office.waymark.db.write(lambda w: w.conn.execute(update(t.platform).values(credentials_sealed=None)))
    assert "Your admin first gives Waymark a key" in office.open()
    office.send("consent/connect", 404)


@pytest.mark.parametrize("hours", [0, 2])
def test_connected_again_the_consent_before_is_ended_there(office, clock, hours):
    office.connect()
    clock.advance(hours=hours)
    office.connect()
    assert (len(office.consents()), len(office.tokens())) == (1, 1)
    assert office.consents()[0].version == 2
    assert office.adapter().make_assignment(WORK)

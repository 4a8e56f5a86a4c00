"""The admin's page about a system's own interface: what to make there, its values, a user for all courses."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update
from support.databases import BASE
from support.lms_site import WORK

from gateway.db import tables as t
from gateway.delivery import want
from gateway.services import platforms
from lti.lms.base import AssignmentWanted, Refused
from lti.lms.registry import profile_of

USER = "ines.duarte"


def enter(admin, **changes: str) -> str:
    setup = profile_of(admin.sim.kind).setup
    key_id, secret = admin.sim.make_api_key(f"{BASE}/consent", list(setup.consent.scopes))
    return admin.send(admin.page, **{"key_id": key_id, "key_secret": secret} | changes)


def given(admin) -> dict[str, str]:
    with admin.waymark.db.read() as conn:
        row = conn.execute(t.platform.select()).one()
    return platforms.credentials_of(row, admin.waymark.settings.secret_key)


def test_the_page_tells_what_to_make_there_with_copies(admin):
    setup = profile_of(admin.sim.kind).setup
    assert f"{admin.page}" in admin.open("platforms")
    text = admin.open()
    assert f"{BASE}/consent" in text
    assert all(scope in text for scope in setup.consent.scopes)
    assert all(one.label in text for one in (*setup.key_form, *setup.key_credentials))
    assert "Possible once the values are here." in text


def test_values_are_kept_sealed_and_a_secret_is_never_shown(admin):
    enter(admin, key_secret="quite-a-secret")
    assert given(admin) == {"key_id": "10000000000555", "key_secret": "quite-a-secret"}
    text = admin.open()
    assert "quite-a-secret" not in text
    assert "Known. Leave empty to keep it." in text
    admin.send(admin.page, key_id="10000000000556", key_secret="")
    assert given(admin) == {"key_id": "10000000000556", "key_secret": "quite-a-secret"}


def test_half_of_the_values_are_refused(admin):
    assert "Each of them is needed beside the others." in admin.send(admin.page, 422, key_id="1", key_secret="")
    assert given(admin) == {}


def test_one_user_serves_all_courses(admin, app):
    enter(admin)
    assert admin.connect(USER).status_code == 200
    assert "in the name of" in admin.open()
    assert admin.consents()[0].course_id is None
    assert admin.adapter().make_assignment(WORK)
    admin.send(f"{admin.page}/end")
    assert admin.consents() == []
    assert admin.tokens() == []


def test_a_teachers_own_consent_goes_before_the_user_of_all_courses_unless_it_is_over(admin, office):
    admin.connect(USER)
    assert "Your admin has connected it for all courses" in office.open()
    office.connect()
    assert office.adapter().make_assignment(WORK)
    assert "Math 6" in admin.open()
    office.sim.take_back("rosa.alvarez")
    with pytest.raises(Refused):
        office.adapter().make_assignment(WORK)
    assert "Ended there" in admin.open()
    assert office.adapter().make_assignment(WORK)


def test_what_waited_for_a_consent_goes_on_by_itself(office):
    book = office.book
    office.connect()
    office.sim.take_back("rosa.alvarez")
    wanted = AssignmentWanted("waymark-a1", "Activity a1", f"{BASE}/lti/launch?activity=a1", 4)
    place = office.waymark.db.write(lambda w: want.assignment(w, book.school.tenant, book.school.course, "a1", wanted))
    book.deliver()
    [row] = book.school.rows(t.place, id=place)
    assert (row.state, row.reason["code"]) == ("waiting", "grant_ended")
    office.waymark.clock.advance(seconds=10)
    office.connect()
    book.deliver()
    [row] = book.school.rows(t.place, id=place)
    assert (row.state, row.reason) == ("there", None)


def test_T01_no_page_for_another_system_and_none_where_nobody_can_consent(admin):
    assert admin.doors("GET", f"{admin.home}platforms/nobody/interface").status_code == 404
    admin.waymark.db.write(lambda w: w.conn.execute(update(t.platform).values(lms="generic")))
    assert admin.doors("GET", admin.home + admin.page).status_code == 404


def test_the_connection_check_tells_how_key_and_consents_stand(admin, office):
    def line():
        text = admin.send(f"platforms/{admin.book.school.platform}/check")
        return re.sub(r"\s+", " ", text[text.index("Acting for teachers") :])[:700]

    launched = (
        update(t.enrolment).filter_by(tenant_id=admin.book.school.tenant).values(last_launch_at=office.waymark.clock())
    )
    assert "Open Waymark once from a course" in line()
    office.waymark.db.write(lambda w: w.conn.execute(launched))
    assert "A teacher connects a course under Gradebook" in line()
    office.connect()
    assert "Fine" in line()
    office.sim.switch_api_key(on=False)
    assert "set the API key of Waymark to ON" in line()
    office.sim.switch_api_key(on=True)
    office.sim.take_back("rosa.alvarez")
    with pytest.raises(Refused):
        office.adapter().make_assignment(WORK)
    assert "Somebody's consent is over there" in line()


def test_T18_a_token_goes_only_to_the_address_that_gave_it(admin):
    enter(admin)
    admin.connect(USER)
    assert admin.adapter().capabilities.assignments
    elsewhere = "https://other-school.example/api/lti/courses/3/line_items"
    moved = update(t.course).filter_by(tenant_id=admin.book.school.tenant).values(lineitems_url=elsewhere)
    admin.waymark.db.write(lambda w: w.conn.execute(moved))
    assert not admin.adapter().capabilities.assignments

"""T22: one-time links, and how long an admin's session lives."""

import pytest
from support.world import found_school

from gateway.db import tables as t


def test_T22_a_link_signs_in_once(doors, link):
    first = doors("GET", f"/admin/enter/{link}")
    assert first.status_code == 303
    assert doors("GET", first.headers["Location"]).status_code == 200
    again = doors("GET", f"/admin/signin/{link}")
    assert again.status_code == 403
    assert "already used" in again.text


def test_T22_a_link_older_than_fifteen_minutes_does_not_work(doors, link, clock):
    clock.advance(minutes=15)
    answer = doors("GET", f"/admin/enter/{link}")
    assert answer.status_code == 403
    assert "no longer works" in answer.text
    assert "waymark admin-link" in answer.text


def test_T22_a_guessed_link_does_not_work(doors, link):
    assert doors("GET", f"/admin/enter/{link[:-1]}x").status_code == 403
    assert doors("GET", "/admin/enter/admin").status_code == 403


def test_a_look_ahead_does_not_use_the_link_up(doors, link):
    assert doors("HEAD", f"/admin/enter/{link}").status_code == 204
    assert doors("GET", f"/admin/enter/{link}", headers={"Sec-Purpose": "prefetch"}).status_code == 204
    assert doors("GET", f"/admin/enter/{link}").status_code == 303


def test_T22_a_session_ends_after_an_hour_without_use(admin, clock):
    for _ in range(3):
        clock.advance(minutes=59)
        admin.open()
    clock.advance(minutes=60)
    assert "signed out after a while" in admin.open(status=401)


def test_T22_a_session_ends_after_twelve_hours_of_use(admin, clock, waymark):
    for _ in range(14):
        clock.advance(minutes=50)
        admin.open()
        waymark.db.write(lambda _write: None)  # use is noted without waiting: it comes before this
    clock.advance(minutes=50)
    admin.open(status=401)


def test_signing_out_ends_the_session(admin):
    assert "You are signed out" in admin.press("signout").text
    assert "Sign in to see this page" in admin.open(status=401)


def test_an_administrator_of_a_learning_system_comes_in_too(doors, school):
    handle = doors.sign_in(school, "admin", school.learner("it", "teacher"))
    assert doors("GET", f"/admin/{handle}/").status_code == 200


PAGES = ("", "keys", "platforms", "people", "people/abc")
FORMS = (
    "check", "keys", "keys/one-abc/revoke", "platforms/x/on", "platforms/x/off", "deployments/assign", "probe/x",
    "people/abc/match", "people/abc/apart", "people/rules", "people/rules/x/remove",
)  # fmt: skip


@pytest.mark.parametrize("role", ["learner", "teacher", "assistant", "observer"])
def test_T02_nobody_else_opens_a_page_of_the_admin(doors, school, role):
    handle = doors.sign_in(school, role, school.learner("somebody", role))
    for page in PAGES:
        assert doors("GET", f"/admin/{handle}/{page}").status_code == 403
    for form in FORMS:
        assert doors("POST", f"/admin/{handle}/{form}").status_code == 403


def test_T02_an_admin_is_no_student(admin):
    student = admin.home.replace("/admin/", "/student/")
    for page in ("", "goal", "activity/a1"):
        assert admin.doors("GET", student + page).status_code == 403


def test_T01_the_handle_of_another_session_opens_nothing(admin, school):
    other = school.session("admin")
    assert admin.doors("GET", f"/admin/{other.handle}/").status_code == 401


def test_T15_forms_without_their_token_or_from_another_site_are_refused(admin):
    for form in FORMS:
        assert admin.doors("POST", admin.home + form).status_code == 403
    crossed = admin.doors("POST", admin.home + "check", headers={"Origin": "https://evil.example"})
    assert crossed.status_code == 403


def test_T01_another_schools_things_are_not_found(admin, waymark):
    other = found_school(waymark, "two")
    assert admin.press(f"platforms/{other.platform}/off").status_code == 404
    assert admin.press(f"probe/{other.platform}").status_code == 404
    assert other.platform not in admin.open("platforms")
    assert waymark.db.write(lambda w: w.conn.scalar(t.platform.select().with_only_columns(t.platform.c.enabled)))

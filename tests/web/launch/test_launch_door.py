"""Logins and launches over HTTP: what opens a page, what is refused as a page, and what either leaves behind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from launch_bends import CLAIM, STUDENT, lti, refused
from support.app import Doors
from support.databases import BASE
from support.statements import completed, run, store

from gateway.db import tables as t
from gateway.services import account_rules, platforms
from gateway.services.account_rules import NewRule
from gateway.services.library import activity_id


def test_a_launch_brings_records_by_mail_and_by_the_schools_number_to_their_person(launching) -> None:
    school = launching.school
    rule = NewRule("https://vendor.example", "sourcedid", school.platform)
    account_rules.add(school.waymark.db, school.waymark.naming, school.tenant, "command", rule)
    actors = [
        {"mbox": "mailto:new.pupil@home.example"},
        {"account": {"homePage": "https://vendor.example", "name": "S-77"}},
    ]
    store(school, [completed(actor, "a1", 1.0, n=n) for n, actor in enumerate(actors, start=1)])
    run(school.waymark, "evaluate")
    assert school.rows(t.evidence) == []

    def bend(claims: Any) -> None:
        claims.update({"email": "New.Pupil@home.example", f"{CLAIM}lis": {"person_sourcedid": "S-77"}})

    assert launching.launch(STUDENT, bend).status_code == 303
    run(school.waymark, "evaluate")
    assert len(school.rows(t.evidence)) == 2
    (person,) = {row.person_id for row in school.rows(t.evidence)}
    assert sorted(row.source for row in school.rows(t.identity, person_id=person)) == [
        "launch",
        "mail",
        "platform",
        "rule",
    ]
    assert "New.Pupil" not in str([school.rows(table) for table in (t.person, t.person_name, t.known_as, t.audit)])


def test_L24_L40_the_session_is_a_cookie_of_its_own_and_the_login_cookie_goes(launching) -> None:
    answer = launching.launch(STUDENT)
    cookies = answer.headers.getlist("Set-Cookie")
    opened = next(one for one in cookies if one.startswith("wm-") and not one.startswith("wm-login"))
    for part in ("HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/"):
        assert part in opened
    assert any(one.startswith("wm-login-") and "Max-Age=0" in one for one in cookies)
    second = launching.launch(STUDENT)
    assert second.location != answer.location


def test_L25_a_replay_opens_the_page_for_the_same_browser_only(launching, app) -> None:
    form = launching.form(STUDENT)
    first = launching.doors("POST", "/lti/launch", data=form)
    again = launching.doors("POST", "/lti/launch", data=form)
    assert (again.status_code, again.location) == (303, first.location)
    before = launching.count()
    stranger = Doors(app)
    refused(stranger("POST", "/lti/launch", data=form))
    handle = first.location.split("/")[2]
    stranger.client.set_cookie(f"wm-{handle}", "guessed", domain="localhost", secure=True)
    refused(stranger("POST", "/lti/launch", data=form))
    assert launching.count() == before


def test_L11_another_browser_cannot_finish_a_login(launching, app) -> None:
    form = launching.form(STUDENT)
    before = launching.count()
    refused(Doors(app)("POST", "/lti/launch", data=form))
    assert launching.count() == before
    assert launching.doors("POST", "/lti/launch", data=form).status_code == 303


def test_L17_of_two_launches_with_one_token_the_second_stores_nothing(launching) -> None:
    form = launching.form(STUDENT)
    launching.doors("POST", "/lti/launch", data=form)
    before = launching.count()
    other = launching.log_in(STUDENT)
    refused(launching.doors("POST", "/lti/launch", data={**form, "state": other["state"]}))
    assert launching.count() == before


def test_T04_tokens_that_others_signed_are_refused(launching) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    refused(launching.launch(STUDENT, key=pem))
    refused(launching.launch(STUDENT, header={"alg": "none"}))
    refused(launching.launch(STUDENT, header={"alg": "HS256"}, key="secret" * 8))
    refused(launching.launch(STUDENT, header={"alg": "RS512"}))


def test_L01_L03_L04_a_bad_login_is_a_page_and_redirects_nowhere(launching) -> None:
    good = launching.sim.login_params(STUDENT)
    bad = [
        {}, {**good, "iss": "https://evil.example"}, {**good, "client_id": "nobody"}, {**good, "login_hint": ""},
        {**good, "target_link_uri": "https://evil.example/x"}, {**good, "target_link_uri": f"{BASE}/admin/x"},
        {**good, "iss": "\x00"}, {**good, "client_id": "\x00"},
    ]  # fmt: skip
    for params in bad:
        answer = launching.doors("POST", "/lti/login", data=params)
        assert 400 <= answer.status_code < 402, params
        refused(answer, answer.status_code)
        assert "Location" not in answer.headers
        assert "evil.example" not in answer.headers.get("Content-Security-Policy", "")
    assert not [c for c in launching.doors.client._cookies if "wm-login" in str(c)]


def test_L06_an_old_login_is_over(launching, clock) -> None:
    form = launching.form(STUDENT)
    clock.advance(minutes=11)
    refused(launching.doors("POST", "/lti/launch", data=form))


@pytest.mark.parametrize("error", ["login_required", "unauthorized_client", "<script>alert(1)</script>"])
def test_L10_the_platforms_own_refusal_is_told_in_words(launching, error) -> None:
    going = launching.log_in(STUDENT)
    answer = launching.doors(
        "POST", "/lti/launch", data={"error": error, "error_description": error, "state": going["state"]}
    )
    assert "<script>" not in refused(answer, answer.status_code)


@pytest.mark.parametrize(
    "form", [{}, {"state": "x"}, {"state": "x", "id_token": "\x00"}, {"state": "\x00" * 9, "id_token": "a.b.c"}]
)
def test_what_is_no_launch_is_refused(launching, form) -> None:
    answer = launching.doors("POST", "/lti/launch", data=form)
    refused(answer, answer.status_code)
    assert 400 <= answer.status_code < 500


def test_L19_a_new_deployment_of_a_shared_platform_waits_for_an_admin(launching, waymark) -> None:
    answer = launching.launch(STUDENT, lti("deployment_id", "another:one"))
    refused(answer, 403)
    with waymark.db.read() as conn:
        rows = conn.execute(t.deployment.select().filter_by(deployment_id="another:one")).all()
    assert [row.tenant_id for row in rows] == [None]
    waymark.db.write(lambda w: platforms.deploy(w, launching.school.platform, "another:one", launching.school.tenant))
    assert launching.launch(STUDENT, lti("deployment_id", "another:one")).status_code == 303


def test_T16_a_page_may_be_framed_by_the_platform_that_launched_it(launching) -> None:
    answer = launching.launch(STUDENT)
    page = launching.doors("GET", answer.location)
    policy = page.headers["Content-Security-Policy"]
    ancestors = re.search(r"frame-ancestors ([^;]*)", policy)
    assert ancestors
    assert set(ancestors[1].split()) == {launching.sim.url, launching.sim.issuer}
    assert "X-Frame-Options" not in page.headers


def test_T26_a_spoofed_host_changes_no_address(launching) -> None:
    params = launching.sim.login_params(STUDENT)
    answer = launching.doors("POST", "/lti/login", data=params, base_url="http://evil.example")
    assert answer.status_code == 400
    answer = launching.doors("POST", "/lti/login", data=params, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in answer.location


def test_L30_the_key_set_holds_no_private_part(doors) -> None:
    answer = doors("GET", "/lti/jwks.json")
    assert answer.status_code == 200
    assert all(set(one) <= {"kty", "n", "e", "kid", "use", "alg"} for one in answer.json["keys"])


def test_L32_the_platforms_keys_are_rotated_without_a_refused_launch(launching, clock) -> None:
    assert launching.launch(STUDENT).status_code == 303
    launching.sim.rotate_keys()
    clock.advance(minutes=2)
    assert launching.launch(STUDENT).status_code == 303


def test_a_first_launch_brings_what_the_person_did_before_into_the_course(launching, waymark) -> None:
    from support.statements import completed, run, store

    school = launching.school
    person = launching.sim.school.person(STUDENT)
    waymark.db.write(lambda w: w.conn.execute(t.enrolment.delete().filter_by(tenant_id=school.tenant)))
    school.people.setdefault(person.login, "")
    store(school, [completed(school.actor(person.login), "a1", 1.0, n=1)])
    run(waymark, "evaluate")
    assert not school.rows(t.mastery)
    assert launching.launch(STUDENT).status_code == 303
    run(waymark, "evaluate")
    assert school.rows(t.mastery)[0].pieces == 1


def test_a_graded_link_opens_the_activity_it_names(launching) -> None:
    target = f"{launching.school.waymark.settings.base_url}/lti/launch?activity=juice-stand"
    going = launching.log_in("maya.okafor", target_link_uri=target)
    claims = launching.sim.claims_for("maya.okafor", going["nonce"])
    claims[f"{CLAIM}target_link_uri"] = target
    form = {"state": going["state"], "id_token": launching.sim.sign(claims)}
    answer = launching.doors("POST", "/lti/launch", data=form)
    wanted = activity_id("https://waymark.example/activities/juice-stand")
    assert (answer.status_code, answer.location.rpartition("/")[2]) == (303, wanted)

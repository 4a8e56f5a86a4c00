"""A learning system registers itself by a one-time link, and its teachers launch with nobody else acting (T10, U01)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from support.app import Doors
from support.databases import BASE

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import audit, invitations, tenants
from gateway.web.register import framed_by
from lti.registration import PlatformDocument


def rows(waymark, table: Any) -> list[Any]:
    with waymark.db.read() as conn:
        return list(conn.execute(select(table)))


def refused(answer: Any, status: int, words: str) -> None:
    """Check that a refusal is a page that says what to do, and that nothing of it may be kept or sniffed."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-store"
    assert words in re.sub(r"&#39;", "'", answer.text), answer.text
    assert "eyJ" not in answer.text


def ancestors(answer: Any) -> list[str]:
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers["Content-Security-Policy"])
    assert found
    return found[1].split()


def test_U01_from_the_link_to_a_teachers_launch_with_no_value_typed(office, waymark) -> None:
    page = office.see(office.invite(name="Riverside"))
    assert page.status_code == 200, page.text
    for part in ("Register Waymark in Riverside?", f"{BASE}/lti/login", f"{BASE}/lti/launch", f"{BASE}/lti/jwks.json"):
        assert part in page.text
    assert "Write grades into its own columns" in page.text
    done = office.press(page)
    assert done.status_code == 200, done.text
    assert "Waymark is registered in Riverside" in done.text
    [platform] = rows(waymark, t.platform)
    sim = office.sim
    assert (platform.name, platform.issuer, platform.client_id) == ("Riverside", sim.issuer, sim.client_id)
    assert (platform.auth_url, platform.token_url, platform.jwks_url) == (sim.auth_url, sim.token_url, sim.jwks_url)
    assert (platform.lms, platform.deployments, platform.enabled) == (sim.kind, "own", True)
    office.admit()
    opened = office.launch("rosa.alvarez")
    assert (opened.status_code, opened.location.split("/")[1]) == (303, "teacher"), opened.text
    assert office.launch(sim.school.students[0].login).location.startswith("/student/")
    [deployment] = rows(waymark, t.deployment)
    assert (deployment.deployment_id, deployment.tenant_id) == (sim.deployment_id, platform.tenant_id)


def test_a_token_is_given_for_what_was_registered(office, waymark, our_keys) -> None:
    from lti import ags, nrps
    from lti.tokens import TokenPlatform

    office.register()
    office.admit()
    with office.sim._lms.store.change() as state:
        state.tool.jwks_url = our_keys
    [row] = rows(waymark, t.platform)
    source = waymark.tokens.of(TokenPlatform(row.id, row.client_id, row.token_url))
    assert source.get(frozenset({*ags.SCOPES, nrps.SCOPE}))


def test_L19_a_shared_registration_waits_for_the_admin(office, waymark) -> None:
    page = office.see(office.invite(deployments="shared"))
    assert "waits until you assign it" in page.text
    office.press(page)
    office.admit()
    [platform] = rows(waymark, t.platform)
    assert platform.deployments == "shared"
    told = rows(waymark, t.deployment)
    assert office.launch("rosa.alvarez").status_code == (303 if told else 403)


def test_T10_a_link_works_once(office, waymark) -> None:
    link = office.invite()
    shown, again = office.see(link), office.see(link)
    assert office.press(shown).status_code == 200
    refused(office.press(again), 403, "This registration link was already used")
    refused(office.see(link), 403, "waymark platform invite")
    assert len(rows(waymark, t.platform)) == 1


def test_T10_a_link_lives_an_hour(office, waymark, clock) -> None:
    link = office.invite()
    clock.advance(minutes=59)
    assert office.see(link).status_code == 200
    clock.advance(minutes=1)
    refused(office.see(link), 403, "This registration link is too old")
    assert not rows(waymark, t.platform)


@pytest.mark.parametrize("token", ["", "guessed", "é", "x" * 100])
def test_T10_an_unknown_link_asks_nobody(office, token) -> None:
    address = office.opened(f"{BASE}/lti/register?invite={token}")
    before = dict(office.sim.readback().requests)
    refused(office.doors("GET", address), 403, "not one of ours")
    assert dict(office.sim.readback().requests) == before


def test_a_page_left_open_too_long_can_be_begun_again(office, waymark, clock) -> None:
    link = office.invite()
    page = office.see(link)
    clock.advance(minutes=30)
    refused(office.press(page), 403, "Start again in your learning system")
    assert office.press(office.see(link)).status_code == 200


def test_only_what_was_shown_can_be_confirmed(office, waymark) -> None:
    sealed = re.search(r'name="shown" value="([^"]+)"', office.see(office.invite()).text)
    assert sealed
    other = "B" if sealed[1].startswith("A") else "A"
    for text in ("x", "é", sealed[1][:-8], other + sealed[1][1:], "AAAA" * 20):
        answer = office.doors("POST", "/lti/register", data={"shown": text})
        refused(answer, 403, "This page has been open too long")
    assert office.doors("POST", "/lti/register").status_code == 400
    evil = {"Origin": "https://evil.example"}
    answer = office.doors("POST", "/lti/register", data={"shown": sealed[1]}, headers=evil)
    assert answer.status_code == 403
    assert not rows(waymark, t.platform)
    answer = office.doors("POST", "/lti/register", data={"shown": sealed[1]}, headers={"Origin": "null"})
    assert answer.status_code == 200


def test_T16_only_the_asking_system_may_frame_the_page(office) -> None:
    page = office.see(office.invite())
    assert ancestors(page) == [office.sim.url]
    assert ancestors(office.press(page)) == [office.sim.url]


def test_T16_a_hosted_schools_own_address_may_frame_the_page() -> None:
    hosted = PlatformDocument("https://canvas.instructure.com", "a", "t", "j", "r", "canvas")
    assert framed_by("https://sso.canvaslms.com/api/lti/security/openid-configuration", hosted) == (
        "https://canvas.instructure.com", "https://sso.canvaslms.com", "https://*.instructure.com",
        "https://*.canvaslms.com",
    )  # fmt: skip


def test_no_cookie_is_set_or_needed(office, app) -> None:
    link = office.invite()
    page = office.see(link)
    assert "Set-Cookie" not in page.headers
    office.doors = Doors(app)
    assert office.press(page).status_code == 200


def test_the_done_page_closes_by_a_script_of_ours_and_says_what_is_left(office) -> None:
    done = office.register()
    assert "close.js" in done.text
    assert "You can close this page." in done.text
    assert "Activate" in done.text if office.sim.kind == "moodle" else "set the key to ON" in done.text
    script = office.doors("GET", "/static/close.js")
    assert "org.imsglobal.lti.close" in script.text
    script.close()


@pytest.mark.parametrize(
    ("lie", "status", "words"),
    [
        ("issuer", 422, "names another learning system"),
        ("broken", 503, "does not answer Waymark"),
        ("no_client_id", 422, "did not say under which number"),
    ],
)
def test_what_goes_wrong_there_is_said_and_the_link_still_works(office, waymark, lie, status, words) -> None:
    link = office.invite()
    office.sim.faults.registration = lie
    page = office.see(link)
    refused(page if page.status_code != 200 else office.press(page), status, words)
    assert not rows(waymark, t.platform)
    office.sim.faults.registration = ""
    assert office.register(link).status_code == 200


def test_an_expired_permission_is_refused_there_and_the_link_still_works(office, waymark) -> None:
    link = office.invite()
    office.sim.faults.registration = "expired"
    page = office.see(link)
    answer = page if page.status_code != 200 else office.press(page)
    assert answer.status_code in {401, 422}
    office.sim.faults.registration = ""
    assert office.register(link).status_code == 200


def test_a_system_without_a_name_is_called_by_what_it_is_and_where(office, waymark) -> None:
    office.register()
    [platform] = rows(waymark, t.platform)
    school = office.sim.school.name
    assert platform.name == {"moodle": "Moodle (127.0.0.3)", "canvas": school}[office.sim.kind]


def test_what_the_lms_admin_does_not_allow_is_said(office, waymark) -> None:
    page = office.see(office.invite())
    office.sim.faults.registration = "fewer"
    done = office.press(page)
    assert "does not allow everything" in done.text
    assert "Read the class list" in done.text
    assert len(rows(waymark, t.platform)) == 1


def test_members_that_nobody_knows_do_not_matter(office, waymark) -> None:
    office.sim.faults.registration = "extra"
    assert office.register().status_code == 200
    assert len(rows(waymark, t.platform)) == 1


@pytest.mark.parametrize("running", ["canvas"], indirect=True)  # the other's issuer is its own address
def test_T10_a_system_whose_issuer_is_elsewhere_is_refused(office, waymark) -> None:
    office.sim._lms.issuer = "https://canvas.instructure.com"
    refused(office.see(office.invite()), 422, "names another learning system")


@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.1/c", "https://169.254.169.254/c", "ftp://x.example/", "file:///etc/passwd", "http://8.8.8.8/c"],
)
def test_T09_an_inner_address_is_never_asked(office, url) -> None:
    query = {**query_of(office.invite()), "openid_configuration": url}
    answer = office.doors("GET", "/lti/register", query_string=query)
    refused(answer, 422, "cannot be used")


def query_of(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_a_link_opened_by_hand_says_where_it_belongs(office) -> None:
    refused(office.doors("GET", office.invite().removeprefix(BASE)), 400, "paste it in your learning system")


@pytest.mark.parametrize("running", ["moodle"], indirect=True)  # the other makes a new key each time
def test_registering_again_brings_the_same_registration_up_to_date(office, waymark) -> None:
    office.register(office.invite(name="First"))
    done = office.register(office.invite(name="Second", deployments="shared"), kind="1")
    assert "It was registered before" in done.text
    [platform] = rows(waymark, t.platform)
    assert (platform.name, platform.deployments) == ("Second", "shared")
    assert office.launch("rosa.alvarez").status_code == 303


def test_a_second_key_is_a_second_registration(office, waymark) -> None:
    office.register()
    office.register()
    assert len({row.client_id for row in rows(waymark, t.platform)}) == 2


@pytest.mark.parametrize("running", ["moodle"], indirect=True)  # only an update can name a registration that exists
def test_T01_another_schools_registration_is_never_taken(office, waymark) -> None:
    office.register()
    [before] = rows(waymark, t.platform)

    def plan(write: Any) -> str:
        return invitations.make(write, tenants.make(write, "Other"), "command")

    link = invitations.address(waymark.settings, waymark.db.write(plan))
    refused(office.press(office.see(link, kind="1")), 409, "belongs to another school")
    assert rows(waymark, t.platform) == [before]


def test_T10_a_link_that_was_taken_back_registers_nothing(office, waymark, clock) -> None:
    link = office.invite()
    page = office.see(link)
    [row] = rows(waymark, t.invitation)
    name = row.token_hash[:12]
    waymark.db.write(lambda w: invitations.revoke(w, row.tenant_id, "command", name))
    refused(office.press(page), 403, "was taken back")
    refused(office.see(link), 403, "was taken back")
    assert not rows(waymark, t.platform)
    with pytest.raises(NotFound):
        waymark.db.write(lambda w: invitations.revoke(w, row.tenant_id, "command", name))
    with waymark.db.read() as conn:
        assert [one.state for one in invitations.listed(conn, row.tenant_id, clock())] == ["revoked"]


def test_T01_only_its_own_school_sees_an_invitation_and_takes_it_back(office, waymark, clock) -> None:
    office.invite()
    [row] = rows(waymark, t.invitation)
    other = waymark.db.write(lambda w: tenants.make(w, "Other"))
    with waymark.db.read() as conn:
        assert invitations.listed(conn, other, clock()) == []
    for name in (row.token_hash[:12], "", "%", row.token_hash):
        with pytest.raises(NotFound):
            waymark.db.write(lambda w, name=name: invitations.revoke(w, other, "command", name))


def test_one_window_at_a_time_registers(office, waymark, clock) -> None:
    link = office.invite()
    page = office.see(link)
    [row] = rows(waymark, t.invitation)
    waymark.db.write(lambda w: invitations.claim(w, row.token_hash))
    refused(office.press(page), 409, "being used right now")
    clock.advance(seconds=invitations.CLAIM / timedelta(seconds=1))
    assert office.press(page).status_code == 200


def test_T23_invitations_and_registrations_are_in_the_audit_log_without_a_secret(office, waymark) -> None:
    link = office.invite()
    office.register(link)
    [platform] = rows(waymark, t.platform)
    with waymark.db.read() as conn:
        entries = conn.execute(select(t.audit).filter_by(tenant_id=platform.tenant_id)).all()
    assert [one.what for one in entries] == ["platform-invited", "platform-added"]
    assert query_of(link)["invite"] not in str(entries)
    assert query_of(link)["invite"] not in str(rows(waymark, t.invitation))
    with waymark.db.read() as conn:
        assert audit.verify(conn, platform.tenant_id) is None

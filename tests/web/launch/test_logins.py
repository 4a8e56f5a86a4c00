"""The first step of a launch over HTTP: what is redirected, what is refused, how many are let in (security.md 1.1)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from launch_bends import STUDENT, refused
from sqlalchemy import func, select, update
from support.app import Doors
from support.databases import BASE

from gateway.db import tables as t


def states(waymark) -> int:
    with waymark.db.read() as conn:
        return int(conn.scalar(select(func.count()).select_from(t.login_state)))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("changes", [{}, {"client_id": None}, {"lti_message_hint": None, "lti_deployment_id": None}])
def test_L01_L02_L05_a_login_is_answered_by_get_and_by_post(launching, doors, method, changes) -> None:
    params = {name: value for name, value in {**launching.sim.login_params(STUDENT), **changes}.items() if value}
    answer = doors(method, "/lti/login", **{"data" if method == "POST" else "query_string": params})
    assert answer.status_code == 302
    query = {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}
    fixed = {"response_type": "id_token", "response_mode": "form_post", "prompt": "none", "scope": "openid"}
    assert query.items() >= (fixed | {"redirect_uri": f"{BASE}/lti/launch"}).items()
    for name in ("login_hint", "lti_message_hint"):
        assert query.get(name) == params.get(name)
    cookie = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "Secure", "SameSite=None", "Partitioned", "Max-Age=600"):
        assert part in cookie, "L40"


BAD = [
    ({"iss": ""}, 400, "login_parameter_missing"),
    ({"login_hint": ""}, 400, "login_parameter_missing"),
    ({"target_link_uri": ""}, 400, "login_parameter_missing"),
    ({"iss": "https://evil.example"}, 400, "platform_unknown"),
    ({"iss": "x" * 100_000}, 400, "platform_unknown"),
    ({"client_id": "nobody"}, 400, "platform_unknown"),
    ({"target_link_uri": "https://evil.example/lti/launch"}, 400, "login_target_refused"),
    ({"target_link_uri": f"{BASE}@evil.example/lti/launch"}, 400, "login_target_refused"),
    ({"target_link_uri": f"{BASE}/admin/"}, 400, "login_target_refused"),
    ({"target_link_uri": f"{BASE}/lti/login"}, 400, "login_target_refused"),
    ({"target_link_uri": "javascript:alert(1)"}, 400, "login_target_refused"),
]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_L01_L03_L04_a_bad_login_is_a_page_keeps_nothing_and_redirects_nowhere(
    launching, doors, waymark, method
) -> None:
    for changes, status, code in BAD:
        params = {**launching.sim.login_params(STUDENT), **changes}
        if method == "GET" and len(str(changes)) > 1000:
            continue
        answer = doors(method, "/lti/login", **{"data" if method == "POST" else "query_string": params})
        page = refused(answer, status, code)
        assert not {"Location", "Set-Cookie"} & set(answer.headers.keys()), changes
        assert "evil.example" not in page + answer.headers["Content-Security-Policy"]
    assert states(waymark) == 0


def test_L03_a_platform_switched_off_is_named_to_the_admin(launching, doors, waymark) -> None:
    waymark.db.write(lambda w: w.conn.execute(update(t.platform).values(enabled=False)))
    answer = doors("POST", "/lti/login", data=launching.sim.login_params(STUDENT))
    assert "administrator" in refused(answer, 401, "platform_disabled")


def test_L02_several_registrations_of_one_issuer_need_their_client_id(launching, doors, waymark) -> None:
    with waymark.db.read() as conn:
        row = conn.execute(select(t.platform)).one()._asdict()
    second = {**row, "id": "second", "client_id": "second", "auth_url": f"{launching.sim.url}/second"}
    waymark.db.write(lambda w: w.conn.execute(t.platform.insert().values(**second)))
    params = launching.sim.login_params(STUDENT)
    named = doors("POST", "/lti/login", data={**params, "client_id": "second"})
    assert urlsplit(named.location).path == "/second"
    unnamed = {name: value for name, value in params.items() if name != "client_id"}
    refused(doors("POST", "/lti/login", data=unnamed), 400, "platform_ambiguous")


def test_L06_state_and_nonce_are_stored_for_ten_minutes_and_deleted(launching, waymark, clock) -> None:
    going = launching.log_in(STUDENT)
    with waymark.db.read() as conn:
        row = conn.execute(select(t.login_state)).one()
    assert (row.nonce, row.platform_id) == (going["nonce"], launching.school.platform)
    assert (row.target, row.used_at) == (f"{BASE}/lti/launch", None)
    assert row.expires_at - row.created_at == timedelta(minutes=10)
    assert going["state"] not in str(row)
    assert len({going["state"], going["nonce"]}) == 2
    assert min(len(going["state"]), len(going["nonce"])) * 6 >= 128
    clock.advance(minutes=11)
    launching.log_in(STUDENT)
    assert states(waymark) == 1, "whoever comes next sweeps what nobody finished"


def test_L06_a_finished_login_stays_for_a_second_post_of_it(launching, waymark, clock) -> None:
    form = launching.form(STUDENT)
    assert launching.doors("POST", "/lti/launch", data=form).status_code == 303
    clock.advance(minutes=11)
    launching.log_in(STUDENT)
    assert states(waymark) == 2
    assert launching.doors("POST", "/lti/launch", data=form).status_code == 303, "L25"


@pytest.fixture
def few(app) -> int:
    """Let one address leave six logins unfinished: a tenth of a login comes free again each second."""
    assert app.config["UNFINISHED_LOGINS"] >= 1_000, "a school behind one address"
    app.config["UNFINISHED_LOGINS"] = 6
    return 6


def test_L07_a_flood_of_logins_is_told_to_wait_and_stores_no_more(launching, app, waymark, clock, few) -> None:
    params = launching.sim.login_params(STUDENT)
    answers = [Doors(app)("POST", "/lti/login", data=params) for _ in range(500)]
    assert [one.status_code for one in answers] == [302] * few + [429] * (500 - few)
    assert states(waymark) == few
    assert answers[-1].headers["Retry-After"] == "10"
    refused(answers[-1], 429, "too-many")
    other = Doors(app)("POST", "/lti/login", data=params, environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 302, "another address does not wait"
    clock.advance(seconds=10)
    assert Doors(app)("GET", "/lti/login", query_string=params).status_code == 302


def test_L07_whoever_comes_to_the_page_may_launch_again(launching, waymark, few) -> None:
    for _ in range(4 * few):
        assert launching.launch(STUDENT).status_code == 303
    assert states(waymark) == 4 * few

"""Token endpoint and access tokens (canvas facts 1.7, 1.8; reliability F01-F04)."""

import time

import pytest
from sandbox_tool import AGS, Rest

from sandbox.parts import keys


def test_token_answer_names_scope_and_lifetime(sim, tool):
    body = tool.ask_token(sim, f"{AGS}score").json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, f"{AGS}score")
    assert "refresh_token" not in body


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"sub": "unknown"}, 401, "invalid_client"),
        ({"aud": "http://127.0.0.9/login/oauth2/token"}, 400, "invalid_request"),
        ({"iat": lambda: int(time.time()) - 400}, 400, "invalid_request"),
        ({"iat": lambda: int(time.time()) + 200}, 400, "invalid_request"),
        ({"exp": 1}, 400, "invalid_request"),
        ({"jti": None}, 400, "invalid_request"),
    ],
)
def test_assertion_checks(sim, tool, changes, status, error):
    now = {name: value() if callable(value) else value for name, value in changes.items()}
    answer = tool.ask_token(sim, f"{AGS}score", tool.assertion(sim, **now))
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_assertion_signed_by_another_key_is_refused(sim, tool):
    answer = tool.ask_token(sim, f"{AGS}score", tool.assertion(sim, keys.new_key(), {"kid": tool.key.kid}))
    assert answer.json() == {"error": "invalid_request", "error_description": "JWS signature invalid."}


def test_audience_may_be_a_list(sim, tool):
    assertion = tool.assertion(sim, aud=["https://other.example", sim.token_url])
    assert tool.ask_token(sim, f"{AGS}score", assertion).status_code == 200


def test_wrong_grant_and_unknown_scope_are_refused(sim, tool):
    wrong = tool.ask_token(sim, f"{AGS}score", grant_type="password")
    unknown = tool.ask_token(sim, "https://scope.example/everything")
    assert [answer.json()["error"] for answer in (wrong, unknown)] == ["unsupported_grant_type", "invalid_scope"]


def test_F02_invalid_client_switch(sim, tool):
    sim.faults.invalid_client = True
    assert tool.ask_token(sim, f"{AGS}score").json()["error"] == "invalid_client"


def test_F03_expires_in_can_be_odd_or_absent(sim, tool):
    sim.faults.token_expires_in = "3600"
    assert tool.ask_token(sim, f"{AGS}score").json()["expires_in"] == "3600"
    sim.faults.token_expires_in = None
    assert "expires_in" not in tool.ask_token(sim, f"{AGS}score").json()


def test_F04_missing_scope_is_left_out_and_refused_later(sim, tool):
    sim.faults.missing_scopes = [f"{AGS}score"]
    services = tool.services(sim)
    answer = services.score(services.new_column())
    assert (answer.status_code, answer.json()["errors"]["message"]) == (401, "Insufficient permissions")


def test_F01_expired_tokens_are_refused_and_a_new_one_works(sim, tool):
    old = tool.services(sim)
    item = old.new_column()
    sim.faults.expire_tokens_now = True
    assert old.score(item).status_code == 401
    assert tool.services(sim).score(item).status_code == 200
    assert old.score(item).status_code == 401


def test_services_refuse_no_token_and_nonsense(sim, tool):
    services = tool.services(sim)
    services.headers = {}
    assert services.call("GET", f"{services.base}/line_items").json()["errors"]["type"] == "unauthorized"
    services.headers = {"Authorization": "Bearer x.y.z"}
    assert services.call("GET", f"{services.base}/line_items").status_code == 401


def test_rest_token_refusals_have_the_other_shape(sim):
    rest = Rest(sim)
    sim.faults.rest_token_dead = True
    dead = rest.call("GET", f"{rest.base}/sections")
    assert (dead.status_code, dead.json()) == (401, {"errors": [{"message": "Invalid access token."}]})
    assert dead.headers["WWW-Authenticate"].startswith("Bearer")
    sim.faults.clear()
    sim.faults.rest_forbidden = True
    denied = rest.call("POST", f"{rest.base}/assignments", {"assignment": {"name": "x"}})
    assert (denied.status_code, denied.json()["status"]) == (403, "unauthorized")

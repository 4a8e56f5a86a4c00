"""Service tokens (moodle facts 5)."""

import json
import time

import pytest
import requests
from moodle_tool import CONTAINER
from support.small_tool import TIMEOUT

from sandbox.moodle import ALL_SCOPES
from sandbox.parts import keys

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


def error(answer: requests.Response) -> str:
    assert answer.status_code == 400
    return str(json.loads(answer.text)["error"])


def test_M5_the_answer_is_json_that_calls_itself_html(sim, tool):
    answer = tool.ask_token(sim, SCORE)
    assert answer.headers["Content-Type"].startswith("text/html")
    body = json.loads(answer.text)
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, SCORE)


def test_M5_unknown_scopes_are_dropped_until_none_is_left(sim, tool):
    assert json.loads(tool.ask_token(sim, f"{SCORE} https://x.example/other").text)["scope"] == SCORE
    assert error(tool.ask_token(sim, "https://x.example/other")) == "invalid_scope"


def test_M5_iat_has_no_leeway(sim, tool):
    ahead = tool.assertion(sim, iat=int(time.time()) + 2)
    assert error(tool.ask_token(sim, SCORE, ahead)).startswith("Cannot handle token with iat prior to")
    sim.faults.clock_ahead_seconds = 5.0
    assert tool.ask_token(sim, SCORE, ahead).status_code == 200


def test_M5_a_clock_behind_ours_refuses_fresh_assertions(sim, tool):
    sim.faults.clock_ahead_seconds = -60.0
    assert "iat" in error(tool.ask_token(sim, SCORE))


@pytest.mark.parametrize("changes", [{"exp": 1}, {"sub": "someone"}])
def test_M5_expired_and_foreign_assertions_are_refused(sim, tool, changes):
    assert error(tool.ask_token(sim, SCORE, tool.assertion(sim, **changes)))


def test_M5_audience_issuer_and_missing_exp_are_not_looked_at_and_replay_is_accepted(sim, tool):
    assertion = tool.assertion(sim, aud="https://x.example", iss="someone", exp=None)
    assert [tool.ask_token(sim, SCORE, assertion).status_code for _ in range(2)] == [200, 200]


def test_M5_a_kid_is_required(sim, tool):
    assert "kid" in error(tool.ask_token(sim, SCORE, tool.assertion(sim, header={"kid": ""})))


def test_M5_a_signature_by_another_key_is_refused(sim, tool):
    stranger = keys.new_key()
    assert error(tool.ask_token(sim, SCORE, tool.assertion(sim, stranger, {"kid": tool.key.kid})))


def test_M5_a_new_key_works_at_once_and_only_then_the_withdrawn_one_stops(sim, tool):
    second, third = keys.new_key(), keys.new_key()
    try:
        tool.published = [tool.key, second]
        assert tool.ask_token(sim, SCORE, tool.assertion(sim, second)).status_code == 200
        fetches = tool.fetches
        tool.published = [second, third]
        assert tool.ask_token(sim, SCORE).status_code == 200
        assert tool.fetches == fetches
        assert tool.ask_token(sim, SCORE, tool.assertion(sim, third)).status_code == 200
        assert error(tool.ask_token(sim, SCORE))
    finally:
        tool.published = [tool.key]


def test_M5_keys_that_may_not_be_fetched_end_in_a_404_page(sim, tool):
    sim.faults.jwks_blocked = True
    answer = tool.ask_token(sim, SCORE, tool.assertion(sim, keys.new_key()))
    assert (answer.status_code, "<html" in answer.text) == (404, True)


def test_token_500_and_invalid_client(sim, tool):
    sim.faults.invalid_client = True
    assert error(tool.ask_token(sim, SCORE)) == "invalid_client"
    sim.faults.token_500 = True
    assert tool.ask_token(sim, SCORE).status_code == 500


def test_tokens_expire_on_command_and_after_an_hour(sim, tool, services):
    sim.faults.expire_tokens_now = True
    assert services.call("GET", sim.lineitems_url, CONTAINER).status_code == 401
    fresh = tool.services(sim)
    assert fresh.items() == []
    sim.faults.clock_ahead_seconds = 3601.0
    assert fresh.call("GET", sim.lineitems_url, CONTAINER).status_code == 401


def test_missing_scopes_are_left_out_of_tokens(sim, tool):
    sim.faults.missing_scopes = [SCORE]
    assert SCORE not in json.loads(tool.ask_token(sim, " ".join(ALL_SCOPES)).text)["scope"]


def test_no_token_is_401_in_json(sim):
    answer = requests.get(sim.lineitems_url, headers={"Accept": CONTAINER}, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["status"]) == (401, 401)

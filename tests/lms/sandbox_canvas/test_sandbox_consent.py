"""Tokens of people in the sandbox: codes, renewals, scopes, revocation (canvas facts 7.1)."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from support.small_tool import TIMEOUT

BACK = "http://127.0.0.1:1/consent"
READ = "url:GET|/api/v1/courses/:course_id/assignments"
ROSA = "rosa.alvarez"


class App:
    """A tool that asks people."""

    def __init__(self, sim, scopes=None) -> None:
        self.sim = sim
        self.id, self.secret = sim.make_api_key(BACK, scopes)

    def page(self, **changes: Any):
        query = {"client_id": self.id, "response_type": "code", "redirect_uri": BACK, "state": "s1", "scope": READ}
        return f"{self.sim.url}/login/oauth2/auth?{urlencode(query | changes)}"

    def asked(self, *, yes=True, **changes: Any):
        back = self.sim.answer_consent(ROSA, self.page(**changes), yes=yes)
        return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}

    def token(self, **fields: Any):
        form = {"client_id": self.id, "client_secret": self.secret, "redirect_uri": BACK} | fields
        return requests.post(f"{self.sim.url}/login/oauth2/token", data=form, timeout=TIMEOUT)

    def trade(self):
        return self.token(grant_type="authorization_code", code=self.asked()["code"]).json()

    def renew(self, given):
        return self.token(grant_type="refresh_token", refresh_token=given["refresh_token"])

    def read(self, given, path="assignments"):
        url = f"{self.sim.url}/api/v1/courses/3/{path}"
        return requests.get(url, headers={"Authorization": f"Bearer {given['access_token']}"}, timeout=TIMEOUT)


def test_the_page_is_for_who_is_signed_in_and_refuses_frames(sim):
    url = App(sim).page()
    browser = requests.Session()
    first = browser.get(url, timeout=TIMEOUT)
    assert "Who are you?" in first.text
    assert first.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Rosa Alvarez" in browser.get(f"{url}&as={ROSA}", timeout=TIMEOUT).text
    sent = browser.post(url, data={"answer": "yes"}, allow_redirects=False, timeout=TIMEOUT)
    assert sent.headers["Location"].startswith(f"{BACK}?code=")


def test_a_code_becomes_tokens_once(sim):
    app = App(sim)
    asked = app.asked()
    assert asked["state"] == "s1"
    given = app.token(grant_type="authorization_code", code=asked["code"]).json()
    assert (given["expires_in"], given["user"]["name"]) == (3600, "Rosa Alvarez")
    assert given["user"]["global_id"] == str(10**13 + given["user"]["id"])
    again = app.token(grant_type="authorization_code", code=asked["code"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert app.read(given).status_code == 200


def test_a_renewal_ends_the_token_before_it_and_keeps_the_refresh_token(sim):
    app = App(sim)
    given = app.trade()
    renewed = app.renew(given).json()
    assert "refresh_token" not in renewed
    dead = app.read(given)
    assert (dead.status_code, "WWW-Authenticate" in dead.headers) == (401, True)
    assert app.read(renewed).status_code == 200
    assert app.renew(given).status_code == 200


def test_a_token_ends_after_an_hour(sim):
    app = App(sim)
    given = app.trade()
    assert datetime.fromisoformat(sim.consents[0].ends_at) - timedelta(hours=1) <= datetime.now().astimezone()
    sim.consents[0].ends_at = "2020-01-01T00:00:00Z"
    assert app.read(given).status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"scope": ""}, "invalid_scope"), ({"scope": "url:GET|/api/v1/accounts"}, "invalid_scope"), ({}, "")],
)
def test_a_key_that_enforces_scopes_wants_its_own(sim, changes, error):
    assert App(sim, [READ]).asked(**changes).get("error", "") == error


def test_an_enforced_scope_reaches_its_route_alone(sim):
    app = App(sim, [READ])
    given = app.trade()
    assert app.read(given).status_code == 200
    refused = app.read(given, "sections")
    assert (refused.status_code, "WWW-Authenticate" in refused.headers) == (401, False)
    assert "Insufficient scopes" in refused.text


def test_without_enforcement_every_route_is_open(sim):
    app = App(sim)
    assert app.read(app.trade(), "sections").status_code == 200


def test_no_is_an_answer_too(sim):
    assert App(sim).asked(yes=False) == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize(
    ("changes", "status"), [({"redirect_uri": "http://127.0.0.9/x"}, 400), ({"client_id": "1"}, 401)]
)
def test_a_wrong_address_or_key_stays_on_the_own_page(sim, changes, status):
    assert requests.get(App(sim).page(**changes), timeout=TIMEOUT).status_code == status


def test_a_wrong_secret_or_a_key_that_is_off_is_an_unknown_client(sim):
    app = App(sim)
    given = app.trade()
    wrong = app.token(grant_type="refresh_token", refresh_token=given["refresh_token"], client_secret="x")
    sim.switch_api_key(on=False)
    off = app.renew(given)
    assert [(one.status_code, one.json()["error"]) for one in (wrong, off)] == [(401, "invalid_client")] * 2
    assert app.read(given).status_code == 401


def test_a_consent_that_is_over_cannot_be_renewed(sim):
    app = App(sim)
    given, url = app.trade(), f"{sim.url}/login/oauth2/token"
    bearer = {"Authorization": f"Bearer {given['access_token']}"}
    assert [requests.delete(url, headers=bearer, timeout=TIMEOUT).status_code for _ in range(2)] == [200, 401]
    assert app.renew(given).json()["error_description"] == "refresh_token not found"

"""L19: a launch from a place without a school waits for the admin, and goes on by itself once it has one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update
from support.app import Doors

from gateway.db import tables as t
from gateway.services import adminview, arrivals, platforms

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
STUDENT = "maya.okafor"
NEW = "another:one"
SCRIPT = {"Accept": "application/json"}


def from_new(claims: dict[str, Any]) -> dict[str, Any]:
    return {**claims, f"{CLAIM}deployment_id": NEW}


def code_of(page: Any) -> str:
    found = re.search(r'name="code" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


class Waiting:
    """A launch that waits, and the browser in front of it, which keeps no cookie."""

    def __init__(self, launching: Any, app: Any, waymark: Any) -> None:
        self.launching, self.app, self.waymark = launching, app, waymark
        self.page = launching.launch(STUDENT, from_new)
        self.code = code_of(self.page)

    def look(self, code: str = "", headers: Any = SCRIPT) -> Any:
        return Doors(self.app)("POST", "/lti/waiting", data={"code": code or self.code}, headers=headers)

    def assign(self) -> None:
        school = self.launching.school
        self.waymark.db.write(lambda w: adminview.assign(w, school.tenant, "test", school.platform, NEW))


@pytest.fixture
def waiting(launching, app, waymark) -> Waiting:
    return Waiting(launching, app, waymark)


def test_L19_the_page_says_what_it_waits_for_and_shows_nobody(waiting) -> None:
    page = waiting.page
    assert page.status_code == 403
    assert f"accept deployment {NEW}" in page.text
    assert "waiting.js" in page.text
    assert "Maya" not in page.text
    assert "eyJ" not in page.text
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "wm-" not in page.headers.get("Set-Cookie", "")


def test_L19_it_goes_on_by_itself_once_the_admin_has_assigned_it(waiting) -> None:
    before = waiting.launching.count()
    for _ in range(3):
        told = waiting.look()
        assert (told.status_code, told.json) == (200, {"waiting": True})
    assert waiting.launching.count() == before
    waiting.assign()
    address, _, code = waiting.look().json["go"].partition("#wm-code=")
    assert re.fullmatch(r"/student/[0-9a-f]{20}/", address)
    answer = Doors(waiting.app)("POST", "/session/bearer", data={"handle": address.split("/")[2], "code": code})
    carried = {"Authorization": f"Bearer {answer.json['bearer']}"}
    assert Doors(waiting.app)("GET", address, headers=carried).status_code == 200


def test_L19_without_a_script_its_button_goes_on_by_a_cookie(waiting) -> None:
    again = waiting.look(headers={})
    assert again.status_code == 403
    assert code_of(again) == waiting.code
    waiting.assign()
    doors = Doors(waiting.app)
    answer = doors("POST", "/lti/waiting", data={"code": waiting.code})
    assert answer.status_code == 303
    assert doors("GET", answer.location.partition("#")[0]).status_code == 200


def test_L19_one_window_goes_on_and_only_once(waiting) -> None:
    waiting.assign()
    assert waiting.look().status_code == 200
    assert waiting.look().status_code == 401


def test_L19_after_half_an_hour_it_is_over(waiting, clock) -> None:
    clock.advance(minutes=29)
    assert waiting.look().json == {"waiting": True}
    clock.advance(minutes=1)
    waiting.assign()
    assert waiting.look().status_code == 401


def test_L19_a_platform_switched_off_meanwhile_lets_nobody_in(waiting) -> None:
    waiting.assign()
    change = update(t.platform).where(t.platform.c.id == waiting.launching.school.platform)
    waiting.waymark.db.write(lambda w: w.conn.execute(change.values(enabled=False)))
    assert waiting.look().status_code == 401


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_T03_another_sites_form_signs_nobody_in(waiting, headers) -> None:
    waiting.assign()
    answer = waiting.look(headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert waiting.look(headers={**SCRIPT, "Sec-Fetch-Site": "same-origin", "Origin": "null"}).status_code == 200


@pytest.mark.parametrize("code", ["guessed", "x" * 100, "é"])
def test_L19_a_made_up_code_opens_nothing(waiting, code) -> None:
    waiting.assign()
    assert waiting.look(code).status_code == 401


def test_L11_a_launch_without_proof_never_passes_for_one_that_waits(waiting, waymark) -> None:
    form = waiting.launching.form(STUDENT)
    code = waymark.db.write(lambda w: arrivals.keep(w, waymark.settings.secret_key, form))
    before = waiting.launching.count()
    assert waiting.look(code).status_code == 401
    answer = Doors(waiting.app)("POST", "/lti/proof", data={"code": waiting.code, "proof": "x"})
    assert answer.status_code == 401
    assert waiting.launching.count() == before
    assert waiting.look().json == {"waiting": True}, "the wrong door does not use it up"


def test_L19_a_new_deployment_of_an_own_platform_joins_at_its_first_launch(launching, waymark) -> None:
    school = launching.school
    change = update(t.platform).where(t.platform.c.id == school.platform)
    waymark.db.write(lambda w: w.conn.execute(change.values(deployments="own")))
    assert launching.launch(STUDENT, lambda claims: {**from_new(claims), "aud": "nobody"}).status_code == 401
    with waymark.db.read() as conn:
        assert NEW not in adminview.deployments(conn, school.tenant)[school.platform]
    assert launching.launch(STUDENT, from_new).status_code == 303
    with waymark.db.read() as conn:
        assert platforms.tenant_of(conn, school.platform, NEW) == school.tenant
        assert NEW in adminview.deployments(conn, school.tenant)[school.platform]

"""A launch without cookies: the platform keeps the proof, a code becomes the value that a page carries (1.5, L42)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.app import Doors
from support.world import School

from gateway.db import tables as t
from gateway.jobs.periodic import Tidy
from gateway.services import sessions

STUDENT, TEACHER = "maya.okafor", "rosa.alvarez"
BROWSER = {"Accept": "text/html,*/*", "Sec-Fetch-Dest": "iframe"}


@pytest.fixture
def bare(launching, app) -> Any:
    """Launch without cookies; the test keeps what the platform would keep."""
    launching.site.sim.faults.platform_storage = ""
    return Bare(launching, app)


class Bare:
    """A browser that drops every cookie, in front of a platform that keeps values."""

    def __init__(self, launching: Any, app: Any) -> None:
        self.launching, self.app, self.kept = launching, app, {}

    def doors(self) -> Doors:
        return Doors(self.app)

    def page(self, login: str, bend: Any = None) -> Any:
        """Log in, keep the proof, launch; return the page that asks for the proof."""
        sim = self.launching.sim
        first = self.doors()("POST", "/lti/login", data=sim.login_params(login), headers=BROWSER)
        assert first.status_code == 200, first.text
        told = self.told(first)
        self.kept[told["key"]] = told["proof"]
        state, nonce = (re.search(rf"[?&]{one}=([^&]+)", told["go"])[1] for one in ("state", "nonce"))
        assert told["key"] == f"state_{state}"
        assert told["origin"] == "{0.scheme}://{0.netloc}".format(urlsplit(sim.auth_url))
        claims = sim.claims_for(login, nonce)
        claims = (bend(claims) if bend else None) or claims
        return self.doors()("POST", "/lti/launch", data={"state": state, "id_token": sim.sign(claims)})

    @staticmethod
    def told(page: Any) -> dict[str, str]:
        body = re.search(r"<body[^>]*>", page.text)[0]
        return {name: value.replace("&amp;", "&") for name, value in re.findall(r'data-(\w+)="([^"]*)"', body)}

    def prove(self, page: Any, proof: str | None = None) -> Any:
        told = self.told(page)
        return self.doors()(
            "POST", "/lti/proof", data={"code": told["code"], "proof": proof or self.kept.get(told["key"], "")}
        )

    def enter(self, login: str) -> tuple[str, str]:
        """Launch and return (address, bearer value)."""
        address, _, code = self.prove(self.page(login)).json["go"].partition("#wm-code=")
        answer = self.doors()("POST", "/session/bearer", data={"handle": address.split("/")[2], "code": code})
        assert answer.status_code == 200
        return address, answer.json["bearer"]


def carried(bearer: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {bearer}"}


def test_L11_1_5_step_4_the_proof_opens_the_page_and_only_the_right_one(bare) -> None:
    page = bare.page(STUDENT)
    assert page.status_code == 401
    assert "Maya" not in page.text
    assert "eyJ" not in page.text
    before = bare.launching.count()
    wrong = bare.prove(page, "guessed")
    assert wrong.status_code == 401
    again = bare.prove(page)
    assert again.status_code == 401, "a code is good for one try"
    assert bare.launching.count() == before
    assert bare.prove(bare.page(STUDENT)).status_code == 200


def test_L12_1_5_step_4_a_bad_token_is_refused_before_the_platform_is_asked(bare) -> None:
    answer = bare.page(STUDENT, lambda claims: claims | {"iss": "https://evil.example"})
    assert answer.status_code == 401
    assert '<body class="learner" data-code' not in answer.text


def test_L17_a_launch_proven_once_is_used_up(bare) -> None:
    page = bare.page(STUDENT)
    assert bare.prove(page).status_code == 200
    assert bare.prove(page).status_code == 401


def test_L42_a_code_older_than_a_minute_opens_nothing(bare, clock) -> None:
    page = bare.page(STUDENT)
    clock.advance(seconds=61)
    assert bare.prove(page).status_code == 401
    address, _, code = bare.prove(bare.page(STUDENT)).json["go"].partition("#wm-code=")
    clock.advance(seconds=61)
    answer = bare.doors()("POST", "/session/bearer", data={"handle": address.split("/")[2], "code": code})
    assert answer.status_code == 401


def test_L42_a_code_is_exchanged_once_and_for_its_own_session(bare) -> None:
    address, _, code = bare.prove(bare.page(STUDENT)).json["go"].partition("#wm-code=")
    other, _ = bare.enter(TEACHER)
    wrong = {"handle": other.split("/")[2], "code": code}
    assert bare.doors()("POST", "/session/bearer", data=wrong).status_code == 401
    right = {"handle": address.split("/")[2], "code": code}
    assert bare.doors()("POST", "/session/bearer", data=right).status_code == 200
    assert bare.doors()("POST", "/session/bearer", data=right).status_code == 401


def test_L42_pages_open_with_the_carried_value_and_say_how_to_go_on_without(bare) -> None:
    address, bearer = bare.enter(STUDENT)
    without = bare.doors()("GET", address)
    assert without.status_code == 401
    assert f'data-carry="{address.split("/")[2]}"' in without.text
    assert "Maya" not in without.text
    assert "frame-ancestors 'none'" not in without.headers["Content-Security-Policy"]
    assert without.headers["Cache-Control"] == "no-store"
    assert bare.doors()("GET", address, headers=carried(bearer)).status_code == 200
    assert bare.doors()("GET", address, headers=carried("guessed")).status_code == 401
    assert bare.doors()("GET", address, headers={"Authorization": f"Basic {bearer}"}).status_code == 401


def test_L43_a_carried_value_opens_its_own_session_only(bare) -> None:
    student, mine = bare.enter(STUDENT)
    teacher, theirs = bare.enter(TEACHER)
    assert bare.doors()("GET", teacher, headers=carried(mine)).status_code == 401
    assert bare.doors()("GET", student, headers=carried(theirs)).status_code == 401


def test_L42_T15_forms_want_their_token_and_answer_with_where_to_go(bare) -> None:
    address, bearer = bare.enter(STUDENT)
    assert (
        bare.doors()("POST", f"{address}language", data={"language": "es"}, headers=carried(bearer)).status_code == 403
    )
    csrf = bare.launching.school.rows(t.session.c.csrf, id=address.split("/")[2])[0].csrf
    answer = bare.doors()("POST", f"{address}language", data={"language": "es", "csrf": csrf}, headers=carried(bearer))
    assert (answer.status_code, answer.headers["X-Waymark-Location"]) == (200, address)
    assert "Location" not in answer.headers


def test_L42_a_ticket_opens_one_address_once(bare, clock) -> None:
    address, bearer = bare.enter(STUDENT)
    handle = address.split("/")[2]
    csrf = bare.launching.school.rows(t.session.c.csrf, id=handle)[0].csrf

    def ticket(path: str) -> Any:
        return bare.doors()(
            "POST", f"/session/{handle}/ticket", data={"path": path, "csrf": csrf}, headers=carried(bearer)
        )

    assert ticket("/student/" + "0" * 20 + "/").status_code == 400
    made = ticket(address).json["ticket"]
    assert bare.doors()("GET", f"{address}goal?ticket={made}").status_code == 401
    assert bare.doors()("GET", f"{address}?ticket={made}").status_code == 200
    assert bare.doors()("GET", f"{address}?ticket={made}").status_code == 401
    late = ticket(address).json["ticket"]
    clock.advance(seconds=61)
    assert bare.doors()("GET", f"{address}?ticket={late}").status_code == 401


def test_L42_an_ended_session_is_over_for_the_carried_value_too(bare, waymark) -> None:
    address, bearer = bare.enter(STUDENT)
    school: School = bare.launching.school
    with waymark.db.read() as conn:
        assert [row.id for row in sessions.listed(conn, school.tenant, waymark.clock())] == [address.split("/")[2]]
    assert waymark.db.write(lambda w: sessions.end(w, school.tenant, address.split("/")[2]))
    assert bare.doors()("GET", address, headers=carried(bearer)).status_code == 401
    with waymark.db.read() as conn:
        assert sessions.listed(conn, school.tenant, waymark.clock()) == []


def test_L06_L42_what_is_over_is_deleted_a_day_later(bare, waymark, clock) -> None:
    bare.enter(STUDENT)
    bare.page(STUDENT)
    clock.advance(hours=12 + 25)
    Tidy(waymark.db).run("periodic/tidy", None)  # type: ignore[arg-type] # the lane is not looked at
    assert bare.launching.school.rows(t.session) == []
    with waymark.db.read() as conn:
        for table in (t.pending_launch, t.session_code, t.login_state):
            assert conn.execute(table.select()).all() == [], table.name


def test_L41_a_platform_without_storage_gets_a_page_with_a_link_that_begins_again(launching, app) -> None:
    params = launching.sim.login_params(STUDENT)
    first = Doors(app)("POST", "/lti/login", data=params, headers=BROWSER)
    link = re.search(r'href="(/lti/again/[0-9a-f]{64})" target="_blank"', first.text)
    assert link
    again = Doors(app)("GET", link[1], headers={**BROWSER, "Sec-Fetch-Dest": "document"})
    assert again.status_code == 302
    assert again.location.startswith(launching.sim.auth_url)
    assert params["lti_message_hint"] in again.location


def test_L41_in_the_new_window_there_is_no_further_button(launching, app) -> None:
    first = Doors(app)("POST", "/lti/login", data=launching.sim.login_params(STUDENT), headers=BROWSER)
    link = re.search(r'href="(/lti/again/[0-9a-f]{64})"', first.text)[1]
    again = Doors(app)("GET", link, headers=BROWSER)
    state = re.search(r"state=([^&]+)", again.location)[1]
    answer = Doors(app)("POST", "/lti/launch", data={"state": state, "id_token": "a.b.c"})
    assert answer.status_code == 401
    assert "/lti/again/" not in answer.text
    assert "settings" in answer.text


def test_L41_the_link_is_over_with_its_login(launching, app, clock) -> None:
    first = Doors(app)("POST", "/lti/login", data=launching.sim.login_params(STUDENT), headers=BROWSER)
    link = re.search(r'href="(/lti/again/[0-9a-f]{64})"', first.text)[1]
    clock.advance(minutes=11)
    assert Doors(app)("GET", link, headers=BROWSER).status_code == 401


@pytest.mark.parametrize("name", ["_parent", "frame_1", "a b", "<script>", "x" * 101, ""])
def test_L40_only_a_window_name_counts_as_storage(bare, name) -> None:
    params = {**bare.launching.sim.login_params(STUDENT), "lti_storage_target": name}
    page = bare.doors()("POST", "/lti/login", data=params, headers=BROWSER)
    assert ("data-target=" in page.text) == (name in {"_parent", "frame_1"})
    assert any(one.startswith("wm-login-") for one in page.headers.getlist("Set-Cookie"))

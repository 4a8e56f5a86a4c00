"""T10: a link whose admin wants to be asked lets nobody in before the admin has seen what was registered."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from gateway.db import tables as t
from gateway.services import invitations, platforms, tenants
from gateway.services.enter import open_session
from gateway.web.context import cookie_name

TEACHER = "rosa.alvarez"


@pytest.fixture
def asked(office) -> Any:
    """Register by a link that asks; do what the learning system's own admin does."""
    office.page = office.register(office.invite(asks=True))
    office.admit()
    return office


def row(office: Any) -> Any:
    with office.waymark.db.read() as conn:
        return conn.execute(select(t.platform)).one()


def admin(office: Any) -> str:
    """Sign an admin in; return the address of the admin's pages."""
    entered = office.waymark.db.write(lambda w: open_session(w, row(office).tenant_id, role="admin"))
    office.doors.client.set_cookie(cookie_name(entered.handle), entered.secret, domain="localhost", secure=True)
    return f"/admin/{entered.handle}/"


def press(office: Any, page: str, label: str) -> Any:
    """Press a button of an admin's page."""
    text = office.doors("GET", page).text
    forms = re.findall(r'<form class="inline" method="post" action="([^"]+)">(.*?)</form>', text, re.DOTALL)
    action, inside = next((url, inside) for url, inside in forms if label in inside)
    csrf = re.search(r'name="csrf" value="([^"]+)"', inside)[1]
    return office.doors("POST", action, data={"csrf": csrf})


def login(office: Any) -> int:
    return int(office.doors("POST", "/lti/login", data=office.sim.login_params(TEACHER)).status_code)


def test_T10_nobody_gets_in_before_an_admin_says_that_it_is_theirs(asked) -> None:
    assert "One step is left in Waymark" in asked.page.text
    assert (row(asked).enabled, row(asked).confirmed_at) == (False, None)
    assert login(asked) == 401
    home = admin(asked)
    assert "It registered itself by a link" in asked.doors("GET", home).text
    text = unescape(asked.doors("GET", f"{home}platforms").text)
    shown = text[text.index("Is it yours?") :].split("</section>")[0]
    for known in (row(asked).issuer, row(asked).client_id, asked.sim.url.partition("//")[2]):
        assert known in shown
    assert press(asked, f"{home}platforms", "Let it in").status_code == 303
    assert row(asked).confirmed_at is not None
    assert asked.launch(TEACHER).status_code == 303
    assert "Is it yours?" not in asked.doors("GET", f"{home}platforms").text


def test_T10_one_that_nobody_knows_is_kept_out_and_asks_no_more(asked) -> None:
    home = admin(asked)
    assert press(asked, f"{home}platforms", "Keep it out").status_code == 303
    assert row(asked).confirmed_at is not None
    assert login(asked) == 401
    text = asked.doors("GET", f"{home}platforms").text
    assert "Is it yours?" not in text
    assert "Switch on" in text


def test_T10_a_link_made_as_the_admins_word_lets_it_in_at_once_and_says_what_came_of_it(office) -> None:
    office.register()
    office.admit()
    assert office.launch(TEACHER).status_code == 303
    text = unescape(office.doors("GET", f"{admin(office)}platforms").text)
    links = text[text.index("Links that were made") :].split("</section>")[0]
    assert row(office).issuer in links
    assert "Switch off" in text


def test_one_that_is_known_stays_as_it_is_when_it_registers_again(office) -> None:
    office.register()
    office.admit()
    kind = "1" if office.sim.kind == "moodle" else "0"
    done = office.register(office.invite(asks=True), kind)
    assert done.status_code == 200
    rows = [one.enabled for one in _all(office) if one.confirmed_at is not None]
    assert rows == [True]


def _all(office: Any) -> list[Any]:
    with office.waymark.db.read() as conn:
        return list(conn.execute(select(t.platform)))


def test_T01_another_schools_admin_is_not_asked_and_has_no_word(asked, waymark) -> None:
    other = waymark.db.write(lambda w: tenants.make(w, "two"))
    platform = row(asked).id
    assert waymark.db.write(lambda w: platforms.disable(w, other, platform, enabled=True)) is False
    assert row(asked).confirmed_at is None
    with waymark.db.read() as conn:
        assert invitations.listed(conn, other, waymark.clock()) == []

"""A registration that the learning system lets us change later is read, compared and replaced (RFC 7592)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from support.databases import BASE

from gateway.db import tables as t
from gateway.services import adminlink, platforms, renewal
from lti.errors import RegistrationTokenRefused, RegistrationUnreachable
from lti.registration import Managed, replace

pytestmark = pytest.mark.parametrize("running", ["moodle"], indirect=True)  # the one whose stand-in has a switch for it


def rows(waymark, table: Any) -> list[Any]:
    with waymark.db.read() as conn:
        return list(conn.execute(select(table)))


def renew(waymark, row: Any) -> renewal.Renewed:
    return renewal.renew(waymark.db, waymark.http, waymark.settings, row, "test")


def managed(office) -> None:
    """Register with a system that lets us change our registration later."""
    office.sim.faults.registration = "managed"
    assert office.register().status_code == 200


def test_a_registration_that_may_be_changed_is_brought_up_to_date(office, waymark) -> None:
    managed(office)
    [before] = rows(waymark, t.platform)
    assert renew(waymark, before).changed == ()
    with office.sim._lms.store.change() as state:
        state.tool.login_url, state.tool.custom = "https://old.example/login", {}
    done = renew(waymark, before)
    assert done.changed == ("custom_parameters", "initiate_login_uri")
    assert office.sim._lms.tool.login_url == f"{BASE}/lti/login"
    assert office.sim._lms.tool.custom
    [after] = rows(waymark, t.platform)
    assert (after.client_id, after.registration_url) == (before.client_id, before.registration_url)
    assert renew(waymark, after).changed == ()
    with waymark.db.read() as conn:
        entries = conn.execute(select(t.audit).filter_by(tenant_id=after.tenant_id).order_by(t.audit.c.number)).all()
    assert entries[-1].what == "platform-updated"


def test_what_it_does_not_take_is_said_and_nothing_changes_here(office, waymark) -> None:
    managed(office)
    [before] = rows(waymark, t.platform)
    with office.sim._lms.store.change() as state:
        state.tool.login_url = "https://old.example/login"
    office.sim.faults.down = True
    with pytest.raises(RegistrationUnreachable):
        renew(waymark, before)
    office.sim.faults.down = False
    office.sim._lms.store.state.keys.clear()
    office.sim._lms.store.state.current_key = 0
    office.sim._lms.store.state.ensure_keys()
    with pytest.raises(RegistrationTokenRefused):
        renew(waymark, before)
    assert rows(waymark, t.platform) == [before]


def test_a_system_that_names_no_such_place_says_how_to_go_on(office, waymark) -> None:
    office.register()
    [platform] = rows(waymark, t.platform)
    assert platform.registration_url is None
    with pytest.raises(renewal.NotManaged):
        renew(waymark, platform)


def test_T21_the_token_to_change_it_lies_sealed(office, waymark) -> None:
    managed(office)
    [platform] = rows(waymark, t.platform)
    assert b"eyJ" not in bytes(platform.registration_token_sealed)
    held = platforms.managed_of(platform, waymark.settings.secret_key)
    assert held is not None
    assert held.token.startswith("eyJ")
    assert "eyJ" not in repr(held)


def test_an_admin_presses_one_button(office, waymark, doors) -> None:
    managed(office)
    [platform] = rows(waymark, t.platform)
    link = waymark.db.write(lambda w: adminlink.make(w, platform.tenant_id))
    home = doors("GET", f"/admin/enter/{link}").headers["Location"]
    page = doors("GET", f"{home}platforms").text
    assert f"{home}platforms/{platform.id}/update" in page
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf

    def press() -> str:
        answer = doors("POST", f"{home}platforms/{platform.id}/update", data={"csrf": csrf[1]})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    press()
    assert "has nothing to change" in press()
    with office.sim._lms.store.change() as state:
        state.tool.title = "An older name"
    assert "has the registration of today" in press()
    assert office.sim._lms.tool.title == "Waymark"


def test_T18_the_token_goes_to_the_platforms_own_host_only(office, waymark) -> None:
    managed(office)
    [platform] = rows(waymark, t.platform)
    held = platforms.managed_of(platform, waymark.settings.secret_key)
    assert held is not None
    sent = {**renewal_request(office), "client_id": platform.client_id}
    _body, moved = replace(waymark.http, held, "https://lms.example", sent)
    assert moved == held, "an address that does not speak for the issuer is not taken"
    _body, moved = replace(waymark.http, held, platform.issuer, sent)
    assert moved.url == held.url
    assert isinstance(moved, Managed)


def renewal_request(office) -> dict[str, Any]:
    tool = office.sim._lms.tool
    return {
        "application_type": "web", "response_types": ["id_token"], "initiate_login_uri": tool.login_url,
        "redirect_uris": tool.redirect_uris, "client_name": tool.title, "jwks_uri": tool.jwks_url,
        "token_endpoint_auth_method": "private_key_jwt", "scope": " ".join(tool.scopes),
        "https://purl.imsglobal.org/spec/lti-tool-configuration": {
            "domain": BASE.removeprefix("http://"), "target_link_uri": tool.target_link_uri,
        },
    }  # fmt: skip

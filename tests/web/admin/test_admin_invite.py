"""The admin's way to connect a learning system: one link, or every value under the form's own name (U01)."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from support.databases import BASE

from gateway.db import tables as t
from gateway.security import hash_secret
from gateway.services import invitations
from lti.lms.registry import profile_of


def value_of(text: str, label: str) -> str:
    """Return the value beside a label, which must have a copy button."""
    found = re.search(rf'<label for="([^"]+)">{re.escape(label)}</label>', text)
    assert found, label
    assert f'data-copy="{found[1]}"' in text, label
    shown = re.search(rf'<(?:input|textarea) id="{found[1]}"[^>]*?(?:value="([^"]*)"|>([^<]*)<)', text)
    assert shown, label
    return unescape(shown[1] if shown[1] is not None else shown[2])


def test_T10_a_link_is_shown_once_with_what_to_do_with_it(admin, school, waymark, clock):
    answer = admin.press("platforms/invite", "platforms", name="Riverside", deployments="shared")
    assert answer.status_code == 201
    link = value_of(answer.text, "Registration link")
    assert link.startswith(f"{BASE}/lti/register?invite=")
    assert "paste the link as Tool URL" in answer.text
    assert "+ LTI Registration" in answer.text
    assert link not in admin.open("platforms")
    token = parse_qs(urlsplit(link).query)["invite"][0]
    with waymark.db.read() as conn:
        found = invitations.find(conn, token, clock())
    assert (found.tenant_id, found.name, found.deployments) == (school.tenant, "Riverside", "shared")
    assert found.token_hash == hash_secret(token)
    [entry] = [row for row in school.rows(t.audit) if row.what == "platform-invited"]
    assert entry.who.startswith("session/")


def test_a_link_needs_no_name_and_a_choice_that_is_offered(admin):
    assert admin.press("platforms/invite", "platforms", name="", deployments="own").status_code == 201
    for bad in ({"deployments": "all"}, {"deployments": ""}, {"name": "x" * 81, "deployments": "own"}):
        assert admin.press("platforms/invite", "platforms", **{"name": "", **bad}).status_code == 400


def test_U01_every_value_that_is_typed_elsewhere_has_a_copy_button(admin):
    text = admin.open("platforms")
    wanted = {
        "Login address": f"{BASE}/lti/login", "Launch and redirect address": f"{BASE}/lti/launch",
        "Public keys address": f"{BASE}/lti/jwks.json", "Configuration address": f"{BASE}/lti/config/canvas.json",
        "Domain/URL": f"{BASE}/lti/launch", "OIDC Login Init URL": f"{BASE}/lti/login",
        "Redirect URLs": f"{BASE}/lti/launch", "JWKS URL": f"{BASE}/lti/jwks.json", "Tool URL": f"{BASE}/lti/launch",
        "Public keyset": f"{BASE}/lti/jwks.json", "Initiate login URL": f"{BASE}/lti/login",
        "Redirection URI(s)": f"{BASE}/lti/launch",
    }  # fmt: skip
    assert {label: value_of(text, label) for label in wanted} == wanted
    assert value_of(text, "Custom Parameters").splitlines() == [
        f"{name}={value}" for name, value in profile_of("schoology").setup.custom_fields.items()
    ]
    assert "Choose: LTI 1.3 App" in text


def test_custom_fields_are_copied_one_to_a_line(admin):
    lines = value_of(admin.open("platforms"), "Custom fields").splitlines()
    assert lines == [f"{name}={value}" for name, value in profile_of("canvas").setup.custom_fields.items()]


def test_T10_links_are_listed_without_themselves_and_taken_back(admin, school, clock):
    link = value_of(
        admin.press("platforms/invite", "platforms", name="Riverside", deployments="shared").text, "Registration link"
    )
    token = parse_qs(urlsplit(link).query)["invite"][0]
    name = invitations.short(token)
    text = admin.open("platforms")
    listed = text[text.index("Links that were made") :].split("</section>")[0]
    assert name in listed
    assert "Several schools" in listed
    assert token not in text
    assert admin.press("invitations/revoke", "platforms", invitation=name).status_code == 303
    assert "Taken back" in admin.open("platforms")
    for gone in (name, "0" * 12, "%", "é" * 12):
        assert admin.press("invitations/revoke", "platforms", invitation=gone).status_code == 404
    assert [row.what for row in school.rows(t.audit)][-1] == "invitation-revoked"


def test_T10_a_link_that_nobody_used_is_over_after_an_hour(admin, clock):
    admin.press("platforms/invite", "platforms", name="", deployments="own")
    assert "Works until" in admin.open("platforms")
    clock.advance(minutes=30)
    admin.open("platforms")
    clock.advance(minutes=30)
    assert "Over since" in admin.open("platforms")

"""Dynamic registration against a platform made for these tests: what is read, sent, and refused (T09, T10)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from lti import errors
from lti.http import Http, Limits
from lti.registration import TOOL_CONFIGURATION, discover, register
from lti.registration_document import PLATFORM_CONFIGURATION, PlatformDocument, parse, vouched
from lti.tool_description import request_for

from .lms import NOW

LTI = {"product_family_code": "lms-x", "messages_supported": [{"type": "LtiResourceLinkRequest"}, 7]}


class Registrar:
    """A platform that answers what a test tells it, and keeps what it was asked."""

    def __init__(self) -> None:
        self.base = ""
        self.status = 200
        self.changes: dict[str, Any] = {}
        self.answer: Any = {"client_id": "c-1", TOOL_CONFIGURATION: {"deployment_id": "7"}, "scope": "a b"}
        self.asked: list[tuple[str, str, str, Any]] = []

    @property
    def configuration(self) -> str:
        return f"{self.base}/configuration"

    def document(self) -> dict[str, Any]:
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
        found = {"issuer": self.base, **{name: f"{self.base}/{name}" for name in names}, PLATFORM_CONFIGURATION: LTI}
        return {name: value for name, value in (found | self.changes).items() if value is not None}


@pytest.fixture
def lms() -> Iterator[Registrar]:
    registrar = Registrar()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = (self.command, self.path, self.headers.get("Authorization", ""), json.loads(body or b"null"))
            registrar.asked.append(asked)
            given = registrar.document() if self.command == "GET" else registrar.answer
            sent = given if isinstance(given, bytes) else json.dumps(given).encode()
            self.send_response(registrar.status if self.command == "POST" or registrar.status < 300 else 200)
            self.send_header("Content-Type", "text/html" if sent[:1] == b"<" else "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        registrar.base = f"http://127.0.0.1:{server.server_port}"
        yield registrar
        server.shutdown()
        thread.join()


@pytest.fixture
def http() -> Iterator[Http]:
    door = Http(now=lambda: NOW, loopback=True, limits=Limits(size=20_000))
    yield door
    door.close()


def test_the_whole_way_from_configuration_to_client_id(lms: Registrar, http: Http) -> None:
    document = discover(http, lms.configuration, "tok.en")
    assert (document.issuer, document.lms) == (lms.base, "generic")
    wanted = request_for(document, "https://tool.example", title="Waymark")
    made = register(http, document, "tok.en", wanted)
    assert (made.client_id, made.deployment_id, made.scopes) == ("c-1", "7", frozenset("ab"))
    (_, _, read_with, _), (method, path, sent_with, body) = lms.asked
    assert (method, path) == ("POST", "/registration_endpoint")
    assert read_with == sent_with == "Bearer tok.en"
    assert body == wanted


def test_a_request_names_our_addresses_keys_and_only_the_claims_we_need(lms: Registrar) -> None:
    document = parse(json.dumps(lms.document() | {"issuer": "https://l.example"}).encode(), "https://l.example/c")
    wanted = request_for(document, "https://tool.example:8443/", title="Waymark")
    assert wanted["redirect_uris"] == ["https://tool.example:8443/lti/launch"]
    assert wanted["token_endpoint_auth_method"] == "private_key_jwt"
    assert wanted["response_types"] == ["id_token"]
    tool = wanted[TOOL_CONFIGURATION]
    assert tool["domain"] == "tool.example:8443"
    assert "email" not in tool["claims"], "P03"
    assert [one["type"] for one in tool["messages"]] == ["LtiResourceLinkRequest"]


def test_scopes_the_platform_does_not_know_are_not_asked_for() -> None:
    score = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
    wanted = request_for(_of("moodle", scopes=frozenset({score, "openid"})), "https://t.example", title="Waymark")
    assert wanted["scope"] == score


def _of(lms: str, scopes: frozenset[str] | None = None) -> PlatformDocument:
    return PlatformDocument("https://l.example", "a", "t", "j", "r", lms, scopes=scopes)


def test_canvas_gets_placements_privacy_and_an_entry_that_teachers_show_themselves() -> None:
    tool = request_for(_of("canvas"), "https://t.example", title="Waymark")[TOOL_CONFIGURATION]
    launch, choose = tool["messages"]
    assert launch["placements"] == ["course_navigation"]
    assert launch["https://canvas.instructure.com/lti/course_navigation/default_enabled"] is False
    assert launch["https://canvas.instructure.com/lti/visibility"] == "members"
    assert choose["placements"] == ["assignment_selection", "link_selection"]
    assert tool["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert tool["custom_parameters"]["lms_user_id"] == "$Canvas.user.id"


def test_moodle_gets_no_member_of_another_system() -> None:
    wanted = json.dumps(request_for(_of("moodle"), "https://t.example", title="Waymark"))
    assert "instructure" not in wanted
    assert '"LtiDeepLinkingRequest"' in wanted


@pytest.mark.parametrize("missing", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_an_incomplete_configuration_is_refused(lms: Registrar, http: Http, missing: str) -> None:
    for value in (None, "", 7, "two words"):
        lms.changes = {missing: value}
        with pytest.raises(errors.RegistrationDocumentInvalid, match=missing):
            discover(http, lms.configuration, "t")


@pytest.mark.parametrize(
    ("issuer", "url", "good"),
    [
        ("https://l.example", "https://l.example/c", True),
        ("https://l.example/", "https://l.example:443/c", True),
        ("https://l.example", "https://sso.l.example/c", True),
        ("https://canvas.instructure.com", "https://school.instructure.com/c", True),
        ("https://canvas.instructure.com", "https://sso.canvaslms.com/c", True),
        ("https://canvas.instructure.com", "https://canvas.school.example/c", False),
        ("https://canvas.instructure.com", "https://evilinstructure.com/c", False),
        ("https://sso.l.example", "https://l.example/c", False),
        ("https://l.example", "https://evil-l.example/c", False),
        ("https://l.example", "https://l.example.evil.example/c", False),
        ("http://127.0.0.1:1", "http://127.0.0.1:2/c", False),
        ("l.example", "https://l.example/c", False),
        ("https://u:p@l.example", "https://l.example/c", False),
    ],
)
def test_T10_only_hosts_of_an_issuer_speak_for_it(issuer: str, url: str, good: bool) -> None:
    assert vouched(issuer, url) is good


def test_T10_a_foreign_issuer_is_refused(lms: Registrar, http: Http) -> None:
    lms.changes = {"issuer": "https://canvas.instructure.com"}
    with pytest.raises(errors.RegistrationIssuerMismatch):
        discover(http, lms.configuration, "t")


@pytest.mark.parametrize("name", ["authorization_endpoint", "jwks_uri", "registration_endpoint"])
def test_T09_every_address_in_the_configuration_is_checked(lms: Registrar, http: Http, name: str) -> None:
    for url in ("ftp://l.example/x", "https://user:pw@l.example/x", "javascript:alert(1)", "//l.example/x"):
        lms.changes = {name: url}
        with pytest.raises(errors.RegistrationAddressRefused):
            discover(http, lms.configuration, "t")


def test_T09_a_loopback_configuration_is_refused_outside_development(lms: Registrar) -> None:
    strict = Http(now=lambda: NOW)
    for url in (lms.configuration, lms.configuration.replace("http:", "https:"), "https://[::1]/c", "nothing"):
        with pytest.raises(errors.RegistrationAddressRefused):
            discover(strict, url, "t")
    strict.close()
    assert not lms.asked


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (401, b"token_already_used", errors.RegistrationTokenRefused),
        (400, b"missing_domain", errors.RegistrationNotAccepted),
        (422, {"errorMessage": "placements"}, errors.RegistrationNotAccepted),
        (500, b"<html>", errors.RegistrationUnreachable),
        (200, b"<html>", errors.RegistrationAnswerIncomplete),
        (200, {"client_name": "x"}, errors.RegistrationAnswerIncomplete),
        (200, {"client_id": ""}, errors.RegistrationAnswerIncomplete),
        (200, {"client_id": True}, errors.RegistrationAnswerIncomplete),
        (200, b"x" * 30_000, errors.RegistrationUnreachable),
    ],
)
def test_every_refusal_of_the_platform_has_its_error(
    lms: Registrar, http: Http, status: int, answer: Any, error: type[errors.LtiError]
) -> None:
    document = discover(http, lms.configuration, "t")
    lms.status, lms.answer = status, answer
    with pytest.raises(error) as raised:
        register(http, document, "t", {})
    assert "<html>" not in raised.value.detail


def test_an_answer_with_a_number_and_more_members_is_understood(lms: Registrar, http: Http) -> None:
    document = discover(http, lms.configuration, "t")
    lms.answer = {"client_id": 10000000000777, "more": [1], TOOL_CONFIGURATION: "odd", "scope": ["x"]}
    made = register(http, document, "t", {})
    assert (made.client_id, made.deployment_id, made.scopes) == ("10000000000777", None, None)


def test_a_value_that_is_no_token_is_never_sent(lms: Registrar, http: Http) -> None:
    for token in ("a b", "é", "x\r\nHost: evil", "x" * 9000):
        with pytest.raises(errors.RegistrationTokenRefused):
            discover(http, lms.configuration, token)
    assert not lms.asked

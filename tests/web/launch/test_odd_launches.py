"""Launches that are odd: claims, forms and answers of the platform, each with its own answer (L10-L26)."""

from __future__ import annotations

import json
from typing import Any

from launch_bends import CLAIM, STUDENT, Bend, drop, lti, put, refused
from support.app import Doors
from support.databases import BASE

from gateway.db import tables as t
from lti.keys import make_key

RETURN = f"{CLAIM}launch_presentation"
REFUSED_CLAIMS: list[tuple[str, Any, str]] = [
    ("aud of another tool", put(aud="another"), "token_audience"),
    ("aud empty", put(aud=[]), "token_audience"),
    ("aud null", put(aud=None), "token_audience"),
    ("aud with others, no azp", lambda c: drop("azp")({**c, "aud": [c["aud"], "x"]}), "token_audience"),
    ("aud with others, azp theirs", lambda c: {**c, "aud": [c["aud"], "x"], "azp": "x"}, "token_audience"),
    ("azp theirs", put(azp="x"), "token_audience"),
    ("iss with a slash", lambda c: {**c, "iss": c["iss"] + "/"}, "token_issuer"),
    ("iss in capitals", lambda c: {**c, "iss": c["iss"].upper()}, "token_issuer"),
    ("iss missing", drop("iss"), "token_issuer"),
    ("exp missing", drop("exp"), "token_times"),
    ("iat missing", drop("iat"), "token_times"),
    ("exp a text of digits", lambda c: {**c, "exp": str(c["exp"])}, "token_times"),
    ("iat a boolean", put(iat=True), "token_times"),
    ("iat negative without end", put(iat=-1e300), "token_times"),
    ("iat two minutes ahead", lambda c: {**c, "iat": c["iat"] + 120}, "token_from_future"),
    ("nbf two minutes ahead", lambda c: {**c, "nbf": c["iat"] + 120}, "token_from_future"),
    ("iat a quarter of an hour ago", lambda c: {**c, "iat": c["iat"] - 900}, "token_too_old"),
    ("exp just over", lambda c: {**c, "iat": c["iat"] - 120, "exp": c["iat"] - 61}, "token_expired"),
    ("exp in a day", lambda c: {**c, "exp": c["iat"] + 86_400}, "token_lifetime"),
    ("nonce missing", drop("nonce"), "token_nonce"),
    ("nonce of nobody", put(nonce="guess"), "token_nonce"),
    ("nonce a list", lambda c: {**c, "nonce": [c["nonce"]]}, "token_nonce"),
    ("version of the past", lti("version", "LTI-1p0"), "message_version"),
    ("version a number", lti("version", 1.3), "message_version"),
    ("version short", lti("version", "1.3"), "message_version"),
    ("message unknown", lti("message_type", "LtiSubmissionReviewRequest"), "message_type"),
    ("message in small letters", lti("message_type", "ltiresourcelinkrequest"), "message_type"),
    ("deployment empty", lti("deployment_id", ""), "deployment_missing"),
    ("deployment a number", lti("deployment_id", 7), "deployment_missing"),
    ("deployment too long", lti("deployment_id", "d" * 256), "deployment_missing"),
    ("target missing", drop(f"{CLAIM}target_link_uri"), "target_mismatch"),
    ("target elsewhere", lti("target_link_uri", "https://evil.example/"), "target_mismatch"),
    ("target another page of ours", lti("target_link_uri", f"{BASE}/lti/deeplink"), "target_mismatch"),
    ("sub empty", put(sub=""), "subject_missing"),
    ("sub a number", put(sub=7), "subject_missing"),
    ("sub too long", put(sub="s" * 256), "subject_missing"),
    ("sub with a line end", put(sub="a\r\nb"), "subject_missing"),
    ("roles null", lti("roles", None), "roles_missing"),
    ("roles a text", lti("roles", "Instructor"), "roles_missing"),
    ("roles an object", lti("roles", {"Instructor": 1}), "roles_missing"),
    ("link a text", lti("resource_link", "link-1"), "resource_link_missing"),
    ("link id a number", lti("resource_link", {"id": 7}), "resource_link_missing"),
    ("link id empty", lti("resource_link", {"id": ""}), "resource_link_missing"),
    (
        "deep linking without a way back",
        lambda c: drop(f"{CLAIM}resource_link")(lti("message_type", "LtiDeepLinkingRequest")(c)),
        "deep_link_return_missing",
    ),
]  # fmt: skip


def test_L13_L14_L16_to_L22_odd_claims_have_an_answer_each_and_leave_nothing(forge, launching) -> None:
    before = launching.count()
    for name, bend, code in REFUSED_CLAIMS:
        state, claims = forge.begin()
        forge.check(name, forge.post(state, forge.token(forge.head(), bend(claims))), code, before)


ACCEPTED_CLAIMS: list[tuple[str, Bend]] = [
    ("the client second among audiences", lambda c: {**c, "aud": ["x", c["aud"]], "azp": c["aud"]}),
    ("one audience in a list", lambda c: {**c, "aud": [c["aud"]]}),
    ("iat some seconds ahead", lambda c: {**c, "iat": c["iat"] + 50}),
    ("exp some seconds ago", lambda c: {**c, "iat": c["iat"] - 100, "exp": c["iat"] - 50}),
    ("times with fractions", lambda c: {**c, "iat": c["iat"] + 0.5, "exp": c["exp"] - 0.5}),
    ("sub as long as may be", put(sub="s" * 255)),
    ("sub in other letters", put(sub="学生-Zoë-😀")),
    ("sub with quotes", put(sub="'; DROP TABLE person; --")),
    ("roles of strange kinds", lti("roles", [None, 7, {}, ["x"], "https://x.example/y#z"])),
    ("context a text", lti("context", "course-1")),
    ("context without id", lti("context", {"title": "x"})),
    ("context id a number", lti("context", {"id": 7})),
    ("context null", lti("context", None)),
    ("names of strange kinds", put(name=7, given_name=["x"], family_name={}, email=None)),
    ("names with markup", put(name="<script>alert(1)</script>", given_name="\u202e\x00x")),
    ("custom a list", lti("custom", ["x"])),
    ("custom a text", lti("custom", "x")),
    ("custom nested", lti("custom", {"a": {"b": 1}, "c": None, "d": 7, "e": "$Not.expanded"})),
    ("lis and ext of strange kinds", lambda c: {**lti("lis", 7)(c), f"{CLAIM}ext": [1], "https://x.example/c": {}}),
    ("a long title", lti("resource_link", {"id": "long", "title": "x" * 60_000})),
    ("many claims", lambda c: {**c, **{f"https://x.example/{n}": "v" * 20 for n in range(1_000)}}),
    ("a way back that is none", lti("launch_presentation", {"return_url": "javascript:alert(1)", "locale": 7})),
    ("services of strange kinds", lambda c: {**c, "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": "x"}),
    ("services at addresses that are none", lambda c: {
        **c, "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {"context_memberships_url": "ftp://x"},
    }),
]  # fmt: skip


def test_L14_L16_L21_L23_odd_but_valid_launches_open_a_page(forge, launching) -> None:
    for name, bend in ACCEPTED_CLAIMS:
        state, claims = forge.begin()
        answer = forge.post(state, forge.token(forge.head(), bend(claims)))
        assert answer.status_code == 303, f"{name}: {answer.text[:300]}"
        assert answer.location.startswith("/student/"), name
        page = launching.doors("GET", answer.location, follow_redirects=True)
        assert page.status_code == 200, name
        assert "<script>alert" not in page.text


def test_L12_L16_json_that_is_odd_is_read_as_everybody_reads_it(forge, launching) -> None:
    state, claims = forge.begin()
    text = json.dumps(claims)
    twice = f'{{"sub":"first","exp":1,{text[1:]}'.encode()
    answer = forge.post(state, forge.token(forge.head(typ="JWT", cty="x", zip="DEF"), twice))
    assert answer.status_code == 303, "of a name given twice the last counts (RFC 7519, 4)"
    assert [one.sub for one in launching.school.rows(t.person) if one.sub == "first"] == []
    before = launching.count()
    for name, body in {
        "a number without end": text.replace("{", '{"x":' + "1" * 5000 + ",", 1).encode(),
        "no number": text.replace(f'"exp": {claims["exp"]}', '"exp": NaN').encode(),
        "infinite": text.replace(f'"exp": {claims["exp"]}', '"exp": 1e999').encode(),
        "bytes that are no text": text.encode("utf-16"),
        "a mark before it": b"\xef\xbb\xbf" + text.encode(),
    }.items():
        state, now = forge.begin()
        code = "token_times" if name in {"no number", "infinite"} else "token_malformed"
        fresh = body.replace(claims["nonce"].encode(), now["nonce"].encode())
        forge.check(name, forge.post(state, forge.token(forge.head(), fresh)), code, before)


def test_L10_a_refusal_beside_a_token_is_a_refusal_and_uses_nothing_up(forge, launching) -> None:
    state, claims = forge.begin()
    form, before = {"state": state, "id_token": forge.token(forge.head(), claims)}, launching.count()
    for error, code in (
        ("login_required", "lms_session_ended"), ("interaction_required", "lms_session_ended"),
        ("launch_no_longer_valid", "lms_link_spent"), ("unauthorized_client", "lms_key_off"),
        ("invalid_scope", "lms_sign_in_refused"), ("", "lms_sign_in_refused"),
    ):  # fmt: skip
        answer = launching.doors("POST", "/lti/launch", data={**form, "error": error, "error_description": "<b>x</b>"})
        forge.check(error, answer, code, before)
        assert "<b>" not in answer.text
    assert launching.doors("POST", "/lti/launch", data=form).status_code == 303


def test_L10_a_launch_is_a_post_with_both_fields(launching) -> None:
    before = launching.count()
    for form in ({}, {"state": "x"}, {"id_token": "a.b.c"}, {"state": "", "id_token": ""}):
        refused(launching.doors("POST", "/lti/launch", data=form), 400, "launch_incomplete")
    form = launching.form(STUDENT)
    assert launching.doors("GET", "/lti/launch", query_string=form).status_code in {400, 401}
    refused(launching.doors("POST", "/lti/launch", query_string=form), 400, "launch_incomplete")
    refused(launching.doors("POST", "/lti/launch", json=form), 400, "launch_incomplete")
    assert launching.doors("PUT", "/lti/launch", data=form).status_code == 405
    assert launching.count() == before


def test_L11_L43_the_state_of_another_login_is_refused(forge, launching, app) -> None:
    first, claims = forge.begin()
    second, _ = forge.begin()
    before = launching.count()
    token = forge.token(forge.head(), claims)
    forge.check("another login of this browser", forge.post(second, token), "token_nonce", before)
    forge.check("nobody's", forge.post("guess", token), "state_unknown", before)
    forge.check("too long", forge.post("s" * 100_000, token), "state_unknown", before)
    stranger = Doors(app)("POST", "/lti/launch", data={"state": first, "id_token": token})
    forge.check("another browser", stranger, "browser_unproven", before)
    assert forge.post(first, token).status_code == 303


def test_L26_the_way_back_says_what_went_wrong_after_the_proof_only(forge) -> None:
    nobodys = make_key()
    for url, wanted in (
        ("https://lms.example/c/1?x=1#top", "https://lms.example/c/1?x=1&amp;lti_errormsg="),
        ("https://lms.example/c/1", "https://lms.example/c/1?lti_errormsg="),
        ("javascript:alert(1)", None),
        ("https://user:pw@lms.example/", None),
    ):
        state, claims = forge.begin()
        claims = drop("sub")({**claims, RETURN: {"return_url": url}})
        page = refused(forge.post(state, forge.token(forge.head(), claims)), 401, "subject_missing")
        assert (wanted in page) if wanted else ("lti_errormsg" not in page and "Back to my course" not in page)
        assert not wanted or "&amp;lti_errorlog=subject_missing+" in page
        state, claims = forge.begin()
        claims = {**claims, RETURN: {"return_url": url}}
        page = refused(forge.post(state, forge.token(forge.head(), claims, nobodys)), 401, "token_signature")
        assert "lms.example/c" not in page

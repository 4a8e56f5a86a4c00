"""Attachments and signed statements over HTTP (lrs-rules 23, 24)."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from support.statements import completed, launch_key, number

from gateway.db import tables as t
from gateway.services import attachments
from xapi.multipart import read

KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
USAGE = "http://adlnet.gov/expapi/attachments/signature"
TEXT = b"an essay\r\n--not the boundary\r\n"
REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-000000000001")


def sha2(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def declares(
    data: bytes, kind: str = "text/plain", usage: str = "http://x.example/essay", **more: Any
) -> dict[str, Any]:
    made = {"usageType": usage, "display": {"en": "x"}, "contentType": kind, "length": len(data), "sha2": sha2(data)}
    return {**made, **more}


def essay(school, n: int = 1, **more: Any) -> dict[str, Any]:
    return {**completed(school.actor("ana"), "a1", 1.0, n=n), "attachments": [declares(TEXT, **more)]}


def mixed(body: Any, *parts: bytes, edge: str = "edge", change: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """Write a multipart body; `change` replaces one text of the parts' headers."""
    pieces = [b"Content-Type: application/json\r\n\r\n" + orjson.dumps(body)]
    for part in parts:
        head = f"Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2(part)}"
        pieces.append(head.encode() + b"\r\n\r\n" + part)
    if change[0]:
        pieces = [piece.replace(*change) for piece in pieces]
    mark = b"--" + edge.encode()
    return b"".join(mark + b"\r\n" + piece + b"\r\n" for piece in pieces) + mark + b"--\r\n"


def send(store, raw: bytes, kind: str = "multipart/mixed; boundary=edge", headers: dict[str, str] | None = None) -> Any:
    return store.post(raw, headers={**(headers or store.headers), "Content-Type": kind})


def given_back(answer: Any) -> tuple[Any, dict[str, bytes]]:
    body, contents = read(answer.data, answer.headers["Content-Type"])
    return orjson.loads(body), {sha: one.data for sha, one in contents.items()}


def test_rule_23_attachments_come_back_only_with_attachments_true(store, school) -> None:
    assert send(store, mixed(essay(school), TEXT)).status_code == 200
    for query in ({"statementId": str(number(1))}, {}):
        assert store.get(**query).mimetype == "application/json"
        answer = store.get(attachments="true", **query)
        body, contents = given_back(answer)
        assert contents == {sha2(TEXT): TEXT}
        assert "X-Experience-API-Consistent-Through" in answer.headers
        assert (body if query else body["statements"][0])["id"] == str(number(1))


def test_rule_23_attachments_true_is_multipart_also_without_any(store, school) -> None:
    store.post(completed(school.actor("ana"), "a1", 1.0, n=1))
    body, contents = given_back(store.get(attachments="true"))
    assert (len(body["statements"]), contents) == (1, {})


@pytest.mark.parametrize("boundary", ['"edge"', "edge", "edge; charset=utf-8"])
def test_rule_23_boundaries_may_be_quoted(store, school, boundary) -> None:
    assert send(store, mixed(essay(school), TEXT), f"multipart/mixed; boundary={boundary}").status_code == 200


def test_rule_23_PUT_takes_attachments_too(store, school, doors) -> None:
    headers = {**store.headers, "Content-Type": "multipart/mixed; boundary=edge"}
    query = {"statementId": str(number(1))}
    answer = doors("PUT", "/xapi/statements", data=mixed(essay(school), TEXT), headers=headers, query_string=query)
    assert answer.status_code == 204
    assert given_back(store.get(attachments="true"))[1] == {sha2(TEXT): TEXT}


def test_rule_23_each_attachment_needs_its_part_or_a_fileUrl(store, school) -> None:
    for answer in (store.post(essay(school)), send(store, mixed([essay(school)]))):
        assert answer.status_code == 400
        assert answer.json["problems"][0]["path"].endswith("/attachments/0")
    linked = essay(school, fileUrl="https://x.example/essay")
    assert store.post(linked).status_code == 200
    assert send(store, mixed({**linked, "id": str(number(2))})).status_code == 200


def test_rule_23_undeclared_parts_are_400(store, school) -> None:
    assert send(store, mixed(essay(school), TEXT, b"more")).status_code == 400
    assert store.count() == 0
    assert not school.rows(t.attachment)


def test_rule_23_in_2_0_multipart_without_attachments_is_legal(store, school) -> None:
    second = {**store.headers, "X-Experience-API-Version": "2.0.0"}
    raw = mixed(completed(school.actor("ana"), "a1", 1.0, n=1))
    assert send(store, raw, headers=second).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        (b"application/json", b"text/plain"), (b"Content-Transfer-Encoding: binary\r\n", b""),
        (b": binary", b": base64"),
        (sha2(TEXT).encode() + b"\r\n\r\n", b"00" * 32 + b"\r\n\r\n"), (b"X-Experience-API-Hash", b"X-Hash"),
        (b"an essay", b"another"), (b"Content-Type: text/plain", b"no colon here"), (b"\r\n\r\n", b"\r\n"),
    ],
)  # fmt: skip
def test_rule_23_parts_that_break_a_rule_are_400(store, school, change) -> None:
    assert send(store, mixed(essay(school), TEXT, change=change)).status_code == 400
    assert store.count() == 0


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=no",
                                  'multipart/mixed; boundary="', "multipart/mixed; boundary=ed", "multipart/form-data; boundary=edge"])  # fmt: skip  # noqa: E501
def test_rule_23_wrong_boundaries_and_form_data_are_400(store, school, kind) -> None:
    assert send(store, mixed(essay(school), TEXT), kind).status_code == 400


@pytest.mark.parametrize("raw", [b"", b"--edge--", b"--edge\r\n--edge--", b"\r\n--edge\r\n\r\n--edge--\r\n"])
def test_rule_23_bodies_without_statements_are_400(store, raw) -> None:
    assert send(store, raw).status_code == 400


def test_rule_23_too_many_parts_are_400(store, school) -> None:
    assert send(store, mixed(essay(school), *[b"%d" % n for n in range(150)])).status_code == 400


def test_rule_23_sending_again_changes_nothing_and_contents_are_stored_once(store, school) -> None:
    for n in (1, 1, 2):
        assert send(store, mixed(essay(school, n), TEXT)).status_code == 200
    assert (store.count(), len(school.rows(t.attachment)), len(school.rows(t.attached))) == (2, 1, 2)


def test_T05_naming_a_hash_gives_nobody_what_lies_under_it(store, school) -> None:
    send(store, mixed(essay(school), TEXT))
    launch = launch_key(school, "ana", "a1", REGISTRATION)
    spy = {**essay(school, 2, fileUrl="https://x.example/e"), "context": {"registration": str(REGISTRATION)}}
    assert store.post(spy, headers=launch).status_code == 200
    body, contents = given_back(store.get(headers=launch, attachments="true"))
    assert (len(body["statements"]), contents) == (1, {})


def signed(
    school, *, payload: Any = None, alg: str = "RS256", key: Any = KEY, headers: Any = None, n: int = 1
) -> bytes:
    one = completed(school.actor("ana"), "a1", 1.0, n=n)
    jws = jwt.encode(payload or one, key, algorithm=alg, headers=headers).encode()
    return mixed({**one, "attachments": [declares(jws, "application/octet-stream", USAGE)]}, jws)


def certificate(key: Any) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signer")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
    return base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512"])
def test_rule_24_the_three_algorithms_are_taken(store, school, alg) -> None:
    assert send(store, signed(school, alg=alg, headers={"x5c": [certificate(KEY)]})).status_code == 200
    assert send(store, signed(school, alg=alg, n=2)).status_code == 200


@pytest.mark.parametrize(("alg", "key"), [("none", None), ("HS256", "s" * 40), ("PS256", KEY)])
def test_rule_24_other_algorithms_are_400(store, school, alg, key) -> None:
    answer = send(store, signed(school, alg=alg, key=key))
    assert answer.status_code == 400
    assert answer.json["problems"][0]["path"] == "/attachments/0"


def test_rule_24_a_payload_of_another_statement_is_400(store, school) -> None:
    assert send(store, signed(school, payload=completed(school.actor("ana"), "a1", 0.1, n=1))).status_code == 400


@pytest.mark.parametrize("x5c", [[], "x", ["AAAA"], ["é"], [7], {}])
def test_rule_24_x5c_that_is_no_certificate_is_400(store, school, x5c) -> None:
    assert send(store, signed(school, headers={"x5c": x5c})).status_code == 400


def test_rule_24_x5c_of_another_key_is_400(store, school) -> None:
    assert send(store, signed(school, headers={"x5c": [certificate(OTHER_KEY)]})).status_code == 400


@pytest.mark.parametrize("jws", [b"", b"a.b", b"a.b.c", b"e30.e30.e30", b"\xff.\xff.\xff"])
def test_rule_24_what_is_no_JWS_is_400(store, school, jws) -> None:
    one = completed(school.actor("ana"), "a1", 1.0, n=1)
    raw = mixed({**one, "attachments": [declares(jws, "application/octet-stream", USAGE)]}, jws)
    assert send(store, raw).status_code == 400


def test_rule_24_a_signature_is_application_octet_stream(store, school) -> None:
    assert send(store, signed(school).replace(b"application/octet-stream", b"text/plain")).status_code == 400


@pytest.mark.parametrize(("duration", "status"), [("PT1.1237S", 200), ("PT1.13S", 400)])
def test_rule_24_a_signed_duration_counts_to_the_hundredth(store, school, duration, status) -> None:
    one = completed(school.actor("ana"), "a1", 1.0, n=1, duration="PT1.12S")
    jws = jwt.encode(one, KEY, algorithm="RS256").encode()
    sent = completed(school.actor("ana"), "a1", 1.0, n=1, duration=duration)
    raw = mixed({**sent, "attachments": [declares(jws, "application/octet-stream", USAGE)]}, jws)
    assert send(store, raw, headers={**store.headers, "X-Experience-API-Version": "2.0.0"}).status_code == status


@pytest.mark.parametrize(
    "payload", [{"object": 5}, {"result": {"duration": "PT"}}, {"result": 1, "object": {"result": []}}]
)
def test_rule_24_payloads_of_any_shape_are_400(store, school, payload) -> None:
    second = {**store.headers, "X-Experience-API-Version": "2.0.0"}
    assert send(store, signed(school, payload=payload), headers=second).status_code == 400


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_T13_rule_20_a_page_ends_before_its_attachments_grow_too_large_and_more_brings_the_rest(
    store, school, doors, monkeypatch, ascending
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 2500)
    texts = [bytes([65 + n]) * 1000 for n in range(5)]
    for n, text in enumerate(texts, start=1):
        one = {**completed(school.actor("ana"), "a1", 1.0, n=n), "attachments": [declares(text)]}
        assert send(store, mixed(one, text)).status_code == 200
    answer, pages, seen = store.get(attachments="true", ascending=ascending), [], []
    while True:
        body, contents = given_back(answer)
        assert sum(map(len, contents.values())) <= 2500
        assert {one["attachments"][0]["sha2"] for one in body["statements"]} == contents.keys()
        seen += [one["id"] for one in body["statements"]]
        pages.append(contents)
        if not body["more"]:
            break
        answer = doors("GET", body["more"], headers=store.headers)
        assert answer.mimetype == "multipart/mixed"
    every = [str(number(n)) for n in range(1, 6)]
    assert seen == (every if ascending == "true" else every[::-1])
    assert len(pages) == 3
    assert {sha for page in pages for sha in page} == set(map(sha2, texts))


def test_T13_a_statement_with_more_than_a_page_holds_still_comes(store, school, monkeypatch) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    assert send(store, mixed(essay(school), TEXT)).status_code == 200
    body, contents = given_back(store.get(attachments="true"))
    assert (len(body["statements"]), body["more"], contents) == (1, "", {sha2(TEXT): TEXT})

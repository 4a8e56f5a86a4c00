"""The client of another record store: what goes over the wire, and what each answer means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from xapi import multipart
from xapi.multipart import Content
from xapi.remote import Refused, RemoteStore, Trouble
from xapi.version import Version

ID = "0e1f2a3b-0000-4000-8000-000000000001"
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    retry_after: float | None = None


@dataclass
class Wire:
    """The other end: answers in turn, and remembers what was asked."""

    answers: list[Answer]
    calls: list[tuple[str, str, dict[str, str], bytes | None]] = field(default_factory=list)

    def call(self, method: str, url: str, headers: Any, body: bytes | None = None) -> Answer:
        self.calls.append((method, url, dict(headers), body))
        return self.answers.pop(0)


def store(*answers: Answer, endpoint: str = "https://lrs.example/data/xAPI") -> tuple[RemoteStore, Wire]:
    wire = Wire(list(answers))
    return RemoteStore(wire, endpoint, "üser", "pä:ss"), wire


@pytest.mark.parametrize("endpoint", ["https://lrs.example/data/xAPI", "https://lrs.example/data/xAPI/"])
def test_requests_go_below_the_endpoint_with_key_and_version(endpoint) -> None:
    made, wire = store(Answer(body=f'["{ID}"]'.encode()), endpoint=endpoint)
    made.send([{"id": ID, "n": 10**30}], {}, Version.V2, "x")
    method, url, headers, body = wire.calls[0]
    assert (method, url) == ("POST", "https://lrs.example/data/xAPI/statements")
    assert headers["Authorization"] == "Basic w7xzZXI6cMOkOnNz"
    assert (headers["X-Experience-API-Version"], headers["Content-Type"]) == ("2.0.0", "application/json")
    assert body == f'[{{"id":"{ID}","n":{10**30}}}]'.encode()


def test_attachments_go_along_as_parts() -> None:
    made, wire = store(Answer(204))
    made.send([{"id": ID}], {SHA: Content("text/plain", b"test")}, Version.V1, "mark")
    _, _, headers, body = wire.calls[0]
    text, contents = multipart.read(body or b"", headers["Content-Type"])
    assert (text, contents[SHA].data) == (f'[{{"id":"{ID}"}}]'.encode(), b"test")


@pytest.mark.parametrize("body", [f'["{ID.upper()}"]', "[]"])
def test_ids_of_those_that_are_new_are_an_answer(body) -> None:
    made, _ = store(Answer(body=body.encode()))
    made.send([{"id": ID}], {}, Version.V1, "x")


@pytest.mark.parametrize("body", ["", "<html>", "{}", '["another"]', "[1]", "null", '"x"'])
def test_a_success_that_no_store_gives_is_none(body) -> None:
    made, _ = store(Answer(body=body.encode()))
    with pytest.raises(Trouble) as found:
        made.send([{"id": ID}], {}, Version.V1, "x")
    assert found.value.code == "garbage"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, "not_a_store"), (401, "key_refused"), (404, "not_a_store"), (405, "not_a_store"), (408, "failing"),
        (410, "not_a_store"), (425, "failing"), (429, "throttled"), (500, "failing"), (503, "failing"),
        (507, "failing"),
    ],
)  # fmt: skip
def test_answers_that_are_about_the_store(status, code) -> None:
    made, _ = store(Answer(status, b"why", {}, 7.0))
    with pytest.raises(Trouble) as found:
        made.send([{"id": ID}], {}, Version.V1, "x")
    assert (found.value.code, found.value.detail) == (code, f"{status} why")
    assert found.value.retry_after == (7.0 if code in {"throttled", "failing"} else None)


@pytest.mark.parametrize("status", [400, 403, 409, 412, 413, 415, 422, 501])
def test_answers_that_are_about_the_request(status) -> None:
    made, _ = store(Answer(status, b"no"))
    with pytest.raises(Refused) as found:
        made.send([{"id": ID}], {}, Version.V1, "x")
    assert found.value.status == status


def test_words_of_a_store_are_kept_short_and_without_mail_addresses_and_markup() -> None:
    said = b"no actor\r\nmailto:jane.doe@school.example here\0 " + b"x" * 500
    for headers, expected in (({}, "400 no actor … here xxx"), ({"Content-Type": "text/html"}, "400")):
        made, _ = store(Answer(400, said, headers))
        with pytest.raises(Refused) as found:
            made.send([{"id": ID}], {}, Version.V1, "x")
        assert found.value.detail.startswith(expected)
        assert len(found.value.detail) <= 200
        assert "jane" not in found.value.detail


@pytest.mark.parametrize(
    ("answer", "versions", "asked"),
    [
        (Answer(body=b'{"version": ["1.0.3", "2.0.0"]}'), ["1.0.3", "2.0.0"], Version.V2),
        (Answer(body=b'{"version": ["1.0.1"]}'), ["1.0.1"], Version.V1), (Answer(404), None, Version.V1),
        (Answer(body=b"<html>"), None, Version.V1), (Answer(400), None, Version.V1),
    ],
)  # fmt: skip
def test_the_version_to_read_in_is_the_newest_both_speak(answer, versions, asked) -> None:
    made, _ = store(answer, answer)
    assert made.versions() == versions
    assert made.ask() is asked


def test_a_statement_is_read_back_by_id_and_none_where_it_cannot_be() -> None:
    made, wire = store(Answer(body=b'{"id": 1}'), Answer(404), Answer(403), Answer(body=b"[]"))
    assert [made.stored(UUID(ID), Version.V1) for _ in range(4)] == [{"id": 1}, None, None, None]
    assert wire.calls[0][1] == f"https://lrs.example/data/xAPI/statements?statementId={ID}"


def test_the_first_page_asks_for_the_oldest_first_with_attachments() -> None:
    made, _ = store()
    assert made.first("2026-09-14T12:00:00.000Z", 50) == (
        "https://lrs.example/data/xAPI/statements?ascending=true&attachments=true&limit=50"
        "&since=2026-09-14T12%3A00%3A00.000Z"
    )


@pytest.mark.parametrize(
    ("more", "leads"),
    [
        ("/data/xAPI/statements?c=1", "https://lrs.example/data/xAPI/statements?c=1"),
        ("https://lrs.example:443/more/2", "https://lrs.example:443/more/2"), ("more/3", "https://lrs.example/more/3"),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_next_page_is_found_from_the_root_of_the_server(more, leads) -> None:
    body = b'{"statements": []}' if more is None else f'{{"statements": [], "more": "{more}"}}'.encode()
    made, _ = store(Answer(body=body))
    assert made.page("https://lrs.example/x", Version.V1).more == leads


def test_a_broken_part_hides_no_other_part() -> None:
    parts = {SHA: Content("text/plain", b"test"), "0" * 64: Content("text/plain", b"not what its hash says")}
    body = multipart.write(b'{"statements": []}', parts, "mark")
    made, _ = store(Answer(body=body, headers={"Content-Type": "multipart/mixed; boundary=mark"}))
    assert list(made.page("https://lrs.example/x", Version.V1).contents) == [SHA]

"""What reaches the server of an answer: the whole of it where it is there, its parts where it is still being made."""

from __future__ import annotations

from typing import Any

from gateway.web.answer import Answer

ASKED: dict[str, Any] = {"REQUEST_METHOD": "GET"}


def test_an_answer_that_is_there_is_handed_over_whole_and_closed() -> None:
    closed: list[bool] = []
    answer = Answer("text")
    answer.call_on_close(lambda: closed.append(True))
    assert answer.get_app_iter(ASKED) == [b"text"]
    assert closed == [True]


def test_an_answer_that_is_being_made_is_handed_over_in_parts() -> None:
    closed: list[bool] = []
    answer = Answer(part for part in ("one", "two"))
    answer.call_on_close(lambda: closed.append(True))
    parts: Any = answer.get_app_iter(ASKED)
    assert not isinstance(parts, list)
    assert next(iter(parts)) == b"one"
    assert not closed
    parts.close()
    assert closed


def test_nothing_is_handed_over_where_only_the_head_was_asked_for() -> None:
    assert list(Answer("text").get_app_iter({"REQUEST_METHOD": "HEAD"})) == []

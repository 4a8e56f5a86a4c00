"""A school with one learner, and the record store's doors."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from support.statements import key
from support.world import School, found_school

from gateway.db import tables as t


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.learner("ana")
    made.learner("ben")
    return made


class Store:
    """The record store over HTTP, with one credential unless another is named."""

    def __init__(self, doors: Any, school: School, headers: dict[str, str]) -> None:
        self.doors, self.school, self.headers = doors, school, headers

    def post(self, body: Any, headers: dict[str, str] | None = None, path: str = "/xapi/statements") -> Any:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        given = {"Content-Type": "application/json", **(headers or self.headers)}
        return self.doors("POST", path, data=raw, headers=given)

    def put(self, body: Any, statement_id: str | None = None, headers: dict[str, str] | None = None) -> Any:
        given = {"Content-Type": "application/json", **(headers or self.headers)}
        query = {"statementId": statement_id} if statement_id is not None else {}
        return self.doors("PUT", "/xapi/statements", data=json.dumps(body).encode(), headers=given, query_string=query)

    def get(self, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return self.doors("GET", "/xapi/statements", query_string=query, headers=headers or self.headers)

    def ids(self, **query: Any) -> list[str]:
        answer = self.get(**query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json["statements"]]

    def count(self) -> int:
        return len(self.school.rows(t.statement))


@pytest.fixture
def store(doors, school) -> Store:
    return Store(doors, school, key(school))

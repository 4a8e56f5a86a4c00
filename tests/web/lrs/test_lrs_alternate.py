"""The alternate request syntax: a POST of a form stands for any request, in 1.0.3 only (1.0.3 part three, 1.3)."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from support.statements import completed, number

V1 = {"X-Experience-API-Version": "1.0.3"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def send(store, doors):
    def posting(method: str, form, *, query: str = "", headers=None, version=V1):
        given = {**store.headers, **version, **FORM} if headers is None else headers
        given.pop("Content-Length", None)
        return doors("POST", f"/xapi/statements?method={method}{query}", data=urlencode(form), headers=given)

    return posting


@pytest.fixture
def one(school):
    return completed(school.actor("ana"), "a1", 0.5, n=1)


def test_a_put_in_a_form_stores_the_statement(send, store, one):
    assert send("PUT", {"statementId": one["id"], "content": json.dumps(one)}).status_code == 204
    assert store.ids() == [one["id"]]


def test_a_get_in_a_form_finds_statements(send, store, one):
    store.post(one)
    answer = send("GET", {"limit": 1})
    assert (answer.status_code, [found["id"] for found in answer.json["statements"]]) == (200, [one["id"]])


def test_headers_may_stand_in_the_form(send, store, one):
    form = {"statementId": one["id"], "content": json.dumps(one), "Content-Length": "7"}
    form |= {"Authorization": store.headers["Authorization"], **V1, "Content-Type": "application/json"}
    assert send("PUT", form, headers=dict(FORM)).status_code == 204
    assert send("PUT", {**form, "Authorization": "Basic eDp5"}, headers=dict(FORM)).status_code == 401
    assert send("PUT", {**form, "X-Experience-API-Version": "0.8"}, headers=dict(FORM)).status_code == 400


@pytest.mark.parametrize("query", ["&statementId=x", "&method=GET", "&extra=1"])
def test_anything_beside_the_method_in_the_address_is_refused(send, store, one, query):
    form = {"statementId": one["id"], "content": json.dumps(one)}
    assert send("PUT", form, query=query).status_code == 400
    assert store.count() == 0


@pytest.mark.parametrize("method", ["PATCH", "", "put me"])
def test_other_methods_are_refused(send, store, one, method):
    assert send(method, {"content": json.dumps(one)}).status_code == 400
    assert store.count() == 0


def test_what_is_not_a_form_is_refused(store, doors, one):
    given = {**store.headers, **V1, "Content-Type": "application/json"}
    answer = doors("POST", "/xapi/statements?method=PUT", data=json.dumps(one), headers=given)
    assert (answer.status_code, store.count()) == (400, 0)


def test_a_form_without_content_is_an_empty_body(send, store):
    assert send("PUT", {"statementId": str(number(1))}).status_code == 400
    assert store.count() == 0


def test_2_0_has_no_such_syntax_wherever_the_version_stands(send, store, one):
    form = {"statementId": one["id"], "content": json.dumps(one)}
    assert send("PUT", form, version={"X-Experience-API-Version": "2.0.0"}).status_code == 400
    assert send("PUT", {**form, "X-Experience-API-Version": "2.0.0"}).status_code == 400
    assert store.count() == 0

"""What a source sent comes back as the same JSON value, in both versions (rules 6, 10, 20, 21)."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.generated import statements, statements_2
from support.statements import completed, number

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STAMPED = ("id", "version", "authority", "timestamp", "stored")
SENT = {"1.0.3": statements, "2.0.0": statements_2}


def alike(one: Any, other: Any) -> bool:
    """Compare JSON values exactly: 1, 1.0 and true are three."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def plain(statement: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name not in STAMPED}


@pytest.mark.parametrize("version", SENT)
def test_what_was_sent_comes_back_as_the_same_value(store, version) -> None:
    headers = {**store.headers, "X-Experience-API-Version": version}

    numbers = count(1)

    @FEW
    @given(batch=st.lists(SENT[version], min_size=1, max_size=3))
    def run(batch: list[dict[str, Any]]) -> None:
        for one in batch:
            if "id" in one:
                one["id"] = str(number(next(numbers)))
        answer = store.post(json.dumps(batch).encode(), headers=headers)
        assert answer.status_code == 200, answer.text
        for sent, found in zip(batch, answer.json, strict=True):
            raw = store.get(headers=headers, statementId=found)
            if raw.status_code == 404:  # it was voided by another of the batch
                raw = store.get(headers=headers, voidedStatementId=found)
            back = json.loads(raw.data)
            assert alike(plain(back), plain(sent)), (sent, back)
            assert back["id"] == sent.get("id", found)
            if "timestamp" in sent and version == "1.0.3":
                assert back["timestamp"] == sent["timestamp"]
            elif "timestamp" in sent:
                assert back["timestamp"].endswith(("Z", "+00:00"))
                assert datetime.fromisoformat(back["timestamp"]) == datetime.fromisoformat(sent["timestamp"])
            assert store.put(sent | {"id": found}, found, headers=headers).status_code == 204, (
                "sent again it is the same"
            )

    run()


@pytest.mark.parametrize(
    "digits", ["18446744073709551616", "-170141183460469231731687303715884105727", "1" + "0" * 308]
)
def test_rule_6_integers_keep_all_their_digits(store, school, digits) -> None:
    large = int(digits)
    sent = completed(school.actor("ana"), "a1", 0.5, n=1, score={"raw": large})
    sent["context"] = {"extensions": {"https://x.example/big": [large, {"deep": large}]}}
    sent["object"]["definition"] = {"extensions": {"https://x.example/big": large}}
    answer = store.post(json.dumps(sent).encode())
    assert answer.status_code == 200, answer.text
    for kind in ("exact", "canonical"):
        back = json.loads(store.get(format=kind).data)["statements"][0]
        assert back["result"]["score"]["raw"] == large
        assert back["context"]["extensions"]["https://x.example/big"] == [large, {"deep": large}]
        assert back["object"]["definition"]["extensions"]["https://x.example/big"] == large


def test_rule_6_a_number_that_no_double_comes_near_to_is_400(store, school) -> None:
    sent = completed(school.actor("ana"), "a1", 0.5, n=1, score={"raw": 10**309})
    answer = store.post(json.dumps(sent).encode())
    assert answer.status_code == 400
    assert "infinity" in answer.text
    assert store.count() == 0

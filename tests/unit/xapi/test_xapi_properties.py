"""Whatever is valid is accepted in both versions unchanged; a changed field conflicts exactly where rule 3 says."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.generated import statements, values
from xapi_samples import BOTH, taken

from xapi import jsontext
from xapi.errors import UnreadableBody
from xapi.fingerprint import fingerprint, same
from xapi.parsing import parse
from xapi.statement import read_back
from xapi.validate import check

STAMPED = ("id", "version", "authority", "timestamp", "stored")


def without_stamps(statement: dict[str, Any]) -> bytes:
    return jsontext.write({name: value for name, value in statement.items() if name not in STAMPED})


@settings(max_examples=150, deadline=None)
@given(raw=statements)
def test_what_is_valid_is_accepted_and_comes_back_byte_for_byte(raw):
    sent = jsontext.write(raw)
    for version in BOTH:
        statement = parse(sent)
        assert check(statement, version) == []
        accepted = taken(statement, version)
        assert jsontext.write(statement) == sent
        stored = jsontext.read(jsontext.write(accepted.body))
        assert without_stamps(stored) == without_stamps(raw)
        assert check(read_back(stored, stored=accepted.timestamp, version=version), version) == []
        assert fingerprint(stored, version) == accepted.fingerprint
        assert same(raw, stored, version)


IGNORED = {
    "id": "00000000-0000-4000-8000-000000000000",
    "timestamp": "2020-02-02T02:02:02Z",
    "stored": "2020-02-02T02:02:02Z",
    "authority": {"mbox": "mailto:forged@school.example"},
    "version": "1.0.0",
    "attachments": [],
}
COUNTED = {
    "actor": {"mbox": "mailto:changed@school.example"},
    "verb": {"id": "https://changed.example/verb"},
    "object": {"id": "https://changed.example/object"},
    "result": {"response": "changed, and longer than any generated"},
    "context": {"platform": "changed"},
}


@settings(max_examples=100, deadline=None)
@given(raw=statements, name=st.sampled_from([*IGNORED, *COUNTED]))
def test_one_changed_field_is_a_conflict_exactly_where_rule_03_says(raw, name):
    changed = {**copy.deepcopy(raw), name: (IGNORED | COUNTED)[name]}
    for version in BOTH:
        assert check({**changed, "object": {"id": "a:b"}}, version) == []
        assert (fingerprint(raw, version) == fingerprint(changed, version)) is (name in IGNORED)
        assert same(raw, changed, version) is (name in IGNORED)


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=60) | values.map(jsontext.write))
def test_any_body_is_read_or_refused_and_any_json_is_checked(body):
    try:
        value = parse(body)
    except UnreadableBody:
        return
    for version in BOTH:
        for problem in check(value, version):
            assert problem.message

"""The forms of a statement, apart from HTTP (rule 21)."""

import pytest
from xapi_samples import ACTIVITY, LEARNER, OTHER, small, sub

from xapi.forms import canonical, ids, one_language, preferred

NAMED = {"id": ACTIVITY, "definition": {"name": {"en": "Juice", "es": "Zumo"}}}


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        (None, []), ("", []), ("en", ["en"]), ("de;q=0.5, en-GB", ["en-gb", "de"]), ("*, en;q=0, de", ["de"]),
        ("en;q=x, de;q = 0.2", ["de"]), (",,;q=1", []), ("a;q=nan, b;q=inf, c;q=2, d", ["d"]),
    ],
)  # fmt: skip
def test_rule_21_accept_language_is_read_by_preference(header, tags):
    assert preferred(header) == tags


@pytest.mark.parametrize(
    ("languages", "tag"),
    [(["es"], "es"), (["es-mx"], "es"), (["en"], "en-US"), (["en-gb"], "en-US"), (["fr", "es"], "es"), ([], "en-US")],
)
def test_rule_21_the_nearest_language_is_chosen(languages, tag):
    assert list(one_language({"en-US": "a", "es": "b"}, languages)) == [tag]
    assert one_language({}, languages) == {}


def test_rule_21_sub_statements_are_changed_too():
    raw = small(object=sub(actor={**OTHER, "name": "Ben"}, object=NAMED))
    assert ids(raw)["object"]["actor"] == OTHER
    assert ids(raw)["object"]["object"] == {"id": ACTIVITY}
    assert canonical(raw, {}, ["es"])["object"]["object"]["definition"]["name"] == {"es": "Zumo"}


def test_rule_21_canonical_uses_the_stores_definition_also_where_the_statement_has_none():
    known = {
        ACTIVITY: {
            "name": {"de": "Saft", "en": "Juice"},
            "choices": [{"id": "a", "description": {"de": "A", "en": "B"}}],
        }
    }
    made = canonical(small(), known, ["de"])["object"]["definition"]
    assert made == {"name": {"de": "Saft"}, "choices": [{"id": "a", "description": {"de": "A"}}]}


def test_rule_21_nothing_that_is_stored_is_changed():
    raw = small(actor={**LEARNER, "name": "Ana"}, object=NAMED, context={"instructor": {**OTHER, "name": "Ben"}})
    before = repr(raw)
    ids(raw)
    canonical(raw, {}, ["es"])
    assert repr(raw) == before


def test_rule_21_agents_as_objects_and_references_keep_what_identifies_them():
    assert ids(small(object={**OTHER, "name": "Ben"}))["object"] == OTHER
    ref = {"objectType": "StatementRef", "id": "7b1e9f3a-52c4-4a6e-9d0b-1c2d3e4f5a6b"}
    assert ids(small(object=ref))["object"] == ref

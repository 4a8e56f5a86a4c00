"""Every schema has examples beside it: the good ones pass, each bad one breaks exactly the rule it names."""

import json
from pathlib import Path

import jsonschema
import pytest

import schemas
from schemas.loading import document

EXAMPLES = Path(schemas.__file__).parent / "examples"
GOOD = sorted(EXAMPLES.glob("*/good/*.json"))
BAD = sorted(EXAMPLES.glob("*/bad/*.json"))


def name_of(path: Path) -> str:
    return f"{path.parts[-3]}/{path.stem}"


@pytest.mark.parametrize("path", GOOD, ids=name_of)
def test_good_example_is_valid(path):
    example = json.loads(path.read_text("utf-8"))
    validator = schemas.load(path.parts[-3])
    assert validator.problems(example) == []
    assert validator.is_valid(example)


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_bad_example_breaks_the_rule_it_names(path):
    case = json.loads(path.read_text("utf-8"))
    validator = schemas.load(path.parts[-3])
    problems = validator.problems(case["example"])
    assert not validator.is_valid(case["example"])
    assert (case["path"], case["rule"]) in [(p.path, p.rule) for p in problems]
    assert all(p.message and "None" not in p.message for p in problems)


@pytest.mark.parametrize("name", schemas.NAMES)
def test_every_schema_has_good_and_bad_examples_and_is_a_schema(name):
    assert any(path.parts[-3] == name for path in GOOD)
    assert any(path.parts[-3] == name for path in BAD)
    jsonschema.Draft202012Validator.check_schema(document(name))


@pytest.mark.parametrize("name", schemas.NAMES)
def test_a_second_validator_is_of_the_same_opinion(name):
    second = jsonschema.Draft202012Validator(document(name))
    for path in (p for p in GOOD + BAD if p.parts[-3] == name):
        held = json.loads(path.read_text("utf-8"))
        example = held["example"] if path in BAD else held
        assert second.is_valid(example) == (path in GOOD), path.stem


def test_messages_are_sentences_with_the_place_in_front():
    statement = json.loads((EXAMPLES / "xapi-statement-1.0.3" / "good" / "smallest.json").read_text("utf-8"))
    statement["result"] = {"score": {"scaled": 1.2}}
    (problem,) = schemas.load("xapi-statement-1.0.3").problems(statement)
    assert str(problem) == "/result/score/scaled: 1.2 is more than 1; scaled must lie between -1 and 1"


def test_a_miscased_name_is_answered_with_the_right_one():
    (problem,) = schemas.load("xapi-statement-1.0.3").problems(
        {"actor": {"mbox": "mailto:a@b.example"}, "verb": {"id": "a:b"}, "object": {"id": "a:b"}, "Result": {}}
    )
    assert problem.message == '"Result" is not a property that may stand here; did you mean result?'


def test_an_unknown_schema_is_answered_with_the_known_ones():
    with pytest.raises(KeyError, match="case-package"):
        schemas.load("case")


def test_nesting_beyond_the_compiled_code_is_invalid_not_an_error():
    deep: dict[str, object] = {}
    for _ in range(5000):
        deep = {"a:b": deep}
    statement = {"actor": {"mbox": "mailto:a@b.example"}, "verb": {"id": "a:b"}, "object": {"id": "a:b"}}
    validator = schemas.load("xapi-statement-1.0.3")
    assert validator.is_valid(statement)
    assert validator.is_valid({**statement, "result": {"extensions": deep}}) in {True, False}

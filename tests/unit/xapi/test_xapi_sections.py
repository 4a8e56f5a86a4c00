"""Each refusal says where the specification says so."""

import pytest

from xapi.sections import of_problem, of_request


@pytest.mark.parametrize(
    ("path", "rule", "section"),
    [
        ("/0/verb", "missing-property", "part two, 2.4.3"),
        ("/verb/id", "absolute-iri", "part two, 4.3"),
        ("/3/actor/mbox", "mbox", "part two, 2.4.2.3"),
        ("/object/result/duration", "duration", "part two, 4.6"),
        ("/0/veRb", "unknown-property", "part two, 2.2"),
        ("/context/extensions/a", "absolute-iri", "part two, 4.1"),
        ("/1/context/contextAgents/0/agent", "wrong-type", "contextAgents"),
        ("", "same-id-twice", "part three, 2.1.2"),
        ("/attachments/0", "attachment-missing", "part three, 1.5.2"),
        ("", "anything", "part two, 2.2"),
    ],
)
def test_a_problem_of_a_statement_has_its_section(path: str, rule: str, section: str) -> None:
    assert of_problem(path, rule).endswith(section)


@pytest.mark.parametrize(
    ("code", "resource", "section"),
    [
        ("xapi-version", "/statements", "part three, 3.3"),
        ("xapi-precondition-missing", "/agents/profile", "part three, 3.1"),
        ("voiding-refused", "/statements", "part two, 2.3.2"),
        ("xapi-invalid-query", "/activities/state", "part three, 2.3"),
        ("http-400", "/nowhere", "part three, 2"),
    ],
)
def test_a_refused_request_has_its_section(code: str, resource: str, section: str) -> None:
    assert of_request(code, resource).endswith(section)

"""`waymark fit`: what it says while there is little, and the versions it keeps."""

from __future__ import annotations

import json


def test_with_little_evidence_the_command_says_what_there_is_and_changes_nothing(shell):
    answer = shell.run("fit", "--json")
    assert answer.exit_code == 1
    found = json.loads(answer.stdout)
    assert "0 of 2000 answers" in found["error"]
    assert "shipped constants stay" in found["fix"]
    assert shell.json("fit", "list") == {"fits": [], "today": {}}
    assert "shipped constants are in use" in shell.run("fit", "list").stdout


def test_the_shipped_constants_are_version_0_and_can_be_shown_and_used(shell):
    shown = shell.json("fit", "show", "0")
    assert shown["constants"] == shown["shipped"]
    assert shown["constants"]["general_variance"] == 0.5
    assert shell.json("fit", "use", "0") == {"version": 0}


def test_a_version_that_is_not_kept_is_not_found(shell):
    for words in (("fit", "show", "3"), ("fit", "use", "3")):
        answer = shell.run(*words)
        assert answer.exit_code == 1
        assert "there is no fit 3" in answer.stderr

"""`waymark identity …` and keys that are bound to a course, as a shell calls them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cli_run import Shell
from support.statements import completed, run, store
from support.world import School, found_school

from gateway import settings, wiring
from gateway.db import tables as t

VENDOR = "https://vendor.example"


@pytest.fixture
def school(shell: Shell) -> Iterator[School]:
    """Yield a school in the shell's own data folder, with records of somebody unknown."""
    waymark = wiring.build(settings.load({"WAYMARK_DATA_DIR": str(shell.folder)}))
    made = found_school(waymark)
    made.learner("ana")
    actor = {"account": {"homePage": VENDOR, "name": "n-ana"}}
    store(made, [completed(actor, "a1", 1.0, n=n) for n in (1, 2)])
    yield made
    waymark.close()


def pieces(school: School) -> int:
    run(school.waymark, "evaluate")
    return len(school.rows(t.evidence))


def test_records_are_listed_matched_and_taken_apart(shell: Shell, school: School) -> None:
    listed = shell.json("identity", "list")
    assert listed["total"] == 1
    one = listed["actors"][0]
    assert (one["name"], one["home_page"], one["statements"]) == ("n-ana", VENDOR, 2)
    assert "2 statements" in shell.run("identity", "list").stdout
    made = shell.json("identity", "match", one["actor"][:12], "--person", "n-ana")
    assert made["person"] == school.people["ana"]
    assert pieces(school) == 2
    assert shell.json("identity", "list")["total"] == 0
    assert shell.json("identity", "list", "--matched")["actors"][0]["source"] == "click"
    assert shell.run("identity", "unmatch", one["actor"]).exit_code == 0
    assert pieces(school) == 0
    assert shell.json("identity", "list", "--search", "N-ANA")["actors"][0]["held"] is True


def test_what_is_not_there_is_said_with_what_to_do(shell: Shell, school: School) -> None:
    actor = shell.json("identity", "list")["actors"][0]["actor"]
    wrong = [
        ("match", "ffffffffff", "--person", "n-ana"), ("match", actor[:7], "--person", "n-ana"),
        ("match", actor, "--person", "nobody"), ("unmatch", actor), ("rule", "remove", "x"),
        ("rule", "add", "--home-page", "x", "--field", "sub", "--platform", school.platform),
        ("rule", "add", "--home-page", VENDOR, "--field", "sub", "--platform", "nowhere"),
        ("rule", "add", "--home-page", VENDOR, "--field", "sub", "--platform", school.platform, "--source", "x"),
    ]  # fmt: skip
    for words in wrong:
        answer = shell.run("identity", *words, "--json")
        assert answer.exit_code == 1, words
        assert '"fix": "' in answer.stdout, words
    assert school.rows(t.account_rule) == []


def test_a_rule_matches_what_waited(shell: Shell, school: School) -> None:
    made = shell.json("key", "create", "--name", "Vendor", "--scope", "statements/write", "--actors", "rewrite")
    words = ("--home-page", VENDOR, "--field", "lms_user_id", "--platform", "LMS one")
    bound = shell.json("identity", "rule", "add", *words, "--source", made["key"])["rule"]
    assert pieces(school) == 0, "these records came from somewhere else"
    rule = shell.json("identity", "rule", "add", *words)["rule"]
    assert pieces(school) == 2
    listed = {one["rule"]: one["source"] for one in shell.json("identity", "rule", "list")["rules"]}
    assert listed == {bound: "Vendor", rule: None}
    assert shell.json("identity", "rule", "remove", rule) == {"removed": rule}


def test_a_key_is_bound_to_a_course_by_any_of_its_names(shell: Shell, school: School) -> None:
    for named in (school.course, "c1", "Math 6"):
        made = shell.json("key", "create", "--name", "x", "--scope", "statements/read", "--course", named)
        assert "secret" in made, made
    assert {row.course_id for row in school.rows(t.credential)} == {school.course}
    for words in (("statements/read", "--course", "nowhere"), ("state", "--course", "c1")):
        assert shell.run("key", "create", "--name", "x", "--scope", *words).exit_code == 1
    assert len(school.rows(t.credential)) == 3
    assert {one["course"] for one in shell.json("key", "list")["keys"]} == {school.course}

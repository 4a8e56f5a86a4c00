"""`waymark store …`: secrets never on the command line, states and refusals in words, checks that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_run import Shell
from click.testing import CliRunner
from support.clock import SteerableClock
from support.remote_lrs import Gate
from support.simple_lrs import SimpleLrs

from gateway.cli import main


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate(SimpleLrs(SteerableClock())).serving() as one:
        yield one


def add(shell: Shell, gate: Gate, *more: str, name: str = "Office", direction: str = "forward") -> Any:
    file = shell.folder.parent / "secret.txt"
    file.write_text("s3cret\n")
    return shell.json(
        "store", "add", "--direction", direction, "--name", name, "--endpoint", gate.endpoint, "--username", "us",
        "--password-file", str(file), *more,
    )  # fmt: skip


def test_a_store_is_added_listed_paused_and_removed(shell: Shell, gate: Gate) -> None:
    assert "id" in add(shell, gate)
    found = shell.json("store", "list")["stores"]
    assert [(one["name"], one["direction"], one["state"], one["waiting"]) for one in found] == [
        ("Office", "forward", "running", 0)
    ]
    assert "s3cret" not in shell.run("store", "list", "--json").stdout
    assert shell.json("store", "pause", "Office")["state"] == "paused"
    assert shell.json("store", "list")["stores"][0]["state"] == "paused"
    assert shell.json("store", "resume", "Office")["state"] == "running"
    assert shell.json("store", "refused", "Office") == {"refused": []}
    renewed = ("store", "renew", "Office", "--password-file", str(shell.folder.parent / "secret.txt"))
    assert shell.json(*renewed, "--username", "we") == {"renewed": "Office"}
    assert shell.json("store", "list")["stores"][0]["username"] == "we"
    assert shell.json(*renewed, "--username", "a:b")["problems"][0].startswith("username")
    assert shell.json("store", "remove", "Office") == {"removed": "Office"}
    assert shell.json("store", "list") == {"stores": []}
    for word in ("pause", "resume", "remove", "refused", "check"):
        assert shell.run("store", word, "Office").exit_code == 1


def test_the_password_comes_from_a_file_a_variable_standard_input_or_a_question(shell: Shell, gate: Gate) -> None:
    given = ("store", "add", "--direction", "pull", "--endpoint", gate.endpoint, "--username", "u", "--name")
    asked = CliRunner().invoke(main, [*given, "asked"], env=shell.env, input="typed\n")
    assert asked.exit_code == 0, asked.output
    piped = CliRunner().invoke(main, [*given, "piped", "--password-file", "-"], env=shell.env, input="piped\n")
    assert piped.exit_code == 0
    named = [*given, "named", "--password-env", "LRS_SECRET"]
    assert CliRunner().invoke(main, named, env={**shell.env, "LRS_SECRET": "x"}).exit_code == 0
    assert CliRunner().invoke(main, named, env=shell.env).exit_code == 1
    assert "--password " not in CliRunner().invoke(main, ["store", "add", "--help"]).output


def test_wrong_values_are_listed_and_nothing_is_kept(shell: Shell, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("")
    wrong = shell.json(
        "store", "add", "--direction", "pull", "--name", "x", "--endpoint", "http://lrs.example/xapi",
        "--username", "a:b", "--password-file", str(empty), "--decisions", "--interval", "1",
    )  # fmt: skip
    assert {one.partition(":")[0] for one in wrong["problems"]} == {
        "endpoint", "username", "password", "decisions", "interval",
    }  # fmt: skip
    assert shell.json("store", "list") == {"stores": []}


def test_a_name_is_given_once(shell: Shell, gate: Gate) -> None:
    add(shell, gate)
    assert add(shell, gate)["problems"] == ["taken: another store has this name"]


def test_a_check_says_what_was_asked_and_that_it_went_well(shell: Shell, gate: Gate) -> None:
    add(shell, gate, direction="pull")
    checks = shell.json("store", "check")["checks"]
    assert [one["what"] for one in checks] == ["versions 1.0.3", "reading with the key (0 statement)"]


@pytest.mark.parametrize(
    ("status", "problem", "fix"),
    [
        (401, "key_refused", "make new ones there"), (403, "forbidden", "its admin must allow it"),
        (404, "not_a_store", "usually ends in /xapi"), (500, "failing", "error of its own"),
        (200, "garbage", "sign-in page"), (429, "throttled", "goes on by itself"), (400, "refuses_all", "its words"),
    ],
)  # fmt: skip
def test_a_check_says_why_a_store_refuses_and_what_to_do(shell: Shell, gate: Gate, status, problem, fix) -> None:
    add(shell, gate, direction="pull")
    gate.faults.append(lambda *_asked: (status, {"Content-Type": "text/plain"}, b"not for you"))
    told = shell.json("store", "check", "Office")
    assert told["error"].endswith("checks failed.")
    assert problem in told["problems"][0]
    assert fix in told["problems"][0]


def test_a_key_that_may_only_write_is_enough_for_forwarding(shell: Shell, gate: Gate) -> None:
    add(shell, gate)
    gate.faults.append(lambda _m, path, _b: (403, {}, b"") if "statements" in path else None)
    assert "may not read" in shell.json("store", "check")["checks"][1]["what"]


def test_a_store_that_is_not_there_is_told(shell: Shell, gate: Gate) -> None:
    gate.address = "http://127.0.0.1:9"
    add(shell, gate)
    assert "unreachable" in shell.json("store", "check")["problems"][0]

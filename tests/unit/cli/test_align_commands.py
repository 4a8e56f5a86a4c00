"""`waymark align`: a file of declarations is told line by line before it is stored; suggestions store nothing."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from cli_run import Shell

CASE = str(files("gateway.demo").joinpath("standards/ratios.case.json"))


@pytest.fixture
def ready(shell: Shell) -> Shell:
    assert shell.run("standards", "import", CASE).exit_code == 0
    return shell


def declared(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "declared.csv"
    file.write_text("\n".join(("activity,standard", *lines)) + "\n")
    return str(file)


def test_a_file_is_told_before_it_is_stored_and_twice_stores_once(ready, tmp_path) -> None:
    file = declared(tmp_path, "https://x.org/1,6.RP.A.1", "https://x.org/2,9.XX.Z.9", "no address,6.RP.A.2")
    dry = ready.json("align", "import", file, "--dry-run")
    assert [one["standards"] for one in dry["activities"]] == [["6.RP.A.1"], [], ["6.RP.A.2"]]
    assert dry["activities"][1]["unknown"] == ["9.XX.Z.9"]
    assert dry["stored"] == 0
    assert [ready.json("align", "import", file)["stored"] for _ in range(2)] == [1, 0]
    assert [ready.json("align", "import", file, "--accept")["stored"] for _ in range(2)] == [1, 0]


def test_suggestions_for_a_text_come_with_the_words_that_made_them(ready) -> None:
    found = ready.json("align", "suggest", "unit rates and unit pricing", "--grade", "6")["suggestions"]
    assert 1 <= len(found) <= 5
    assert found[0]["words"]
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert ready.json("align", "suggest", "qqqq")["suggestions"] == []


def test_what_cannot_be_read_is_said_with_what_to_do(ready, tmp_path) -> None:
    (tmp_path / "bad").write_bytes(b"{")
    for words in (("import", str(tmp_path / "bad")), ("import", str(tmp_path / "none")),
                  ("suggest", "text", "--framework", "none")):  # fmt: skip
        answer = ready.json("align", *words)
        assert answer["error"]
        assert answer["fix"]

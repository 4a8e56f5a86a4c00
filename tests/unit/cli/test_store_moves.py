"""Commands that move a whole store: the file is whole or not there, and a bad one stores nothing."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from cli_run import Shell


@pytest.fixture
def other(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "other")


def statement(n: int) -> bytes:
    """Return the line of a statement."""
    return (
        b'{"statement":{"id":"00000000-0000-4000-8000-%012d","actor":{"mbox":"mailto:a@x.example"},'
        b'"verb":{"id":"https://x.example/v"},"object":{"id":"https://x.example/%d"},'
        b'"timestamp":"2026-01-02T03:04:05.678Z","version":"1.0.3","authority":{"mbox":"mailto:b@x.example"}},'
        b'"stored":"2026-01-02T03:04:05.678901Z"}\n'
    ) % (n, n)


def file(path: Path, *lines: bytes, statements: int) -> str:
    head = b'{"waymark":"store","format":1,"statements":%d,"attachments":0,"documents":0,"activities":0}\n' % statements
    path.write_bytes(head + b"".join(lines))
    return str(path)


def test_a_store_goes_through_a_packed_file_into_another_installation(shell: Shell, other: Shell, tmp_path):
    assert shell.json("import", "store", file(tmp_path / "a", *map(statement, (1, 2)), statements=2))["stored"] == 2
    packed = tmp_path / "b.gz"
    assert shell.json("export", "store", str(packed))["lines"] == 3
    assert packed.stat().st_mode & 0o077 == 0
    assert other.json("import", "store", str(packed))["stored"] == 2
    assert other.run("export", "store", "-").stdout_bytes == gzip.decompress(packed.read_bytes())
    assert other.json("import", "store", str(packed))["known"] == 2
    assert other.run("db", "check").exit_code == 0


def test_a_damaged_file_stores_nothing_and_names_the_line(shell: Shell, tmp_path):
    broken = statement(2).replace(b"mailto:a", b"nobody:a")
    answer = shell.json("import", "store", file(tmp_path / "a", statement(1), broken, statements=2))
    assert "line 3: " in answer["problems"][0]
    assert "/actor" in answer["problems"][0]
    assert shell.run("export", "store", "-").stdout.count("\n") == 1


def test_a_cut_off_packed_file_stores_nothing(shell: Shell, tmp_path):
    whole = gzip.compress(Path(file(tmp_path / "a", *map(statement, range(50)), statements=50)).read_bytes())
    cut = tmp_path / "b.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    assert "cannot be read to its end" in shell.json("import", "store", str(cut))["error"]
    assert shell.run("export", "store", "-").stdout.count("\n") == 1


def test_a_file_that_cannot_be_written_is_told(shell: Shell, tmp_path):
    assert "cannot be written" in shell.json("export", "store", str(tmp_path / "no" / "folder"))["error"]
    assert "want the screen" in shell.json("export", "store", "-")["error"]


def test_P10_a_deleted_statement_stays_away(shell: Shell, tmp_path):
    source = file(tmp_path / "a", *map(statement, (1, 2)), statements=2)
    shell.json("import", "store", source)
    assert shell.json("erase", "statement", "00000000-0000-4000-8000-000000000001")["statements"] == 1
    again = shell.json("import", "store", source)
    assert (again["erased"], again["known"], again["stored"]) == (1, 1, 0)
    assert "00000000-0000-4000-8000-000000000001" not in shell.run("export", "store", "-").stdout

"""P10: a backup from before an erasure is put back, and what was erased does not come back with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_run import Shell
from support import erasing
from support.databases import BASE, SECRET
from support.statements import completed, key, number, store
from support.world import School, found_school

from gateway import wiring
from gateway.db import tables as t
from gateway.services import erase, removal


@dataclasses.dataclass
class Installed(Shell):
    """Commands on the database of a test."""

    url: str

    @property
    def env(self) -> dict[str, str]:
        """The environment of a command over that database."""
        more = {"WAYMARK_DATABASE_URL": self.url, "WAYMARK_SECRET_KEY": SECRET.hex(), "WAYMARK_BASE_URL": BASE}
        return {**super().env, **more}


@dataclasses.dataclass
class Before:
    """A school of which a backup was made; then Ana was erased, and one statement of Ben's; then the server stopped."""

    school: School
    traces: erasing.Traces
    shell: Installed
    backup: Path

    def again(self) -> Iterator[School]:
        """Open the store that was put back."""
        made = wiring.build(self.school.waymark.settings, self.school.waymark.clock)
        self.traces.school = dataclasses.replace(self.school, waymark=made)
        yield self.traces.school
        made.close()


@pytest.fixture
def before(waymark, doors, tmp_path) -> Before:
    school = found_school(waymark)
    traces = erasing.about(doors, school, key(school))
    store(school, [completed(school.actor("ben"), "a1", 1.0, n=50)])
    shell = Installed(waymark.settings.data_dir, waymark.settings.database_url)
    backup = tmp_path / "backup"
    assert shell.run("db", "backup", str(backup)).exit_code == 0
    erase.erase(waymark.db, waymark.settings.people_home, school.tenant, school.people["ana"], "command")
    waymark.db.write(lambda w: removal.by_id(w, school.tenant, "command", number(50)))
    return Before(school, traces, shell, backup)


def check(before: Before, answer: Any) -> None:
    """Hold that nothing came back, and that what was not erased did."""
    assert answer["erased_again"] == {"people": 1, "statements": 10, "documents": 0}
    for school in before.again():
        assert before.traces.left() == []
        assert school.rows(t.statement, id=number(50).bytes) == []
        assert len(school.rows(t.statement)) == 4
        assert school.rows(t.person, id=school.people["ben"])
        sent = before.traces.sent[0]
        with pytest.raises(Exception, match="erased"):
            store(school, [sent])


def test_P10_what_was_erased_since_the_backup_is_erased_again(before) -> None:
    before.school.waymark.close()
    answer = before.shell.json("db", "restore", str(before.backup))
    assert answer["erasures_known"] is True
    check(before, answer)


def test_P10_on_an_empty_machine_a_file_of_erasures_says_what_to_erase(before, database_kind, tmp_path) -> None:
    marks = tmp_path / "erasures"
    assert before.shell.json("export", "erasures", str(marks))["lines"] > 10
    assert not [word for word in before.traces.words if word in marks.read_bytes()]
    before.school.waymark.close()
    if database_kind == "sqlite":
        (before.shell.folder / "waymark.db").unlink()
    check(before, before.shell.json("db", "restore", str(before.backup), "--erasures", str(marks)))


def test_a_database_that_cannot_be_asked_is_told(before, database_kind) -> None:
    if database_kind != "sqlite":
        pytest.skip("a file that is damaged")
    before.school.waymark.close()
    (before.shell.folder / "waymark.db").write_bytes(b"damaged" * 1000)
    answer = before.shell.run("db", "restore", str(before.backup))
    assert answer.exit_code == 0
    assert "see --erasures" in answer.stdout
    for school in before.again():
        assert school.rows(t.person, id=school.people["ana"])


@pytest.mark.parametrize("text", [b"", b"{}\n", b'{"waymark": "erasures", "format": 1}\n{"school": "x"}\n'])
def test_a_file_that_holds_no_erasures_is_refused_before_anything_is_touched(shell: Shell, tmp_path, text) -> None:
    shell.run("db", "upgrade")
    backup = shell.json("db", "backup")["file"]
    marks = tmp_path / "marks"
    marks.write_bytes(text)
    assert shell.json("db", "restore", backup, "--erasures", str(marks))["problems"]
    assert not list(shell.folder.glob("*.before-*"))

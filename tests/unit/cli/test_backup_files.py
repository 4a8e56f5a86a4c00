"""A copy of the database with the files that its rows name: put back on an empty machine, courses run."""

from __future__ import annotations

import shutil
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import insert
from support import packages as made
from support.app import Doors, app_of, done_with_apps
from support.databases import CONTENT as HOST
from support.world import found_school
from test_restore_erased import Installed

from gateway import wiring
from gateway.db import backup, backup_files
from gateway.db import tables as t
from gateway.services import erase, handed_files, packages, tenants


@pytest.fixture
def database_kind() -> str:
    """Use one database: copies of the other are made by its own program, and the files are the same."""
    return "sqlite"


@pytest.fixture
def school(waymark):
    made_here = found_school(waymark)
    packages.store(waymark.db, waymark.settings.data_dir, made_here.tenant, made.tincan(), None)
    return made_here


@pytest.fixture
def shell(waymark) -> Installed:
    return Installed(waymark.settings.data_dir, waymark.settings.database_url)


def empty(folder: Path) -> None:
    """Make the machine empty."""
    for one in folder.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def test_on_an_empty_machine_a_copy_makes_packages_open_again(school, shell, tmp_path) -> None:
    told = shell.json("db", "backup", str(tmp_path / "copy"))
    assert (told["files_count"], Path(told["files"]).stat().st_mode & 0o777) == (2, 0o600)
    school.waymark.close()
    empty(shell.folder)
    back = shell.json("db", "restore", str(tmp_path / "copy"))
    assert (back["files"], back["packages_without_files"]) == (2, 0)
    again = wiring.build(school.waymark.settings, school.waymark.clock)
    with again.db.read() as conn:
        tag = conn.execute(t.tenant.select()).one().tag
        package = conn.execute(t.package.select().where(t.package.c.tenant_id == school.tenant)).one().tag
    address = f"/content/{tag}/p/{package}/index.html"
    with Doors(app_of(again))("GET", address, base_url=HOST) as answer:
        assert (answer.status_code, answer.text) == (200, "<h1>Shadows</h1>")
    done_with_apps()
    again.close()


def test_files_that_are_missing_are_told_with_where_they_belong(school, shell, tmp_path) -> None:
    assert "files" not in shell.json("db", "backup", str(tmp_path / "copy"), "--no-files")
    whole = shell.json("db", "backup", str(tmp_path / "whole"))["files"]
    school.waymark.close()
    shutil.rmtree(shell.folder / "content")
    assert shell.json("db", "restore", str(tmp_path / "copy"))["packages_without_files"] == 1
    assert "1 packages have no files" in shell.run("doctor").output
    back = shell.json("db", "restore", str(tmp_path / "copy"), "--files", whole)
    assert (back["files"], back["packages_without_files"]) == (2, 0)
    assert shell.json("db", "restore", str(tmp_path / "copy"), "--files", whole)["files"] == 0, "they are there"


def test_a_package_that_comes_while_the_database_is_copied_is_in_the_copy(tmp_path) -> None:
    folder = tmp_path / "data"
    for name in ("school/a/x", "handed-in/school/y"):
        (folder / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / name).write_text(name)

    def meanwhile() -> None:
        (folder / "content" / "school/a/x").unlink()
        (folder / "content" / "school/b").mkdir()
        (folder / "content" / "school/b/z").write_text("new")

    assert backup_files.save(folder, tmp_path / "copy", meanwhile) == 3
    assert backup_files.put_back(tmp_path / "copy", tmp_path / "other", "now") == 3
    content = tmp_path / "other" / "content"
    found = {one.relative_to(content).as_posix(): one.read_text() for one in content.rglob("*") if one.is_file()}
    assert found == {"school/a/x": "school/a/x", "school/b/z": "new", "handed-in/school/y": "handed-in/school/y"}


def test_T11_a_tar_that_leads_out_of_its_folder_is_refused_and_nothing_of_it_stays(tmp_path) -> None:
    bad = tmp_path / "bad.tar"
    for name, link in (("../outside", ""), ("/etc/outside", ""), ("inside", "/etc/passwd")):
        with tarfile.open(bad, "w") as tar:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = (tarfile.SYMTYPE, link) if link else (tarfile.REGTYPE, "")
            tar.addfile(info, BytesIO())
        if name.startswith("/"):
            assert backup_files.put_back(bad, tmp_path / "data", name[1:4]) == 1, "taken as a name below the folder"
            continue
        with pytest.raises(backup.CopyFailed):
            backup_files.put_back(bad, tmp_path / "data", "now")
        assert not (tmp_path / "outside").exists()
        assert not list((tmp_path / "data").glob("content.part*"))


def test_a_copy_that_fails_leaves_neither_half(school, shell, tmp_path) -> None:
    (shell.folder / "waymark.db").unlink()
    assert "copy failed" in shell.json("db", "backup", str(tmp_path / "copy"))["error"]
    assert list(tmp_path.glob("copy*")) == []


def test_P10_what_an_erased_student_handed_in_does_not_come_back_with_the_files(school, shell, tmp_path) -> None:
    ana = school.learner("ana")
    with school.waymark.db.read() as conn:
        home = handed_files.home_of(shell.folder, tenants.tag_of(conn, school.tenant))
    home.mkdir(parents=True)
    for name in ("picture", "half.came"):
        (home / name).write_bytes(b"\xff\xd8")
    row = {
        "tenant_id": school.tenant, "id": "h", "course_id": school.course, "person_id": ana, "part": "",
        "activity_id": school.rows(t.activity)[0].id, "kind": "file", "version": 1, "state": "waiting", "name": "a.jpg",
        "format": "jpeg", "size": 2, "tag": "picture", "sections": [], "at": school.waymark.clock(),
        "statement_id": bytes(16),
    }  # fmt: skip
    school.waymark.db.write(lambda write: write.conn.execute(insert(t.hand_in).values(row)))
    told = shell.json("db", "backup", str(tmp_path / "copy"))
    assert told["files_count"] == 3, "what was still being taken in is left out"
    erase.erase(school.waymark.db, school.waymark.settings.people_home, school.tenant, ana, "command")
    assert not (home / "picture").exists()
    school.waymark.close()
    assert shell.json("db", "restore", str(tmp_path / "copy"))["erased_again"]["people"] == 1
    assert not (home / "picture").exists()

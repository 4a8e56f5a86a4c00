"""An admin sends a framework in, sees what it changes, and does it; a teacher looks through what is there."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import orjson
import pytest

from gateway.db import tables as t
from gateway.services import standards_drafts

TABLE = "code,statement,parent,grade,prerequisites\n7,Number,,7,\n7.1,Add <b>fractions</b>,7,7,\n7.2,Compare,7,7,7.1\n"


def send(admin, data: bytes, name: str = "sevens.csv", **fields: str) -> Any:
    csrf = re.search(r'name="csrf" value="([^"]+)"', admin.open("standards"))
    assert csrf is not None
    form = {"csrf": csrf[1], "file": (BytesIO(data), name), **fields}
    return admin.doors("POST", admin.home + "standards/send", data=form, content_type="multipart/form-data")


def waiting(admin, data: bytes, **fields: str) -> str:
    """Send a file in and return the path of its preview."""
    answer = send(admin, data, **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"].split(admin.home)[1])


def counts(text: str) -> list[str]:
    return re.findall(r"<dd>([\d,]+)", text)


def test_what_changes_is_shown_before_it_is_done_and_only_then_done(admin, school):
    before = len(school.rows(t.standard))
    path = waiting(admin, TABLE.encode())
    text = admin.open(path)
    assert counts(text) == ["3", "0", "0", "0", "4"]
    assert "Add fractions" in text
    assert len(school.rows(t.standard)) == before
    assert admin.press(f"{path}/import", path).status_code == 303
    assert len(school.rows(t.standard)) == before + 3
    assert school.rows(t.framework_draft) == []
    assert school.rows(t.audit)[-1].what == "standards-imported"
    newer = (
        TABLE.replace("Compare", "Compare two").replace("7.1,Add <b>fractions</b>,7,7,\n", "").replace(",7.1\n", ",\n")
    )
    path = waiting(admin, newer.encode())
    text = admin.open(path)
    assert counts(text) == ["0", "1", "1", "1", "2"]
    assert re.search(r"<del>Compare</del>\s*<ins>Compare two</ins>", text)
    admin.press(f"{path}/import", path)
    path = waiting(admin, newer.encode())
    assert "All of it is here already." in admin.open(path)
    admin.press(f"{path}/drop", path)
    admin.open(path, 404)


def test_a_name_keeps_a_table_the_same_whatever_its_file_is_called(admin, school):
    for name in ("a.csv", "b.csv"):
        answer = send(admin, TABLE.encode(), name, title="Sevens")
        path = answer.headers["Location"].split(admin.home)[1]
        admin.press(f"{path}/import", path)
    assert [row.title for row in school.rows(t.framework)].count("Sevens") == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "Choose a file, or give an address."),
        (b"<!doctype html><p>Sign in", "this is a web page"),
        (b'{"CFDocument": {"title": "<script>alert(1)</script>"}}', "/CFDocument/identifier"),
        (b"code,statement\n1,One\n1,Two\n", "line 3"),
    ],
)
def test_what_is_no_framework_is_refused_with_its_reasons_and_nothing_is_kept(admin, school, data, told):
    answer = send(admin, data, "x" if data else "")
    assert answer.status_code == 422
    assert told in answer.text
    assert "<script>alert" not in answer.text
    assert school.rows(t.framework_draft) == []


def test_T09_an_address_that_is_not_public_is_not_fetched(admin, school):
    for url in ("http://10.0.0.1/x", "https://169.254.169.254/x", "file:///etc/passwd", "https://user@case.test/"):
        answer = send(admin, b"", "", url=url)
        assert answer.status_code == 422
        assert "address_refused" in answer.text


def test_only_so_many_files_wait_and_none_longer_than_a_day(school, clock):
    def waits(name: str) -> None:
        clock.advance(seconds=1)
        school.waymark.db.write(lambda w: standards_drafts.keep(w, school.tenant, name, b""))

    for n in range(7):
        waits(str(n))
    assert sorted(row.name for row in school.rows(t.framework_draft)) == list("23456")
    clock.advance(hours=25)
    waits("new")
    assert [row.name for row in school.rows(t.framework_draft)] == ["new"]


def test_the_tree_is_walked_and_a_standard_shows_what_is_around_it(admin, school):
    path = waiting(admin, TABLE.encode())
    admin.press(f"{path}/import", path)
    text = admin.open("standards")
    assert "sevens" in text
    framework = next(row for row in school.rows(t.framework) if row.title == "sevens")
    text = admin.open(f"standards/frameworks/{framework.id}")
    by_code = {row.code: row for row in school.rows(t.standard)}
    assert f"standards/{by_code['7'].id}" in text
    text = admin.open(f"standards/{by_code['7.2'].id}")
    assert "What comes before it" in text
    assert "Add fractions" in text
    assert f"standards/{by_code['7'].id}" in text


def test_a_search_finds_by_code_words_and_grade(admin, school):
    path = waiting(admin, TABLE.encode())
    admin.press(f"{path}/import", path)
    assert "1 standard<" in admin.open("standards?q=fractions+add")
    assert "3 standards<" in admin.open("standards?grade=7")
    assert "No standard matches" in admin.open("standards?q=nothing+of+it")
    assert "No standard matches" in admin.open("standards?q=%25&grade=99")
    assert "1 standard<" in admin.open("standards?q=7.2")


def test_a_framework_is_taken_along_in_each_format(admin, school):
    path = waiting(admin, TABLE.encode())
    admin.press(f"{path}/import", path)
    framework = next(row for row in school.rows(t.framework) if row.title == "sevens")
    where = f"{admin.home}standards/frameworks/{framework.id}/file"
    package = admin.doors("GET", where)
    assert package.headers["Content-Disposition"] == 'attachment; filename="sevens.case.json"'
    assert len(orjson.loads(package.data)["CFItems"]) == 3
    assert admin.doors("GET", f"{where}?wanted=nobody").status_code == 404
    path = waiting(admin, package.data)
    assert "All of it is here already." in admin.open(path)


def test_several_packages_of_one_file_are_shown_and_imported_together(admin, school):
    packages = [
        {"CFDocument": {"identifier": f"d{n}", "uri": f"urn:d{n}", "title": f"Title {n}", "creator": "C"},
         "CFItems": [{"identifier": f"i{n}", "fullStatement": "S"}]}
        for n in range(2)
    ]  # fmt: skip
    path = waiting(admin, orjson.dumps(packages))
    text = admin.open(path)
    assert "Title 0" in text
    assert "Title 1" in text
    admin.press(f"{path}/import", path)
    assert {"Title 0", "Title 1"} <= {row.title for row in school.rows(t.framework)}
    assert admin.press(f"{path}/import", "standards").status_code == 404

"""The activity library: bring in a package or a page, say what it is and shows; refusals in words, nothing left."""

import io
from pathlib import Path
from typing import Any

import pytest
from support import packages
from teacher_school import CODES, path_of
from werkzeug.test import TestResponse

from gateway.db import tables as t
from gateway.services import library

JUICE = library.activity_id("https://waymark.example/activities/juice-stand")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def upload(teacher: Any, data: bytes, name: str = "course.zip", status: int = 303) -> TestResponse:
    """Send a package as the form does."""
    return teacher.send("library/upload", status, package=(io.BytesIO(data), name))


def describe(teacher: Any, activity: str, *codes: str, status: int = 303, **change: str) -> TestResponse:
    fields = {"title": "Shadows", "style": "paper", "minutes": "25", "medium": "video", "place": "home", **change}
    standards = [teacher.school.standards[code] for code in codes]
    return teacher.send(f"library/{activity}", status, **fields, standard=standards)


def uploaded(teacher: Any, data: bytes) -> str:
    return path_of(upload(teacher, data)).rpartition("/")[2]


def on_disk(teacher: Any) -> list[Path]:
    return list(teacher.school.waymark.settings.data_dir.glob("content/*/*"))


def test_an_uploaded_package_is_offered_once_it_is_said_what_it_shows(teacher):
    teacher.set_up()
    teacher.send("setup/publish")
    activity = uploaded(teacher, packages.tincan())
    page = teacher.open(f"library/{activity}")
    assert "Shadows and ratios" in page
    assert f"/p/{teacher.school.rows(t.package)[0].tag}/index.html" in page
    describe(teacher, activity, CODES[0], must="on")
    listed = teacher.open("library")
    assert "Everybody does it" in listed
    assert f'<span class="code">{CODES[0]}</span>' in listed
    row = teacher.school.rows(t.activity, id=activity)[0]
    assert (row.style, row.minutes, row.detail["medium"], row.detail["place"]) == ("paper", 25, "video", "home")
    assert "Shadows" in teacher.open("pathway")


def test_a_package_uploaded_before_set_up_is_offered_and_ticked_in_it(teacher):
    teacher.send("setup/standards", framework=teacher.school.rows(t.framework)[0].id, grade="6",
                 key=list(teacher.school.standards.values()))  # fmt: skip
    activity = uploaded(teacher, packages.tincan())
    describe(teacher, activity, CODES[0])
    assert "Shadows" in teacher.open("setup?step=activities")


def test_a_page_on_the_web_is_added_by_its_address(teacher):
    answer = teacher.send("library/link", url="https://museum.example/ratios", title="The museum")
    assert "The museum" in teacher.open(f"library/{path_of(answer).rpartition('/')[2]}")
    for wrong in ("", "museum", "javascript:alert(1)", "ftp://x.example/", "https://a:b@x.example/", "https://a b/"):
        refused = teacher.send("library/link", 422, url=wrong, title="x")
        assert "beginning with https://" in refused.text


@pytest.mark.parametrize(
    ("data", "words", "entry"),
    [
        (packages.scorm(), "This is a SCORM package", ""), (packages.scorm("2004 4th Edition"), "SCORM", ""),
        (b"# no package", "This is not a zip file", ""), (packages.special("img/x"), "a link or a device", "img/x"),
        (packages.zipped({"../../etc/cron.d/x": "x"}), "a name that is not safe", "../../etc/cron.d/x"),
        (packages.zipped({"tincan.xml": "<!DOCTYPE x><tincan/>"}), "a document type", "tincan.xml"),
        (packages.zipped({"z.bin": bytes(10**7)}), "more than 100 times its size", "z.bin"),
        (packages.h5p(), "their player is not installed", ""),
    ],
    ids=["scorm12", "scorm2004", "text", "link", "outside", "doctype", "bomb", "no-player"],
)  # fmt: skip
def test_T11_what_cannot_be_used_is_refused_in_words_with_the_entry_and_nothing_stays(teacher, data, words, entry):
    text = upload(teacher, data, status=422).text
    assert words in text
    assert entry in text
    assert on_disk(teacher) == []
    assert teacher.school.rows(t.package) == []


def test_an_upload_without_a_file_says_so(teacher):
    assert "Choose a file first" in teacher.send("library/upload", 422).text


def test_only_who_may_upload_has_a_large_body_read(doors, teacher):
    def sent(handle: str, csrf: str) -> TestResponse:
        head = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        body = head % (b"csrf", b"", csrf.encode()) + head % (b"package", b'; filename="x.zip"', bytes(9 * 1024 * 1024))
        options = {"data": body + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
        return doors("POST", f"/teacher/{handle}/library/upload", **options)

    answer = sent(teacher.handle, teacher.csrf)
    assert (answer.status_code, "not a zip file" in answer.text) == (422, True)
    assert sent("abc", teacher.csrf).status_code == 413
    learner = doors.sign_in(teacher.school, "learner", teacher.school.people["maya"])
    assert sent(learner, teacher.csrf).status_code == 413


def test_no_package_is_taken_while_content_has_no_host(teacher):
    from dataclasses import replace

    parts = teacher.school.waymark
    parts.settings = replace(parts.settings, content_url=None)
    assert "WAYMARK_CONTENT_URL" in teacher.open("library")
    assert "WAYMARK_CONTENT_URL" in upload(teacher, packages.tincan(), status=422).text
    assert on_disk(teacher) == []


def test_what_is_said_of_an_activity_must_make_sense(teacher):
    activity = uploaded(teacher, packages.tincan())
    for wrong in ({"minutes": "0"}, {"minutes": "ten"}, {"minutes": "601"}, {"title": ""}):
        assert "whole minutes" in describe(teacher, activity, status=422, **wrong).text
    assert describe(teacher, activity, status=400, style="teacher").status_code == 400
    teacher.send(f"library/{activity}", 400, title="x", minutes="5", standard="unknown")


def test_an_activity_that_came_with_waymark_keeps_its_maker_words(teacher):
    teacher.set_up()
    teacher.send("setup/publish")
    before = teacher.school.rows(t.activity, id=JUICE)[0]
    describe(teacher, JUICE, CODES[1], title="Other", minutes="99")
    after = teacher.school.rows(t.activity, id=JUICE)[0]
    assert (before.title, before.minutes, before.style) == (after.title, after.minutes, after.style)


def test_an_activity_that_is_offered_no_more_leaves_the_list(teacher):
    activity = uploaded(teacher, packages.tincan())
    teacher.send(f"library/{activity}/out")
    assert activity not in teacher.open("library")
    teacher.send(f"library/{activity}/out", 404)

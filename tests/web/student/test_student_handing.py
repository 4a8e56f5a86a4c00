"""A student hands in a file, a photo or a link, sees how it stands, and takes it back; the teacher answers it."""

import io
import os
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ratios_school import BASE, Student, later
from support.app import Doors
from support.databases import CONTENT

from gateway import library as shipped
from gateway.db import tables as t
from gateway.services import answering, erase, handed_files, handing, opt_out
from gateway.services.drafts import Author
from gateway.services.library import activity_id

TALK = activity_id(shipped.load().activity("ratio-talk").iri)
STAND = activity_id(shipped.load().activity("juice-stand").iri)
PAGE = f"activity/{TALK}"
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])


def segment(marker, content):
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


PHOTO = (
    b"\xff\xd8" + segment(0xE1, b"Exif\x00\x00SECRET PLACE") + segment(0xFE, b"SECRET OWNER")
    + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"picture" + b"\xff\xd9"
)  # fmt: skip


@pytest.fixture
def student(maya, school):
    """Maya, in a course that asks for work in the ratio talk."""
    who = Author(school.tenant, school.course, school.people["alvarez"])
    school.waymark.db.write(lambda write: handing.ask(write, who, TALK, on=True))
    return maya


def hand_in(student, name="", content=b"", *, link="", part="", page=PAGE):
    action, fields = student.open(page).form("/hand-in")
    files = {"file": (io.BytesIO(content), name)} if name else {}
    return student.doors("POST", action, data={**fields, "link": link, "part": part, **files})


def rows(school):
    return sorted(school.rows(t.hand_in), key=lambda one: (one.part, one.version))


def stored(school):
    home = school.waymark.settings.data_dir / "content" / "handed-in"
    return sorted(one for one in home.rglob("*") if one.is_file())


def opened(student, text):
    """Return the answer of the content host to the file's address on a page."""
    url = re.search(rf'href="({CONTENT}/content/[^"]+)"', text)[1]
    answer = student.doors("GET", urlsplit(url).path, base_url=CONTENT)
    answer.get_data()
    answer.close()
    return answer


@pytest.fixture
def desk(desk, student):
    """Give the teacher of a course that asks for work."""
    return desk


def test_a_photo_is_stored_without_its_place_and_shown_to_the_student_and_the_teacher(student, school, desk):
    answer = hand_in(student, "IMG_0042.jpg", PHOTO)
    assert answer.status_code == 303, answer.text
    row = rows(school)[0]
    assert (row.kind, row.state, row.version, row.name, row.format) == ("file", "waiting", 1, "IMG_0042.jpg", "jpeg")
    content = stored(school)[0].read_bytes()
    assert len(stored(school)) == 1
    assert b"SECRET" not in content
    assert len(content) == row.size < len(PHOTO)
    page = student.open(PAGE).text
    assert "Handed in" in page
    for got in (opened(student, page), opened(student, desk.open(f"waiting/{row.id}"))):
        assert (got.status_code, got.data, got.headers["Content-Type"]) == (200, content, "image/jpeg")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
        assert got.headers["Content-Disposition"] == "inline; filename=IMG_0042.jpg"
        assert "no-store" in got.headers["Cache-Control"]


@SQLITE
def test_an_address_works_for_half_an_hour_and_for_this_file_alone(student, school):
    hand_in(student, "notes.txt", b"<script>alert(1)</script>")
    page = student.open(PAGE).text
    got = opened(student, page)
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    url = re.search(rf'href="({CONTENT}/content/[^"]+)"', page)[1]
    path, ticket = urlsplit(url).path, url.rpartition("/")[2]
    ends, tag, mark = ticket.split("-")
    for forged in (f"{int(ends, 16) + 9:x}-{tag}-{mark}", f"{ends}-{'0' * 32}-{mark}", f"{ends}-{tag}-{'0' * 64}", "x"):
        assert student.doors("GET", path.replace(ticket, forged), base_url=CONTENT).status_code == 404
    assert student.doors("GET", path, base_url=BASE).status_code == 404  # only on the host without cookies
    tenant_tag = school.rows(t.hand_in)[0] and path.split("/")[2]
    for guess in (f"/content/{tenant_tag}/p/{tag}/{tag}", f"/content/handed-in/p/{tenant_tag}/{tag}"):
        assert student.doors("GET", guess, base_url=CONTENT).status_code == 404
    later(school, minutes=31)
    assert student.doors("GET", path, base_url=CONTENT).status_code == 404


@SQLITE
def test_a_document_is_saved_and_never_shown(student, school):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w/>")
    assert hand_in(student, "essay.docx", out.getvalue()).status_code == 303
    got = opened(student, student.open(PAGE).text)
    assert got.headers["Content-Disposition"].startswith("attachment")


@SQLITE
@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("page.html", b"<p>", 422, "Files of this kind are not taken"), ("photo.jpg", PHOTO[:-2], 422, "is damaged"),
        ("photo.jpg", b"<script>", 422, "is not what its name says"), ("a.svg", b"<svg/>", 422, "are not taken"),
        ("photo.heic", b"x", 422, "Save it as JPEG or PNG"), ("empty.txt", b"", 422, "is empty"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_said_and_nothing_is_stored(student, school, name, content, status, words):
    answer = hand_in(student, name, content)
    assert answer.status_code == status
    assert words in answer.text
    assert (rows(school), stored(school)) == ([], [])


@SQLITE
def test_a_file_beyond_25_mb_is_refused_in_plain_words_and_nothing_is_stored(student, school):
    for size in (handed_files.MOST + 1, handed_files.MOST + 2 * 1024 * 1024):
        action, fields = student.open(PAGE).form("/hand-in")
        body = (
            f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{fields["csrf"]}\r\n'
            '--x\r\nContent-Disposition: form-data; name="file"; filename="long.txt"\r\n\r\n'
        ).encode()
        body += b"a" * size + b"\r\n--x--\r\n"
        answer = student.doors("POST", action, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code == 413
        assert "25 MB" in answer.text
        assert (rows(school), stored(school)) == ([], [])


@SQLITE
def test_a_link_is_shown_with_its_host_and_opens_apart(student, school, desk):
    assert hand_in(student, link="https://pages.example/maya/essay?x=1").status_code == 303
    for text in (student.open(PAGE).text, desk.open(f"waiting/{rows(school)[0].id}")):
        assert 'href="https://pages.example/maya/essay?x=1" target="_blank" rel="noopener noreferrer"' in text
        assert '<span class="muted small">pages.example</span>' in text
    for wrong in ("javascript:alert(1)", "data:text/html,x", "ftp://x.example", "https://a:b@x.example/", "x", ""):
        answer = hand_in(student, link=wrong)
        assert answer.status_code == 422, wrong
    assert hand_in(student, "notes.txt", b"both", link="https://pages.example/").status_code == 422
    assert len(rows(school)) == 1


@SQLITE
def test_handed_in_again_the_earlier_version_stays_and_no_longer_waits(student, school, desk):
    hand_in(student, link="https://pages.example/1", part="draft")
    hand_in(student, link="https://pages.example/2", part="draft")
    later(school, minutes=1)
    hand_in(student, link="https://pages.example/3", part="poster")
    assert [(one.part, one.version, one.state) for one in rows(school)] == [
        ("draft", 1, "older"), ("draft", 2, "waiting"), ("poster", 1, "waiting"),
    ]  # fmt: skip
    waits = desk.open("waiting")
    assert "pages.example/1" not in waits
    assert waits.index("pages.example/2") < waits.index("pages.example/3")
    assert "pages.example/1" in desk.open(f"waiting/{rows(school)[1].id}")


def test_a_student_takes_back_what_nobody_answered_and_its_file_is_gone(student, school, desk):
    hand_in(student, link="https://pages.example/1")
    hand_in(student, "photo.jpg", PHOTO)
    assert student.press("/back", PAGE).status_code == 303
    assert stored(school) == []
    assert [(one.version, one.state) for one in rows(school)] == [(1, "waiting")]  # the one before waits again
    desk.send(f"waiting/{rows(school)[0].id}", how="done")
    assert "/back" not in student.open(PAGE).text
    answer = student.doors(
        "POST", f"{student.home}handed/{rows(school)[0].id}/back", data={"csrf": student.open(PAGE).csrf}
    )
    assert answer.status_code == 409
    assert [one.kind for one in school.rows(t.decision)].count("handed") == 1


def test_the_teacher_marks_with_the_rubric_and_goes_on_to_the_next(student, school, desk):
    hand_in(student, link="https://pages.example/1", part="one")
    later(school, minutes=1)
    hand_in(student, link="https://pages.example/2", part="two")
    first, second = rows(school)
    home = desk.open("")
    assert "<strong>2 pieces of work</strong> were handed in" in home
    assert "1 more waits." in desk.open(f"waiting/{first.id}")
    assert "Being looked at" in student.open(PAGE).text
    answer = desk.send(f"waiting/{first.id}", how="done", level="4", words="Clear and complete.")
    assert urlsplit(answer.headers["Location"]).path.endswith(f"/waiting/{second.id}")
    school.waymark.runner.handlers.pop("deliver", None)
    school.waymark.runner.handlers.pop("roster", None)
    school.waymark.runner.run_due()
    assert [row.score for row in school.rows(t.evidence)] == [1.0]
    page = student.open(PAGE).text
    assert "Looked at, done" in page
    assert "Clear and complete." in page
    assert urlsplit(desk.send(f"waiting/{second.id}", how="done").headers["Location"]).path.endswith("/waiting")
    assert len(school.rows(t.evidence)) == 1  # without a level nothing is a result
    desk.send(f"waiting/{second.id}", 400, how="done")


@SQLITE
def test_work_is_given_back_with_words_and_handed_in_again(student, school, desk):
    hand_in(student, link="https://pages.example/1")
    work = rows(school)[0]
    assert "Say in a few words" in desk.send(f"waiting/{work.id}", 422, how="again").text
    desk.send(f"waiting/{work.id}", how="again", level="3", words="Show how you got there.")
    page = student.open(PAGE).text
    assert "Please do it again" in page
    assert "gave your work back" in student.open().text
    assert "Show how you got there." in page
    hand_in(student, link="https://pages.example/2")
    assert [(one.version, one.state) for one in rows(school)] == [(1, "back"), (2, "waiting")]
    assert "gave your work back" not in student.open().text
    assert school.rows(t.evidence) == []
    with school.waymark.db.read() as conn:
        assert len(answering.waiting(conn, school.tenant, school.course, [school.people["maya"]])) == 1


@SQLITE
def test_only_what_asks_for_work_takes_it_and_a_teacher_says_what_does(student, school, desk):
    assert "/hand-in" not in student.open(f"activity/{STAND}").text
    token = student.open(PAGE).csrf
    refused = student.doors(
        "POST", f"{student.home}activity/{STAND}/hand-in", data={"csrf": token, "link": "https://x.y"}
    )
    assert refused.status_code == 404
    desk.send(f"library/{STAND}/hand-in", on="1")
    assert "It waits for you on your class page" in desk.open(f"library/{STAND}")
    assert hand_in(student, link="https://pages.example/1", page=f"activity/{STAND}").status_code == 303
    desk.send(f"library/{STAND}/hand-in", on="")
    page = student.open(f"activity/{STAND}").text
    assert "pages.example" in page  # what was handed in stays in sight
    assert "/hand-in" not in page


@SQLITE
def test_T01_another_students_work_is_not_found(student, school, app):
    hand_in(student, link="https://pages.example/1")
    school.learner("diego")
    other = Student(Doors(app), school, "diego")
    token = other.open().csrf
    answer = other.doors("POST", f"{other.home}handed/{rows(school)[0].id}/back", data={"csrf": token})
    assert answer.status_code == 404
    assert "pages.example" not in other.open(PAGE).text
    assert len(rows(school)) == 1


def test_P10_erasing_a_student_removes_the_files_too(student, school):
    hand_in(student, "photo.jpg", PHOTO)
    hand_in(student, "notes.txt", b"MY OWN WORDS")
    assert len(stored(school)) == 2
    waymark = school.waymark
    erase.erase(waymark.db, waymark.settings.people_home, school.tenant, school.people["maya"], "test")
    assert (rows(school), stored(school)) == ([], [])


@SQLITE
def test_a_student_who_takes_no_part_hands_nothing_in(student, school):
    action, fields = student.open(PAGE).form("/hand-in")
    school.waymark.db.write(
        lambda write: opt_out.begin(write, school.tenant, school.people["maya"], "test", "a parent's wish")
    )
    answer = student.doors("POST", action, data={**fields, "file": (io.BytesIO(PHOTO), "photo.jpg")})
    assert answer.status_code == 403
    assert (rows(school), stored(school)) == ([], [])
    assert "Give it to your teacher in another way" in student.open(PAGE).text


@SQLITE
def test_what_an_interrupted_upload_left_is_swept_away_later(student, school):
    hand_in(student, "notes.txt", b"words")
    kept = stored(school)[0]
    left = kept.with_name("f" * 32)
    left.write_bytes(b"x")
    old = (school.waymark.clock() - timedelta(days=9000)).timestamp()
    for one in (kept, left):
        _touch(one, old)
    with school.waymark.db.read() as conn:
        assert handed_files.sweep(conn, school.waymark.settings.data_dir, school.waymark.clock()) == 1
    assert stored(school) == [kept]


def _touch(path: Path, at: float) -> None:
    os.utime(path, (at, at))

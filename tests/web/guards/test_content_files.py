"""Files of packages on the content host: right types, ranges, caching, nothing outside, nothing of the tool's (T08)."""

from pathlib import Path
from typing import Any

import pytest
from support.app import Doors
from support.databases import BASE, CONTENT
from support.world import found_school

from gateway.services import tenants

TAG = "a1b2c3d4e5"
FILES = {
    "index.html": "<p>page</p>", "a/b c.js": "let a", "film.mp4": "0123456789", "x.exe": "MZ", "pic.svg": "<svg/>",
    "quiz.HTML": "<p>", "none": "plain", "sub/zip.zip": "PK",
}  # fmt: skip


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def home(waymark) -> str:
    """Put files where a package's lie, and others beside them; return the path of the package."""
    school = found_school(waymark)
    with waymark.db.read() as conn:
        tag = tenants.tag_of(conn, school.tenant)
    content = Path(waymark.settings.data_dir) / "content"
    for name, text in FILES.items():
        path = content / tag / TAG / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (content / tag / "beside.txt").write_text("beside")
    (content / tag / TAG / "link.txt").symlink_to(Path(waymark.settings.data_dir) / "waymark.db")
    return f"/content/{tag}/p/{TAG}"


def get(doors: Doors, path: str, method: str = "GET", **headers: str) -> Any:
    answer = doors(
        method, path, base_url=CONTENT, headers={name.replace("_", "-"): one for name, one in headers.items()}
    )
    answer.get_data()
    answer.close()
    return answer


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"), ("a/b%20c.js", "text/javascript; charset=utf-8"),
        ("film.mp4", "video/mp4"),
        ("pic.svg", "image/svg+xml; charset=utf-8"), ("quiz.HTML", "text/html; charset=utf-8"),
        ("x.exe", "application/octet-stream"), ("none", "application/octet-stream"),
        ("sub/zip.zip", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_file_has_the_type_of_its_name_and_what_is_unknown_is_only_saved(doors, home, name, kind):
    answer = get(doors, f"{home}/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.get("Content-Disposition", "inline").startswith("attachment") == ("octet" in kind)
    assert "Set-Cookie" not in answer.headers


def test_T08_content_may_run_its_own_files_and_speak_with_the_record_store_alone(doors, home):
    page = get(doors, f"{home}/index.html").headers["Content-Security-Policy"]
    assert "sandbox allow-scripts allow-same-origin" in page
    assert "allow-top-navigation" not in page
    assert f"connect-src 'self' data: blob: {BASE}/xapi/ {BASE}/cmi5/;" in page
    assert "default-src 'self' data: blob:;" in page
    assert "sandbox" not in get(doors, f"{home}/film.mp4").headers["Content-Security-Policy"]


def test_media_come_in_ranges_and_are_kept_by_browsers(doors, home):
    part = get(doors, f"{home}/film.mp4", Range="bytes=2-4")
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert get(doors, f"{home}/film.mp4", Range="bytes=-3").data == b"789"
    assert get(doors, f"{home}/film.mp4", Range="bytes=90-").status_code == 416
    whole = get(doors, f"{home}/film.mp4")
    assert "max-age=86400" in whole.headers["Cache-Control"]
    assert "immutable" in whole.headers["Cache-Control"]
    assert get(doors, f"{home}/film.mp4", If_None_Match=whole.headers["ETag"]).status_code == 304
    assert "no-cache" in get(doors, f"{home}/index.html").headers["Cache-Control"]


def test_head_tells_the_same_without_the_file(doors, home):
    answer = get(doors, f"{home}/film.mp4", "HEAD")
    assert (answer.status_code, answer.headers["Content-Length"], answer.data) == (200, "10", b"")


@pytest.mark.parametrize(
    "path",
    [
        "missing.html", "a", "a/", "", "../beside.txt", "%2e%2e/beside.txt", "a/../../beside.txt", "..%2fbeside.txt",
        "..%5cbeside.txt", "link.txt", "index.html/x", "a//b%20c.js", "./index.html", "%2e/index.html", "x" * 300,
        "/etc/passwd", "%2fetc/passwd",
    ],
)  # fmt: skip
def test_T11_nothing_outside_the_package_is_served(doors, home, path):
    assert get(doors, f"{home}/{path}").status_code in {404, 308}
    assert b"beside" not in get(doors, f"{home}/{path}").data


def test_a_package_is_found_by_its_own_names_alone_and_on_its_own_host(doors, home):
    tenant, _, tag = home.removeprefix("/content/").partition("/p/")
    assert get(doors, f"/content/zzzzzz/p/{tag}/index.html").status_code == 404
    assert get(doors, f"/content/{tenant}/p/{'0' * 20}/index.html").status_code == 404
    assert get(doors, f"/content/../p/{tag}/index.html").status_code == 404
    assert get(doors, f"/content/{tenant}/p/../{tag}/index.html").status_code == 404
    assert doors("GET", f"{home}/index.html").status_code == 404  # the tool's own host
    for method in ("POST", "PUT", "DELETE"):
        assert get(doors, f"{home}/index.html", method).status_code == 405

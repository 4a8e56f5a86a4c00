"""A package that tries to reach the tool, its visitors' session and the page around it gets nowhere (T08)."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from support import packages
from support.app import app_of
from support.serving import free_port
from support.world import found_school
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from gateway.services import packages as service
from gateway.services import tenants

pytestmark = pytest.mark.browser

ATTACK = Path(__file__).with_name("attack.html").read_text()


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_T08_a_package_reaches_its_own_files_and_the_record_store_and_nothing_else(chromium: Browser, waymark):
    port = free_port()
    tool, lms = f"http://localhost:{port}", f"http://127.0.0.3:{port}"
    waymark.settings = replace(waymark.settings, base_url=tool, content_url=f"http://127.0.0.1:{port}")
    school = found_school(waymark)
    teacher = school.session("teacher", school.learner("alvarez", "teacher"))
    page = ATTACK.replace("TOOL", tool).replace("HANDLE", teacher.handle)
    data = packages.zipped({"tincan.xml": packages.tincan_xml(), "index.html": page, "data.json": "{}"})
    stored = service.store(waymark.db, waymark.settings.data_dir, school.tenant, data, None)
    with waymark.db.read() as conn:
        address = (
            f"{waymark.settings.content_url}/content/{tenants.tag_of(conn, school.tenant)}/p/{stored.tag}/index.html"
        )
    app, reached = app_of(waymark), []

    def serve(environ: dict[str, Any], start: Any) -> Any:
        asked = Request(environ)
        if asked.host_url.rstrip("/") == lms:
            return Response(f'<title>Course</title><iframe src="{address}"></iframe>', mimetype="text/html")(
                environ, start
            )
        if asked.host_url.rstrip("/") == tool:
            reached.append(asked.path)
        return app(environ, start)

    server = make_server("127.0.0.1", port, serve, threaded=True)
    around = make_server("127.0.0.3", port, serve, threaded=True)
    for one in (server, around):
        threading.Thread(target=one.serve_forever, daemon=True).start()
    context = chromium.new_context()
    cookie = {"name": f"wm-{teacher.handle}", "value": teacher.secret, "domain": "localhost", "path": "/"}
    context.add_cookies([{**cookie, "secure": True, "sameSite": "None"}])
    try:
        visited = context.new_page()
        visited.goto(lms)
        frame = visited.frames[1]
        frame.wait_for_function("globalThis.results")
        results = frame.evaluate("globalThis.results")
        assert visited.url.rstrip("/") == lms
        assert visited.title() == "Course"
    finally:
        context.close()
        for one in (server, around):
            one.shutdown()
            one.server_close()
    refused = {
        "fetch": "TypeError", "opaque": "TypeError", "image": "failed", "script": "failed", "top": "SecurityError",
        "parent": "SecurityError", "cookie": "none",
    }  # fmt: skip
    assert {name: results[name] for name in refused} == refused
    assert (results["store"], results["own"]) == ("401", "200")
    assert set(reached) == {"/xapi/statements"}

"""Packages and pages elsewhere: how they open, what they may say, what ends them, what counts."""

import json
import uuid
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ratios_school import CODES, Student, later
from support import packages
from support.databases import CONTENT

from gateway.db import tables as t
from gateway.services import course_activities, opt_out, path
from gateway.services import packages as service
from gateway.services.course_activities import About, Link
from gateway.services.drafts import Author
from xapi.formats.errors import PackageError

VERBS = "http://adlnet.gov/expapi/verbs/"
VERSION = {"X-Experience-API-Version": "1.0.3"}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def who(school: Any) -> Author:
    return Author(school.tenant, school.course, school.people["alvarez"])


def about(school: Any, *codes: str, **change: Any) -> About:
    standards = tuple(school.standards[code] for code in codes)
    return replace(About("Shadows", "try", 10, "", "anywhere", must=False, standards=standards), **change)


def bring(school: Any, data: bytes, *codes: str, **change: Any) -> str:
    """Store a package and offer it in the course; return the activity's id."""
    parts, author = school.waymark, who(school)
    stored = service.store(parts.db, parts.settings.data_dir, school.tenant, data, author.person_id)
    activity = stored.units[0].activity_id
    parts.db.write(lambda write: course_activities.put(write, author, activity, about(school, *codes, **change)))
    return activity


def link(school: Any, url: str, *, reports: bool, codes: tuple[str, ...] = CODES[:1]) -> str:
    author, made = who(school), about(school, *codes)
    return school.waymark.db.write(lambda write: course_activities.add_link(write, author, Link(url, reports), made))


def opened(maya: Student, activity: str) -> tuple[str, dict[str, str]]:
    """Press Start; return the address without its query, and the launch parameters."""
    answer = maya.press("/start", f"activity/{activity}")
    assert answer.status_code == 303, answer.text
    url = urlsplit(answer.headers["Location"])
    values = {name: one[0] for name, one in parse_qs(f"{url.query}&{url.fragment}").items()}
    return f"{url.scheme}://{url.netloc}{url.path}", values


def say(maya: Student, launch: dict[str, str], verb: str, target: str = "", **more: Any) -> int:
    """Send what content sends; return the status."""
    root = launch["activity_id"]
    statement = {
        "id": str(uuid.uuid4()), "actor": json.loads(launch["actor"]), "verb": {"id": VERBS + verb},
        "object": {"id": target or root}, "timestamp": maya.school.waymark.clock().isoformat(),
        "context": {"registration": launch["registration"], "contextActivities": {"grouping": [{"id": root}]}}, **more,
    }  # fmt: skip
    headers = {"Authorization": launch["auth"], **VERSION}
    return maya.doors("POST", "/xapi/statements", json=statement, headers=headers).status_code


def shown(maya: Student, address: str) -> tuple[int, str]:
    """Open an address of the content host; return status and text."""
    with maya.doors("GET", urlsplit(address).path, base_url=CONTENT) as answer:
        return answer.status_code, answer.text


def work_in(maya: Student) -> None:
    for name in ("deliver", "roster"):
        maya.school.waymark.runner.handlers.pop(name, None)
    maya.school.waymark.runner.run_due()


def test_a_tincan_package_is_launched_with_what_it_needs_to_report(maya):
    activity = bring(maya.school, packages.tincan(), CODES[0])
    address, launch = opened(maya, activity)
    assert address.startswith(f"{CONTENT}/content/")
    assert address.endswith("/index.html")
    assert launch["endpoint"] == "http://localhost:8400/xapi/"
    assert launch["activity_id"] == packages.IRI
    assert launch["auth"].startswith("Basic ")
    assert json.loads(launch["actor"]) == maya.school.actor("maya")
    assert shown(maya, address) == (200, "<h1>Shadows</h1>")


def test_what_a_tincan_package_reports_counts_once_and_ends_the_step(maya):
    activity = bring(maya.school, packages.tincan(), CODES[0])
    _, launch = opened(maya, activity)
    score = {"score": {"scaled": 0.9, "raw": 90, "min": 0, "max": 100}, "success": True, "completion": True}
    assert say(maya, launch, "initialized") == 200
    assert say(maya, launch, "answered", f"{packages.IRI}/quiz/q1", result={"success": True}) == 200
    assert say(maya, launch, "passed", f"{packages.IRI}/quiz", result=score) == 200
    assert say(maya, launch, "passed", result=score) == 200
    work_in(maya)
    assert [(row.activity_id, row.score) for row in maya.school.rows(t.evidence)] == [(activity, 0.9)]
    assert [row.state for row in maya.school.rows(t.step)] == ["finished"]


def test_T05_content_speaks_of_its_own_activity_and_learner_alone(maya):
    activity = bring(maya.school, packages.tincan(), CODES[0])
    _, launch = opened(maya, activity)
    maya.school.learner("leo")
    assert say(maya, launch, "passed", actor=maya.school.actor("leo")) == 403
    assert say(maya, launch, "passed", "https://maker.example/other", context={}) == 403
    assert say(maya, launch, "passed", context={"registration": str(uuid.uuid4())}) == 403


def test_h5p_opens_on_a_page_of_our_own_and_its_answer_ends_the_step(maya):
    activity = bring(maya.school, packages.h5p(), CODES[0])
    address, launch = opened(maya, activity)
    assert "/h5p/" in address
    assert launch["activity_id"].startswith("https://waymark.example/activities/p/")
    assert say(maya, launch, "answered", result={"score": {"scaled": 1.0}}) == 200
    work_in(maya)
    assert [row.state for row in maya.school.rows(t.step)] == ["finished"]


def test_what_h5p_remembers_is_kept_for_this_piece_of_work_alone(maya):
    activity = bring(maya.school, packages.h5p(), CODES[0])
    address, launch = opened(maya, activity)
    query = {
        "stateId": f"h5p-{address.rpartition('/')[2]}", "activityId": launch["activity_id"], "agent": launch["actor"],
        "registration": launch["registration"],
    }  # fmt: skip

    def ask(method: str, auth: str = launch["auth"], **change: Any) -> tuple[int, bytes]:
        headers = {"Authorization": auth, **VERSION}
        data = {"data": b'{"answer": 1}', "content_type": "application/json"} if method == "PUT" else {}
        asked = maya.doors(method, "/xapi/activities/state", query_string=query | change, headers=headers, **data)
        return asked.status_code, asked.data

    assert ask("GET")[0] == 404
    assert ask("PUT")[0] == 204
    again = opened(maya, activity)[1]
    assert (again["registration"], again["auth"] == launch["auth"]) == (launch["registration"], False)
    assert ask("GET", again["auth"]) == (200, b'{"answer": 1}')
    assert ask("PUT", registration=str(uuid.uuid4()))[0] == 403
    assert say(maya, launch, "answered", result={"score": {"scaled": 1.0}}) == 200
    work_in(maya)
    fresh = opened(maya, activity)[1]
    assert fresh["registration"] != launch["registration"]
    assert ask("GET", fresh["auth"], registration=fresh["registration"])[0] == 404


def test_h5p_has_no_page_where_its_player_is_not_installed(maya, tmp_path):
    address, _ = opened(maya, bring(maya.school, packages.h5p(), CODES[0]))
    assert shown(maya, address)[0] == 404
    parts = maya.school.waymark
    for name in ("main.bundle.js", "../outside.js"):
        (tmp_path / "dist").mkdir(exist_ok=True)
        (tmp_path / "dist" / name).write_text("// player")
    parts.settings = replace(parts.settings, h5p_player=tmp_path / "dist")
    status, text = shown(maya, address)
    assert status == 200
    assert "Nothing much" in text
    assert shown(maya, "/content/h5p-player/main.bundle.js") == (200, "// player")
    assert shown(maya, "/content/h5p-player/%2e%2e/outside.js")[0] == 404


def test_a_page_elsewhere_opens_in_a_window_of_its_own_and_the_learner_says_when_it_is_done(maya):
    activity = link(maya.school, "https://museum.example/ratios?room=1", reports=False)
    answer = maya.press("/start", f"activity/{activity}")
    assert answer.status_code == 200
    assert 'href="https://museum.example/ratios?room=1" target="_blank" rel="noopener noreferrer"' in answer.text
    assert (
        maya.doors("POST", f"{maya.home}activity/{activity}/finished", data={"csrf": maya.open().csrf}).status_code
        == 303
    )
    assert [row.state for row in maya.school.rows(t.step)] == ["finished"]
    work_in(maya)
    assert maya.school.rows(t.evidence) == []  # to have been there shows no mastery


def test_who_takes_no_part_opens_a_page_elsewhere_and_is_asked_for_no_word_about_it(maya):
    activity, school = link(maya.school, "https://museum.example/ratios?room=1", reports=False), maya.school
    school.waymark.db.write(lambda w: opt_out.begin(w, school.tenant, school.people["maya"], "person/x", "asked"))
    answer = maya.press("/start", f"activity/{activity}")
    assert 'href="https://museum.example/ratios?room=1"' in answer.text
    assert "I have done it" not in answer.text


def test_a_page_that_reports_is_told_where_to_and_may_from_a_browser(maya):
    preflight = {"Origin": "https://quiz.example", "Access-Control-Request-Method": "PUT"}
    assert "Access-Control-Allow-Origin" not in maya.doors("OPTIONS", "/xapi/statements", headers=preflight).headers
    maya.school.waymark.clock.now = maya.school.waymark.clock().replace(microsecond=0)
    activity = link(maya.school, "https://quiz.example/page?a=1#top", reports=True)
    text = maya.press("/start", f"activity/{activity}").text
    url = urlsplit(unescape(text.split('href="https://quiz.example')[1].split('"')[0]))
    launch = {name: one[0] for name, one in parse_qs(url.query).items()}
    assert launch["a"] == "1"
    assert url.fragment == "top"
    assert "I have done it" not in text
    later(maya.school, minutes=1)
    known = maya.doors("OPTIONS", "/xapi/statements", headers=preflight)
    assert known.headers["Access-Control-Allow-Origin"] == "https://quiz.example"
    assert say(maya, launch, "completed", result={"score": {"scaled": 0.5}}) == 200


def test_what_everybody_does_stands_first_until_it_is_done(maya):
    activity = bring(maya.school, packages.tincan(), CODES[2], must=True)
    first = maya.open().text.split('class="cards"')[1]
    assert first.index(activity) < first.index("/activity/", first.index(activity) + 100)
    _, launch = opened(maya, activity)
    say(maya, launch, "passed", result={"score": {"scaled": 0.9}})
    work_in(maya)
    with maya.school.waymark.db.read() as conn:
        course = maya.school.waymark.cache.get(conn, maya.school.tenant, maya.school.course)
        learner = path.load(conn, course, maya.school.people["maya"], maya.school.waymark.clock())
    assert learner.guidance.pins == ()


def test_the_same_file_again_is_the_same_activity_and_another_persons_version_is_refused(maya):
    school = maya.school
    first = bring(school, packages.tincan(), CODES[0])
    assert bring(school, packages.tincan(), CODES[0]) == first
    assert len(school.rows(t.package)) == 1
    newer = packages.tincan(page="<h1>New</h1>")
    folder, parts = school.waymark.settings.data_dir, school.waymark
    other = school.learner("other", "teacher")
    with pytest.raises(PackageError) as caught:
        service.store(parts.db, folder, school.tenant, newer, other)
    assert caught.value.code == "activity-known"
    assert len(list((folder / "content").glob("*/*"))) == 1
    assert bring(school, newer, CODES[0]) == first
    assert shown(maya, opened(maya, first)[0]) == (200, "<h1>New</h1>")


def test_a_refused_package_leaves_nothing_in_tables_or_on_the_disk(maya):
    parts = maya.school.waymark
    bad = (packages.scorm(), packages.special(), packages.h5p(libraries=False), packages.zipped({"a": bytes(10**7)}))
    for data in bad:
        with pytest.raises(PackageError):
            service.store(parts.db, parts.settings.data_dir, maya.school.tenant, data, None)

    def failing(write: Any, stored: Any) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        service.store(parts.db, parts.settings.data_dir, maya.school.tenant, packages.tincan(), None, also=failing)
    assert maya.school.rows(t.package) == []
    assert list(Path(parts.settings.data_dir).glob("content/*/*")) == []


def test_the_published_pathway_takes_an_activity_up_and_lets_it_go(maya):
    activity = bring(maya.school, packages.tincan(), CODES[0])
    assert activity in maya.school.rows(t.pathway)[0].body["units"][0]["activities"]
    author = who(maya.school)
    maya.school.waymark.db.write(lambda write: course_activities.take_out(write, author, activity))
    assert activity not in maya.school.rows(t.pathway)[0].body["units"][0]["activities"]

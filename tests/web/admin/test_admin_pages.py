"""Admin home, record store access, learning systems."""

import re
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import insert, update
from support.statements import completed, key, run, store

from gateway.db import tables as t
from gateway.services import audit, platforms, said
from gateway.services.rebuild import rebuild


def platform_row(school, **values: object) -> None:
    change = update(t.platform).where(t.platform.c.id == school.platform).values(**values)
    school.waymark.db.write(lambda w: w.conn.execute(change))


def entries(school) -> list[tuple[str, str]]:
    return [(row.who, row.what) for row in school.rows(t.audit)]


def test_P14_home_says_how_everything_is_without_a_name(admin, school, clock):
    school.learner("maya")
    platform_row(school, last_launch_at=clock() - timedelta(minutes=1), last_roster_at=clock())
    text = admin.open()
    assert "Last launch: 11:59" in text.replace("\u202f", " ")
    assert "Writing grades is off in all courses." in text
    assert "Activities open from their own address." in text
    assert "There is no backup yet." in text
    assert "All results are worked in." in text
    assert "GB free" in text
    assert "Maya" not in text


@pytest.mark.parametrize(
    ("code", "said", "word"),
    [
        ("unreachable", "It does not answer since", "Look"),
        ("key_refused", "It does not accept our key since", "Stopped"),
        ("scope_missing", "It does not let us read class lists", "Stopped"),
        ("throttled", "It asks us to slow down", "Look"),
        ("of-tomorrow", "It does not answer since", "Look"),
    ],
)
def test_a_system_in_trouble_says_what_is_wrong_and_how_to_fix_it(admin, school, clock, code, said, word):
    trouble = {"code": code, "since": clock().isoformat(), "until": clock().isoformat(), "tries": 1}
    platform_row(school, trouble=trouble)
    text = admin.open()
    assert said in text
    assert "How to fix it" in text
    assert word in text
    assert admin.press(f"probe/{school.platform}").status_code == 303
    assert said not in admin.open()


def test_a_system_that_is_silent_for_long_is_a_stop(admin, school, clock):
    since = (clock() - timedelta(minutes=11)).isoformat()
    platform_row(school, trouble={"code": "timeout", "since": since, "until": since, "tries": 9})
    assert "One thing to fix" in admin.open()


def test_the_queue_says_how_long_the_oldest_result_waits(admin, school, clock):
    school.learner("maya")
    store(school, [completed(school.actor("maya"), "a1", 1.0, n=1)])
    clock.advance(minutes=11)
    assert "1 result has waited for 11 minutes." in admin.open()


def test_the_queue_says_when_nobody_works(admin, school, clock):
    school.waymark.db.write(lambda w: w.wake(f"deliver/{school.platform}"))
    assert "All results are worked in." in admin.open()
    clock.advance(minutes=11)
    assert "One thing to fix" in admin.open()


def test_backup_is_as_old_as_its_newest_file(admin, waymark, clock):
    import os

    folder = waymark.settings.data_dir / "backups"
    folder.mkdir()
    file = folder / "waymark-20260913-120000.db"
    file.touch()
    at = (clock() - timedelta(hours=5)).timestamp()
    os.utime(file, (at, at))
    assert "The last backup is 5 hours old." in admin.open()


def test_T07_a_key_shows_its_secret_once_and_works(admin, school):
    answer = admin.press("keys", "keys", name="Warehouse", scope=["statements/read", "statements/write"], actors="keep")
    assert answer.status_code == 201
    made = dict(re.findall(r'<input id="made-(key|secret)" readonly value="([^"]+)"', answer.text))
    again = admin.open("keys")
    assert made["key"] in again
    assert made["secret"] not in again
    sent = admin.doors(
        "GET", "/xapi/statements", auth=(made["key"], made["secret"]), headers={"X-Experience-API-Version": "1.0.3"}
    )
    assert sent.status_code == 200
    assert "key-created" in {what for _who, what in entries(school)}
    assert made["secret"] not in str(school.rows(t.audit))
    assert "Warehouse" in admin.open()


def test_a_revoked_key_is_refused_from_then_on(admin, school):
    answer = admin.press("keys", "keys", name="Warehouse", scope="all", actors="enrolled", rate="60")
    made = dict(re.findall(r'<input id="made-(key|secret)" readonly value="([^"]+)"', answer.text))
    assert admin.press(f"keys/{made['key']}/revoke", "keys").status_code == 303
    sent = admin.doors(
        "GET", "/xapi/statements", auth=(made["key"], made["secret"]), headers={"X-Experience-API-Version": "1.0.3"}
    )
    assert sent.status_code == 401
    assert "Revoked" in admin.open("keys")
    assert entries(school)[-1][1] == "key-revoked"
    assert admin.press(f"keys/{made['key']}/revoke", "keys").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scope": "all"}, "Give it a name."),
        ({"name": "x"}, "Choose at least one."),
        ({"name": "x", "scope": "all", "rate": "-1"}, "Write a whole number above zero"),
        ({"name": "x", "scope": "all", "rate": "0"}, "Write a whole number above zero"),
        ({"name": "x", "scope": "all", "rate": "²"}, "Write a whole number above zero"),
    ],
)
def test_a_form_that_is_not_complete_comes_back_with_what_to_do(admin, school, fields, said):
    answer = admin.press("keys", "keys", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert school.rows(t.credential) == []


@pytest.mark.parametrize("fields", [{"actors": "other"}, {"scope": "everything"}])
def test_what_the_page_does_not_offer_is_refused(admin, school, fields):
    assert admin.press("keys", "keys", **{"name": "x", "scope": "all", **fields}).status_code == 400
    assert school.rows(t.credential) == []


def test_P05_a_new_source_has_people_replaced_unless_the_admin_says_otherwise(admin, school):
    assert '<option value="rewrite" selected>' in admin.open("keys")
    assert admin.press("keys", "keys", name="x", scope="all").status_code == 201
    assert [row.actors for row in school.rows(t.credential)] == ["rewrite"]


def test_a_key_is_for_one_course_where_the_admin_chooses_one(admin, school):
    assert admin.press("keys", "keys", name="x", scope="statements/read", course=school.course).status_code == 201
    assert [row.course_id for row in school.rows(t.credential)] == [school.course]
    assert "Only Math 6" in admin.open("keys")
    refused = admin.press("keys", "keys", name="x", scope=["state", "statements/read"], course=school.course)
    assert refused.status_code == 422
    assert "A course cannot have: state." in refused.text
    assert admin.press("keys", "keys", name="x", scope="all", course="nobody").status_code == 404
    assert len(school.rows(t.credential)) == 1


def test_systems_page_has_the_values_and_steps_of_each_lms(admin):
    text = admin.open("platforms")
    assert "http://localhost:8400/lti/login" in text
    assert "http://localhost:8400/lti/config/canvas.json" in text
    assert "Steps for Canvas" in text
    assert "choose + Developer Key" in text


def test_a_system_is_switched_off_and_on(admin, school):
    assert admin.press(f"platforms/{school.platform}/off", "platforms").status_code == 303
    assert "It is switched off" in admin.open()
    assert admin.press(f"platforms/{school.platform}/on", "platforms").status_code == 303
    assert "It is switched off" not in admin.open()
    assert [what for _who, what in entries(school)][-2:] == ["platform-disabled", "platform-enabled"]


def test_L19_a_waiting_deployment_is_assigned_by_the_admin(admin, school, waymark):
    waymark.db.write(lambda w: platforms.deploy(w, school.platform, "d-new", None))
    assert "d-new" in admin.open("platforms").split("Waiting for you")[1].split("</section>")[0]
    answer = admin.press("deployments/assign", "platforms", platform=school.platform, deployment="d-new")
    assert answer.status_code == 303
    assert "Waiting for you" not in admin.open("platforms")
    with waymark.db.read() as conn:
        assert platforms.tenant_of(conn, school.platform, "d-new") == school.tenant
        assert audit.verify(conn, school.tenant) is None
    again = admin.press("deployments/assign", "platforms", platform=school.platform, deployment="d-new")
    assert again.status_code == 404


def test_T14_addresses_that_no_database_takes_are_refused(admin):
    for path in ("platforms/%00/off", "probe/%00", "keys/%00/revoke"):
        assert admin.press(path).status_code == 400
    assert admin.press("deployments/assign", platform="x\0", deployment="y").status_code == 400
    assert admin.press("keys", "keys", name="a\0b", scope="all").status_code == 400


def test_grades_that_wait_are_counted(admin, school):
    maya = school.learner("maya")
    place = {
        "tenant_id": school.tenant,
        "id": "p1",
        "course_id": school.course,
        "platform_id": school.platform,
        "kind": "column",
    }
    values = {"key": "k", "wanted": {}, "state": "waiting", "tries": 0}
    cell = {"tenant_id": school.tenant, "place_id": "p1", "person_id": maya, "wanted": {"value": 4}, "version": 1}

    def plan(write):
        write.conn.execute(insert(t.place).values(**place, **values))
        write.conn.execute(insert(t.cell).values(**cell, state="waiting", tries=0))

    school.waymark.db.write(plan)
    assert "1 grade waits here; none is lost." in admin.open()


def test_the_page_speaks_the_chosen_language(admin):
    assert admin.press("language", language="es").status_code == 303
    assert '<html lang="es"' in admin.open()


def test_S08_while_evaluation_fails_statements_are_taken_and_home_says_what_waits(admin, school, clock, monkeypatch):
    school.learner("maya")
    headers = {**key(school), "Content-Type": "application/json"}
    with monkeypatch.context() as broken:
        broken.setattr(said, "folded", lambda *_, **__: 1 / 0)
        for n in (1, 2, 3):
            sent = orjson.dumps(completed(school.actor("maya"), "a1", 0.5, n=n))
            assert admin.doors("POST", "/xapi/statements", data=sent, headers=headers).status_code == 200
            run(school.waymark, "evaluate")
            clock.advance(minutes=4)
        assert school.rows(t.mastery) == []
        assert "3 results wait, the oldest for 12 minutes." in admin.open()
    run(school.waymark, "evaluate")
    assert "All results are worked in." in admin.open()
    assert [row.pieces for row in school.rows(t.mastery)] == [3]
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


@pytest.mark.parametrize(
    ("page", "tab", "pages"),
    [
        ("", "Status", 0), ("platforms", "Learning systems", 2), ("standards", "Learning systems", 2),
        ("keys", "Record store", 4),
        ("records", "Record store", 4), ("people", "Record store", 4), ("stores", "Record store", 4),
        ("requests", "Data requests", 0),
    ],
)  # fmt: skip
def test_an_admin_has_four_tabs_and_each_page_says_in_which_it_stands(admin, page, tab, pages):
    text = admin.open(page)
    bars = [re.findall(r"<a [^>]*>[^<]+</a>", one) for one in re.findall(r'<nav class="tabs.*?</nav>', text, re.DOTALL)]
    assert len(bars[0]) == 4
    assert next(one for one in bars[0] if "aria-current" in one).endswith(f">{tab}</a>")
    assert [len(one) for one in bars[1:]] == ([pages] if pages else [])
    assert [sum("aria-current" in each for each in one) for one in bars] == [1] * len(bars)

"""The same launch twice, at once and from elsewhere (T03); whose it is, and which school's (L19, L21)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from launch_bends import CLAIM, STUDENT, TEACHER, lti, put, refused
from sqlalchemy import select, update
from support.app import Doors

from gateway.db import tables as t
from lti.login import cookie_name, hashed


def browser_of(launching, app, state: str) -> Doors:
    """Return another window of the browser that began this login, without what came later."""
    name = cookie_name(hashed(state))
    found = launching.doors.client.get_cookie(name, domain="localhost")
    assert found
    window = Doors(app)
    window.client.set_cookie(name, found.value, domain="localhost", secure=True)
    return window


def test_T03_L17_of_twenty_parallel_replays_one_opens_a_page(launching, app) -> None:
    form = launching.form(STUDENT)
    windows = [browser_of(launching, app, form["state"]) for _ in range(20)]
    before = launching.count()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda window: window("POST", "/lti/launch", data=form), windows))
    assert sorted(one.status_code for one in answers) == [303] + [401] * 19
    for one in answers:
        if one.status_code == 401:
            refused(one, 401, "launch_used")
    after = launching.count()
    assert after["session"] - before["session"] == 1
    assert after["audit"] - before["audit"] == 1


def test_T03_L17_one_nonce_under_twenty_logins_opens_one_page(launching, app) -> None:
    form = launching.form(STUDENT)
    states = [form["state"], *(launching.log_in(STUDENT)["state"] for _ in range(19))]
    windows = [(browser_of(launching, app, state), state) for state in states]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda one: one[0]("POST", "/lti/launch", data={**form, "state": one[1]}), windows))
    assert [one.status_code for one in answers] == [303] + [401] * 19
    assert len(launching.school.rows(t.session)) == 1


def test_T03_L11_an_attackers_login_does_not_take_the_victims_browser_in(launching, app) -> None:
    form = launching.form(TEACHER)
    victim = Doors(app)
    victim("POST", "/lti/login", data=launching.sim.login_params(STUDENT))
    refused(victim("POST", "/lti/launch", data=form), 401, "browser_unproven")
    assert launching.school.rows(t.session) == []


def test_T03_L25_a_replay_after_a_day_and_from_elsewhere_is_refused(launching, app, clock) -> None:
    form = launching.form(STUDENT)
    assert launching.doors("POST", "/lti/launch", data=form).status_code == 303
    refused(Doors(app)("POST", "/lti/launch", data=form), 401, "launch_used")
    clock.advance(hours=30)
    refused(Doors(app)("POST", "/lti/launch", data=form), 401, "launch_used")


def test_L24_every_launch_opens_a_session_of_its_own_and_a_guessed_one_is_not_taken(launching, app) -> None:
    fixed = "0" * 20
    browser = Doors(app)
    browser.client.set_cookie(f"wm-{fixed}", "attacker", domain="localhost", secure=True)
    launching.doors = browser
    first, second = launching.launch(STUDENT), launching.launch(STUDENT)
    handles = {one.location.split("/")[2] for one in (first, second)}
    assert len(handles) == 2
    assert fixed not in handles
    assert {row.id for row in launching.school.rows(t.session)} == handles
    for handle in handles:
        value = browser.client.get_cookie(f"wm-{handle}", domain="localhost")
        assert value
        assert value.value != "attacker"


def test_L19_a_new_deployment_of_an_own_platform_joins_at_its_first_valid_launch(launching, waymark) -> None:
    def deployments() -> dict[str, int | None]:
        with waymark.db.read() as conn:
            return {row.deployment_id: row.tenant_id for row in conn.execute(select(t.deployment))}

    waymark.db.write(lambda w: w.conn.execute(update(t.platform).values(deployments="own")))
    new = lti("deployment_id", "course:17")
    for spoilt in (put(exp=1), put(sub=""), put(nonce="x")):
        refused(launching.launch(STUDENT, lambda claims, spoilt=spoilt: new(spoilt(claims))))
    assert "course:17" not in deployments()
    assert launching.launch(STUDENT, new).status_code == 303
    assert deployments()["course:17"] == launching.school.tenant


def test_L21_people_are_told_apart_by_sub_never_by_name_or_mail(launching) -> None:
    def people() -> dict[str, str]:
        return {row.sub: row.id for row in launching.school.rows(t.person)}

    before = people()
    same = {"name": "Ana Ruiz", "given_name": "Ana", "family_name": "Ruiz", "email": "ana@school.example"}
    for sub in ("first", "second", "First"):
        assert launching.launch(STUDENT, put(**same, sub=sub)).status_code == 303
    new = {sub: one for sub, one in people().items() if sub not in before}
    assert len(set(new.values())) == 3
    renamed = put(sub="first", name="Ana Maria Ruiz", email="other@school.example")
    assert launching.launch(STUDENT, renamed).status_code == 303
    assert people().keys() - before.keys() == new.keys()
    assert [row.name for row in launching.school.rows(t.person_name, person_id=new["first"])] == ["Ana Maria Ruiz"]


def test_L18_L20_what_opens_is_the_page_of_the_login_not_one_that_the_form_names(launching) -> None:
    form = launching.form(STUDENT)
    answer = launching.doors("POST", "/lti/launch", data={**form, "target_link_uri": "https://evil.example/"})
    assert (answer.status_code, answer.location.split("/")[1]) == (303, "student")
    moved = launching.form(STUDENT, lti("target_link_uri", "https://evil.example/"))
    refused(launching.doors("POST", "/lti/launch", data=moved), 401, "target_mismatch")
    assert CLAIM not in answer.location

"""The page of other record stores: connect, see how far, what is wrong and what to do, pause, resume, remove."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from support.statements import completed, store

from gateway.db import tables as t
from gateway.services import audit

FIELDS = {
    "name": "District", "direction": "forward", "endpoint": "https://lrs.example/xapi", "username": "us",
    "password": "s3cret-s3cret",
}  # fmt: skip


def only(school):
    (found,) = school.rows(t.remote_store)
    return found


def set_row(school, **values: object) -> None:
    change = update(t.remote_store).where(t.remote_store.c.tenant_id == school.tenant).values(**values)
    school.waymark.db.write(lambda w: w.conn.execute(change))


def said(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ")


@pytest.fixture
def connected(admin, school):
    assert admin.press("stores", "stores", **FIELDS).status_code == 303
    return only(school)


def test_a_store_is_connected_and_its_password_never_shown(admin, school, connected):
    text = admin.open("stores")
    assert "District" in text
    assert "Our statements go there." in text
    assert "s3cret" not in text
    assert b"s3cret" not in bytes(connected.password_sealed)
    assert (connected.endpoint, connected.decisions) == ("https://lrs.example/xapi/", False)
    assert school.rows(t.audit)[-1].what == "store-added"


def test_an_empty_page_says_what_for(admin):
    assert "No other store is connected" in admin.open("stores")
    assert 'aria-current="page"' in admin.open("stores")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Give it a name"), ("endpoint", "http://lrs.example/xapi", "begins with https://"),
        ("endpoint", "https://a:b@lrs.example/xapi", "begins with https://"), ("endpoint", "", "begins with https://"),
        ("endpoint", "https://[::bad", "begins with https://"), ("username", "a:b", "without a colon"),
        ("password", "", "Write the password"),
    ],
)  # fmt: skip
def test_a_value_that_is_wrong_comes_back_with_what_to_do(admin, school, field, value, words):
    answer = admin.press("stores", "stores", **{**FIELDS, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "s3cret" not in answer.text
    assert school.rows(t.remote_store) == []


def test_a_name_is_given_once(admin, connected):
    assert "Another store has this name." in admin.press("stores", "stores", **FIELDS).text


def test_a_choice_that_the_page_does_not_offer_is_refused(admin, school):
    assert admin.press("stores", "stores", **{**FIELDS, "direction": "both"}).status_code == 400
    assert school.rows(t.remote_store) == []


def test_the_page_says_how_far_forwarding_is(admin, school, connected, clock):
    school.learner("maya")
    store(school, [completed(school.actor("maya"), "a1", 1.0, n=n) for n in (1, 2)])
    set_row(school, moved=1200, last_at=clock() - timedelta(minutes=5))
    text = said(admin.open("stores"))
    assert "1200 statements have arrived there. 2 wait." in text
    assert "The oldest one waits since 12:00 PM." in text
    assert "Last movement: 11:55 AM." in text


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("unreachable", "It does not answer since"), ("timeout", "It does not answer since"),
        ("key_refused", "does not accept our user name"), ("forbidden", "does not let us do this"),
        ("not_a_store", "no record store at this address"), ("address_refused", "no record store at this address"),
        ("garbage", "Something else than a record store"), ("refuses_all", "refuses everything"),
        ("throttled", "slow down"), ("failing", "an error of its own"), ("too_large", "too large"),
        ("tls", "certificate"), ("sealed", "secret key"), ("of-tomorrow", "It does not answer since"),
    ],
)  # fmt: skip
def test_a_store_in_trouble_says_what_is_wrong_and_what_to_do(admin, school, connected, clock, code, words):
    now = clock().isoformat()
    set_row(school, trouble={"code": code, "since": now, "until": now, "tries": 1, "detail": "401 go away <b>"})
    text = admin.open("stores")
    assert words in text
    assert "401 go away &lt;b&gt;" in text
    assert words in admin.open()  # the status page shows it too
    assert admin.press(f"stores/{connected.id}/resume", "stores").status_code == 303
    assert only(school).trouble is None


def test_statements_that_were_not_taken_are_listed_with_the_reason(admin, school, connected, clock):
    row = {"store_id": connected.id, "statement_id": "0e1f", "at": clock(), "code": "conflict", "reason": "409 other"}
    school.waymark.db.write(lambda w: w.conn.execute(insert(t.remote_refused).values(tenant_id=school.tenant, **row)))
    set_row(school, refused=3)
    text = said(admin.open("stores"))
    assert "3 statements were not taken" in text
    assert "Another statement has this id there or here." in text
    assert "409 other" in text
    assert "waymark store refused" in text


def test_a_store_is_paused_resumed_and_only_then_removed(admin, school, connected):
    assert "Remove" not in admin.open("stores")
    assert admin.press(f"stores/{connected.id}/pause", "stores").status_code == 303
    assert "Paused" in admin.open("stores")
    assert "It is paused." in admin.open()
    assert admin.press(f"stores/{connected.id}/resume", "stores").status_code == 303
    assert only(school).state == "running"
    admin.press(f"stores/{connected.id}/pause", "stores")
    assert admin.press(f"stores/{connected.id}/remove", "stores").status_code == 303
    assert school.rows(t.remote_store) == []
    assert [one.what for one in school.rows(t.audit) if one.what.startswith("store-")][-1] == "store-removed"
    with school.waymark.db.read() as conn:
        assert audit.verify(conn, school.tenant) is None
    assert admin.press(f"stores/{connected.id}/pause", "stores").status_code == 404


def test_a_new_user_name_and_password_are_taken_and_wrong_ones_change_nothing(admin, school, connected, waymark):
    set_row(school, trouble={"code": "key_refused", "since": "2026-09-14T12:00:00+00:00", "until": "", "tries": 1,
                             "detail": ""}, cursor=7)  # fmt: skip
    path = f"stores/{connected.id}/renew"
    refused = admin.press(path, "stores", username="us:", password="x")
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.text
    assert only(school).trouble is not None
    assert admin.press(path, "stores", username="we", password="n3w").status_code == 303
    row = only(school)
    assert (row.username, row.trouble, row.cursor) == ("we", None, 7)
    assert waymark.stores.of(row) is not None
    assert row.password_sealed != connected.password_sealed
    assert school.rows(t.audit)[-1].what == "store-renewed"


def test_T01_a_store_of_another_school_is_not_there(admin, school, connected, waymark):
    from support.world import found_school

    from gateway.services import stores

    other = found_school(waymark, "two")
    new = stores.NewStore("Theirs", "pull", "https://lrs.example/xapi", "u", "p")
    theirs = waymark.db.write(
        lambda w: stores.add(w, other.tenant, "test", new, seal=waymark.stores.sealed, loopback=True)
    )
    assert "Theirs" not in admin.open("stores")
    for change in ("pause", "resume", "remove"):
        assert admin.press(f"stores/{theirs}/{change}", "stores").status_code == 404
    assert admin.press("stores/%00/pause", "stores").status_code == 400
    assert len(other.rows(t.remote_store)) == 1

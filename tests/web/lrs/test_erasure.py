"""P10: a learner is erased everywhere, and nothing of it comes back by another door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import event
from support import erasing
from support.statements import completed, key, number, run
from support.world import School, found_school

from gateway.db import tables as t
from gateway.errors import NotFound
from gateway.services import audit, erase
from gateway.services.rebuild import rebuild


@pytest.fixture
def school(waymark) -> School:
    return found_school(waymark)


@pytest.fixture
def traces(doors, school) -> erasing.Traces:
    made = erasing.about(doors, school, key(school))
    run(school.waymark, "evaluate")
    return made


def erase_ana(school: School) -> dict[str, int]:
    return erase.erase(
        school.waymark.db, school.waymark.settings.people_home, school.tenant, school.people["ana"], "command"
    )


def of_ben(school: School) -> list[Any]:
    mine = {"person_id": school.people["ben"]}
    return [school.rows(table, **mine) for table in (t.evidence, t.learner, t.mastery, t.cell, t.enrolment)]


def test_P10_nothing_of_an_erased_learner_is_left_in_any_table(school, traces) -> None:
    assert len({one.partition(":")[0] for one in traces.left()}) >= 19
    before = of_ben(school)
    counts = erase_ana(school)
    run(school.waymark, "evaluate")
    assert traces.left() == []
    assert of_ben(school) == before
    assert counts["statements"] == 9
    assert counts["mentions"] == 3
    assert counts["attachments"] == counts["notes"] == 1
    assert counts["documents"] == 2
    [tombstone] = school.rows(t.erasure)
    assert (tombstone.state, tombstone.person_id, tombstone.agents) == ("done", None, None)
    with school.waymark.db.read() as conn:
        assert audit.verify(conn, school.tenant) is None
    assert rebuild(school.waymark.db, school.tenant, school.waymark.naming).equal


def test_P10_what_others_did_stays_without_the_name(school, traces, doors) -> None:
    erase_ana(school)
    headers = key(school)

    def read(n: int) -> Any:
        return doors("GET", "/xapi/statements", query_string={"statementId": str(number(n))}, headers=headers).json

    nobody = {"homePage": school.waymark.settings.people_home, "name": "erased"}
    assert read(11)["context"]["instructor"] == {"account": nobody}
    assert read(11)["context"]["extensions"] == {"https://x.example/who": "seen by erased"}
    assert [one["account"] for one in read(12)["context"]["team"]["member"]] == [nobody, nobody]
    assert read(13)["actor"]["member"] == [{"account": nobody}, school.actor("ben")]
    assert read(14)["object"]["id"] == str(UUID(int=0))
    for n in (11, 12, 14):
        assert read(n)["actor"] == school.actor("ben")


def test_P10_sending_it_again_is_refused_whole(school, traces, doors) -> None:
    erase_ana(school)
    headers = {**key(school), "Content-Type": "application/json"}
    new = completed(school.actor("ben"), "a1", 1.0, n=99)
    for one in traces.sent:
        again = doors("POST", "/xapi/statements", data=orjson.dumps([new, one]), headers=headers)
        put = doors(
            "PUT", "/xapi/statements", query_string={"statementId": one["id"]}, data=orjson.dumps(one), headers=headers
        )
        for answer in (again, put):
            assert (answer.status_code, answer.json["code"]) == (403, "erased")
            assert answer.json["problems"] == [one["id"]]
    assert traces.left() == []
    assert not school.rows(t.statement, id=number(99).bytes)
    assert doors("POST", "/xapi/statements", data=orjson.dumps(new), headers=headers).status_code == 200


def test_P10_what_mentioned_the_learner_is_still_the_same_statement(school, doors) -> None:
    headers = {**key(school), "Content-Type": "application/json"}
    school.learner("ana")
    school.learner("ben")
    sent = {**completed(school.actor("ben"), "a1", 1.0, n=1), "context": {"instructor": school.actor("ana")}}

    def send() -> int:
        return int(doors("POST", "/xapi/statements", data=orjson.dumps(sent), headers=headers).status_code)

    assert send() == 200
    erase_ana(school)
    assert send() == 200
    assert school.accounts["ana"] not in str(school.rows(t.statement))


def test_an_erasure_that_was_cut_off_is_ended_by_the_next(school, traces, monkeypatch) -> None:
    monkeypatch.setattr(erase, "SOME", 2)

    class Killed(Exception):
        pass

    def tell(done: int) -> None:
        if done >= 3:
            raise Killed

    home = school.waymark.settings.people_home
    with pytest.raises(Killed):
        erase.erase(school.waymark.db, home, school.tenant, school.people["ana"], "command", tell)
    assert traces.left()
    assert erase.resume(school.waymark.db, home, school.tenant) == 1
    assert traces.left() == []
    [tombstone] = school.rows(t.erasure)
    assert tombstone.counts["statements"] == 9
    assert erase.resume(school.waymark.db, home, school.tenant) == 0


def test_a_learner_of_another_school_is_not_there_to_erase(school, waymark) -> None:
    other = found_school(waymark, "two")
    with pytest.raises(NotFound):
        erase.erase(waymark.db, waymark.settings.people_home, school.tenant, other.learner("ana"), "command")


def test_every_table_with_a_person_is_emptied_also_those_to_come(school) -> None:
    """A table that says whose a row is, or who did something, needs no entry anywhere to be covered."""
    person = school.learner("ana")
    names = {"person_id", "key_hash", "actor_hash", "confirmed_by"}
    columns = {
        f"{table.name}.{column.name}"
        for table in t.metadata.sorted_tables
        for column in table.columns
        if table.info.get("tenant") and (column.name in names or column.name.endswith("_person_id"))
    }
    assert len(columns) > 20
    seen: set[str] = set()

    def hear(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.update(one for one in columns if one in statement)

    event.listen(school.waymark.db.writing, "before_cursor_execute", hear)
    school.waymark.db.write(lambda write: erase.forget_rows(write, school.tenant, person, ["x"]))
    event.remove(school.waymark.db.writing, "before_cursor_execute", hear)
    assert columns - seen == set()


def test_P10_no_file_holds_a_word_of_an_erased_learner(school, traces, database_kind) -> None:
    """Freed pages are overwritten and the write-ahead log is emptied; PostgreSQL's files are its own affair."""
    if database_kind != "sqlite":
        pytest.skip("files of the embedded database")
    folder = school.waymark.settings.data_dir

    def found() -> set[bytes]:
        raw = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
        return {word for word in traces.words if word in raw}

    assert len(found()) > 10
    erase_ana(school)
    assert found() == set()

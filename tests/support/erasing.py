"""A learner with traces everywhere, and a search for what is left of them in the database and in its files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import insert, select

from gateway.db import tables as t
from gateway.services import decide
from gateway.services.naming import key_hash
from gateway.wiring import Waymark
from support.statements import completed, launch_key, number, voiding
from support.world import School, iri

MAIL = "ana.lopez@school.example"
ESSAY = b"What I did last summer, by a learner"
REGISTRATION = UUID("5f0a1c6e-0000-4000-8000-00000000000a")
THOUGHT = "she finds fractions hard since the move"


@dataclass
class Traces:
    """A learner's identifiers as text and bytes, and what they sent."""

    school: School
    words: set[bytes] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)

    def knows(self, *words: str) -> None:
        """Add texts that must not be found afterwards."""
        self.words |= {one.encode() for one in words}

    def statement(self, statement_id: str) -> None:
        """Add a statement's id, as text and as the bytes of its column."""
        self.knows(statement_id)
        self.words.add(UUID(statement_id).bytes)

    def left(self) -> list[str]:
        """Return where in the database one of the words stands."""
        return [
            f"{table}.{column}: {word!r}"
            for table, column, value in everything(self.school.waymark)
            for word in self.words
            if word.lower() in value.lower()
        ]


def everything(waymark: Waymark) -> list[tuple[str, str, bytes]]:
    """Return every value of every row of every table as bytes."""
    found = []
    with waymark.db.read() as conn:
        for name in t.metadata.tables:
            table = t.metadata.tables[name]
            rows = [
                row for tenant in conn.execute(select(t.tenant.c.id)).all() for row in _rows(conn, table, tenant.id)
            ]
            for row in rows:
                found += [(name, column, _bytes(value)) for column, value in row._mapping.items()]
    return found


def _rows(conn: Any, table: Any, tenant: int) -> list[Any]:
    query = select(table)
    return list(conn.execute(query.where(table.c.tenant_id == tenant) if "tenant_id" in table.columns else query))


def _bytes(value: Any) -> bytes:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    return value.encode() if isinstance(value, str) else orjson.dumps(value, default=str)


def about(doors: Any, school: School, key: dict[str, str]) -> Traces:
    """Let Ana be launched, graded, decided about and mentioned; Ben works beside her. Everything is evaluated."""
    traces = Traces(school)
    person, account = school.learner("ana", ids=("sub-ana-77", "lms-ana-77")), school.accounts["ana"]
    school.learner("ben")
    school.learner("teacher", role="teacher")
    school.publish()
    traces.knows(account, "sub-ana-77", "lms-ana-77", "Ana Testperson", "Ana Lopez", MAIL, THOUGHT, str(REGISTRATION))
    traces.words.add(ESSAY)
    school.session("learner", person)
    _matched(school, person)
    _launched(doors, school, traces)
    _from_elsewhere(doors, school, traces, key)
    _decided(school, traces)
    return traces


def _matched(school: School, person: str) -> None:
    row = {"key_hash": key_hash(f"mbox|mailto:{MAIL}"), "source": "click", "confirmed_by": "person/x"}
    values = {"tenant_id": school.tenant, "person_id": person, "since": school.waymark.clock(), **row}
    school.waymark.db.write(lambda w: w.conn.execute(insert(t.identity).values(**values)))


def _post(doors: Any, body: Any, headers: dict[str, str], kind: str = "application/json") -> None:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    answer = doors("POST", "/xapi/statements", data=raw, headers={**headers, "Content-Type": kind})
    assert answer.status_code == 200, answer.text


def _launched(doors: Any, school: School, traces: Traces) -> None:
    """Send an essay and keep a state with the credential of a launch."""
    headers = launch_key(school, "ana", "a1", REGISTRATION)
    sha2 = hashlib.sha256(ESSAY).hexdigest()
    file = {"usageType": "http://x.example/essay", "display": {"en": "x"}, "contentType": "text/plain",
            "length": len(ESSAY), "sha2": sha2}  # fmt: skip
    body = {**completed(school.actor("ana"), "a1", 0.9, n=1), "context": {"registration": str(REGISTRATION)},
            "attachments": [file]}  # fmt: skip
    head = f"Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: {sha2}\r\n\r\n"
    parts = [b"Content-Type: application/json\r\n\r\n" + orjson.dumps(body), head.encode() + ESSAY]
    raw = b"".join(b"--edge\r\n" + one + b"\r\n" for one in parts) + b"--edge--\r\n"
    _post(doors, raw, headers, "multipart/mixed; boundary=edge")
    traces.sent.append({name: value for name, value in body.items() if name != "attachments"})
    traces.statement(str(number(1)))
    query = {"activityId": iri("a1"), "agent": orjson.dumps(school.actor("ana")).decode(), "stateId": "bookmark",
             "registration": str(REGISTRATION)}  # fmt: skip
    kept = doors("PUT", "/xapi/activities/state", query_string=query, data=MAIL, headers=headers)
    assert kept.status_code == 204, kept.text


def _from_elsewhere(doors: Any, school: School, traces: Traces, key: dict[str, str]) -> None:
    """Let a server speak of Ana by mail and by her id of the learning system, as actor and around Ben."""
    mail = {"mbox": f"mailto:{MAIL}", "name": "Ana Lopez"}
    lms = {"account": {"homePage": "https://lms-one.example", "name": "sub-ana-77"}, "name": "Ana Lopez"}
    own = [completed(mail, "a2", 0.8, n=2), completed(lms, "b1", 0.7, n=3)]
    own.append({**completed(school.actor("ben"), "c1", 1.0, n=4), "object": {"objectType": "Agent", **mail}})
    around = [completed(school.actor("ben"), "a1", 0.5, n=n) for n in (11, 12, 13, 14)]
    around[0]["context"] = {"instructor": mail, "extensions": {"https://x.example/who": f"seen by {MAIL}"}}
    around[1]["context"] = {"team": {"objectType": "Group", "name": "Foxes", "member": [school.actor("ana"), lms]}}
    around[2]["actor"] = {"objectType": "Group", "name": "Owls", "member": [mail, school.actor("ben")]}
    around[3]["object"] = {"objectType": "StatementRef", "id": str(number(2))}
    _post(doors, [*own, *around], key)
    _post(doors, voiding(school.actor("ben"), str(number(3)), n=5), key)
    for n in (2, 3, 4, 5):
        traces.statement(str(number(n)))
    traces.sent += own
    agent = orjson.dumps(mail).decode()
    kept = doors("POST", "/xapi/agents/profile", query_string={"agent": agent, "profileId": "p"}, data=b"{}",
                 headers={**key, "Content-Type": "application/json"})  # fmt: skip
    assert kept.status_code == 204, kept.text


def _decided(school: School, traces: Traces) -> None:
    """Let the teacher set a level and take one back, and Ana set a goal."""
    settings, people = school.waymark.settings, school.people
    standard = school.standards["6.A"]

    def deciding(by: str, kind: str, value: Any, text: str = "") -> UUID:
        what = decide.Deciding(
            school.tenant, school.course, people[by], people["ana"], kind, value, standard, text=text
        )
        return school.waymark.db.write(lambda w: decide.decide(w, settings, what))

    made = [deciding("teacher", "level", 3, THOUGHT), deciding("teacher", "level", 2), deciding("ana", "goal", "x")]
    taken = lambda w: decide.take_back(w, settings, school.tenant, people["teacher"], made[1])  # noqa: E731
    school.waymark.db.write(taken)
    for one in made:
        traces.statement(str(one))

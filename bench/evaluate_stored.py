"""One learner's evaluation after a statement as the product does it: read, folded, written, in one transaction.

A school of its own in a folder that is thrown away: 60 standards in a row with eight activities each, one learner with
2,000 results that came in as statements. The gradebook is not written, as in a course that only has a pathway.
"""

from __future__ import annotations

import base64
import tempfile
import time
import uuid
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from gateway.app import create_app
from gateway.clock import system_clock
from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import stable_id
from gateway.services import credentials, platforms, tenants
from gateway.services.enter import keep_person
from gateway.services.evaluate import Evaluation
from gateway.services.standards import import_framework
from gateway.settings import load
from gateway.standards.model import Edge, Framework, Item
from gateway.wiring import Waymark, build

STANDARDS, EACH, PAST, REPEATS, BATCH = 60, 8, 2000, 40, 200
COMPLETED = {"id": "http://adlnet.gov/expapi/verbs/completed"}


def stored() -> float:
    """Return the median processor milliseconds of an evaluation after one statement, SQLite's part included."""
    with tempfile.TemporaryDirectory() as folder:
        waymark = build(load({"WAYMARK_DATA_DIR": folder, "WAYMARK_PORT": "8080"}))
        try:
            tenant, account, header = waymark.db.write(lambda write: _school(waymark, write))
            client = create_app(waymark).test_client()
            _send(client, header, [_statement(waymark, account, n) for n in range(PAST)])
            _evaluated(waymark, tenant)
            times = []
            for n in range(PAST, PAST + REPEATS):
                _send(client, header, [_statement(waymark, account, n)])
                times.append(_evaluated(waymark, tenant))
            return median(times)
        finally:
            waymark.close()


def _evaluated(waymark: Waymark, tenant: int) -> float:
    """Evaluate who is due; return the processor milliseconds of it."""
    progress = t.progress.c
    with waymark.db.read() as conn:
        due = list(conn.scalars(select(progress.key_hash).filter_by(tenant_id=tenant, due=True)))
    evaluation = Evaluation(waymark.db, waymark.cache, waymark.naming)
    started = time.process_time()
    waymark.db.write(lambda write: evaluation.evaluate(write, tenant, due))
    return 1000 * (time.process_time() - started)


def _send(client: FlaskClient, header: dict[str, str], statements: list[dict[str, Any]]) -> None:
    for start in range(0, len(statements), BATCH):
        answer = client.post(
            "/xapi/statements", json=statements[start : start + BATCH], headers=header, base_url="http://localhost:8080"
        )
        if answer.status_code != 200:
            raise RuntimeError(answer.text)


def _statement(waymark: Waymark, account: str, n: int) -> dict[str, Any]:
    number = min(n * STANDARDS // PAST, STANDARDS - 1) if n % 3 else n * 7 % STANDARDS
    when = system_clock() - timedelta(days=60) + timedelta(minutes=30 * n)
    home = waymark.settings.people_home
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"bench/{n}")), "verb": COMPLETED,
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": account}},
        "object": {"id": _iri(f"a{number}-{n % EACH}")}, "timestamp": when.isoformat(),
        "result": {"score": {"scaled": (n * 37 % 10) / 10}, "completion": True},
    }  # fmt: skip


def _iri(key: str) -> str:
    return f"https://waymark.example/activities/{key}"


def _school(waymark: Waymark, write: Write) -> tuple[int, str, dict[str, str]]:
    """Store a school with one course and one learner; return the tenant, the learner's account, and a key's header."""
    tenant = tenants.make(write, "bench")
    at = "https://lms.example/"
    new = platforms.NewPlatform(
        name="LMS", lms=None, deployment_ids=("d1",), issuer=at, client_id="c", auth_url=f"{at}a", token_url=f"{at}t",
        jwks_url=f"{at}j",
    )  # fmt: skip
    platform = platforms.add(write, tenant, new, secret_key=waymark.settings.secret_key, loopback=True)
    names = [f"s{n}" for n in range(STANDARDS)]
    items = tuple(Item(one, f"urn:std:{one}", f"Students can do {one}", code=one) for one in names)
    edges = tuple(Edge("precedes", one, two) for one, two in pairwise(names))
    imported = import_framework(write, tenant, Framework("fw", "urn:fw", "Mathematics", items, edges))
    standards = [stable_id(imported.framework_id, one) for one in names]
    course = {
        "tenant_id": tenant, "id": "course", "platform_id": platform, "deployment_id": "d1", "context_id": "c1",
        "title": "Mathematics", "ags_scopes": [], "custom": {}, "settings": {"standards": standards, "language": "en"},
        "setup_step": 6, "version": 1, "created_at": write.now,
    }  # fmt: skip
    write.conn.execute(insert(t.course).values(**course))
    _activities(write, tenant, standards)
    person = keep_person(write, tenant, platform, "sub-1", waymark.settings.people_home, lms_user_id="1", test=False)
    enrolment = {"tenant_id": tenant, "course_id": "course", "person_id": person, "role": "learner", "sections": []}
    write.conn.execute(insert(t.enrolment).values(**enrolment, status="active", since=write.now))
    account = str(write.conn.scalar(select(t.person.c.account).filter_by(tenant_id=tenant, id=person)))
    key, secret = credentials.make_key(write, tenant, "bench", ("all",), "keep", None)
    basic = base64.b64encode(f"{key}:{secret}".encode()).decode()
    return tenant, account, {"Authorization": f"Basic {basic}", "X-Experience-API-Version": "1.0.3"}


def _activities(write: Write, tenant: int, standards: list[str]) -> None:
    for number, standard in enumerate(standards):
        for each in range(EACH):
            key = f"a{number}-{each}"
            activity = {
                "tenant_id": tenant, "id": key, "iri": _iri(key), "key": key, "kind": "practice", "style": "try",
                "minutes": 8, "difficulty": "core", "title": {"en": key}, "words": {}, "detail": {},
            }  # fmt: skip
            write.conn.execute(insert(t.activity).values(**activity, created_at=write.now))
            offered = {"tenant_id": tenant, "course_id": "course", "activity_id": key, "graded": False}
            write.conn.execute(insert(t.course_activity).values(**offered))
            serves = {"tenant_id": tenant, "activity_id": key, "standard_id": standard, "weight": 1.0}
            write.conn.execute(insert(t.alignment).values(**serves, source="declared", confirmed_at=write.now))

"""Set up the course of a replay: a real launch, the real roster, standards, activities, a published pathway."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

import requests
from sqlalchemy import insert, select, update

from bench.replay_data import Material, case_package, item_iri
from bench.replay_processes import School, Site
from gateway.db import tables as t
from gateway.db.writer import Database, Write
from gateway.security import stable_id
from gateway.services import credentials, platforms, tenants
from gateway.services.platforms import NewPlatform
from gateway.services.standards import import_framework
from gateway.settings import load
from gateway.standards.case import parse
from gateway.wiring import build

T = TypeVar("T")

TEACHER = "rosa.alvarez"
_PATIENCE = 120.0


@dataclass(frozen=True)
class Course:
    """What senders and checks need to know: the key of the record store, and each user's account."""

    tenant_id: int
    id: str
    key: str
    secret: str
    issuer: str
    subs: Mapping[str, str]


def register(site: Site, school: School) -> tuple[int, str, str]:
    """Connect the LMS and make a key for a sending server; return (tenant, key, secret)."""
    facts = school.facts
    new = NewPlatform(
        name="Replay", issuer=facts["Issuer"], client_id=facts["Client id"], auth_url=facts["Authentication URL"],
        token_url=facts["Token URL"], jwks_url=facts["JWKS URL"], deployment_ids=(facts["Deployment id"],),
        lms="canvas", credentials={"token": facts["REST token"]},
    )  # fmt: skip
    secret_key = load(site.environment, port=site.port).secret_key

    def plan(write: Write) -> tuple[int, str, str]:
        tenant_id = tenants.only(write, "Replay")
        platforms.add(write, tenant_id, new, secret_key=secret_key, loopback=True)
        scopes = ["statements/write", "statements/read"]
        return (tenant_id, *credentials.make_key(write, tenant_id, "replay", scopes, "enrolled", None))

    return beside(site, lambda db: db.write(plan))


def beside(site: Site, work: Callable[[Database], T]) -> T:
    """Do some work on the run's database in this process."""
    waymark = build(load(site.environment, port=site.port))
    try:
        return work(waymark.db)
    finally:
        waymark.close()


class _Form(HTMLParser):
    """The one form of a page that posts itself: where to, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the form and its inputs."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found.get("action", "")
        elif tag == "input":
            self.fields[found["name"]] = found.get("value", "")


def launch(school: School) -> None:
    """Open the course as its teacher by a real login and launch, playing the browser's part."""
    with requests.Session() as browser:
        page = browser.get(f"{school.url}/courses/3/tool", params={"as": TEACHER}, timeout=30)
        login = _Form(page.text)
        going = browser.post(login.action, data=login.fields, allow_redirects=False, timeout=30)
        # The cookies are for https or this very machine; the cookie jar of this client only knows https.
        cookies = {cookie.name: cookie.value or "" for cookie in going.cookies}
        answered = _Form(browser.get(going.headers["Location"], timeout=30).text)
        opened = browser.post(
            answered.action, data=answered.fields, cookies=cookies, allow_redirects=False, timeout=30
        )  # fmt: skip
        if opened.status_code != 303:
            raise RuntimeError(f"the launch was refused: {opened.status_code} {opened.text[:500]}")


def await_roster(site: Site, tenant_id: int, students: int) -> None:
    """Return when the roster lane has stored the class; TimeoutError."""

    def wait(db: Database) -> None:
        learners = select(t.enrolment.c.person_id).filter_by(tenant_id=tenant_id, role="learner")
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with db.read() as conn:
                if len(conn.execute(learners).all()) >= students:
                    return
            time.sleep(0.2)
        raise TimeoutError("the roster did not come")

    beside(site, wait)


def furnish(site: Site, tenant_id: int, key: tuple[str, str], material: Material, shared: Path | None) -> Course:
    """Import standards and activities, publish all skills in one unit and switch writing on."""

    def work(db: Database) -> Course:
        codes: Mapping[str, str] = {}
        if shared is not None:
            common_core = parse(gzip.decompress(shared.read_bytes()))
            db.write(lambda write: import_framework(write, tenant_id, common_core))
            codes = {item.code: item.identifier for item in common_core.items if item.code}
        skills = parse(case_package(material, codes))
        framework_id = db.write(lambda write: import_framework(write, tenant_id, skills)).framework_id
        course_id = db.write(lambda write: _publish(write, tenant_id, framework_id, material))
        with db.read() as conn:
            issuer, subs = _accounts(conn, tenant_id, material)
        return Course(tenant_id, course_id, *key, issuer, subs)

    return beside(site, work)


def _publish(write: Write, tenant_id: int, framework_id: str, material: Material) -> str:
    rows = write.conn.execute(
        select(t.standard.c.id, t.standard.c.code).filter_by(tenant_id=tenant_id, framework_id=framework_id)
    )
    standards = {row.code: row.id for row in rows}
    course_id = str(write.conn.scalar(select(t.course.c.id).filter_by(tenant_id=tenant_id)))
    activities = _activities(write, tenant_id, course_id, standards, material)
    order = [standards[skill] for skill in material.skills]
    unit = {"title": "All skills", "standards": order, "activities": activities, "open": True}
    write.conn.execute(
        insert(t.pathway).values(
            tenant_id=tenant_id, course_id=course_id, version=1, state="published", body={"units": [unit]},
            made_at=write.now, published_at=write.now,
        )
    )  # fmt: skip
    write.conn.execute(
        update(t.course)
        .filter_by(tenant_id=tenant_id, id=course_id)
        .values(settings={"standards": order, "write": True, "counts": False}, setup_step=6, version=2)
    )
    return course_id


def _activities(
    write: Write, tenant_id: int, course_id: str, standards: Mapping[str, str], material: Material
) -> list[str]:
    """Store each item as a link, aligned to its skills; return the ids."""
    ids = {item: stable_id("activity", material.name, item) for item in sorted(material.items)}
    own = {"tenant_id": tenant_id}
    write.conn.execute(insert(t.activity), [own | _activity(write, material, item, one) for item, one in ids.items()])
    links = [own | {"course_id": course_id, "activity_id": one, "graded": False} for one in ids.values()]
    write.conn.execute(insert(t.course_activity), links)
    confirmed = {"weight": 1.0, "source": "declared", "confirmed_at": write.now}
    write.conn.execute(
        insert(t.alignment),
        [
            own | confirmed | {"activity_id": ids[item], "standard_id": standards[skill]}
            for item, skills in material.items.items()
            for skill in skills
        ],
    )
    return list(ids.values())


def _activity(write: Write, material: Material, item: str, identifier: str) -> dict[str, Any]:
    return {
        "id": identifier, "iri": item_iri(material.name, item), "key": item, "kind": "link", "style": "practice",
        "minutes": 1, "difficulty": "medium", "title": {"en": f"Item {item}"}, "words": {}, "detail": {},
        "created_at": write.now,
    }  # fmt: skip


def _accounts(conn: Any, tenant_id: int, material: Material) -> tuple[str, dict[str, str]]:
    """Return the issuer, and for each user of the data the account of one student."""
    issuer = str(conn.scalar(select(t.platform.c.issuer)))
    rows = conn.execute(
        select(t.person.c.sub)
        .join(
            t.enrolment, (t.enrolment.c.tenant_id == t.person.c.tenant_id) & (t.enrolment.c.person_id == t.person.c.id)
        )
        .where(t.person.c.tenant_id == tenant_id, t.enrolment.c.role == "learner")
        .order_by(t.person.c.lms_user_id)
    )
    return issuer, dict(zip(material.users, (row.sub for row in rows), strict=True))

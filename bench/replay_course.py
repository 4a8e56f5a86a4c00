"""Set up the courses of a replay: real launches, real rosters, standards, activities, a published pathway each."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests
from sqlalchemy import insert, select, update

from bench.replay_data import Material, case_package, item_iri
from bench.replay_processes import School, Site
from gateway.cli.common import PATIENCE
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
_STEPS = 8
"""Pages and redirects of one launch at most."""


@dataclass(frozen=True)
class Tenant:
    """What senders and checks need to know: the key of the record store, and each user's account (home page, name)."""

    id: int
    key: str
    secret: str
    accounts: Mapping[str, tuple[str, str]]
    platforms: Mapping[str, str]
    """Kind of LMS -> our id of it."""


@dataclass(frozen=True)
class Registered:
    """The tenant before its courses exist."""

    id: int
    key: str
    secret: str
    platforms: Mapping[str, str]


def register(site: Site, schools: Sequence[School]) -> Registered:
    """Connect the LMSs and make a key for a sending server."""
    secret_key = load(site.environment, port=site.port).secret_key

    def plan(write: Write) -> Registered:
        tenant_id = tenants.only(write, "Replay")
        ids = {
            one.kind: platforms.add(write, tenant_id, _platform(one), secret_key=secret_key, loopback=True)
            for one in schools
        }
        scopes = ["statements/write", "statements/read"]
        return Registered(
            tenant_id, *credentials.make_key(write, tenant_id, "replay", scopes, "enrolled", None), platforms=ids
        )

    return beside(site, lambda db: db.write(plan))


def _platform(school: School) -> NewPlatform:
    facts = school.facts
    return NewPlatform(
        name=f"Replay {school.kind}", issuer=facts["issuer"], client_id=facts["client_id"], auth_url=facts["auth_url"],
        token_url=facts["token_url"], jwks_url=facts["jwks_url"], deployment_ids=(facts["deployment_id"],),
        lms=school.kind, credentials=facts["credentials"],
    )  # fmt: skip


def beside(site: Site, work: Callable[[Database], T]) -> T:
    """Do some work on the run's database in this process."""
    waymark = build(load(site.environment, port=site.port), threads=0, patience=PATIENCE)
    try:
        return work(waymark.db)
    finally:
        waymark.close()


class _Form(HTMLParser):
    """The one form of a page that posts itself: where to, and its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.method = "", "get"
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the form and its inputs."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action, self.method = found.get("action", ""), found.get("method", "get").lower()
        elif tag == "input":
            self.fields[found.get("name", "")] = found.get("value", "")


def launch(site: Site, school: School) -> None:
    """Open the course as its teacher by a real login and launch, playing the browser's part."""
    with requests.Session() as browser:
        cookies: dict[str, str] = {}
        page = f"{school.url}/courses/1/tool"
        answer = browser.get(page, params={"as": TEACHER}, allow_redirects=False, timeout=30)
        for _ in range(_STEPS):
            if answer.is_redirect:
                url, method, data = urljoin(answer.url, answer.headers["Location"]), "get", {}
            else:
                form = _Form(answer.text)
                url, method, data = urljoin(answer.url, form.action), form.method, form.fields
            # The cookies are for https or this very machine; the cookie jar of this client only knows https.
            own = cookies if url.startswith(site.base_url) else {}
            answer = browser.request(
                method, url, params=data if method == "get" else None, data=data if method == "post" else None,
                cookies=own, allow_redirects=False, timeout=30,
            )  # fmt: skip
            cookies |= {cookie.name: cookie.value or "" for cookie in answer.cookies}
            if answer.status_code == 303 and url.startswith(site.base_url):
                return
    raise RuntimeError(f"the launch was refused: {answer.status_code} {answer.text[:500]}")


def await_roster(site: Site, tenant_id: int, students: int) -> None:
    """Return when the roster lanes have stored all classes; TimeoutError."""

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


def furnish(site: Site, known: Registered, material: Material, shared: Path | None) -> Tenant:
    """Import standards and activities, publish all skills in one unit in each course and switch writing on."""

    def work(db: Database) -> Tenant:
        codes: Mapping[str, str] = {}
        if shared is not None:
            common_core = parse(gzip.decompress(shared.read_bytes()))
            db.write(lambda write: import_framework(write, known.id, common_core))
            codes = {item.code: item.identifier for item in common_core.items if item.code}
        skills = parse(case_package(material, codes))
        framework_id = db.write(lambda write: import_framework(write, known.id, skills)).framework_id
        db.write(lambda write: _publish(write, known.id, framework_id, material))
        with db.read() as conn:
            found = _accounts(conn, known.id, material)
        return Tenant(known.id, known.key, known.secret, found, known.platforms)

    return beside(site, work)


def _publish(write: Write, tenant_id: int, framework_id: str, material: Material) -> None:
    rows = write.conn.execute(
        select(t.standard.c.id, t.standard.c.code).filter_by(tenant_id=tenant_id, framework_id=framework_id)
    )
    standards = {row.code: row.id for row in rows}
    courses = write.conn.scalars(select(t.course.c.id).filter_by(tenant_id=tenant_id)).all()
    activities = _activities(write, tenant_id, courses, standards, material)
    order = [standards[skill] for skill in material.skills]
    unit = {"title": "All skills", "standards": order, "activities": activities, "open": True}
    for course_id in courses:
        write.conn.execute(
            insert(t.pathway).values(
                tenant_id=tenant_id, course_id=course_id, version=1, state="published", body={"units": [unit]},
                made_at=write.now, published_at=write.now,
            )
        )  # fmt: skip
        write.conn.execute(
            update(t.course)
            .filter_by(tenant_id=tenant_id, id=course_id)
            .values(
                settings={"standards": order, "write": True, "every_column": True, "counts": False},
                setup_step=6,
                version=2,
            )
        )


def _activities(
    write: Write, tenant_id: int, courses: Sequence[str], standards: Mapping[str, str], material: Material
) -> list[str]:
    """Store each item as a link, aligned to its skills and part of each course; return the ids."""
    ids = {item: stable_id("activity", material.name, item) for item in sorted(material.items)}
    own = {"tenant_id": tenant_id}
    write.conn.execute(insert(t.activity), [own | _activity(write, material, item, one) for item, one in ids.items()])
    links = [
        own | {"course_id": course_id, "activity_id": one, "graded": False}
        for course_id in courses
        for one in ids.values()
    ]
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


def _accounts(conn: Any, tenant_id: int, material: Material) -> dict[str, tuple[str, str]]:
    """Return for each user of the data the account of one student; the LMSs take turns."""
    rows = conn.execute(
        select(t.person.c.sub, t.platform.c.issuer, t.platform.c.id)
        .join(
            t.enrolment, (t.enrolment.c.tenant_id == t.person.c.tenant_id) & (t.enrolment.c.person_id == t.person.c.id)
        )
        .join(t.platform, t.platform.c.id == t.person.c.platform_id)
        .where(t.person.c.tenant_id == tenant_id, t.enrolment.c.role == "learner")
        .order_by(t.person.c.sub)
    )
    by_platform: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        by_platform.setdefault(row.id, []).append((row.issuer, row.sub))
    in_turn = [one for turn in zip_longest(*by_platform.values()) for one in turn if one is not None]
    return dict(zip(material.users, in_turn, strict=True))

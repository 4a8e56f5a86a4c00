"""A small school in the database: one platform, one course, four standards in a row, six activities, some people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import insert, select, update

from gateway.db import tables as t
from gateway.db.writer import Write
from gateway.security import stable_id
from gateway.services import platforms, tenants
from gateway.services.enter import Entered, keep_name, keep_person, open_session
from gateway.services.evaluate import stale_course
from gateway.services.standards import import_framework
from gateway.standards.model import Edge, Framework, Item
from gateway.wiring import Waymark

CODES = ("6.A", "6.B", "6.C", "6.D")
ACTIVITIES: Mapping[str, tuple[str, ...]] = {
    "a1": ("6.A",), "a2": ("6.A",), "ab": ("6.A", "6.B"), "b1": ("6.B",), "c1": ("6.C",), "c2": ("6.C", "6.D"),
}  # fmt: skip
"""Activities by key, with the standards they count for."""


def iri(key: str) -> str:
    """Return the IRI of an activity."""
    return f"https://waymark.example/activities/{key}"


def framework() -> Framework:
    """Return four standards, each a prerequisite of the next."""
    items = tuple(Item(code.lower(), f"urn:std:{code}", f"Students can do {code}", code=code) for code in CODES)
    ordered = tuple(Edge("precedes", one.lower(), two.lower()) for one, two in pairwise(CODES))
    return Framework("fw-1", "urn:fw:1", "Mathematics", items, ordered, subjects=("Mathematics",))


@dataclass
class School:
    """Ids of what was stored; methods do what a launch, a teacher or the roster would."""

    waymark: Waymark
    tenant: int
    platform: str
    course: str
    standards: dict[str, str]
    people: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)

    def learner(
        self, name: str, role: str = "learner", *, course: str | None = None, test: bool = False,
        ids: tuple[str, str] | None = None,
    ) -> str:  # fmt: skip
        """Enrol a person; `ids` are `sub` and the LMS's own id, which follow from the login otherwise."""
        home = self.waymark.settings.people_home
        sub, lms_user_id = ids or (f"sub-{name}", f"n-{name}")

        def plan(write: Write) -> str:
            person = keep_person(write, self.tenant, self.platform, sub, home, lms_user_id=lms_user_id, test=test)
            keep_name(write, self.tenant, person, {"name": f"{name.title()} Testperson"})
            enrol(write, self.tenant, course or self.course, person, role)
            return person

        person = self.waymark.db.write(plan)
        with self.waymark.db.read() as conn:
            account = conn.scalar(select(t.person.c.account).filter_by(tenant_id=self.tenant, id=person))
        self.people[name], self.accounts[name] = person, str(account)
        return person

    def session(self, role: str, person: str | None = None) -> Entered:
        """Open a session as a launch would."""
        course = None if role == "admin" else self.course
        return self.waymark.db.write(
            lambda w: open_session(w, self.tenant, role=role, person_id=person, course_id=course)
        )

    def actor(self, name: str) -> dict[str, Any]:
        """Return the actor of a person's statements."""
        account = {"homePage": self.waymark.settings.people_home, "name": self.accounts[name]}
        return {"objectType": "Agent", "account": account}

    def set_course(self, **settings: Any) -> None:
        """Change settings of the course and raise its version, as a teacher's page does."""

        def plan(write: Write) -> None:
            key = {"tenant_id": self.tenant, "id": self.course}
            row = write.conn.execute(select(t.course.c.settings, t.course.c.version).filter_by(**key)).one()
            values = {"settings": {**row.settings, **settings}, "version": row.version + 1}
            write.conn.execute(update(t.course).filter_by(**key).values(**values))
            stale_course(write, self.tenant, self.course)

        self.waymark.db.write(plan)

    def publish(self, *, write_grades: bool = True) -> None:
        """Publish one open unit with all standards."""
        body = {"units": [{"title": "All", "standards": list(self.standards.values()), "activities": [], "open": True}]}
        self.waymark.db.write(
            lambda w: w.conn.execute(
                insert(t.pathway).values(
                    tenant_id=self.tenant, course_id=self.course, version=1, state="published", body=body,
                    made_at=w.now, published_at=w.now,
                )
            )
        )  # fmt: skip
        self.set_course(write=write_grades)

    def listed(self) -> None:
        """Note that the class list was read for the first time."""
        of = update(t.course).filter_by(tenant_id=self.tenant, id=self.course)
        self.waymark.db.write(
            lambda w: w.conn.execute(of.values(roster_at=w.now, first_roster_at=w.now, version=t.course.c.version + 1))
        )

    def rows(self, table: Any, *columns: Any, **where: Any) -> list[Any]:
        """Return rows of one tenant table, whole or some columns."""
        query = select(*(columns or (table,))).filter_by(tenant_id=self.tenant, **where)
        with self.waymark.db.read() as conn:
            return list(conn.execute(query))


def enrol(write: Write, tenant: int, course: str, person: str, role: str) -> None:
    """Put a person into a course."""
    write.conn.execute(
        insert(t.enrolment).values(
            tenant_id=tenant, course_id=course, person_id=person, role=role, status="active", sections=[],
            since=write.now,
        )
    )  # fmt: skip


def found_school(
    waymark: Waymark, tag: str = "one", *, lms: str | None = None, context: str = "c1", **platform: Any
) -> School:
    """Store a tenant with its platform and course; `context` and `platform` are what the LMS has."""
    addresses = {
        "issuer": f"https://lms-{tag}.example", "client_id": f"client-{tag}", "auth_url": "https://lms.example/auth",
        "token_url": "https://lms.example/token", "jwks_url": "https://lms.example/jwks",
    } | platform  # fmt: skip
    settings = waymark.settings

    def plan(write: Write) -> School:
        tenant = tenants.make(write, tag)
        new = platforms.NewPlatform(name=f"LMS {tag}", lms=lms, deployment_ids=("d1",), **addresses)
        platform_id = platforms.add(write, tenant, new, secret_key=settings.secret_key, loopback=True)
        imported = import_framework(write, tenant, framework())
        standards = {code: stable_id(imported.framework_id, code.lower()) for code in CODES}
        course = make_course(write, tenant, platform_id, context, list(standards.values()))
        _activities(write, tenant, course, standards)
        return School(waymark, tenant, platform_id, course, standards)

    return waymark.db.write(plan)


def make_course(write: Write, tenant: int, platform: str, context: str, standards: list[str]) -> str:
    """Store a course that has chosen these standards."""
    course = stable_id("course", platform, context)
    write.conn.execute(
        insert(t.course).values(
            tenant_id=tenant, id=course, platform_id=platform, deployment_id="d1", context_id=context, title="Math 6",
            ags_scopes=[], custom={}, settings={"standards": standards, "language": "en"}, setup_step=6, version=1,
            created_at=write.now,
        )
    )  # fmt: skip
    return course


def _activities(write: Write, tenant: int, course: str, standards: Mapping[str, str]) -> None:
    for key, codes in ACTIVITIES.items():
        write.conn.execute(
            insert(t.activity).values(
                tenant_id=tenant, id=key, iri=iri(key), key=key, kind="practice", style="numbers", minutes=8,
                difficulty="core", title={"en": f"Activity {key}"}, words={}, detail={}, created_at=write.now,
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.course_activity).values(tenant_id=tenant, course_id=course, activity_id=key, graded=False)
        )
        for code in codes:
            align(write, tenant, key, standards[code])


def align(write: Write, tenant: int, activity: str, standard: str) -> None:
    """Confirm that an activity counts for a standard."""
    write.conn.execute(
        insert(t.alignment).values(
            tenant_id=tenant, activity_id=activity, standard_id=standard, weight=1.0, source="declared",
            confirmed_at=write.now,
        )
    )  # fmt: skip

"""A school with an open course, and class lists that arrive when a test says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from support.world import School, found_school

from gateway.db import tables as t
from gateway.services import roster
from gateway.services.enter import person_id_of
from lti.lms.base import Member
from lti.mail import read_mail

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


class Arriving:
    """A school whose learning system sends class lists with what it likes to say about people."""

    def __init__(self, school: School) -> None:
        self.school, self.members = school, dict[str, Member]()

    def arrive(self, name: str, mail: str | None = None, **more: Any) -> str:
        """Let somebody stand in the class list from now on, and the list arrive; return the person's id."""
        sub = f"sub-{name}"
        self.members[name] = Member(sub, (LEARNER,), name=f"{name.title()} Testperson", mail=read_mail(mail), **more)
        self.send()
        self.school.people[name] = person = person_id_of(self.school.platform, sub)
        self.school.accounts[name] = self.school.rows(t.person.c.account, id=person)[0].account
        return person

    def send(self) -> None:
        """Let the class list arrive as it is."""
        with self.school.waymark.db.read() as conn:
            course = conn.execute(
                select(t.course).filter_by(tenant_id=self.school.tenant, id=self.school.course)
            ).one()  # fmt: skip
        waymark = self.school.waymark
        waymark.db.write(lambda w: roster.keep(w, course, list(self.members.values()), waymark.naming))


@pytest.fixture
def school(waymark) -> School:
    made = found_school(waymark)
    made.publish()
    return made


@pytest.fixture
def arriving(school) -> Arriving:
    return Arriving(school)

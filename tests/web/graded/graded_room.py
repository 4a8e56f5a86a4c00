"""A course with work of the learning system's own, and its teacher's browser."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from support.gradebooks import Gradebook

from gateway.db import tables as t

HOME = "gradebook/graded"

DATABASES = (("canvas", "sqlite"), ("canvas", "postgresql"))
EVERYWHERE = (*DATABASES, ("moodle", "sqlite"), ("schoology", "sqlite"))
"""Each learning system, and both databases with one of them."""


class Room:
    """The course's teacher, the simulator, and what became of grades."""

    def __init__(self, doors: Any, gradebook: Gradebook) -> None:
        self.doors, self.gradebook, self.school, self.sim = doors, gradebook, gradebook.school, gradebook.sim
        self.teacher = self.school.learner("rosa", "teacher")
        self.home = self.csrf = ""
        self.sign_in()
        self.opened()

    def sign_in(self) -> None:
        """Open a new session, as a launch does: one that is not used for an hour is over."""
        handle = self.doors.sign_in(self.school, "teacher", self.teacher)
        self.home = f"/teacher/{handle}/"
        self.csrf = self.school.rows(t.session, t.session.c.csrf, id=handle)[0].csrf

    def opened(self) -> None:
        """Somebody opened the course just now."""
        waymark = self.school.waymark
        now = waymark.clock()
        waymark.db.write(
            lambda w: w.conn.execute(
                update(t.enrolment).filter_by(tenant_id=self.school.tenant).values(last_launch_at=now)
            )
        )

    def page(self, path: str) -> str:
        self.sign_in()
        answer = self.doors("GET", self.home + path)
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def send(self, path: str, **fields: Any) -> Any:
        self.sign_in()
        answer = self.doors("POST", self.home + path, data={"csrf": self.csrf, **fields})
        assert answer.status_code == 303, answer.text
        return answer

    def look(self) -> list[Any]:
        self.send(f"{HOME}/look")
        return self.school.rows(t.graded_work)

    def row(self, title: str) -> Any:
        return next(one for one in self.school.rows(t.graded_work) if one.title == title)

    def let_count(self, title: str, *codes: str) -> None:
        self.send(f"{HOME}/{self.row(title).id}", standard=[self.school.standards[one] for one in codes])

    def read(self) -> None:
        """Let everything that is due be done."""
        self.school.waymark.runner.run_due()

    def read_again(self) -> None:
        self.send(f"{HOME}/read")
        self.read()

    def evidence(self, number: int = 0) -> list[tuple[float, list[str]]]:
        """Return (score, standard ids) of a learner's evidence, oldest first."""
        rows = self.school.rows(t.evidence, person_id=self.gradebook.person(number))
        return [(round(one.score, 4), one.standards) for one in sorted(rows, key=lambda one: one.seq)]

    def statements(self) -> list[Any]:
        return self.school.rows(t.statement, t.statement.c.id, t.statement.c.voided, t.statement.c.verb)

"""A real Moodle behind the interface of the simulated ones: the same tests drive both."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import moodle_tools
import requests
from moodle_gradebook import Gradebook, number_of
from moodle_office import PASSWORD, Office, note_of, role_of
from moodle_proxy import TOKEN, Front
from moodle_visitor import Visitor
from support.lms_site import RsaSigner

from lti import ags, nrps
from lti.tokens import ASSERTION_TYPE
from sandbox.lms import Cell, Column, PlanSeen, Rated, Readback, Work
from sandbox.parts.faults import CommonFaults
from sandbox.school import School

TIMEOUT = 60


class SteadySigner(RsaSigner):
    """Signs for a tool whose clock a test moves, so that a site by the true time takes it: times are moved along."""

    def __init__(self, clock: Any) -> None:
        super().__init__()
        self.clock = clock

    def sign(self, claims: Any) -> str:
        shift = time.time() - self.clock().timestamp()
        moved = {name: int(claims[name] + shift) for name in ("iat", "exp", "nbf") if name in claims}
        return super().sign({**claims, **moved})


class RealMoodle:
    """One course of a real site, empty again after every `reset`."""

    kind = "moodle"

    def __init__(self, office: Office, front: Front, people: School, signer: RsaSigner) -> None:
        self.office, self.front, self.school, self._signer = office, front, people, signer
        self.numbers = office.people(people)
        self._logins = {number: login for login, number in self.numbers.items()}
        self._course: int | None = None
        self._work: dict[str, tuple[str, int]] = {}
        self._visitors: dict[str, Visitor] = {}
        self._standards: dict[str, int] = {}
        self._typed: set[tuple[str, str]] = set()
        self._tool: tuple[str, int] | None = None
        self._token: tuple[str, float] | None = None

    def connect(self, tool: str, *, custom: Mapping[str, str] | None = None, jwks_url: str | None = None) -> None:
        """Register and install the tool with this base address."""
        self._tool = moodle_tools.register(self.office.admin, tool, jwks_url or f"{tool}/lti/jwks.json", custom or {})

    @property
    def faults(self) -> CommonFaults:
        return self.front.faults

    @property
    def url(self) -> str:
        return self.front.url

    @property
    def token_url(self) -> str:
        return f"{self.front.url}{TOKEN}"

    @property
    def client_id(self) -> str:
        return self._registered[0]

    @property
    def deployment_id(self) -> str:
        return str(self._registered[1])

    @property
    def credentials(self) -> Mapping[str, str]:
        return {"token": self.office.bot_token}

    @property
    def course(self) -> int:
        """Number of the course of now."""
        if self._course is None:
            self._course = self.office.course(self.school, self.numbers)
        return self._course

    @property
    def context_id(self) -> str:
        return str(self.course)

    @property
    def lineitems_url(self) -> str:
        return f"{self._services(self.front.url)}/{self.course}/lineitems?type_id={self.deployment_id}"

    @property
    def memberships_url(self) -> str:
        base = self._services(self.front.url)
        return f"{base}/CourseSection/{self.course}/bindings/{self.deployment_id}/memberships"

    def sub(self, login: str) -> str:
        return str(self.numbers[login])

    def user_id(self, login: str) -> str:
        return self.sub(login)

    def unlimited(self) -> None:
        """Do nothing: the site has no rate limit."""

    def reset(self) -> None:
        """Go on in a fresh course, with every switch off."""
        self.close_course()
        self.office.drop_plans([self.numbers[one.login] for one in self.school.students[:2]])
        self._standards.clear()
        self.front.forget()
        self._work.clear()
        self._typed.clear()

    def close_course(self) -> None:
        """Delete the course of now."""
        if self._course is not None:
            self.office.services("core_course_delete_courses", courseids=[self._course])
            self._course = None

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment: active, inactive or deleted."""
        person = self.school.person(login)
        row = {"userid": self.numbers[login], "courseid": self.course}
        if enrolment == "deleted":
            self.office.services("enrol_manual_unenrol_users", enrolments=[row])
            return
        role = role_of(self.school, person)
        self.office.enrol(self.course, [(self.numbers[login], role)], suspended=enrolment == "inactive")

    @property
    def gradebook(self) -> Gradebook:
        """The gradebook of the course of now."""
        return Gradebook(self.office.admin, self.office.services, self.course)

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher."""
        self.gradebook.type(column, self.numbers[login], value, comment)
        self._typed.add((column, login))

    def rename_column(self, column: str, label: str) -> None:
        """Give a column another name as a teacher."""
        self.gradebook.rename(column, label)

    def delete_column(self, column: str) -> None:
        """Delete a column as a teacher."""
        self.gradebook.delete(column)

    def prepare_work(self, title: str, launch_url: str, remote_id: str) -> None:
        """Add the activity restricted by a gate column (line item address) or a group (its number), once."""
        if remote_id in self._work:
            return
        if "/lineitems/" in remote_id:
            asked = {"type": "grade", "id": int(number_of(remote_id)), "min": 90}
        else:
            asked = {"type": "group", "id": int(remote_id)}
        restriction = {"op": "&", "c": [asked], "showc": [False]}
        admin, number = self.office.admin, int(self.deployment_id)
        page = moodle_tools.add_activity(admin, number, self.course, title, launch_url, restriction)
        self._work[remote_id] = title, page

    def _course_standards(self) -> dict[str, int]:
        said = self.office.services("core_competency_list_course_competencies", id=self.course)
        found = {str(one["competency"]["idnumber"]): int(one["competency"]["id"]) for one in said}
        self._standards |= found
        return found

    def standards(self) -> tuple[str, ...]:
        """Return the ID numbers of the course's competencies."""
        return tuple(self._course_standards())

    def rated(self, login: str) -> tuple[Rated, ...]:
        """Return a student's ratings on the competencies that were seen in the course."""
        self._course_standards()
        return tuple(
            Rated(key, one["grade"], bool(one["proficiency"]), note_of(one["evidence"]), len(one["evidence"]))
            for key, number in self._standards.items()
            if (one := self.office.rating(self.course, self.numbers[login], number))["grade"] is not None
        )

    def type_rating(self, key: str, login: str, value: int) -> None:
        """Rate a student on a competency as a teacher; `value` is its position in the scale."""
        self.office.services(
            "core_competency_grade_competency_in_course", courseid=self.course, userid=self.numbers[login],
            competencyid=self._course_standards()[key], grade=value, note="",
        )  # fmt: skip

    def plans(self, login: str) -> tuple[PlanSeen, ...]:
        """Return a student's learning plans that are ours."""
        return self.office.plans(self.numbers[login])

    def readback(self) -> Readback:
        """Return what stands in the gradebook and who sees which work."""
        columns = self.gradebook.columns(self._line_items())
        cells = self.gradebook.cells(self._logins, [one.id for one in columns])
        return Readback(columns, tuple(self._dressed(cells, columns)), tuple(self._seen()), dict(self.front.counts))

    def _dressed(self, cells: Sequence[Cell], columns: Sequence[Column]) -> Iterator[Cell]:
        """Yield the cells with what passed on the way there; a score that emptied a cell left nothing else behind."""
        found = {(one.column, one.login): one for one in cells}
        for column, user in self.front.posts:
            login = self._logins[int(user)]
            if column in {one.id for one in columns}:
                found.setdefault((column, login), Cell(login, column, None, None, ""))
        for (column, login), one in found.items():
            posts = tuple(self.front.posts.get((column, self.sub(login)), ()))
            by = "teacher" if (column, login) in self._typed else "tool" if posts else ""
            yield replace(one, posts=posts, by=by)

    def _seen(self) -> Iterator[Work]:
        """Yield who finds each restricted activity on their own course page."""
        if not self._work:
            return
        logins = [one.login for one in self.school.students]
        with ThreadPoolExecutor(4) as pool:
            pages = dict(zip(logins, pool.map(self._course_page, logins), strict=True))
        for remote_id, (title, page) in self._work.items():
            address = re.compile(rf"/mod/lti/view\.php\?id={page}\b")
            yield Work(remote_id, title, tuple(login for login in logins if address.search(pages[login])))

    def _course_page(self, login: str) -> str:
        if login not in self._visitors:
            self._visitors[login] = Visitor(self.office.root, login, PASSWORD)
        return self._visitors[login].get(f"{self.office.root}/course/view.php", id=self.course).text

    def _line_items(self) -> list[dict[str, Any]]:
        url = f"{self._services(self.office.root)}/{self.course}/lineitems?type_id={self.deployment_id}"
        found: list[dict[str, Any]] = self._get(url, ags.LINEITEMS_TYPE)
        return found

    def _get(self, url: str, media_type: str) -> Any:
        """Ask a service of the site itself, past the front server, with a token of our own."""
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": media_type}
        answer = requests.get(url, headers=headers, timeout=TIMEOUT)
        assert answer.ok, f"{answer.status_code} {url}: {answer.text[:500]}"
        return answer.json()

    def _bearer(self) -> str:
        now = time.time()
        if self._token is None or self._token[1] < now:
            token_url = f"{self.office.root}{TOKEN}"
            me, at = self.client_id, int(now) - 30
            claims = {"iss": me, "sub": me, "aud": token_url, "iat": at, "exp": at + 300, "jti": str(now)}
            asked = {
                "grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": RsaSigner.sign(self._signer, claims), "scope": " ".join((*ags.SCOPES, nrps.SCOPE)),
            }  # fmt: skip
            said = requests.post(token_url, data=asked, timeout=TIMEOUT).json()
            self._token = str(said["access_token"]), now + 3000
        return self._token[0]

    @property
    def _registered(self) -> tuple[str, int]:
        assert self._tool, "no tool is registered"
        return self._tool

    @staticmethod
    def _services(root: str) -> str:
        return f"{root}/mod/lti/services.php"

    def close(self) -> None:
        """Take away what was made here."""
        for one in self._visitors.values():
            one.close()
        self.close_course()
        if self._tool:
            moodle_tools.remove(self.office.admin, self._tool[1])

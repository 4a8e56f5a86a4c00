"""One running LMS as its routes see it: school, memory, switches, clock and address."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar, cast

from flask import current_app, request

from sandbox.clock import Clock
from sandbox.parts.faults import CommonFaults
from sandbox.parts.memory import Memory
from sandbox.parts.store import Store
from sandbox.parts.traffic_log import TrafficLog
from sandbox.school import Person, School, copied

M = TypeVar("M", bound=Memory)
F = TypeVar("F", bound=CommonFaults)
T = TypeVar("T")


@dataclass(kw_only=True)
class Site(ABC, Generic[M, F]):
    """What every LMS has; each adds its own rules, addresses and switches."""

    school: School
    store: Store[M]
    clock: Clock
    faults: F
    url: str = ""
    keys_path: str = ""
    """Path of the published keys."""
    log: TrafficLog = field(default_factory=TrafficLog)
    _first: School = field(init=False, repr=False)

    first_client_id: ClassVar[str]
    """Client id of a tool that is not registered yet."""
    token_path: ClassVar[str]
    """Path of the OAuth 2 token endpoint."""
    storage_target: ClassVar[str | None] = None
    """Window that keeps values for tools without cookies: `_parent`, a frame's name, or nothing."""
    enrolment_states: ClassVar[tuple[str, ...]] = ("active", "inactive", "deleted")

    @property
    def state(self) -> M:
        """The remembered state; take `store.lock` or `store.change()` around more than one read."""
        return self.store.state

    @property
    def client_id(self) -> str:
        """The tool's client id, a default one before it is registered."""
        return self.state.tool.client_id if self.state.tool else self.first_client_id

    @property
    @abstractmethod
    def deployment_id(self) -> str:
        """Deployment of the tool."""

    @property
    def token_url(self) -> str:
        """The OAuth 2 token endpoint."""
        return f"{self.url}{self.token_path}"

    def now(self) -> datetime:
        """Return what this LMS's clock shows, aware UTC."""
        return self.clock()

    def enrolment(self, person: Person) -> str:
        """State of this person's enrolment, one of `enrolment_states`."""
        return self.state.enrolments.get(person.login, "active")

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment; KeyError for an unknown person, ValueError for an unknown state."""
        if enrolment not in self.enrolment_states:
            raise ValueError(f"enrolment must be one of {', '.join(self.enrolment_states)}")
        with self.store.change() as state:
            state.enrolments[self.school.person(login).login] = enrolment

    def __post_init__(self) -> None:
        """Open the course that the memory has come to."""
        self._first = self.school
        self.open_newest()

    @property
    def past(self) -> list[School]:
        """The school with each course that the present one was copied from, the nearest first."""
        return [copied(self._first, times) for times in range(self.state.copies - 1, -1, -1)]

    def open_newest(self) -> None:
        """Let the newest copy be the course that this LMS has; the older ones are no longer there."""
        self.school = copied(self._first, self.state.copies)

    @contextmanager
    def copying(self) -> Iterator[M]:
        """Copy the course and open the copy; what stands in it gets new ids inside, people are enrolled anew."""
        with self.store.change() as state:
            state.copies += 1
            state.enrolments = {}
            self.open_newest()
            yield state

    def admit(self, person: Person) -> None:
        """Let a person into the course's pages, or raise the LMS's own refusal."""

    def rotate_keys(self) -> None:
        """Sign with the announced key from now on."""
        with self.store.change() as state:
            state.rotate_keys()

    def unlimited(self) -> None:
        """Take the rate limit out of the way and forget what was used so far, where there is one."""

    def start_over(self, state: M) -> None:
        """Go on with another state, the switches off and the request log empty."""
        self.store.replace(state)
        self.open_newest()
        self.faults.clear()
        self.log.clear()

    def take(self, switch: str) -> bool:
        """Use up one of the next n events a switch stands for; parallel calls never use more than n."""
        with self.store.lock:
            left: int = getattr(self.faults, switch)
            if left > 0:
                setattr(self.faults, switch, left - 1)
            return left > 0

    def alone(self, act: Callable[[], T]) -> T:
        """Run a service call while nothing else changes the state; saved afterwards unless the call only reads."""
        if request.method == "GET":
            with self.store.lock:
                return act()
        with self.store.change():
            return act()


def current_site() -> Site[Any, Any]:
    """Return the LMS that serves the current request."""
    return cast("Site[Any, Any]", current_app.extensions["lms"])

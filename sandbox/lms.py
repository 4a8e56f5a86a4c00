"""What every simulated LMS offers to a demonstration and to tests, whatever it behaves like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from sandbox.parts import Json
from sandbox.parts.faults import CommonFaults
from sandbox.school import School


@dataclass(frozen=True)
class Column:
    """A column of the gradebook. `key` is the tool's resourceId, `counts` whether it is part of the course total.

    `visible` is whether teachers see it in the gradebook at all.
    """

    id: str
    key: str | None
    label: str
    maximum: float
    counts: bool
    visible: bool = True


@dataclass(frozen=True)
class Cell:
    """What stands in the gradebook for one student in one column.

    `by` is "tool", "teacher" or "" (nobody yet); `flag` an exception that a teacher set ("excused", "missing", ...);
    `posts` are the score bodies that the LMS took from the tool, in order of arrival.
    """

    login: str
    column: str
    value: float | None
    comment: str | None
    by: str
    flag: str | None = None
    posts: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Work:
    """Personal work of the tool's and the students who see it now, by login."""

    id: str
    title: str
    logins: tuple[str, ...]


@dataclass(frozen=True)
class Rated:
    """A student's level on a standard in the LMS's own mastery tool.

    `key` is the standard's identifier, `times` how often a level was set.
    """

    key: str
    value: float
    mastered: bool
    note: str | None
    times: int


@dataclass(frozen=True)
class PlanSeen:
    """A student's plan there: `due` is in Unix seconds, 0 for no day, `keys` are the identifiers of its standards."""

    title: str
    due: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class PlacedItem:
    """What deep linking made in the course; `column` is the id of its gradebook column, None without one."""

    id: str
    title: str
    url: str
    custom: Mapping[str, str]
    column: str | None
    dates: Mapping[str, str]


@dataclass(frozen=True)
class Readback:
    """All that a test reads back; `requests` are counts of service calls by "METHOD route"."""

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    work: tuple[Work, ...]
    requests: Mapping[str, int]

    def cell(self, login: str, column: str) -> Cell:
        """Return one cell, an empty one where nothing stands."""
        return next(
            (one for one in self.cells if (one.login, one.column) == (login, column)),
            Cell(login, column, None, None, ""),
        )


class SimulatedLms(Protocol):
    """One running LMS with a course in it, which stops and starts again on the same port with the same keys."""

    kind: str
    """Which LMS it behaves like: the word of `python -m sandbox <kind>`."""

    def start(self) -> Self:
        """Serve in a background thread; OSError when the address is taken."""
        ...

    def stop(self) -> None:
        """Stop serving; the state stays."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def school(self) -> School:
        """The people and the course."""
        ...

    @property
    def faults(self) -> CommonFaults:
        """The fault switches; set their fields."""
        ...

    @property
    def url(self) -> str:
        """Base address of its pages; known after the first start."""
        ...

    @property
    def issuer(self) -> str:
        """`iss` of launches."""
        ...

    @property
    def client_id(self) -> str:
        """The tool's client id."""
        ...

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool."""
        ...

    @property
    def auth_url(self) -> str:
        """OIDC authentication endpoint."""
        ...

    @property
    def token_url(self) -> str:
        """OAuth 2 token endpoint."""
        ...

    @property
    def jwks_url(self) -> str:
        """The platform's public keys."""
        ...

    @property
    def credentials(self) -> Mapping[str, str]:
        """What its admin hands to a tool for the LMS's own interface, by the name of each value."""
        ...

    @property
    def context_id(self) -> str:
        """Id of the course as launches tell it."""
        ...

    @property
    def lineitems_url(self) -> str:
        """Line items service of the course, as launches tell it."""
        ...

    @property
    def memberships_url(self) -> str:
        """Roster service of the course, as launches tell it."""
        ...

    def connect(self, tool: str, *, custom: Mapping[str, str] | None = None, jwks_url: str | None = None) -> None:
        """Register and install the tool with this base address; None means the parameters such a tool asks for."""
        ...

    def launch_link(self, login: str) -> str:
        """Address that signs this person in and opens the course with the tool; KeyError for an unknown login."""
        ...

    def gradebook_link(self, login: str) -> str:
        """Address of the gradebook, seen as this teacher."""
        ...

    def sub(self, login: str) -> str:
        """`sub` of this person's launches."""
        ...

    def user_id(self, login: str) -> str:
        """Return this person's id in the LMS's own interface."""
        ...

    def login_params(self, login: str) -> dict[str, str]:
        """Fields of a new login initiation, as the course page would send them."""
        ...

    def claims_for(self, login: str, nonce: str) -> Json:
        """Claims of a good launch, to be changed and signed by a test."""
        ...

    def pick_params(self, login: str, place: str = "") -> dict[str, str]:
        """Fields of a new login initiation for choosing content, as the page of that place would send them."""
        ...

    def pick_claims(self, login: str, nonce: str, place: str = "") -> Json:
        """Claims of a good deep-linking request, to be changed and signed by a test."""
        ...

    def save_placed(self) -> None:
        """Do what remains to the teacher after the tool's answer: save a form, publish; often nothing."""
        ...

    def placed(self) -> tuple[PlacedItem, ...]:
        """Return what deep linking made, oldest first."""
        ...

    def placed_params(self, login: str, item: str) -> dict[str, str]:
        """Fields of a new login initiation of one of these, by its id."""
        ...

    def placed_claims(self, login: str, nonce: str, item: str) -> Json:
        """Claims of a good launch of one of these."""
        ...

    def sign(self, claims: Any, header: Json | None = None, key: str | None = None) -> str:
        """Token over any claims; `header` fields replace the good ones (None removes one), `key` is a PEM or secret."""
        ...

    def rotate_keys(self) -> None:
        """Sign with another key from now on."""
        ...

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher; `column` as in `Column.id`."""
        ...

    def add_quiz(self, title: str, maximum: float) -> str:
        """Add a quiz of the LMS's own as a teacher; return its id, under which `type_grade` grades it."""
        ...

    def rename_column(self, column: str, label: str) -> None:
        """Give a column another name as a teacher."""
        ...

    def delete_column(self, column: str) -> None:
        """Delete a column as a teacher."""
        ...

    def prepare_work(self, title: str, launch_url: str, remote_id: str) -> None:
        """Do what a teacher must do once so that single students can see the tool's work of this id; often nothing."""
        ...

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment: active, inactive or deleted."""
        ...

    def copy_course(self) -> None:
        """Copy the course as an LMS does and open the copy: new ids, the old ones where this LMS tells its history."""
        ...

    def unlimited(self) -> None:
        """Take the rate limit out of the way; what was used so far is forgotten."""
        ...

    def reset(self) -> None:
        """Empty the course, turn the switches off and forget the request log; keys, tokens and the tool stay."""
        ...

    def readback(self) -> Readback:
        """Return what stands in the gradebook and who sees which work."""
        ...

    def state(self) -> Json:
        """Return what `GET /_sim/state` answers: `readback` in plain JSON among other things."""
        ...

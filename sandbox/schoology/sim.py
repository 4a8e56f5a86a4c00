"""The Schoology-like LMS as one object: configure the tool, start, look inside, make launches good and bad."""

from collections.abc import Mapping
from pathlib import Path

from sandbox.clock import Clock, system_clock
from sandbox.lms import PlacedItem, Readback
from sandbox.parts import Json
from sandbox.parts.sim import Simulator
from sandbox.parts.store import Store
from sandbox.school import School
from sandbox.schoology import acts, copying
from sandbox.schoology.app import create_app
from sandbox.schoology.claims import launch_claims
from sandbox.schoology.classes import class_sections, sub, uid
from sandbox.schoology.deep_link import add_material
from sandbox.schoology.faults import Faults
from sandbox.schoology.hints import login_params, plan_launch, plan_pick
from sandbox.schoology.lms import CLIENT_ID, DEPLOYMENT_ID, ISSUER, Lms
from sandbox.schoology.model import ToolConfig
from sandbox.schoology.report import full_state, readback
from sandbox.schoology.store import fresh, load
from sandbox.schoology.triggers import send_due

DEFAULT_CUSTOM = {
    "lms_user_id": "$User.id",
    "lms_course_id": "$com.schoology.CourseSection.id",
    "lms_section_ids": "$com.schoology.CourseSection.id",
    "lms_api_domain": "$com.schoology.Launch.domain",
}
"""Custom parameters a tool of this kind asks for."""


class SchoologySim(Simulator[Lms, Faults]):
    """One running LMS with its state; stops and starts again on the same port with the same keys.

    `linked` makes two linked sections of the two class periods instead of one section with everybody; without
    `categories` the course has no grading category, so that its gradebook hides the tool's columns.
    """

    kind = "schoology"
    auth_path = "/lti-service/authorize-redirect"
    jwks_path = "/lti-service/.well-known/jwks"

    def __init__(
        self,
        school: School,
        host: str = "127.0.0.4",
        port: int = 0,
        state_file: Path | None = None,
        *,
        clock: Clock = system_clock,
        linked: bool = False,
        categories: bool = True,
    ) -> None:
        sections = class_sections(school, linked=linked)
        store = Store(state_file, lambda: fresh(sections, categories=categories), load)
        lms = Lms(school=school, sections=sections, store=store, clock=clock, categories=categories)
        super().__init__(lms, create_app, host, port)

    def configure_tool(
        self,
        client_id: str,
        login_url: str,
        redirect_uris: list[str],
        target_link_uri: str,
        jwks_url: str,
        custom: Mapping[str, str] | None = None,
        *,
        privacy: str = "name_and_email",
    ) -> None:
        """Register and install the tool; privacy is name_and_email, name or none."""
        wanted = DEFAULT_CUSTOM if custom is None else custom
        deployment_id = DEPLOYMENT_ID.replace(CLIENT_ID, client_id)
        with self._lms.store.change() as state:
            state.tool = ToolConfig(
                client_id, login_url, list(redirect_uris), target_link_uri, jwks_url, dict(wanted), deployment_id,
                privacy,
            )  # fmt: skip
        acts.seed_material(self._lms)

    @property
    def issuer(self) -> str:
        """`iss` of launches, the same for every school."""
        return ISSUER

    @property
    def credentials(self) -> Mapping[str, str]:
        """Key, secret and base address of the REST interface."""
        return {"key": self._lms.state.rest_key, "secret": self._lms.state.rest_secret, "url": self._lms.rest_url}

    @property
    def section_ids(self) -> tuple[str, ...]:
        """Ids of the sections, which are the context ids of launches."""
        return tuple(str(one.id) for one in self._lms.sections)

    @property
    def context_id(self) -> str:
        """Id of the first section."""
        return self.section_ids[0]

    @property
    def lineitems_url(self) -> str:
        """Line items service of the first section."""
        return self._lms.lineitems_url(self._lms.sections[0])

    @property
    def memberships_url(self) -> str:
        """Roster service of the first section."""
        return self._lms.memberships_url(self._lms.sections[0])

    def sub(self, login: str) -> str:
        """Return `sub` of this person's launches."""
        return sub(self.school.person(login))

    def user_id(self, login: str) -> str:
        """Return this person's REST user id."""
        return str(uid(self.school.person(login)))

    def enrolment_id(self, login: str, section_id: str | None = None) -> str:
        """Return the number of this person's enrolment in a section, the first one of theirs where none is given."""
        person = self.school.person(login)
        return str(self._lms.section_of(person, section_id).enrolment_id(person))

    def login_params(self, login: str, material: int | None = None, section: str | None = None) -> dict[str, str]:
        """Parameters of a new login initiation, as the course page would send them."""
        return login_params(self._lms, plan_launch(self._lms, self.school.person(login), material, section))

    def claims_for(self, login: str, nonce: str, material: int | None = None, section: str | None = None) -> Json:
        """Claims of a good launch, to be changed and signed by a test."""
        return launch_claims(self._lms, plan_launch(self._lms, self.school.person(login), material, section), nonce)

    def pick_params(self, login: str, place: str = "") -> dict[str, str]:  # noqa: ARG002 - there is one place
        """Parameters of a new login initiation for Add Materials."""
        return login_params(self._lms, plan_pick(self._lms, self.school.person(login)))

    def pick_claims(self, login: str, nonce: str, place: str = "") -> Json:  # noqa: ARG002 - there is one place
        """Claims of a good deep-linking request."""
        return launch_claims(self._lms, plan_pick(self._lms, self.school.person(login)), nonce)

    def placed(self) -> tuple[PlacedItem, ...]:
        """Return the materials that deep linking made, but for the one that every course has."""
        state, first = self._lms.state, str(self._lms.sections[0].id)
        found = []
        for one in state.materials.values():
            column = state.items.get(str(one.items.get(first)))
            dates = {"due_at": column.due} if column and column.due else {}
            found.append(
                PlacedItem(str(one.id), one.title, one.url, one.custom, str(column.id) if column else None, dates)
            )
        return tuple(one for one in found if one.title != acts.MATERIAL)

    def placed_params(self, login: str, item: str) -> dict[str, str]:
        """Parameters of a new login initiation of one of these."""
        return self.login_params(login, int(item))

    def placed_claims(self, login: str, nonce: str, item: str) -> Json:
        """Claims of a good launch of one of these."""
        return self.claims_for(login, nonce, int(item))

    def add_material(self, title: str, custom: Mapping[str, str] | None = None, line_item: Json | None = None) -> int:
        """Make a material as deep linking would and return its number; with a line item it gets a column."""
        item = {"title": title, "custom": dict(custom or {}), "lineItem": line_item}
        with self._lms.store.change():
            return add_material(self._lms, item).id

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher; `column` is a grade item's id."""
        acts.grade(self._lms, column, login, value, comment)

    def add_quiz(self, title: str, maximum: float) -> str:
        """Add a test of the LMS's own as a teacher; return its grade item's id."""
        return acts.add_quiz(self._lms, title, maximum)

    def send_triggers(self) -> int:
        """Post what event triggers have to tell by now; return how many targets took it."""
        with self._lms.store.change():
            return send_due(self._lms)

    def set_flag(self, column: str, login: str, flag: str | None) -> None:
        """Set an exception as a teacher, "missing", "excused" or "incomplete", or take it away (None)."""
        acts.flag(self._lms, column, login, flag)

    def rename_column(self, column: str, label: str) -> None:
        """Give a column another name as a teacher."""
        acts.rename(self._lms, column, label)

    def move_column(self, column: str, category: int | None = None) -> None:
        """Put a column into a category as a teacher: its id, 0 for none, None for the section's first one."""
        acts.move(self._lms, column, category)

    def move_period(self, column: str, period: int) -> None:
        """Put a column into another grading period as a teacher; 0 for none."""
        acts.move_period(self._lms, column, period)

    def publish_work(self, work: str, *, published: bool) -> None:
        """Show or hide an assignment as a teacher."""
        acts.publish(self._lms, work, published=published)

    def change_maximum(self, column: str, points: float) -> None:
        """Let a column be worth other points as a teacher."""
        acts.change_maximum(self._lms, column, points)

    def delete_column(self, column: str) -> None:
        """Delete a column as a teacher."""
        acts.delete(self._lms, column)

    def align(self, column: str, title: str) -> None:
        """Align a grade item to a standard as a teacher."""
        acts.align(self._lms, column, title)

    def readback(self) -> Readback:
        """Return gradebook and personal work."""
        return readback(self._lms)

    def copy_course(self) -> None:
        """Copy the course and open the copy."""
        copying.copy_course(self._lms)

    def reset(self) -> None:
        """Empty the course, turn the switches off and forget the request log; keys and secrets stay."""
        acts.reset(self._lms)

    def state(self) -> Json:
        """Return what `GET /_sim/state` answers."""
        return full_state(self._lms)

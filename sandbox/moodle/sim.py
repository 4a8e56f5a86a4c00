"""The Moodle-like LMS as one object: connect the tool, start, look inside, make launches good and bad."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.clock import Clock, system_clock
from sandbox.lms import PlacedItem, PlanSeen, Rated, Readback
from sandbox.moodle import acts, copying, report
from sandbox.moodle.app import create_app
from sandbox.moodle.claims import launch_claims
from sandbox.moodle.columns import delete_item, find_item
from sandbox.moodle.deep_link import pick_claims, save_chosen
from sandbox.moodle.faults import Faults
from sandbox.moodle.launches import login_params, pick_params
from sandbox.moodle.lms import Lms
from sandbox.moodle.model import ToolConfig
from sandbox.moodle.scopes import ALL_SCOPES
from sandbox.moodle.store import fresh, load
from sandbox.parts import Json
from sandbox.parts.sim import Simulator
from sandbox.parts.store import Store
from sandbox.school import School

DEFAULT_CUSTOM = {
    "lms_user_id": "$User.id",
    "lms_course_id": "$Context.id",
    "lms_section_ids": "$Moodle.Person.userGroupIds",
}
"""Custom parameters a tool of this kind asks for; the groups of a person are what comes nearest to class periods."""


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


class MoodleSim(Simulator[Lms, Faults]):
    """One running LMS with its state; stops and starts again on the same port with the same keys."""

    kind = "moodle"
    auth_path = "/mod/lti/auth.php"
    jwks_path = "/mod/lti/certs.php"

    def __init__(
        self,
        school: School,
        host: str = "127.0.0.3",
        port: int = 0,
        state_file: Path | None = None,
        *,
        clock: Clock = system_clock,
    ) -> None:
        lms = Lms(school=school, store=Store(state_file, lambda: fresh(school), load), clock=clock)
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
        scopes: tuple[str, ...] = ALL_SCOPES,
    ) -> None:
        """Register the tool for the whole site and forget the keys of an earlier one."""
        wanted = dict(DEFAULT_CUSTOM if custom is None else custom)
        with self._lms.store.change() as state:
            state.tool_keys = []
            state.tool = ToolConfig(
                client_id, login_url, list(redirect_uris), target_link_uri, jwks_url, wanted, list(scopes)
            )

    @property
    def issuer(self) -> str:
        """`iss` of launches: the base address."""
        return self._lms.url

    @property
    def rest_url(self) -> str:
        """The one address of the web services."""
        return f"{self.url}/webservice/rest/server.php"

    @property
    def credentials(self) -> Mapping[str, str]:
        """Token of the web services, of an account that is not enrolled in the course."""
        return {"token": self._lms.state.ws_token}

    @property
    def context_id(self) -> str:
        """Id of the course as launches tell it."""
        return str(self.school.course.id)

    @property
    def lineitems_url(self) -> str:
        """Line items service of the course."""
        return self._lms.lineitems_url

    @property
    def memberships_url(self) -> str:
        """Roster service of the course."""
        return self._lms.memberships_url

    def sub(self, login: str) -> str:
        """`sub` of this person's launches: the number of the user, as text."""
        return str(self.school.person(login).id)

    def user_id(self, login: str) -> str:
        """Return this person's id in the web services, the same as `sub`."""
        return self.sub(login)

    def login_params(self, login: str) -> dict[str, str]:
        """Form fields of a new login initiation, as the course page would post them."""
        return login_params(self._lms, self.school.person(login), self._lms.main_activity)

    def claims_for(self, login: str, nonce: str) -> Json:
        """Claims of a good launch, to be changed and signed by a test."""
        return launch_claims(self._lms, self.school.person(login), nonce, self._lms.main_activity)

    def pick_params(self, login: str, place: str = "") -> dict[str, str]:  # noqa: ARG002 - there is one place
        """Form fields of a new login initiation for "Select content"."""
        return pick_params(self._lms, self.school.person(login))

    def pick_claims(self, login: str, nonce: str, place: str = "") -> Json:  # noqa: ARG002 - there is one place
        """Claims of a good deep-linking request."""
        return pick_claims(self._lms, self.school.person(login), nonce)

    def save_placed(self) -> None:
        """Choose "Save and return to course" on the form that an answer filled in; ValueError where it cannot be."""
        save_chosen(self._lms)

    def placed(self) -> tuple[PlacedItem, ...]:
        """Return the activities that deep linking made; no date ever reaches them."""
        made = [one for one in self._lms.state.activities.values() if one.placed]
        return tuple(
            PlacedItem(str(one.cmid), one.name, one.tool_url, one.custom, _id(one.item_id), {}) for one in made
        )

    def placed_params(self, login: str, item: str) -> dict[str, str]:
        """Form fields of a new login initiation of one of these."""
        return login_params(self._lms, self.school.person(login), self._lms.state.activities[item])

    def placed_claims(self, login: str, nonce: str, item: str) -> Json:
        """Claims of a good launch of one of these."""
        return launch_claims(self._lms, self.school.person(login), nonce, self._lms.state.activities[item])

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher; `column` is a number or the address of a line item."""
        acts.type_grade(self._lms, column, login, value, comment)

    def add_quiz(self, title: str, maximum: float) -> str:
        """Add a quiz of the LMS's own as a teacher; return the number of its column."""
        return acts.add_quiz(self._lms, title, maximum)

    def add_part(self, title: str, items: Sequence[Json]) -> None:
        """Add a section with items as a teacher."""
        acts.add_part(self._lms, title, items)

    def lock(self, column: str, login: str, *, locked: bool = True) -> None:
        """Lock or unlock one cell as a teacher."""
        acts.lock(self._lms, column, login, locked)

    def set_weight(self, column: str, weight: float | None) -> None:
        """Set a column's weight in the total as a teacher; 0 keeps it out, None is the natural one."""
        acts.set_weight(self._lms, column, weight)

    def rename_column(self, column: str, label: str) -> None:
        """Give a column another name as a teacher."""
        with self._lms.store.change():
            find_item(self._lms, column).label = label

    def delete_column(self, column: str) -> None:
        """Delete a column as a teacher; an activity that it belonged to stays."""
        with self._lms.store.change():
            delete_item(self._lms, find_item(self._lms, column))

    def add_activity(self, name: str, launch_url: str, maximum: float | None = None) -> Json:
        """Add an External tool activity as a teacher: `{"cmid", "link_id", "item_id"}`; graded with a maximum."""
        made = acts.add_activity(self._lms, name, launch_url, maximum=maximum)
        return {"cmid": made.cmid, "link_id": made.link_id, "item_id": made.item_id}

    def add_assign(self, name: str, due: int, opened_by: str) -> Json:
        """Add an assignment of the LMS's own kind, opened by a gate column or a group: `{"id", "cmid"}`."""
        made = acts.add_assign(self._lms, name, due, opened_by)
        return {"id": made.id, "cmid": made.cmid}

    def link_mastery(self, cmid: int, pass_grade: float, competency_ids: list[int]) -> None:
        """Let an activity's passing grade complete these competencies, as a teacher."""
        acts.link_mastery(self._lms, cmid, pass_grade, competency_ids)

    def prepare_work(self, title: str, launch_url: str, remote_id: str) -> None:
        """Add the activity restricted by a gate column (line item address) or a group (its number), once."""
        acts.prepare_work(self._lms, title, launch_url, remote_id)

    def copy_course(self) -> None:
        """Copy the course and open the copy."""
        copying.copy_course(self._lms)

    def reset(self) -> None:
        """Empty the course, turn the switches off and forget the request log; keys, tokens and the tool stay."""
        acts.reset(self._lms)

    def set_scale_rules(self, framework: int, rules: str) -> None:
        """Change how a framework reads its scale, as an administrator: JSON text."""
        with self._lms.store.change() as state:
            state.frameworks[str(framework)]["scaleconfiguration"] = rules

    def standards(self) -> tuple[str, ...]:
        """Return the ID numbers of the course's competencies."""
        return report.standards(self._lms)

    def rated(self, login: str) -> tuple[Rated, ...]:
        """Return a student's ratings on competencies."""
        return report.rated(self._lms, self.school.person(login))

    def plans(self, login: str) -> tuple[PlanSeen, ...]:
        """Return a student's learning plans."""
        return report.plans(self._lms, self.school.person(login))

    def type_rating(self, key: str, login: str, value: int) -> None:
        """Rate a student on a competency as a teacher; `value` is its position in the scale."""
        acts.type_rating(self._lms, key, login, value)

    def readback(self) -> Readback:
        """Return what stands in the gradebook and who sees which work."""
        return report.readback(self._lms)

    def state(self) -> Json:
        """Return what `GET /_sim/state` answers."""
        return report.full_state(self._lms)

"""The Canvas-like LMS as one object: configure the tool, start, look inside, make launches good and bad."""

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from sandbox.canvas import acts, copying, outcome_rules, rubrics, user_tokens
from sandbox.canvas.app import create_app
from sandbox.canvas.claims import AGS_SCOPES, NRPS_SCOPE, launch_claims, link_claims
from sandbox.canvas.deep_link import MODULE, pick_claims, placed_items, publish_placed, save_draft
from sandbox.canvas.faults import Faults
from sandbox.canvas.hints import link_params, login_params, pick_params
from sandbox.canvas.key_json import tool_config
from sandbox.canvas.lms import CLIENT_ID, Lms
from sandbox.canvas.mastery_model import ROOT
from sandbox.canvas.model import ApiKey, Assignment, ToolConfig, ToolLink, UserToken
from sandbox.canvas.report import full_state, parts, rated, readback
from sandbox.canvas.store import fresh, load
from sandbox.clock import Clock, system_clock
from sandbox.lms import PlacedItem, Rated, Readback
from sandbox.parts import Json
from sandbox.parts.sim import Simulator
from sandbox.parts.store import Store
from sandbox.school import School

HOSTED_ISSUER = "https://canvas.instructure.com"
"""Issuer all hosted schools share and most self-hosted ones keep (canvas facts 0.6, 1.1)."""

ALL_SCOPES = (
    f"{AGS_SCOPES}lineitem",
    f"{AGS_SCOPES}lineitem.readonly",
    f"{AGS_SCOPES}result.readonly",
    f"{AGS_SCOPES}score",
    NRPS_SCOPE,
)

API_KEY_ID = "10000000000555"
"""Number of the developer key of the kind API."""

DEFAULT_CUSTOM = {
    "user_id": "$Canvas.user.id",
    "course_id": "$Canvas.course.id",
    "section_ids": "$Canvas.course.sectionIds",
    "section_names": "$com.instructure.User.sectionNames",
    "api_domain": "$Canvas.api.domain",
    "assignment_id": "$Canvas.assignment.id",
}
"""Custom parameters a tool of this kind asks for; the assignment id stays literal in navigation launches."""


class CanvasSim(Simulator[Lms, Faults]):
    """One running LMS with its state; stops and starts again on the same port with the same keys."""

    kind = "canvas"
    auth_path = "/api/lti/authorize_redirect"
    jwks_path = "/api/lti/security/jwks"

    def __init__(
        self,
        school: School,
        host: str = "127.0.0.2",
        port: int = 0,
        state_file: Path | None = None,
        *,
        issuer: str = HOSTED_ISSUER,
        clock: Clock = system_clock,
    ) -> None:
        store = Store(state_file, lambda: fresh(school.teachers[0].login), load)
        lms = Lms(school=school, store=store, clock=clock, issuer=issuer)
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
        privacy: str = "public",
    ) -> None:
        """Register and install the tool; privacy is public, name_only, email_only or anonymous."""
        wanted = DEFAULT_CUSTOM if custom is None else custom
        with self._lms.store.change() as state:
            state.tool = ToolConfig(
                client_id,
                login_url,
                list(redirect_uris),
                target_link_uri,
                jwks_url,
                dict(wanted),
                list(scopes),
                privacy,
            )

    def install(self, config: Json, client_id: str = CLIENT_ID) -> None:
        """Register the tool by the configuration JSON it offers to admins; ValueError when that is incomplete."""
        tool = tool_config(config, client_id)
        with self._lms.store.change() as state:
            state.tool = tool

    def start(self) -> Self:
        """Serve in a background thread; without an issuer it is the address that is served."""
        super().start()
        self._lms.issuer = self._lms.issuer or self.url
        return self

    def show_in_menu(self) -> None:
        """Show the tool in the course's menu as a teacher."""
        acts.show_in_menu(self._lms)

    @property
    def issuer(self) -> str:
        """`iss` of launches."""
        return self._lms.issuer

    @property
    def rest_url(self) -> str:
        """Base of the REST interface."""
        return f"{self.url}/api/v1"

    @property
    def credentials(self) -> Mapping[str, str]:
        """What its admin hands out for the REST interface."""
        return {"token": self.rest_token}

    @property
    def context_id(self) -> str:
        """Id of the course as launches tell it."""
        return self.school.course.context_id

    @property
    def lineitems_url(self) -> str:
        """Line items service of the course."""
        return f"{self._lms.ags_url}/line_items"

    @property
    def memberships_url(self) -> str:
        """Roster service of the course."""
        return f"{self._lms.ags_url}/names_and_roles"

    @property
    def rest_token(self) -> str:
        """A user token of the first teacher."""
        return next(iter(self._lms.state.rest_tokens))

    def make_api_key(self, redirect_uri: str, scopes: list[str] | None = None) -> tuple[str, str]:
        """Make a developer key of the kind API as the admin; return its number and its secret.

        With `scopes` it enforces them.
        """
        with self._lms.store.change() as state:
            state.api_key = ApiKey(API_KEY_ID, secrets.token_urlsafe(48), [redirect_uri], scopes)
            return state.api_key.id, state.api_key.secret

    def switch_api_key(self, *, on: bool) -> None:
        """Switch that key as the admin."""
        with self._lms.store.change() as state:
            if state.api_key is not None:
                state.api_key.on = on

    def answer_consent(self, login: str, url: str, *, yes: bool = True) -> str:
        """Answer the page at this address as this person; return where the browser is sent."""
        query = dict(parse_qsl(urlsplit(url).query))
        with self._lms.store.change():
            return user_tokens.answered(self._lms, self.school.person(login), query, yes=yes)

    @property
    def consents(self) -> list[UserToken]:
        """Return what people let tools do."""
        return list(self._lms.state.user_tokens.values())

    def take_back(self, login: str) -> None:
        """Delete what this person had let tools do, as they would under Approved Integrations."""
        with self._lms.store.change() as state:
            state.user_tokens = {key: one for key, one in state.user_tokens.items() if one.login != login}

    def sub(self, login: str) -> str:
        """Return `sub` of this person's launches."""
        return self.school.person(login).sub

    def user_id(self, login: str) -> str:
        """Return this person's numeric id."""
        return str(self.school.person(login).id)

    def login_params(self, login: str, assignment_id: int | None = None) -> dict[str, str]:
        """Form fields of a new login initiation, as the course page would post them."""
        assignment = self._lms.state.live_assignment(assignment_id)
        return login_params(self._lms, self.school.person(login), assignment)

    def claims_for(self, login: str, nonce: str, assignment_id: int | None = None, target: str | None = None) -> Json:
        """Claims of a good launch, to be changed and signed by a test."""
        tool, assignment = self._lms.tool, self._lms.state.live_assignment(assignment_id)
        wanted = target or (tool.target_link_uri if tool else "")
        return launch_claims(self._lms, self.school.person(login), nonce, wanted, assignment)

    def pick_params(self, login: str, place: str = "") -> dict[str, str]:
        """Form fields of a new login initiation for choosing content; the place is a module unless named."""
        return pick_params(self._lms, self.school.person(login), place or MODULE)

    def pick_claims(self, login: str, nonce: str, place: str = "") -> Json:
        """Claims of a good deep-linking request."""
        return pick_claims(self._lms, self.school.person(login), nonce, place or MODULE)

    def save_placed(self) -> None:
        """Save the form of a new assignment that an answer filled in, and publish every graded link."""
        save_draft(self._lms)
        publish_placed(self._lms)

    def placed(self) -> tuple[PlacedItem, ...]:
        """Return the links that deep linking made."""
        return placed_items(self._lms)

    def placed_params(self, login: str, item: str) -> dict[str, str]:
        """Form fields of a new login initiation of a placed link."""
        link, assignment = self._placed(item)
        person = self.school.person(login)
        return login_params(self._lms, person, assignment) if assignment else link_params(self._lms, person, link)

    def placed_claims(self, login: str, nonce: str, item: str) -> Json:
        """Claims of a good launch of a placed link."""
        link, assignment = self._placed(item)
        person = self.school.person(login)
        if assignment:
            return launch_claims(self._lms, person, nonce, assignment.tool_url or "", assignment)
        return link_claims(self._lms, person, nonce, link)

    def _placed(self, item: str) -> tuple[ToolLink, Assignment | None]:
        link = self._lms.state.links[item]
        return link, self._lms.state.live_assignment(link.assignment_id)

    def grade(self, assignment_id: int, login: str, score: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher in the LMS."""
        acts.grade(self._lms, assignment_id, login, score, comment)

    def make_outcome(self, key: str, title: str) -> None:
        """Bring an outcome into the course as the school does, with the scale that it has by itself."""
        with self._lms.store.change():
            outcome_rules.new_outcome(self._lms, ROOT, {"title": title, "vendor_guid": key})

    def put_rubric(self, column: str, text: str, key: str = "") -> None:
        """Put a rubric of one criterion on an assignment as a teacher; `key` names the outcome that it stands for."""
        with self._lms.store.change():
            rubrics.put_by_hand(self._lms, int(column), text, key)

    def standards(self) -> tuple[str, ...]:
        """Return the identifiers of the outcomes that stand in the course."""
        with self._lms.store.lock:
            found = self._lms.state.outcomes.values()
            return tuple(one.vendor_guid or "" for one in found if one.group_id is not None)

    def rated(self, login: str) -> tuple[Rated, ...]:
        """Return what outcomes show of a student."""
        return rated(self._lms, self.school.person(login))

    def type_rating(self, key: str, login: str, value: float, column: str = "") -> None:
        """Assess a student by a rubric as a teacher, by the one of this assignment where it is named."""
        with self._lms.store.change():
            rubrics.assess_by_hand(self._lms, key, self.school.person(login), value, column)

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher; `column` is an assignment's id."""
        acts.grade(self._lms, column, login, value, comment)

    def add_quiz(self, title: str, maximum: float) -> str:
        """Add a published quiz of the LMS's own as a teacher; return its assignment's id."""
        return acts.add_quiz(self._lms, title, maximum)

    def add_part(self, title: str, items: Sequence[Json]) -> None:
        """Add a module with items as a teacher."""
        acts.add_part(self._lms, title, items)

    def assign_part(self, part_id: str, *logins: str) -> None:
        """Let these students into a module as a teacher does, by an override of the teacher's own."""
        acts.assign_part(self._lms, part_id, logins)

    def forget_parts(self) -> None:
        """Take everybody off the lists of all modules."""
        acts.forget_parts(self._lms)

    def delete_part(self, part_id: str) -> None:
        """Delete a module as a teacher."""
        acts.delete_part(self._lms, part_id)

    def parts(self) -> dict[str, tuple[str, ...]]:
        """Return who finds each module, by its id."""
        return parts(self._lms)

    def mark(self, column: str, login: str, **marks: bool) -> None:
        """Set `posted`, `missing` or `excused` of one submission."""
        acts.mark(self._lms, column, login, **marks)

    def rename_column(self, column: str, label: str) -> None:
        """Give an assignment another name as a teacher."""
        acts.rename(self._lms, column, label)

    def delete_column(self, column: str) -> None:
        """Delete an assignment as a teacher."""
        acts.delete(self._lms, column)

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment: active, inactive, completed or deleted."""
        self._lms.enrol(login, enrolment)

    def readback(self) -> Readback:
        """Return gradebook and personal work."""
        return readback(self._lms)

    def fill_bucket(self, client: str, level: float) -> None:
        """Set the rate-limit level (units of 600) of 'client:<client id>' or 'token:<REST token>'."""
        self._lms.buckets.fill(client, level, self._lms.clock())

    def copy_course(self) -> None:
        """Copy the course and open the copy."""
        copying.copy_course(self._lms)

    def reset(self) -> None:
        """Empty the course, turn the switches off and forget the request log; keys and tokens stay."""
        acts.reset(self._lms)

    def state(self) -> Json:
        """Return what `GET /_sim/state` answers."""
        return full_state(self._lms)

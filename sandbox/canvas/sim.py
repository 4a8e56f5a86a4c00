"""The Canvas-like LMS as one object: configure the tool, start, look inside, make launches good and bad."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from sandbox.canvas import acts
from sandbox.canvas.app import create_app
from sandbox.canvas.claims import AGS_SCOPES, NRPS_SCOPE, launch_claims
from sandbox.canvas.faults import Faults
from sandbox.canvas.hints import login_params
from sandbox.canvas.key_json import tool_config
from sandbox.canvas.lms import CLIENT_ID, Lms
from sandbox.canvas.model import ToolConfig
from sandbox.canvas.pages import session_page
from sandbox.canvas.report import full_state, readback
from sandbox.canvas.store import fresh, load
from sandbox.clock import Clock, system_clock
from sandbox.lms import Readback
from sandbox.parts import Json, keys
from sandbox.parts.serving import Serving
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

DEFAULT_CUSTOM = {
    "user_id": "$Canvas.user.id",
    "course_id": "$Canvas.course.id",
    "section_ids": "$Canvas.course.sectionIds",
    "section_names": "$com.instructure.User.sectionNames",
    "api_domain": "$Canvas.api.domain",
    "assignment_id": "$Canvas.assignment.id",
}
"""Custom parameters a tool of this kind asks for; the assignment id stays literal in navigation launches."""


class CanvasSim:
    """One running LMS with its state; stops and starts again on the same port with the same keys."""

    kind = "canvas"

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
        self._store = Store(state_file, lambda: fresh(school.teachers[0].login), load)
        self._lms = Lms(school, self._store, clock, issuer)
        self._stopping = threading.Event()
        self._serving = Serving(create_app(self._lms, self._stopping), host, port)
        with self._store.change() as state:
            keys.ensure(state)

    def configure_tool(
        self,
        client_id: str,
        login_url: str,
        redirect_uris: list[str],
        target_link_uri: str,
        jwks_url: str,
        custom: dict[str, str] | None = None,
        *,
        scopes: tuple[str, ...] = ALL_SCOPES,
        privacy: str = "public",
    ) -> None:
        """Register and install the tool; privacy is public, name_only, email_only or anonymous."""
        wanted = DEFAULT_CUSTOM if custom is None else custom
        with self._store.change() as state:
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

    def connect(self, tool: str, *, custom: Mapping[str, str] | None = None, jwks_url: str | None = None) -> None:
        """Register the tool of this base address as its admin would."""
        base = tool.rstrip("/")
        launch = f"{base}/lti/launch"
        wanted = None if custom is None else dict(custom)
        keys_at = jwks_url or f"{base}/lti/jwks.json"
        self.configure_tool(self.client_id, f"{base}/lti/login", [launch], launch, keys_at, wanted)

    def install(self, config: Json, client_id: str = CLIENT_ID) -> None:
        """Register the tool by the configuration JSON it offers to admins; ValueError when that is incomplete."""
        tool = tool_config(config, client_id)
        with self._store.change() as state:
            state.tool = tool

    def start(self) -> Self:
        """Serve in a background thread; OSError when the address is taken."""
        self._stopping.clear()
        self._serving.open()
        self._lms.url = f"http://{self._serving.host}:{self._serving.port}"
        self._serving.run()
        return self

    def stop(self) -> None:
        """Stop serving; the state stays."""
        self._stopping.set()
        self._serving.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def school(self) -> School:
        """The people and the course."""
        return self._lms.school

    @property
    def faults(self) -> Faults:
        """The fault switches; set their fields."""
        return self._lms.faults

    @property
    def url(self) -> str:
        """Base address; known after the first start."""
        return self._lms.url

    @property
    def issuer(self) -> str:
        """`iss` of launches."""
        return self._lms.issuer

    @property
    def client_id(self) -> str:
        """The tool's client id, a default one before the tool is configured."""
        return self._lms.tool.client_id if self._lms.tool else CLIENT_ID

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool in the course."""
        return self._lms.deployment_id

    @property
    def auth_url(self) -> str:
        """OIDC authentication endpoint."""
        return f"{self.url}/api/lti/authorize_redirect"

    @property
    def token_url(self) -> str:
        """OAuth 2 token endpoint, which is also the audience of assertions."""
        return self._lms.token_url

    @property
    def jwks_url(self) -> str:
        """The platform's public keys."""
        return f"{self.url}/api/lti/security/jwks"

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

    def launch_link(self, login: str) -> str:
        """Address that signs this person in and opens the course with the tool; KeyError for an unknown login."""
        return session_page(self._lms, self.school.person(login))

    def gradebook_link(self, login: str) -> str:
        """Address of the gradebook, seen as this person."""
        return f"{self.url}/courses/{self.school.course.id}/gradebook?as={login}"

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

    def sign(self, claims: Any, header: Json | None = None, key: str | None = None) -> str:
        """Token over any claims; `header` fields replace the good ones (None removes one), `key` is a PEM or secret."""
        current = self._lms.state.keys[self._lms.state.current_key]
        merged: Json = {"typ": "JWT", "alg": "RS256", "kid": current.kid} | (header or {})
        kept = {name: value for name, value in merged.items() if value is not None}
        return keys.sign(claims, kept, key if key is not None else current.pem)

    def rotate_keys(self) -> None:
        """Sign with the announced key from now on."""
        acts.rotate_keys(self._lms)

    def grade(self, assignment_id: int, login: str, score: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher in the LMS."""
        acts.grade(self._lms, assignment_id, login, score, comment)

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher; `column` is an assignment's id."""
        acts.grade(self._lms, column, login, value, comment)

    def rename_column(self, column: str, label: str) -> None:
        """Give an assignment another name as a teacher."""
        acts.rename(self._lms, column, label)

    def delete_column(self, column: str) -> None:
        """Delete an assignment as a teacher."""
        acts.delete(self._lms, column)

    def prepare_work(self, title: str, launch_url: str, remote_id: str) -> None:
        """Do nothing: the tool can do all by itself."""

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment: active, inactive, completed or deleted."""
        acts.enrol(self._lms, login, enrolment)

    def unlimited(self) -> None:
        """Take the rate limit out of the way."""
        self._lms.unlimited()

    def readback(self) -> Readback:
        """Return gradebook and personal work."""
        return readback(self._lms)

    def fill_bucket(self, client: str, level: float) -> None:
        """Set the rate-limit level (units of 600) of 'client:<client id>' or 'token:<REST token>'."""
        self._lms.buckets.fill(client, level, self._lms.clock())

    def reset(self) -> None:
        """Empty the course, turn the switches off and forget the request log; keys and tokens stay."""
        acts.reset(self._lms)

    def state(self) -> Json:
        """Return what `GET /_sim/state` answers."""
        return full_state(self._lms)

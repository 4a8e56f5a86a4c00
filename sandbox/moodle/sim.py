"""The Moodle-like LMS as one object: connect the tool, start, look inside, make launches good and bad."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from sandbox.clock import Clock, system_clock
from sandbox.lms import Readback
from sandbox.moodle import acts, report
from sandbox.moodle.app import create_app
from sandbox.moodle.claims import launch_claims
from sandbox.moodle.columns import delete_item, find_item
from sandbox.moodle.faults import Faults
from sandbox.moodle.launches import login_params
from sandbox.moodle.lms import CLIENT_ID, TOOL_ID, Lms
from sandbox.moodle.model import ToolConfig
from sandbox.moodle.pages import session_page
from sandbox.moodle.scopes import ALL_SCOPES
from sandbox.moodle.store import fresh, load
from sandbox.parts import Json, keys
from sandbox.parts.serving import Serving
from sandbox.parts.store import Store
from sandbox.school import School

DEFAULT_CUSTOM = {
    "lms_user_id": "$User.id",
    "lms_course_id": "$Context.id",
    "lms_section_ids": "$Moodle.Person.userGroupIds",
}
"""Custom parameters a tool of this kind asks for; the groups of a person are what comes nearest to class periods."""


class MoodleSim:
    """One running LMS with its state; stops and starts again on the same port with the same keys."""

    kind = "moodle"

    def __init__(
        self,
        school: School,
        host: str = "127.0.0.3",
        port: int = 0,
        state_file: Path | None = None,
        *,
        clock: Clock = system_clock,
    ) -> None:
        self._store = Store(state_file, lambda: fresh(school), load)
        self._lms = Lms(school, self._store, clock)
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
        custom: Mapping[str, str] | None = None,
        *,
        scopes: tuple[str, ...] = ALL_SCOPES,
    ) -> None:
        """Register the tool for the whole site and forget the keys of an earlier one."""
        wanted = dict(DEFAULT_CUSTOM if custom is None else custom)
        with self._store.change() as state:
            state.tool_keys = []
            state.tool = ToolConfig(
                client_id, login_url, list(redirect_uris), target_link_uri, jwks_url, wanted, list(scopes)
            )

    def connect(self, tool: str, *, custom: Mapping[str, str] | None = None, jwks_url: str | None = None) -> None:
        """Register the tool with this base address; None means the parameters such a tool asks for."""
        base = tool.rstrip("/")
        launch = f"{base}/lti/launch"
        keys_at = jwks_url or f"{base}/lti/jwks.json"
        self.configure_tool(self.client_id, f"{base}/lti/login", [launch], launch, keys_at, custom)

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
        """`iss` of launches: the base address."""
        return self._lms.url

    @property
    def client_id(self) -> str:
        """The tool's client id, a default one before the tool is configured."""
        return self._lms.tool.client_id if self._lms.tool else CLIENT_ID

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool: one for the whole site."""
        return str(TOOL_ID)

    @property
    def auth_url(self) -> str:
        """OIDC authentication endpoint."""
        return f"{self.url}/mod/lti/auth.php"

    @property
    def token_url(self) -> str:
        """OAuth 2 token endpoint."""
        return f"{self.url}/mod/lti/token.php"

    @property
    def jwks_url(self) -> str:
        """The platform's public key."""
        return f"{self.url}/mod/lti/certs.php"

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

    def launch_link(self, login: str) -> str:
        """Address that signs this person in and opens the course with the tool; KeyError for an unknown login."""
        return session_page(self._lms, self.school.person(login))

    def gradebook_link(self, login: str) -> str:
        """Address of the gradebook, seen as this teacher."""
        return f"{self.url}/courses/1/gradebook?as={self.school.person(login).login}"

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

    def sign(self, claims: Any, header: Json | None = None, key: str | None = None) -> str:
        """Token over any claims; `header` fields replace the good ones (None removes one), `key` is a PEM or secret."""
        current = self._lms.state.keys[self._lms.state.current_key]
        merged: Json = {"typ": "JWT", "alg": "RS256", "kid": current.kid} | (header or {})
        kept = {name: value for name, value in merged.items() if value is not None}
        return keys.sign(claims, kept, key if key is not None else current.pem)

    def rotate_keys(self) -> None:
        """Sign with another key from now on; only that one is published."""
        acts.rotate_keys(self._lms)

    def type_grade(self, column: str, login: str, value: float | None, comment: str | None = None) -> None:
        """Type or clear a grade as a teacher; `column` is a number or the address of a line item."""
        acts.type_grade(self._lms, column, login, value, comment)

    def lock(self, column: str, login: str, *, locked: bool = True) -> None:
        """Lock or unlock one cell as a teacher."""
        acts.lock(self._lms, column, login, locked)

    def set_weight(self, column: str, weight: float | None) -> None:
        """Set a column's weight in the total as a teacher; 0 keeps it out, None is the natural one."""
        acts.set_weight(self._lms, column, weight)

    def rename_column(self, column: str, label: str) -> None:
        """Give a column another name as a teacher."""
        with self._store.change():
            find_item(self._lms, column).label = label

    def delete_column(self, column: str) -> None:
        """Delete a column as a teacher; an activity that it belonged to stays."""
        with self._store.change():
            delete_item(self._lms, find_item(self._lms, column))

    def add_activity(self, name: str, launch_url: str, maximum: float | None = None) -> Json:
        """Add an External tool activity as a teacher: `{"cmid", "link_id", "item_id"}`; graded with a maximum."""
        made = acts.add_activity(self._lms, name, launch_url, maximum=maximum)
        return {"cmid": made.cmid, "link_id": made.link_id, "item_id": made.item_id}

    def prepare_work(self, title: str, launch_url: str, remote_id: str) -> None:
        """Add the activity restricted by a gate column (line item address) or a group (its number), once."""
        acts.prepare_work(self._lms, title, launch_url, remote_id)

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment: active, inactive (suspended) or deleted."""
        acts.enrol(self._lms, login, enrolment)

    def unlimited(self) -> None:
        """Do nothing: this LMS has no rate limit."""

    def reset(self) -> None:
        """Empty the course, turn the switches off and forget the request log; keys, tokens and the tool stay."""
        acts.reset(self._lms)

    def readback(self) -> Readback:
        """Return what stands in the gradebook and who sees which work."""
        return report.readback(self._lms)

    def state(self) -> Json:
        """Return what `GET /_sim/state` answers."""
        return report.full_state(self._lms)

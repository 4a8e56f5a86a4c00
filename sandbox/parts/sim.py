"""A simulated LMS as one object: start, look inside, make launches good and bad."""

import threading
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from flask import Flask

from sandbox.lms import SimulatedLms
from sandbox.parts import Json, control
from sandbox.parts.serving import Serving
from sandbox.parts.site import F, Site
from sandbox.school import School

L = TypeVar("L", bound=Site[Any, Any])


class Simulator(SimulatedLms, Generic[L, F]):
    """What every LMS does in the same way; each adds its tool, its addresses and what its teachers do.

    It stops and starts again on the same port with the same keys.
    """

    auth_path: ClassVar[str]
    """Path of the OIDC authentication endpoint."""
    jwks_path: ClassVar[str]
    """Path of the published keys."""

    def __init__(self, lms: L, create_app: Callable[[L, threading.Event], Flask], host: str, port: int) -> None:
        self._lms = lms
        lms.keys_path = self.jwks_path
        self._stopping = threading.Event()
        app = create_app(lms, self._stopping)
        app.extensions["sim"] = self
        app.register_blueprint(control.blueprint)
        self._serving = Serving(app, host, port)
        with lms.store.change() as state:
            state.ensure_keys()

    @abstractmethod
    def configure_tool(
        self,
        client_id: str,
        login_url: str,
        redirect_uris: list[str],
        target_link_uri: str,
        jwks_url: str,
        custom: Mapping[str, str] | None = None,
    ) -> None:
        """Register and install the tool; without `custom` it gets the parameters that such a tool asks for."""

    def connect(self, tool: str, *, custom: Mapping[str, str] | None = None, jwks_url: str | None = None) -> None:
        """Register the tool of this base address as its admin would."""
        base = tool.rstrip("/")
        launch = f"{base}/lti/launch"
        keys_at = jwks_url or f"{base}/lti/jwks.json"
        self.configure_tool(self.client_id, f"{base}/lti/login", [launch], launch, keys_at, custom)
        with self._lms.store.change() as state:
            state.tool.picker_uri = f"{base}/lti/deeplink"

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
    def faults(self) -> F:
        """The fault switches; set their fields."""
        switches: F = self._lms.faults
        return switches

    @property
    def url(self) -> str:
        """Base address; known after the first start."""
        return self._lms.url

    @property
    def client_id(self) -> str:
        """The tool's client id, a default one before the tool is configured."""
        return self._lms.client_id

    @property
    def deployment_id(self) -> str:
        """Deployment of the tool."""
        return self._lms.deployment_id

    @property
    def auth_url(self) -> str:
        """OIDC authentication endpoint."""
        return f"{self.url}{self.auth_path}"

    @property
    def jwks_url(self) -> str:
        """The platform's public keys."""
        return f"{self.url}{self.jwks_path}"

    @property
    def token_url(self) -> str:
        """OAuth 2 token endpoint."""
        return self._lms.token_url

    def launch_link(self, login: str) -> str:
        """Address that signs this person in and opens the course with the tool; KeyError for an unknown login."""
        return f"{self.url}/courses/1?as={self.school.person(login).login}"

    def gradebook_link(self, login: str) -> str:
        """Address of the gradebook, seen as this teacher; KeyError for an unknown login."""
        return f"{self.url}/courses/1/gradebook?as={self.school.person(login).login}"

    def sign(self, claims: Any, header: Json | None = None, key: str | None = None) -> str:
        """Token over any claims; `header` fields replace the good ones (None removes one), `key` is a PEM or secret."""
        token: str = self._lms.state.sign(claims, header, key)
        return token

    def rotate_keys(self) -> None:
        """Sign with another key from now on."""
        self._lms.rotate_keys()

    def save_placed(self) -> None:
        """Do nothing: what the tool answers is there at once."""

    def prepare_work(self, title: str, launch_url: str, remote_id: str) -> None:
        """Do nothing: the tool can do all by itself."""

    def enrol(self, login: str, enrolment: str) -> None:
        """Set a person's enrolment: active, inactive or deleted."""
        self._lms.enrol(login, enrolment)

    def unlimited(self) -> None:
        """Take the rate limit out of the way, where there is one."""
        self._lms.unlimited()

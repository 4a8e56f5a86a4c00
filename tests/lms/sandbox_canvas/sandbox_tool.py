"""The small tool as this LMS knows it, and calls of its REST interface."""

from typing import Any

import requests
from support.small_tool import Caller, GradeServices, SmallTool

from sandbox.canvas import ALL_SCOPES, CanvasSim

CLIENT_ID = "10000000000123"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"


class FakeTool(SmallTool):
    """The tool with this LMS's kind of client id."""

    client_id = CLIENT_ID

    def services(self, sim: CanvasSim, *scopes: str) -> "Services":
        return Services(sim, self.token(sim, " ".join(scopes or ALL_SCOPES)), sim.lineitems_url)


class Services(GradeServices):
    """Calls of the LTI services."""

    @property
    def base(self) -> str:
        return f"{self.sim.url}/api/lti/courses/3"


class Rest(Caller):
    """Calls of the REST interface with the teacher's token."""

    def __init__(self, sim: CanvasSim) -> None:
        super().__init__(sim, sim.rest_token)
        self.base = f"{sim.url}/api/v1/courses/3"

    def new_assignment(self, **wanted: Any) -> dict[str, Any]:
        answer = self.call("POST", f"{self.base}/assignments", {"assignment": {"name": "Task"} | wanted})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def override(self, assignment: dict[str, Any], **wanted: Any) -> requests.Response:
        url = f"{self.base}/assignments/{assignment['id']}/overrides"
        return self.call("POST", url, {"assignment_override": wanted})

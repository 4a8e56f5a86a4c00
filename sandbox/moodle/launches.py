"""Login initiations and their launch ids, each good for one authentication request (facts 3)."""

import json
import secrets

from sandbox.moodle.lms import TOOL_ID, Lms
from sandbox.moodle.model import Activity, ToolConfig
from sandbox.parts import Json
from sandbox.school import Person

_KEPT = 500
_NOBODY = "0"
"""Login hint for somebody who is not logged in; it leads nowhere."""


def login_params(lms: Lms, person: Person | None, activity: Activity) -> dict[str, str]:
    """Form fields of a login initiation; each call makes a new launch. LookupError without a registered tool."""
    tool = lms.tool
    if tool is None:
        raise LookupError("no tool is registered")
    return _params(lms, tool, person, activity.tool_url or tool.target_link_uri, activity.link_id, activity.cmid)


def pick_params(lms: Lms, person: Person) -> dict[str, str]:
    """Form fields of a login initiation for "Select content"; LookupError for a tool that offers none."""
    tool = lms.tool
    if tool is None or not tool.picker_uri:
        raise LookupError("no tool offers content")
    return _params(lms, tool, person, tool.picker_uri, 0, 0)


def _params(lms: Lms, tool: ToolConfig, person: Person | None, target: str, link_id: int, cmid: int) -> dict[str, str]:
    launch_id = f"ltilaunch{link_id}_{secrets.randbelow(9 * 10**9) + 10**9}"
    with lms.store.change() as state:
        launch = {"user_id": person.id if person else 0, "cmid": cmid}
        state.launches = dict([*state.launches.items(), (launch_id, launch)][-_KEPT:])
    return {
        "iss": lms.url,
        "target_link_uri": target,
        "login_hint": str(person.id) if person else _NOBODY,
        "lti_message_hint": json.dumps({"cmid": cmid, "launchid": launch_id}, separators=(",", ":")),
        "client_id": tool.client_id,
        "lti_deployment_id": str(TOOL_ID),
    }


def read_hint(hint: str) -> str:
    """Return the launch id in a message hint; an empty text when the hint is not one of this LMS."""
    try:
        fields = json.loads(hint)
    except ValueError:
        return ""
    return str(fields.get("launchid", "")) if isinstance(fields, dict) else ""


def take_launch(lms: Lms, launch_id: str) -> Json | None:
    """Return the launch with this id, once; None when it was used before."""
    with lms.store.change() as state:
        return state.launches.pop(launch_id, None)

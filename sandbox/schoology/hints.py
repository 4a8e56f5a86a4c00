"""Login initiation and the message hint behind which a launch waits (schoology facts 1.3)."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from sandbox.clock import iso, parse_time
from sandbox.parts.storage import storage_param
from sandbox.school import Person
from sandbox.schoology.classes import sub
from sandbox.schoology.lms import Lms

_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True)
class Launch:
    """What a person is about to open: the installed app, a material, or (`deep_link`) the tool's choice of content."""

    login: str
    section_id: int
    target: str
    material_id: int | None = None
    deep_link: bool = False


def plan_launch(lms: Lms, person: Person, material: object = None, section: object = None) -> Launch:
    """Return the launch of a material, or of the app where there is none; LookupError without a registered tool."""
    tool = lms.tool
    if tool is None:
        raise LookupError("no tool is registered")
    found = lms.state.materials.get(str(material)) if material else None
    place = lms.section_of(person, section)
    return Launch(person.login, place.id, found.url if found else tool.target_link_uri, found.id if found else None)


def plan_pick(lms: Lms, person: Person) -> Launch:
    """Return the launch by which a teacher chooses content; LookupError without a registered tool."""
    planned = plan_launch(lms, person)
    return Launch(planned.login, planned.section_id, planned.target, deep_link=True)


def login_params(lms: Lms, launch: Launch) -> dict[str, str]:
    """Parameters of a login initiation; each call makes a new hint."""
    hint = secrets.token_hex(16)
    with lms.store.change() as state:
        now = lms.now()
        state.hints = {key: old for key, old in state.hints.items() if (parse_time(old["expires"]) or now) > now}
        state.hints[hint] = {"launch": asdict(launch), "expires": iso(now + _LIFETIME)}
    params = {
        "iss": "https://schoology.schoology.com",
        "login_hint": sub(lms.school.person(launch.login)),
        "target_link_uri": launch.target,
        "client_id": lms.client_id,
        "lti_message_hint": hint,
        **storage_param(lms),
    }
    return params | ({"lti_deployment_id": lms.deployment_id} if lms.faults.send_deployment_id else {})


def take_launch(lms: Lms, hint: str) -> Launch | None:
    """Return the launch behind a hint; None when it is unknown, too old or used."""
    with lms.store.change() as state:
        known = state.hints.get(hint)
        if known is None or (parse_time(known["expires"]) or lms.now()) < lms.now():
            return None
        if lms.faults.hint_once:
            del state.hints[hint]
        return Launch(**known["launch"])

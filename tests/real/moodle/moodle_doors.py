"""What people do at a site so that a tool is reached: launches and registrations, of the real and the simulated one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import jwt
import moodle_tools
import requests
from moodle_lms import RealMoodle
from moodle_office import PASSWORD
from moodle_visitor import Browser, Visitor
from support.lms_site import TOOL
from support.small_tool import request_of
from web_forms import forms_of

from sandbox.moodle import MoodleSim

ADMIN = "ines.duarte"


class Doors(Protocol):
    """Ways into one site."""

    @property
    def root(self) -> str:
        """The site's own address."""
        ...

    def initiation(self, login: str) -> dict[str, str]:
        """Open the course's link to the tool; return the fields sent to the tool."""
        ...

    def authenticate(self, login: str, asked: dict[str, str]) -> requests.Response:
        """Send an authentication request from this person's browser."""
        ...

    def link(self, title: str) -> str:
        """Return the resource link of the activity of this name."""
        ...

    def registration_token(self) -> str:
        """Begin a registration as the site's administrator; return its token."""
        ...


@dataclass
class RealDoors:
    """Of a real site: the first activity of the course is the link to the tool."""

    sim: RealMoodle
    visitors: dict[str, Visitor] = field(default_factory=dict)
    pages: dict[int, int] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """Its wwwroot."""
        return self.sim.office.root

    def _as(self, login: str) -> Visitor:
        if login not in self.visitors:
            self.visitors[login] = Visitor(self.sim.office.root, login, PASSWORD)
        return self.visitors[login]

    def initiation(self, login: str) -> dict[str, str]:
        """Open the launch page of the activity, which is made when it is first wanted."""
        course, admin = self.sim.course, self.sim.office.admin
        if course not in self.pages:
            number = int(self.sim.deployment_id)
            self.pages[course] = moodle_tools.add_activity(admin, number, course, "Waymark")
        page = self._as(login).open("/mod/lti/launch.php", id=self.pages[course], triggerview=0)
        return dict(forms_of(page.text, page.url)[0].fields)

    def authenticate(self, login: str, asked: dict[str, str]) -> requests.Response:
        """Ask from the browser of the session."""
        return self._as(login).get(f"{self.sim.office.root}/mod/lti/auth.php", **asked)

    def link(self, title: str) -> str:
        """Look it up among the course's tools."""
        said = self.sim.office.services("mod_lti_get_ltis_by_courses", courseids=[self.sim.course])
        return next(str(one["id"]) for one in said["ltis"] if one["name"] == title)

    def registration_token(self) -> str:
        """Paste an address on the page of tools."""
        address = moodle_tools.registration_address(self.sim.office.admin, f"{TOOL}/register")
        return parse_qs(urlsplit(address).query)["registration_token"][0]

    def close(self) -> None:
        """Close every browser."""
        for one in self.visitors.values():
            one.close()


@dataclass
class SimulatedDoors:
    """Of the simulator."""

    sim: MoodleSim
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def root(self) -> str:
        """Its address."""
        return self.sim.url

    def initiation(self, login: str) -> dict[str, str]:
        """Sign in by the course page."""
        browser = self.browsers.setdefault(login, Browser())
        page = browser.get(self.sim.launch_link(login))
        return dict(next(one.fields for one in forms_of(page.text, page.url) if "login_hint" in one.fields))

    def authenticate(self, login: str, asked: dict[str, str]) -> requests.Response:
        """Ask from the browser of the session."""
        return self.browsers[login].get(self.sim.auth_url, **asked)

    def link(self, title: str) -> str:
        """Look it up in the simulator's state."""
        return next(str(one["link_id"]) for one in self.sim.state()["activities"] if one["name"] == title)

    def registration_token(self) -> str:
        """Paste an address on the page of tools."""
        page = Browser().get(
            f"{self.sim.url}/mod/lti/startltiadvregistration.php", follow=False, url=f"{TOOL}/register", type="0",
            **{"as": ADMIN},
        )  # fmt: skip
        return parse_qs(urlsplit(page.headers["Location"]).query)["registration_token"][0]

    def close(self) -> None:
        """Close every browser."""
        for one in self.browsers.values():
            one.close()


def answered(page: requests.Response) -> dict[str, Any]:
    """Return what an authentication request came to: what the page posts to the tool, the token read."""
    posts = [one for one in forms_of(page.text, page.url) if "state" in one.fields or "id_token" in one.fields]
    if not posts:
        return {"page": page.status_code}
    fields = dict(posts[0].fields)
    token = fields.pop("id_token", None)
    claims = jwt.decode(token, options={"verify_signature": False}) if token else {}
    header = jwt.get_unverified_header(token) if token else {}
    return {"to": posts[0].action, **fields, "claims": claims, "header": sorted(header)}


def ask_of(fields: dict[str, str], **changes: str | None) -> dict[str, str]:
    """Return the authentication request that answers a login; None leaves a parameter out."""
    return request_of(fields, **changes)


def lines_of(value: Any, name: str = "") -> list[str]:
    """Return a nested value as lines of names and types, so that two of them can be compared."""
    if isinstance(value, dict):
        return [line for key in sorted(value) for line in lines_of(value[key], f"{name} {_last(key)}".strip())]
    if isinstance(value, list):
        return [f"{name}: {sorted(json.dumps(one, sort_keys=True) for one in value)}"]
    return [f"{name}: {type(value).__name__}"]


def _last(key: str) -> str:
    return re.sub(r"^https://purl.imsglobal.org/spec/", "", key)

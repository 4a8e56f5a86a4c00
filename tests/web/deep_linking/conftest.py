"""A teacher's browser between a simulated learning system and the picker: ask, choose, take the answer back, launch."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from sqlalchemy import update
from support.app import Doors
from support.gradebooks import Gradebook, Site, open_gradebook
from support.lms_site import RsaSigner
from werkzeug.test import TestResponse

from gateway.db import tables as t
from gateway.services import library, platforms

TEACHER, STUDENT = "rosa.alvarez", "maya.okafor"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SECONDS = 10


class Desk:
    """One teacher in front of a learning system."""

    def __init__(self, doors: Doors, site: Site, gradebook: Gradebook) -> None:
        self.doors, self.site, self.school = doors, site, gradebook.school
        self.home, self.csrf = "", ""

    @property
    def sim(self) -> Any:
        return self.site.sim

    def log_in(self, params: dict[str, str]) -> dict[str, str]:
        """Begin a login; return the parameters of the redirect."""
        answer = self.doors("POST", "/lti/login", data=params)
        assert answer.status_code == 302, answer.text[-900:]
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def ask(self, login: str = TEACHER, place: str = "", bend: Any = None) -> TestResponse:
        """Ask for content as the learning system does; return our answer."""
        going = self.log_in(self.sim.pick_params(login, place))
        claims = self.sim.pick_claims(login, going["nonce"], place)
        if bend:
            bend(claims)
        form = {"state": going["state"], "id_token": self.sim.sign(claims)}
        return self.doors("POST", "/lti/launch", data=form)

    def open(self, place: str = "", bend: Any = None) -> str:
        """Open the picker; return its page."""
        answer = self.ask(place=place, bend=bend)
        assert answer.status_code == 303, answer.text[-900:]
        self.home = answer.location
        page = self.doors("GET", self.home)
        assert page.status_code == 200, page.text[-900:]
        self.csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]
        return str(page.text)

    def send(self, path: str, status: int = 200, **fields: Any) -> str:
        """Post one of the picker's forms."""
        answer = self.doors("POST", self.home + path, data={"csrf": self.csrf, **fields})
        assert answer.status_code == status, answer.text[-900:]
        return str(answer.text)

    def add(self, *keys: str, mode: str = "each", **terms: Any) -> tuple[str, dict[str, Any]]:
        """Choose and add; return the address of the answer and its claims."""
        self.send("check", mode=mode, key=list(keys))
        return self.answer(self.send("add", mode=mode, key=list(keys), **terms))

    def answer(self, page: str) -> tuple[str, dict[str, Any]]:
        """Return where the browser posts the answer, and the claims in it as our key set proves them."""
        action = html.unescape(re.search(r'<form method="post" action="(http[^"]+)" data-send', page)[1])
        self.token = re.search(r'name="JWT" value="([^"]+)"', page)[1]
        published = jwt.PyJWKSet.from_json(self.site.key_set.decode())
        key = published[jwt.get_unverified_header(self.token)["kid"]]
        options = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
        return action, jwt.decode(self.token, key, algorithms=["RS256"], options=options)

    def deliver(self, action: str) -> requests.Response:
        """Post the answer as the teacher's browser does, with the learning system's own cookie."""
        browser = requests.Session()
        browser.get(f"{self.sim.url}/courses/1?as={TEACHER}", timeout=SECONDS)
        return browser.post(action, data={"JWT": self.token}, timeout=SECONDS)

    def place(self, *keys: str, mode: str = "each", **terms: Any) -> Any:
        """Do it all: choose, add, answer, save; return what the learning system made."""
        before = len(self.sim.placed())
        self.open()
        answer = self.deliver(self.add(*keys, mode=mode, **terms)[0])
        assert answer.status_code == 200, answer.text[-900:]
        self.sim.save_placed()
        made = self.sim.placed()[before:]
        assert made, answer.text[-900:]
        return made[0] if len(made) == 1 else made

    def launch(self, item: Any, login: str = STUDENT, bend: Any = None) -> TestResponse:
        """Launch what was placed."""
        going = self.log_in(self.sim.placed_params(login, item.id))
        claims = self.sim.placed_claims(login, going["nonce"], item.id)
        if bend:
            bend(claims)
        form = {"state": going["state"], "id_token": self.sim.sign(claims)}
        return self.doors("POST", "/lti/launch", data=form)

    def activity(self, key: str) -> str:
        """Return our id of a sample activity."""
        return str(self.school.rows(t.activity.c.id, key=key)[0].id)


@pytest.fixture(scope="session")
def sites() -> Iterator[dict[str, Site]]:
    """Serve each simulator once, when a test first wants it."""
    made: dict[str, Any] = {}
    yield made
    for _one, running in made.values():
        running.__exit__(None, None, None)


@pytest.fixture(params=["sqlite"])
def database_kind(request) -> str:
    """Give SQLite: what is stored has tests of its own on both."""
    return str(request.param)


@pytest.fixture(params=["canvas", "moodle", "schoology"])
def kind(request) -> str:
    return str(request.param)


@pytest.fixture
def teaching(doors, sites, kind, waymark, clock) -> Desk:
    if kind not in sites:
        site = Site(kind)
        running = site.running()
        running.__enter__()
        sites[kind] = (site, running)
    site = sites[kind][0]
    gradebook = open_gradebook(site, waymark, clock, column=False)
    site.sim.faults.platform_storage = "off"
    school = gradebook.school

    def plan(write: Any) -> None:
        platforms.deploy(write, school.platform, site.sim.deployment_id, school.tenant)
        write.conn.execute(update(t.activity).filter_by(tenant_id=school.tenant).values(style="try"))
        library.bring_in(write, school.tenant)

    waymark.db.write(plan)
    return Desk(doors, site, gradebook)


@pytest.fixture(scope="session")
def other_signer() -> Any:
    """Sign as somebody who is not us, under a key id that is not published."""
    return RsaSigner().sign

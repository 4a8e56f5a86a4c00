"""An LMS in which nothing is registered yet, its admin's browser, and ours."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from support.app import Doors
from support.databases import BASE

from gateway.services import invitations, tenants
from gateway.wiring import Waymark
from lti import keys
from sandbox.canvas import CanvasSim
from sandbox.moodle import MoodleSim
from sandbox.school import school

ADMIN = "ines.duarte"
START = {"moodle": "/mod/lti/startltiadvregistration.php", "canvas": "/accounts/1/developer_keys/register"}


class Office:
    """The LMS admin's browser: pastes the link, sees our page in the frame, presses its button."""

    def __init__(self, sim: Any, waymark: Waymark, doors: Doors) -> None:
        self.sim, self.waymark, self.doors = sim, waymark, doors

    def invite(self, **options: Any) -> str:
        """Make a link as the command does; return its address."""

        def plan(write: Any) -> str:
            return invitations.make(write, tenants.only(write), "command", **options)

        return invitations.address(self.waymark.settings, self.waymark.db.write(plan))

    def opened(self, link: str, kind: str = "0") -> str:
        """Paste a link in the LMS; return the address that its frame opens, without our host."""
        params = {"url": link, "as": ADMIN, "type": kind}
        answer = requests.get(self.sim.url + START[self.sim.kind], params=params, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"].removeprefix(BASE)

    def see(self, link: str, kind: str = "0") -> Any:
        """Open our page in the frame."""
        return self.doors("GET", self.opened(link, kind))

    def press(self, page: Any) -> Any:
        """Press the page's only button."""
        found = re.search(r'name="shown" value="([^"]+)"', page.text)
        assert found, page.text
        return self.doors("POST", "/lti/register", data={"shown": unescape(found[1])})

    def register(self, link: str = "", kind: str = "0") -> Any:
        return self.press(self.see(link or self.invite(), kind))

    def admit(self) -> None:
        """Do what is left to do for the LMS's own admin and a teacher: switch on, show in the course."""
        site = self.sim.url
        if self.sim.kind == "moodle":
            for act in ("activate", "chooser"):
                requests.post(f"{site}/mod/lti/tool/{act}", params={"as": ADMIN}, timeout=5).raise_for_status()
        else:
            requests.post(f"{site}/accounts/1/developer_keys/on", params={"as": ADMIN}, timeout=5).raise_for_status()
            shown = f"{site}/courses/1/navigation"
            requests.post(shown, params={"as": "rosa.alvarez"}, timeout=5).raise_for_status()

    def launch(self, login: str) -> Any:
        """Launch as this person: login, the LMS's token, our answer."""
        going = self.doors("POST", "/lti/login", data=self.sim.login_params(login))
        assert going.status_code == 302, going.text
        query = dict(part.split("=", 1) for part in urlsplit(going.location).query.split("&"))
        token = self.sim.sign(self.sim.claims_for(login, query["nonce"]))
        return self.doors("POST", "/lti/launch", data={"state": query["state"], "id_token": token})


@pytest.fixture(scope="session", params=["moodle", "canvas"])
def running(request) -> Iterator[Any]:
    """Serve an LMS that speaks for itself; its keys take a while to make."""
    people = school(students=4)
    with MoodleSim(people) if request.param == "moodle" else CanvasSim(people, issuer="") as one:
        yield one


@pytest.fixture
def sim(running, clock) -> Any:
    """Return the LMS without a tool, on the test's clock."""
    running.reset()
    site = running._lms
    site.clock = clock
    if running.kind == "canvas":
        site.issuer = running.url
    with site.store.change() as state:
        state.tool, state.registered = None, []
    return running


@pytest.fixture
def office(sim, waymark, doors) -> Office:
    return Office(sim, waymark, doors)


@pytest.fixture
def our_keys(waymark) -> Iterator[str]:
    """Serve our public keys, which the application under test has no port for."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(keys.key_set(waymark.keys.published_keys())).encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Keys) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()

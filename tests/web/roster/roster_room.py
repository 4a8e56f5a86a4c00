"""A course in a simulator and whoever opens Waymark in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from gateway.db import tables as t

TEACHER = "rosa.alvarez"


class Room:
    """A browser that launches from a simulator, the simulator, and the background."""

    def __init__(self, doors: Any, site: Any, school: Any) -> None:
        self.doors, self.sim, self.school, self.waymark = doors, site.sim, school, school.waymark
        self.home = ""

    def launch(self, login: str, bend: Any = None) -> Any:
        """Launch as somebody; return the answer."""
        params = self.sim.login_params(login)
        going = self.doors("POST", "/lti/login", data=params)
        query = {name: one[0] for name, one in parse_qs(urlsplit(going.location).query).items()}
        claims = self.sim.claims_for(login, query["nonce"])
        claims = (bend(claims) if bend else None) or claims
        form = {"state": query["state"], "id_token": self.sim.sign(claims)}
        return self.doors("POST", "/lti/launch", data=form)

    def enter(self, login: str = TEACHER, bend: Any = None) -> None:
        self.home = self.launch(login, bend).location

    def read(self) -> None:
        """Let the background read what is due."""
        self.waymark.runner.run_due()

    def page(self, path: str = "students") -> str:
        return str(self.doors("GET", self.home + path).text)

    def press_update(self) -> None:
        assert self.send("roster").status_code == 303
        self.read()

    def send(self, path: str, **fields: str) -> Any:
        """Post a form of a page."""
        csrf = self.school.rows(t.session, t.session.c.csrf, id=self.home.split("/")[2])[0].csrf
        return self.doors("POST", self.home + path, data={"csrf": csrf, **fields})

    def calls(self) -> int:
        return sum(n for name, n in self.sim.readback().requests.items() if "names_and_roles" in name)

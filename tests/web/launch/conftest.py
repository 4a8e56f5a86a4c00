"""A browser, the simulator's tokens, and counting what a refused launch must not leave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from launch_forge import Forge
from support.app import Doors
from support.gradebooks import Gradebook, Site, open_gradebook

from gateway.db import tables as t
from gateway.services import platforms


class Launching:
    """One browser that launches from the simulator; claims and header may be bent before they are signed."""

    def __init__(self, doors: Doors, site: Site, gradebook: Gradebook) -> None:
        self.doors, self.site, self.school = doors, site, gradebook.school

    @property
    def sim(self) -> Any:
        return self.site.sim

    def log_in(self, login: str, method: str = "POST", **changes: str) -> dict[str, str]:
        """Begin a login; return the parameters of the redirect."""
        params = {**self.sim.login_params(login), **changes}
        kind = "data" if method == "POST" else "query_string"
        answer = self.doors(method, "/lti/login", **{kind: params})
        assert answer.status_code == 302, answer.text
        assert answer.location.startswith(self.sim.auth_url)
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}

    def form(
        self, login: str, bend: Callable[[dict[str, Any]], object] | None = None, header: Any = None, key: Any = None
    ) -> dict[str, str]:
        """Begin a login and return the form that the platform would post."""
        going = self.log_in(login)
        claims = self.sim.claims_for(login, going["nonce"])
        claims = (bend(claims) if bend else None) or claims
        return {"state": going["state"], "id_token": self.sim.sign(claims, header, key)}

    def launch(self, login: str, bend: Any = None, header: Any = None, key: Any = None) -> Any:
        return self.doors("POST", "/lti/launch", data=self.form(login, bend, header, key))

    def count(self) -> dict[str, int]:
        """Return how many rows a launch could have made."""
        tables = (t.person, t.person_name, t.session, t.enrolment, t.identity, t.audit, t.course, t.deployment)
        return {table.name: len(self.school.rows(table)) for table in tables}


@pytest.fixture
def launching(doors, site, waymark, clock) -> Launching:
    gradebook = open_gradebook(site, waymark, clock, column=False)
    site.sim.faults.platform_storage = "off"
    waymark.db.write(
        lambda w: platforms.deploy(w, gradebook.school.platform, site.sim.deployment_id, gradebook.school.tenant)
    )
    return Launching(doors, site, gradebook)


@pytest.fixture
def forge(launching) -> Forge:
    """Return the platform as a forger."""
    return Forge(launching)

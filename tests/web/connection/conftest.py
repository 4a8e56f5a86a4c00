"""A registration in each kind of learning system, a browser that launches from it, and its connection check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from support.app import Doors
from support.gradebooks import Site
from werkzeug.test import TestResponse

from gateway.db import tables as t
from gateway.services import connection, platforms, tenants
from gateway.services.enter import open_session
from gateway.web.context import cookie_name
from gateway.wiring import Waymark
from lti.check.lines import Finding
from lti.lms.registry import profile_of

TEACHER = "rosa.alvarez"


class Here(Doors):
    """A browser that calls the tool at the address that its settings name."""

    def __init__(self, app: Flask, waymark: Waymark) -> None:
        super().__init__(app)
        self.base = waymark.settings.base_url

    def __call__(self, method: str, path: str, **options: Any) -> TestResponse:
        return super().__call__(method, path, **{"base_url": self.base, **options})


class Connection:
    """The registration under check; before `add` there is none."""

    def __init__(self, waymark: Waymark, site: Site, doors: Here) -> None:
        self.waymark, self.site, self.doors = waymark, site, doors
        self.tenant = waymark.db.write(lambda w: tenants.make(w, "one"))

    @property
    def sim(self) -> Any:
        return self.site.sim

    def add(self, **changes: Any) -> str:
        """Register the learning system, with some values other than they should be; return its id."""
        sim, settings = self.sim, self.waymark.settings
        values = {
            "name": "Riverside", "issuer": sim.issuer, "client_id": sim.client_id, "auth_url": sim.auth_url,
            "token_url": sim.token_url, "jwks_url": sim.jwks_url, "lms": sim.kind,
            "deployment_ids": (sim.deployment_id,),
        } | changes  # fmt: skip
        new = platforms.NewPlatform(**values)
        return self.waymark.db.write(
            lambda w: platforms.add(w, self.tenant, new, secret_key=settings.secret_key, loopback=True)
        )

    def row(self) -> Any:
        with self.waymark.db.read() as conn:
            return conn.execute(select(t.platform)).one()

    def launch(self, bend: Callable[[dict[str, Any]], Any] = lambda claims: claims) -> TestResponse:
        """Open the tool from the course as a teacher."""
        going = self.doors("POST", "/lti/login", data=self.sim.login_params(TEACHER))
        assert going.status_code == 302, going.text
        query = {name: values[0] for name, values in parse_qs(urlsplit(going.location).query).items()}
        token = self.sim.sign(bend(self.sim.claims_for(TEACHER, query["nonce"])))
        return self.doors("POST", "/lti/launch", data={"state": query["state"], "id_token": token})

    def check(self) -> list[Finding]:
        parts = self.waymark
        return connection.checked(parts.db, parts.keys, parts.tokens, parts.settings, self.row(), "test")

    def problems(self) -> set[str]:
        """Return the codes of what a check finds wrong."""
        return {one.code for one in self.check() if one.state == "problem"}

    def states(self) -> dict[str, str]:
        return {one.line: one.state for one in self.check()}

    def admin(self) -> str:
        """Sign an admin in; return the address of their pages."""
        entered = self.waymark.db.write(lambda w: open_session(w, self.tenant, role="admin"))
        host = urlsplit(self.doors.base).hostname or ""
        self.doors.client.set_cookie(cookie_name(entered.handle), entered.secret, domain=host, secure=True)
        return f"/admin/{entered.handle}/"


@pytest.fixture(scope="session")
def sites() -> Iterator[Callable[[str], Site]]:
    """Run each kind of learning system once it is wanted."""
    running: dict[str, Any] = {}

    def of(kind: str) -> Site:
        if kind not in running:
            served = Site(kind).running()
            running[kind] = (served, served.__enter__())
        found: Site = running[kind][1]
        return found

    yield of
    for served, _site in running.values():
        served.__exit__(None, None, None)


@pytest.fixture(params=["canvas", "moodle", "schoology"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def connected(kind, sites, waymark, app, clock) -> Connection:
    """Return a learning system that knows the tool, at the address where its keys are served."""
    site = sites(kind)
    site.reset(waymark, clock)
    base = f"http://127.0.0.1:{site.keys_port}"
    waymark.settings = replace(waymark.settings, base_url=base)
    custom = profile_of(kind).setup.custom_fields
    site.sim.connect(base, custom=custom, jwks_url=f"{base}/lti/jwks.json")
    return Connection(waymark, site, Here(app, waymark))

"""U03: every fault of a connection lights exactly its own line, and looking leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from support.clock import SteerableClock

from gateway.db import tables as t
from gateway.db.stores import platform_of
from gateway.services import platforms
from lti import ags, keys, nrps
from lti.check.lines import LINES
from lti.check.run import check
from lti.check.subject import Subject
from lti.check.words import GENERAL, fix, said
from lti.http import Http, Limits
from lti.lms.base import Refused
from lti.lms.registry import profile_of
from lti.tokens import TokenPlatform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What another machine answers does not depend on the database."""

ROSTER: Mapping[str, str] = {"canvas": "names_and_roles", "moodle": "memberships", "schoology": "names-roles"}
COLUMNS: Mapping[str, str] = {"canvas": "line_items", "moodle": "lineitems", "schoology": "lineitems"}


@dataclass(frozen=True)
class Fault:
    """What goes wrong, before or after somebody launched, and the one code that a check must name."""

    name: str
    code: str
    values: Callable[[Any], Mapping[str, Any]] = lambda _: {}
    begin: Callable[[Any], object] = lambda _: None
    after: Callable[[Any], object] = lambda _: None
    launches: bool = True
    kinds: tuple[str, ...] = ("canvas", "moodle", "schoology")


def switch(**faults: Any) -> Callable[[Any], object]:
    return lambda connected: connected.sim.faults.update(faults)


def refuse(parts: Mapping[str, str]) -> Callable[[Any], object]:
    return lambda connected: connected.sim.faults.update({"refused_services": [parts[connected.sim.kind]]})


def clock_off(**parts: float) -> Callable[[Any], object]:
    def set_it(connected: Any) -> None:
        connected.site.clock = SteerableClock(connected.waymark.clock() + timedelta(**parts))

    return set_it


def other_keys(connected: Any) -> None:
    made = keys.make_key().public_key()
    connected.site.key_set = json.dumps({"keys": [keys.public_jwk(made)]}).encode()


def keys_elsewhere(connected: Any) -> None:
    """Let the learning system look for our keys where nobody serves them."""
    connected.sim.connect(connected.waymark.settings.base_url, jwks_url="http://127.0.0.1:9/lti/jwks.json")


def another_deployment(connected: Any) -> None:
    answer = connected.launch(lambda claims: claims | {f"{CLAIM}deployment_id": "of-another-school"})
    assert answer.status_code == 403


def nowhere(name: str) -> Callable[[Any], Mapping[str, Any]]:
    return lambda connected: {name: f"{connected.sim.url}/nothing/here"}


FAULTS = (
    Fault("sign-in address wrong", "login.address", nowhere("auth_url"), launches=False),
    Fault("key set address wrong", "keys.address", nowhere("jwks_url"), launches=False),
    Fault("a page in place of keys", "keys.invalid", after=switch(keys_page=True)),
    Fault("token address wrong", "token.address", nowhere("token_url")),
    Fault("client id unknown", "client.unknown", after=switch(invalid_client=True)),
    Fault("our keys not fetched", "own-keys.not_fetched", after=keys_elsewhere),
    Fault("our address serves other keys", "own-keys.stale", after=other_keys),
    Fault("scores not allowed", "scope-score.missing", after=switch(missing_scopes=[ags.SCOPE_SCORE])),
    Fault("columns not allowed", "scope-lineitem.missing", after=switch(missing_scopes=[ags.SCOPE_LINEITEM])),
    Fault("class lists not allowed", "scope-roster.missing", after=switch(missing_scopes=[nrps.SCOPE])),
    Fault("class list service off", "roster.refused", after=refuse(ROSTER)),
    Fault("gradebook service forbidden", "lineitems.refused", after=refuse(COLUMNS)),
    Fault("deployment waits", "deployment.waiting", after=another_deployment),
    Fault("clock ten minutes ahead", "clock.ahead", after=clock_off(minutes=10)),
    Fault("clock ten minutes behind", "clock.behind", after=clock_off(minutes=-10)),
    Fault("storage off", "storage.off", begin=switch(platform_storage="off"), kinds=("canvas", "schoology")),
    Fault(
        "issuer with a slash", "issuer.slash", lambda connected: {"issuer": f"{connected.sim.issuer}/"},
        launches=False, kinds=("canvas", "moodle"),
    ),
    Fault(
        "issuer of the school's own", "issuer.other", lambda _: {"issuer": "https://riverside.lms.example"},
        launches=False, kinds=("schoology",),
    ),
)  # fmt: skip


@SQLITE
@pytest.mark.parametrize(
    ("kind", "fault"),
    [pytest.param(kind, fault, id=f"{kind} {fault.name}") for fault in FAULTS for kind in fault.kinds],
    indirect=["kind"],
)
def test_U03_every_fault_lights_exactly_its_own_line(connected, fault) -> None:
    fault.begin(connected)
    connected.add(**fault.values(connected))
    if fault.launches:
        assert connected.launch().status_code == 303
    fault.after(connected)
    found = connected.check()
    wrong = [one for one in found if one.state == "problem"]
    if fault.code == "own-keys.stale":  # a platform that keeps what it fetched may go on for a while
        wrong = [one for one in wrong if one.line == "own-keys"]
    assert [one.code for one in wrong] == [fault.code], found
    assert said(wrong[0])
    advice = fix(wrong[0], profile_of(connected.sim.kind).setup)
    assert advice
    own = profile_of(connected.sim.kind).setup.fixes
    assert wrong[0].line not in own or wrong[0].code in GENERAL or advice == own[wrong[0].line]


def test_U03_a_good_connection_is_fine_in_every_line(connected) -> None:
    connected.add()
    assert connected.launch().status_code == 303
    states = connected.states()
    assert tuple(states) == LINES
    assert set(states.values()) <= {"ok", "skipped"}, states
    own = {"own-interface", "own-rights", "consent"}  # no values for it were given
    assert {line for line, state in states.items() if state == "skipped"} == own | (
        {"storage"} if connected.sim.kind == "moodle" else set()
    )


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        ({}, "", ""),
        ({"ws_absent": ["core_group_add_group_members"]}, "own-interface.lacks", "core_group_add_group_members"),
        ({"ws_absent": ["core_webservice_get_site_info"]}, "own-interface.refused", "accessexception"),
        ({"ws_token_dead": True}, "own-interface.refused", "invalidtoken"),
    ],
)
def test_M7_a_token_is_asked_what_it_is_good_for(connected, fault, code, told) -> None:
    connected.add(credentials=dict(connected.sim.credentials))
    assert connected.states()["own-interface"] == "later"
    assert connected.launch().status_code == 303
    connected.sim.faults.update(fault)
    (found,) = [one for one in connected.check() if one.line == "own-interface"]
    assert (found.state, found.code) == ("problem" if code else "ok", code)
    assert told in found.detail
    assert "Manage tokens" in fix(found, profile_of("moodle").setup) or not code


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_M7_a_token_for_groups_alone_is_told_with_what_its_service_lacks(connected) -> None:
    connected.add(credentials=dict(connected.sim.credentials))
    assert connected.launch().status_code == 303
    rating = "core_competency_grade_competency_in_course"
    connected.sim.faults.update({"ws_absent": [rating]})
    found = {one.line: one for one in connected.check()}
    assert found["own-interface"].state == "ok"
    assert (found["own-rights"].code, found["own-rights"].detail) == ("own-rights.parts", rating)
    assert "for the parts that you want" in fix(found["own-rights"], profile_of("moodle").setup)


@SQLITE
def test_U03_before_the_first_launch_it_says_what_a_launch_has_to_tell(connected) -> None:
    connected.add(deployment_ids=(), deployments="own")
    states = connected.states()
    later = {"deployment", "roster", "lineitems"} | ({"storage"} if connected.sim.kind != "moodle" else set())
    assert {line for line, state in states.items() if state == "later"} == later
    assert "problem" not in states.values()
    assert all(said(one) for one in connected.check() if one.state == "later")


@SQLITE
def test_a_check_leaves_nothing_behind_and_asks_each_once(connected) -> None:
    connected.add()
    connected.launch()
    before = connected.sim.readback()
    for _ in range(3):
        assert connected.problems() == set()
    after = connected.sim.readback()
    assert (after.columns, after.cells, after.work) == (before.columns, before.cells, before.work)
    calls = {name: count - before.requests.get(name, 0) for name, count in after.requests.items()}
    assert {count for count in calls.values() if count} == {3}, calls
    assert not [name for name, count in calls.items() if count and name.startswith(("PUT", "DELETE"))]


@SQLITE
@pytest.mark.parametrize("kind", ["canvas"], indirect=True)
def test_scopes_that_are_refused_as_a_whole_are_asked_for_one_by_one(connected) -> None:
    connected.add()
    connected.launch()
    with connected.sim._lms.store.change() as state:
        state.tool.scopes = [one for one in state.tool.scopes if one != ags.SCOPE_SCORE]
    states = connected.states()
    assert states["scope-score"] == "problem"
    assert [line for line, state in states.items() if state == "problem"] == ["scope-score"]
    assert (states["roster"], states["lineitems"], states["token"]) == ("ok", "ok", "ok")


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_keys_that_may_not_be_fetched_are_told_from_a_wrong_address(connected) -> None:
    connected.add()
    connected.sim.faults.jwks_blocked = True
    assert connected.problems() == {"own-keys.not_fetched"}


@SQLITE
def test_a_system_that_is_down_says_so_in_each_line_that_asked_it(connected) -> None:
    connected.add()
    connected.sim.faults.down = True
    assert connected.problems() == {"login.lms_error", "keys.lms_error", "token.lms_error"}


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_a_system_that_never_answers_costs_a_call_its_time_limit_only(connected, waymark) -> None:
    connected.add()
    row = connected.row()
    connected.sim.faults.hang_seconds = 60
    http = Http(now=waymark.clock, loopback=True, limits=Limits(connect=0.3, total=0.3))
    subject = Subject(platform_of(row), waymark.settings.base_url, waymark.keys.kid, assigned=1)
    platform = TokenPlatform(row.id, row.client_id, row.token_url)
    found = check(http, subject, profile_of("moodle").setup, lambda one: waymark.tokens.ask(platform, one, over=http))
    http.close()
    assert {one.code for one in found if one.state == "problem"} >= {"token.timeout"}


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_an_issuer_that_a_launch_named_is_right_however_it_looks(connected) -> None:
    platform = connected.add(issuer=f"{connected.sim.issuer}/", client_id=f" {connected.sim.client_id}")
    assert {"issuer.slash", "registration.spaces"} <= connected.problems()
    change = t.platform.update().where(t.platform.c.id == platform)
    connected.waymark.db.write(lambda w: w.conn.execute(change.values(last_launch_at=w.now)))
    assert "issuer.slash" not in connected.problems()


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_what_waits_for_a_refused_key_goes_on_once_a_check_finds_it_accepted(connected, waymark) -> None:
    connected.add()
    row = connected.row()
    source = waymark.tokens.of(TokenPlatform(row.id, row.client_id, row.token_url))
    connected.sim.faults.invalid_client = True
    for _ in range(2):
        with pytest.raises(Refused):
            source.get(frozenset(ags.SCOPES))
    connected.sim.faults.invalid_client = False
    with pytest.raises(Refused):
        source.get(frozenset(ags.SCOPES))
    assert connected.problems() == set()
    assert source.get(frozenset(ags.SCOPES))


@SQLITE
@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_L34_keys_that_cannot_be_opened_are_a_line_of_their_own(connected, waymark) -> None:
    connected.add()
    waymark.keys.secret_key = bytes(32)
    assert connected.problems() == {"own-keys.secret"}


@SQLITE
@pytest.mark.parametrize("kind", ["schoology"], indirect=True)
def test_T09_an_inner_address_is_named_and_not_asked(connected) -> None:
    connected.add(jwks_url="https://169.254.169.254/keys")
    assert connected.problems() == {"keys.address_refused"}


@SQLITE
def test_a_line_that_was_not_looked_at_says_why(connected) -> None:
    connected.add()
    connected.launch()
    connected.sim.faults.invalid_client = True
    unseen = [one for one in connected.check() if one.state == "skipped"]
    assert {one.line for one in unseen} >= {"token", "scope-score", "roster", "lineitems"}
    assert all(said(one) for one in unseen)


@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_a_platform_switched_off_here_says_so(connected) -> None:
    platform = connected.add()
    connected.waymark.db.write(lambda w: platforms.disable(w, connected.tenant, platform))
    assert connected.problems() == {"registration.off"}

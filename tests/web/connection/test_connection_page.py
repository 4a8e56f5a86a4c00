"""The connection check as a page of the admin, and the words in which it speaks (U03)."""

from __future__ import annotations

import re
from html import unescape

import pytest

from gateway.db import tables as t
from gateway.services import audit
from lti import ags, nrps
from lti.check.lines import LINES
from lti.check.words import PROBLEMS, TITLES
from lti.lms.registry import PROFILES


@pytest.mark.parametrize("kind", ["canvas"], indirect=True)
def test_the_page_shows_each_line_with_what_to_change_there(connected) -> None:
    platform = connected.add()
    connected.launch()
    connected.sim.faults.missing_scopes = [ags.SCOPE_SCORE]
    home = connected.admin()
    assert f"{home}platforms/{platform}/check" in connected.doors("GET", f"{home}platforms").text
    first = connected.doors("GET", f"{home}platforms/{platform}/check")
    assert "Check now" in first.text
    assert "Line by line" not in first.text
    csrf = re.search(r'name="csrf" value="([^"]+)"', first.text)
    assert csrf
    answer = connected.doors("POST", f"{home}platforms/{platform}/check", data={"csrf": csrf[1]})
    assert answer.status_code == 200
    text = unescape(answer.text)
    assert "1 thing to mend" in text
    assert "Can create and update submission results" in text
    assert all(title in text for title in TITLES.values())
    connected.sim.faults.missing_scopes = []
    again = connected.doors("POST", f"{home}platforms/{platform}/check", data={"csrf": csrf[1]})
    assert "Nothing to mend" in again.text


@pytest.mark.parametrize("kind", ["moodle"], indirect=True)
def test_T01_T23_only_the_own_registration_is_checked_and_it_is_noted(connected) -> None:
    platform = connected.add()
    home = connected.admin()
    assert connected.doors("GET", f"{home}platforms/nobody/check").status_code == 404
    csrf = re.search(r'name="csrf" value="([^"]+)"', connected.doors("GET", f"{home}platforms/{platform}/check").text)
    assert csrf
    connected.doors("POST", f"{home}platforms/{platform}/check", data={"csrf": csrf[1]})
    with connected.waymark.db.read() as conn:
        noted = list(conn.execute(t.audit.select().filter_by(tenant_id=connected.tenant)))
        assert audit.verify(conn, connected.tenant) is None
    assert [(row.what, row.about["platform"]) for row in noted] == [("platform-checked", platform)]


def test_every_line_and_code_has_its_words() -> None:
    assert set(TITLES) == set(LINES)
    known = {*LINES, *(f"{line}.{reason}" for line in LINES for reason in _reasons()), *PROBLEMS}
    for profile in PROFILES:
        assert set(profile.setup.fixes) <= known, profile.key
        assert set(profile.setup.scopes) <= {*ags.SCOPES, nrps.SCOPE}


def _reasons() -> set[str]:
    return {code.rpartition(".")[2] for code in PROBLEMS}

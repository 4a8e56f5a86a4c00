"""Service tokens, line items, scores, results, linked sections (schoology facts 1.7, 3)."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from schoology_tool import AGS, CALEB, LTI, MAYA, NRPS, ROSA, SCOPES
from support.small_tool import TIMEOUT

from sandbox.parts import keys
from sandbox.school import school
from sandbox.schoology import SchoologySim


def only_column(sim):
    return sim.readback().columns[0]


def cell(sim, login=MAYA):
    return sim.readback().cell(login, only_column(sim).id)


def test_1_7_token_by_signed_jwt(sim, tool):
    body = tool.ask_token(sim, SCOPES).json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, SCOPES)


def test_1_7_http_basic_and_foreign_keys_are_refused(sim, tool):
    form = {"grant_type": "client_credentials", "scope": SCOPES}
    basic = requests.post(sim.token_url, form, auth=(sim.client_id, "secret"), timeout=TIMEOUT)
    foreign = tool.ask_token(sim, SCOPES, tool.assertion(sim, keys.new_key(), {"kid": tool.key.kid}))
    assert [basic.status_code, foreign.status_code] == [401, 401]
    assert foreign.json()["error"] == "invalid_client"


@pytest.mark.parametrize("change", [{"aud": "https://other.example"}, {"exp": 1}, {"iss": "9"}, {"jti": None}])
def test_1_7_checks_of_the_assertion(sim, tool, change):
    assert tool.ask_token(sim, SCOPES, tool.assertion(sim, **change)).status_code in (400, 401)


def test_1_7_an_assertion_works_once(sim, tool):
    assertion = tool.assertion(sim)
    assert [tool.ask_token(sim, SCOPES, assertion).status_code for _ in range(2)] == [200, 401]


def test_1_7_an_assertion_that_works_again_is_a_switch(sim, tool):
    sim.faults.jti_once = False
    assertion = tool.assertion(sim)
    assert [tool.ask_token(sim, SCOPES, assertion).status_code for _ in range(2)] == [200, 200]


def test_1_7_section_without_the_tool_is_403(sim, services):
    sim.faults.not_installed = [sim.context_id]
    assert services.call("GET", services.items).status_code == 403
    assert services.call("GET", services.members).status_code == 403


def test_1_7_scope_is_needed(sim, tool):
    assert tool.services(sim, NRPS).call("GET", tool.services(sim).items).status_code == 403


def test_13_token_faults(sim, tool, services):
    sim.faults.expire_tokens_now = True
    assert services.call("GET", services.items).status_code == 401
    sim.faults.missing_scopes = [f"{AGS}score"]
    assert f"{AGS}score" not in tool.ask_token(sim, SCOPES).json()["scope"].split()
    sim.faults.token_500 = True
    assert tool.ask_token(sim, SCOPES).status_code == 500


def test_3_1_line_item_keeps_four_fields_and_ignores_dates_and_category(sim, services):
    made = services.new_column(resourceId="step:1", tag="t", endDateTime="2026-12-01T00:00:00Z", category="9")
    assert set(made) == {"id", "label", "scoreMaximum", "resourceId", "tag"}
    assert sim.state()["items"][0]["due"] == ""


def test_3_1_filters_paging_and_slash_ids(sim, services):
    for number in range(3):
        services.new_column(resourceId=f"step:{number}", tag="t")
    found = services.call("GET", services.items, resource_id="step:1").json()
    assert [row["resourceId"] for row in found] == ["step:1"]
    first = services.call("GET", services.items, limit=2)
    assert len(first.json()) == 2
    assert len(services.call("GET", first.links["next"]["url"]).json()) == 1
    sim.faults.trailing_slash_ids = True
    assert services.call("GET", services.items).json()[0]["id"].endswith("/")


def test_3_1_put_replaces_everything(services):
    made = services.new_column(resourceId="step:1", tag="t")
    changed = services.call("PUT", made["id"], {"label": "New", "scoreMaximum": 8, "resourceId": "step:1"}).json()
    assert (changed["label"], changed["scoreMaximum"], changed.get("tag")) == ("New", 8, None)


def test_3_1_deleted_column_is_404(services):
    made = services.new_column()
    assert [services.call("DELETE", made["id"]).status_code for _ in range(2)] == [204, 404]
    assert services.score(made).status_code == 404


def test_3_1_only_the_tools_own_columns(sim, services):
    services.new_column()
    sim.add_material("Quiz", line_item={"scoreMaximum": 3})
    assert len(services.call("GET", services.items).json()) == 2


def test_3_2_column_lands_in_the_default_category(sim, services):
    services.new_column(resourceId="step:1")
    assert (only_column(sim).key, only_column(sim).visible) == ("step:1", True)
    sim.move_column(only_column(sim).id, 0)
    assert not only_column(sim).visible


def test_3_2_course_without_categories_hides_the_column(tool):
    with SchoologySim(school(), categories=False) as bare:
        tool.register_with(bare)
        made = tool.services(bare).new_column("Ratios")
        assert tool.services(bare).score(made).status_code == 201
        assert not only_column(bare).visible
        page = requests.get(bare.gradebook_link(ROSA), timeout=TIMEOUT).text
        assert "Ratios (hidden: no category)" in page
        bare.reset()
        assert bare.state()["categories"] == []


def test_3_3_score_overwrites_and_clears_the_comment(sim, services):
    made = services.new_column()
    assert services.score(made, comment="Met").status_code == 201
    assert (cell(sim).value, cell(sim).comment, cell(sim).by) == (3.0, "Met", "tool")
    services.score(made, scoreGiven=2)
    assert (cell(sim).value, cell(sim).comment, len(cell(sim).posts)) == (2.0, None, 2)


def test_3_3_comment_without_score_leaves_the_cell_blank(sim, services):
    services.score(services.new_column(), scoreGiven=None, comment="Come and see me")
    assert (cell(sim).value, cell(sim).comment) == (None, "Come and see me")


def test_3_3_user_id_must_be_the_full_sub(sim, services):
    made = services.new_column()
    for wrong in (sim.user_id(MAYA), sim.sub(ROSA), "60000999::" + "0" * 32):
        assert services.score(made, userId=wrong).status_code == 400


def test_3_3_any_score_removes_a_flag(sim, services):
    made = services.new_column()
    sim.set_flag(only_column(sim).id, MAYA, "excused")
    assert (cell(sim).flag, cell(sim).by) == ("excused", "teacher")
    services.score(made, gradingProgress="PendingManual")
    assert (cell(sim).flag, cell(sim).value) == (None, 3.0)


def test_3_3_another_maximum_is_scaled_unless_switched_off(sim, services):
    made = services.new_column(maximum=4)
    services.score(made, scoreGiven=5, scoreMaximum=10)
    assert cell(sim).value == 2.0
    sim.faults.rescale = False
    services.score(made, scoreGiven=5, scoreMaximum=10)
    assert cell(sim).value == 5.0


@pytest.mark.parametrize(("rule", "status", "value"), [("409", 409, 3), ("ignored", 201, 3), ("accepted", 201, 1)])
def test_3_3_stale_timestamps(sim, services, rule, status, value):
    sim.faults.stale_score = rule
    made = services.new_column()
    services.score(made)
    earlier = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert services.score(made, scoreGiven=1, timestamp=earlier).status_code == status
    assert cell(sim).value == value


def test_3_4_results_show_numbers_and_hide_flags(sim, services):
    made = services.new_column()
    services.score(made)
    services.score(made, CALEB)
    sim.set_flag(only_column(sim).id, MAYA, "missing")
    rows = {row["userId"]: row for row in services.call("GET", f"{made['id']}/results").json()}
    assert "resultScore" not in rows[sim.sub(MAYA)]
    assert rows[sim.sub(CALEB)]["resultScore"] == 3
    sim.faults.missing_counts_zero = True
    (row,) = services.call("GET", f"{made['id']}/results", user_id=sim.sub(MAYA)).json()
    assert row["resultScore"] == 0


def test_3_6_shared_identifier_silently_loses_the_other_section(linked, tool):
    linked.add_material("Quiz", line_item={"scoreMaximum": 4})
    here, there = tool.services(linked), tool.services(linked, section=1)
    shared = there.call("GET", there.items).json()[0]
    assert shared["id"].rsplit("/", 1)[1] == here.call("GET", here.items).json()[0]["id"].rsplit("/", 1)[1]
    assert [there.score(shared, login).status_code for login in (MAYA, CALEB)] == [201, 201]
    assert [(one.login, one.value) for one in linked.readback().cells] == [(MAYA, 3.0)]


def test_3_6_unique_identifiers_reach_each_section(linked, tool):
    linked.faults.unique_line_items = True
    number = linked.add_material("Quiz", line_item={"scoreMaximum": 4})
    endpoint = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
    for section, login in enumerate((MAYA, CALEB)):
        claims = linked.claims_for(login, "n", number)
        assert claims[f"{LTI}context"]["id"] == linked.section_ids[section]
        tool.services(linked, section=section).score({"id": claims[endpoint]["lineitem"]}, login)
    assert sorted(one.login for one in linked.readback().cells) == [CALEB, MAYA]


def test_3_6_posted_column_stays_in_its_section(linked, tool):
    tool.services(linked).new_column()
    assert tool.services(linked, section=1).call("GET", tool.services(linked, section=1).items).json() == []
    linked.faults.columns_in_linked = True
    tool.services(linked).new_column("Both")
    other = tool.services(linked, section=1)
    assert [row["label"] for row in other.call("GET", other.items).json()] == ["Both"]


def test_13_learner_dropped_mid_push(sim, services):
    made = services.new_column()
    sim.faults.dropped_mid_push = CALEB
    assert services.score(made, MAYA).status_code == 201
    assert services.score(made, CALEB).status_code == 400


def test_13_throttled_and_lost_answers(sim, services):
    sim.faults.throttle_next, sim.faults.retry_after = 1, "2"
    limited = services.call("GET", services.items)
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "2")
    made = services.new_column()
    sim.faults.drop_answer_after_store = 1
    with pytest.raises(requests.ConnectionError):
        services.score(made)
    assert cell(sim).value == 3.0

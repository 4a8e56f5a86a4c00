"""REST transport: OAuth 1.0a, redirects, limits, shapes of answers (schoology facts 5)."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import requests
from schoology_tool import MAYA, Rest
from support.small_tool import TIMEOUT

from sandbox.school import school
from sandbox.schoology import SchoologySim


class SimClock:
    """A clock that a test moves; it starts at the real time."""

    def __init__(self) -> None:
        self.start = datetime.now(UTC)
        self.seconds = 0

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)


REPLAY = "Duplicate timestamp/nonce combination, possible replay attack.  Request rejected."


@pytest.mark.parametrize("method", ["PLAINTEXT", "HMAC-SHA1"])
def test_5_1_two_legged_signatures(sim, method):
    rest = Rest(sim, method)
    assert rest.get(f"{rest.section}/enrollments?limit=2&type=member")["enrollment"]
    wrong = rest.call("GET", rest.section, oauth_signature="wrong&")
    assert (wrong.status_code, wrong.headers["Content-Type"].split(";")[0]) == (401, "text/plain")


def test_5_1_hmac_covers_the_query(sim):
    rest = Rest(sim, "HMAC-SHA1")
    other = rest.header("GET", f"{rest.base}{rest.section}/enrollments?limit=2")
    url = f"{rest.base}{rest.section}/enrollments?limit=3"
    assert requests.get(url, headers={"Authorization": other}, timeout=TIMEOUT).status_code == 401


@pytest.mark.parametrize(
    "leniency", [{"realm": ""}, {"realm": "Schoology%20API"}, {"oauth_token": None}, {"comma": ","}]
)
def test_5_1_header_leniency(rest, leniency):
    assert rest.call("GET", rest.section, **leniency).status_code == 200


def test_5_1_signature_may_end_in_a_literal_ampersand(sim, rest):
    header = rest.header("GET", rest.base + rest.section).replace("%26", "&")
    answer = requests.get(rest.base + rest.section, headers={"Authorization": header}, timeout=TIMEOUT)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "change", [{"oauth_token": "t"}, {"oauth_consumer_key": "k"}, {"oauth_nonce": None}, {"oauth_timestamp": "soon"}]
)
def test_5_1_a_header_that_is_not_right_is_401(rest, change):
    assert rest.call("GET", rest.section, **change).status_code == 401


def test_5_1_a_repeated_call_is_refused_with_the_known_text(rest):
    now = str(int(time.time()))
    answers = [rest.call("GET", rest.section, oauth_nonce="n", oauth_timestamp=now) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 401]
    assert answers[1].text == REPLAY


def test_5_1_timestamps_do_not_go_back(sim, rest):
    assert rest.call("GET", rest.section).status_code == 200
    earlier = str(int(time.time()) - 5)
    assert rest.call("GET", rest.section, oauth_timestamp=earlier).text == REPLAY
    sim.faults.timestamps_may_go_back = True
    assert rest.call("GET", rest.section, oauth_timestamp=earlier).status_code == 200


def test_5_1_timestamp_window_is_a_switch(sim, rest):
    sim.faults.clock_skew_seconds = 3600.0
    assert rest.call("GET", rest.section).status_code == 200
    sim.faults.timestamp_window = 300
    assert rest.call("GET", rest.section).status_code == 401


def test_5_3_personal_key_reads_its_owner_only(sim, rest):
    sim.faults.personal_key = True
    refused = rest.call("GET", f"{rest.section}/enrollments")
    assert (refused.status_code, refused.text) == (401, "")
    assert rest.call("GET", "/users/me").status_code == 303


def test_5_4_own_profile_by_a_redirect_on_the_same_host(sim, rest):
    answer = rest.call("GET", "/users/me")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{rest.base}/users/")
    assert rest.get(answer.headers["Location"])["username"] == "ines.duarte"
    person = sim.school.person(MAYA)
    ext = rest.call("GET", f"/users/ext/{person.sis_id}")
    assert ext.headers["Location"].endswith(f"/users/{sim.user_id(MAYA)}")
    assert rest.call("GET", "/sections/ext/sis-math6-all").headers["Location"].endswith(rest.section)


def test_13_redirect_to_a_foreign_host(sim, rest):
    sim.faults.foreign_redirect = True
    answer = rest.call("GET", rest.section)
    assert (answer.status_code, answer.headers["Location"][:22]) == (303, "http://127.0.0.99:9/v1")


def test_5_5_pages_of_twenty_with_a_next_link(sim, rest):
    first = rest.get(f"{rest.section}/enrollments")
    second = rest.get(first["links"]["next"])
    assert [len(page["enrollment"]) for page in (first, second)] == [20, 6]
    assert "next" not in second["links"]
    assert len(rest.get(f"{rest.section}/enrollments?limit=200")["enrollment"]) == 26


def test_5_5_limit_of_assignments_holds_per_type(sim, rest):
    for number in range(3):
        rest.new_assignment(title=f"Task {number}")
        sim.add_material(f"Quiz {number}", line_item={"scoreMaximum": 3})
    page = rest.get(f"{rest.section}/assignments?limit=2")
    assert len(page["assignment"]) == 4
    assert "next" in page["links"]


def test_5_6_bucket_of_fifty_credits_and_its_refill(tool):
    now = SimClock()
    with SchoologySim(school(), clock=now) as limited:
        tool.register_with(limited)
        rest = Rest(limited)
        write = [rest.call("POST", f"{rest.section}/assignments", {"title": "T"}).status_code for _ in range(17)]
        assert write == [201] * 16 + [429]
        assert [rest.call("GET", rest.section).status_code for _ in range(3)] == [200, 200, 429]
        assert rest.call("GET", rest.section).headers["Retry-After"] == "1"
        now.seconds += 5
        assert rest.call("GET", rest.section).status_code == 200
        limited.unlimited()
        assert {rest.call("GET", rest.section).status_code for _ in range(60)} == {200}


def test_5_7_empty_bodies_and_the_section_instead_of_an_unknown_part(sim, rest):
    missing = rest.call("GET", f"{rest.section}/assignments/1")
    assert (missing.status_code, missing.text) == (404, "")
    assert rest.call("GET", "/sections/1").status_code == 404
    assert str(rest.get(f"{rest.section}/mastery")["id"]) == sim.context_id


def test_5_9_ids_and_totals_are_numbers_or_texts(sim, rest):
    pages = [rest.get(f"{rest.section}/enrollments?limit=200") for _ in range(4)]
    assert {type(row["id"]) for page in pages for row in page["enrollment"]} == {int, str}
    assert {type(page.get("total")) for page in pages} & {int, str}
    sim.faults.mixed_types = False
    rows = rest.get(f"{rest.section}/enrollments")["enrollment"]
    assert {type(row["id"]) for row in rows} == {str}


def test_5_8_multiget_answers_each_path(sim, rest):
    paths = [f"/v1{rest.section}", f"/v1/users/{sim.user_id(MAYA)}", "/v1/users/1", "/v1/roles"]
    rows = rest.call("POST", "/multiget", {"request": paths}).json()["response"]
    assert [row["response_code"] for row in rows] == [200, 200, 404, 400]
    assert rows[1]["body"]["username"] == MAYA


@pytest.mark.parametrize("owner", ["daniel.reed", MAYA])
def test_12_rights_of_the_keys_owner(linked, owner):
    rest = Rest(linked)
    linked.faults.key_owner = owner
    own, other = (linked.section_ids[::-1], linked.section_ids)[owner == MAYA]
    assert rest.call("GET", f"/sections/{own}/enrollments").status_code == 200
    assert rest.call("GET", f"/sections/{other}/enrollments").status_code == 403
    teaches = owner != MAYA
    assert rest.call("GET", f"/sections/{own}/grades").status_code == (200 if teaches else 403)
    made = rest.call("POST", f"/sections/{own}/assignments", {"title": "T"})
    assert made.status_code == (201 if teaches else 403)


def test_13_dead_key_and_faked_replay(sim, rest):
    sim.faults.duplicate_nonce_next = 1
    assert rest.call("GET", rest.section).text == REPLAY
    assert rest.call("GET", rest.section).status_code == 200
    sim.faults.rest_key_dead = True
    assert rest.call("GET", rest.section).status_code == 401

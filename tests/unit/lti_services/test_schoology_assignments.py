"""Personal work in Schoology: hidden until somebody has it, and never the whole class's by mistake (schoology.md 7)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from schoology_facts import (
    ASSIGNMENTS,
    BO,
    CATEGORIES,
    ENROLLMENT,
    ENROLLMENTS,
    LAUNCH_URL,
    adapter_of,
    enrollments,
    route,
)

from lti.lms.base import AssignmentWanted, Permanent, Refused, Remote, Transient
from lti.lms.schoology.assignments import HIDDEN_BY_US as OURS

WORK = "8600000041"
READ, PUT = f"GET {ASSIGNMENTS}/{WORK}", f"PUT {ASSIGNMENTS}/{WORK}"
WANTED = AssignmentWanted("waymark:a1", "Food-web lab", LAUNCH_URL, 4)
ASSIGNMENT, OVERRIDE = Remote(WORK), Remote(ENROLLMENT)
LINK = {"id": "77", "type": "link", "url": LAUNCH_URL, "title": "Food-web lab"}
OTHER = 9200000112


@pytest.fixture
def adapter(platform, http, counting):
    return adapter_of(platform, http, counting)


def refusal(kind, call):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def work(*assignees: object, published: object = "1", **fields: object) -> dict[str, object]:
    attached = {"links": {"link": [LINK]}}
    return {"id": int(WORK), "published": published, "assignees": [*assignees], "attachments": attached, **fields}


def changes(platform):
    return [request.json for request in platform.requests if request.method == "PUT"]


def stands(platform, reply, there, *, saved: int = 204, **more: object):
    table = {
        f"GET {ENROLLMENTS}": [reply(200, enrollments())],
        READ: [reply(200, there)],
        PUT: [reply(saved, b"")],
        **more,
    }
    route(platform, reply, **table)


# Finding and making


@pytest.mark.parametrize(
    "attachments",
    [{"links": {"link": [LINK]}}, [LINK], {"link": {"url": LAUNCH_URL}}, [{"embed": "x"}, {"url": LAUNCH_URL}]],
)
def test_F25_an_assignment_is_found_by_our_link_whatever_its_title(platform, adapter, reply, attachments):
    others = [{"id": 1}, {"id": 2, "attachments": []}, {"id": 3, "attachments": [{"url": f"{LAUNCH_URL}0", "id": 1}]}]
    page = {"assignment": others, "links": {"next": f"{platform.url}{ASSIGNMENTS}?start=200"}}
    mine = {"assignment": [{"id": WORK, "title": "Renamed", "attachments": attachments}]}
    platform.script(reply(200, page), reply(200, mine))
    assert [found.remote_id for found in adapter.find_assignments(WANTED)] == [WORK]
    assert platform.paths()[0] == f"{ASSIGNMENTS}?with_attachments=1&limit=20"


@pytest.mark.parametrize("counts", [True, False])
def test_an_assignment_is_born_unpublished_in_a_category(platform, adapter, reply, counts):
    table = {
        f"GET {CATEGORIES}": [reply(200, {"grading_category": [{"id": "3301"}]})],
        f"POST {ASSIGNMENTS}": [reply(201, {"id": int(WORK), "title": "Food-web lab"})],
    }
    route(platform, reply, **table)
    wanted = AssignmentWanted("waymark:a1", "Food-web lab", LAUNCH_URL, 4, counts_in_total=counts)
    assert adapter.make_assignment(wanted) == Remote(WORK)
    assert platform.requests[-1].json == {
        "title": "Food-web lab",
        "max_points": 4,
        "grading_category": 3301,
        "count_in_grade": int(counts),
        "allow_dropbox": 0,
        "published": 0,
        "attachments": [{"url": LAUNCH_URL, "title": "Food-web lab"}],
    }


@pytest.mark.parametrize(("status", "kind"), [(401, Refused), (403, Permanent), (500, Transient)])
def test_an_assignment_that_cannot_be_made_says_why(platform, adapter, reply, status, kind):
    table = {
        f"GET {CATEGORIES}": [reply(200, {"grading_category": [{"id": "3301"}]})],
        f"POST {ASSIGNMENTS}": [reply(status, b"")],
    }
    route(platform, reply, **table)
    refusal(kind, lambda: adapter.make_assignment(WANTED))


def test_without_a_key_nothing_is_asked(platform, http, counting):
    keyless = adapter_of(platform, http, counting, key="")
    assert refusal(Refused, lambda: keyless.find_assignments(WANTED)).code == "token_missing"
    assert platform.requests == []


# Assigning


def test_the_first_learner_publishes_it_and_the_link_stays(platform, adapter, reply):
    stands(platform, reply, work(published=0))
    assert adapter.assign(ASSIGNMENT, BO, "any", None) == OVERRIDE
    kept = [{"id": "77", "title": "Food-web lab"}]
    assert changes(platform) == [{"assignees": [int(ENROLLMENT)], "published": 1, "attachments": kept}]


def test_a_further_learner_joins_the_others(platform, adapter, reply):
    stands(platform, reply, work(str(OTHER), published=1))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert changes(platform)[0]["assignees"] == [OTHER, int(ENROLLMENT)]


@pytest.mark.parametrize("assignees", [(ENROLLMENT,), (int(ENROLLMENT), OTHER)])
def test_asking_twice_changes_nothing(platform, adapter, reply, assignees):
    stands(platform, reply, work(*assignees))
    assert adapter.assign(ASSIGNMENT, BO, "any", None) == OVERRIDE
    assert changes(platform) == []


def test_the_learner_left_behind_when_we_hid_it_does_not_get_it_again(platform, adapter, reply):
    stands(platform, reply, work(OTHER, published="0", description=OURS))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert (changes(platform)[0]["assignees"], changes(platform)[0]["published"]) == ([int(ENROLLMENT)], 1)


def test_the_learner_left_behind_may_get_it_again(platform, adapter, reply):
    stands(platform, reply, work(ENROLLMENT, published=0, description=OURS))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert (changes(platform)[0]["assignees"], changes(platform)[0]["published"]) == ([int(ENROLLMENT)], 1)
    assert changes(platform)[0]["description"] == ""


def test_who_left_the_section_is_not_named_again(platform, adapter, reply):
    stands(platform, reply, work("9200000999", OTHER))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert changes(platform)[0]["assignees"] == [int(OTHER), int(ENROLLMENT)]


def test_one_that_a_teacher_gave_to_everybody_is_not_narrowed(platform, adapter, reply):
    stands(platform, reply, work())
    assert adapter.assign(ASSIGNMENT, BO, "any", None) == OVERRIDE
    assert changes(platform) == []


def test_one_that_a_teacher_gave_to_a_group_gets_the_learner_too(platform, adapter, reply):
    stands(platform, reply, work(grading_group_ids=[5]))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert changes(platform)[0]["assignees"] == [int(ENROLLMENT)]


@pytest.mark.parametrize(
    "there",
    [work(OTHER, published=0), work(OTHER, 9200000113, published=0), work(published=0, grading_group_ids=[5])],
    ids=["one", "several", "group"],
)
def test_F28_one_that_a_teacher_hid_stays_hidden(platform, adapter, reply, there):
    stands(platform, reply, there)
    assert refusal(Permanent, lambda: adapter.assign(ASSIGNMENT, BO, "any", None)).code == "unpublished"
    assert changes(platform) == []


def test_attachments_of_a_teacher_are_repeated_with_ours(platform, adapter, reply):
    file = {"id": 78, "type": "file", "title": "notes.pdf", "converted": {"id": 1}}
    attached = {"links": {"link": [LINK]}, "files": {"file": [file]}, "embeds": {"embed": []}}
    stands(platform, reply, work(OTHER, attachments=attached))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert [one["id"] for one in changes(platform)[0]["attachments"]] == ["77", 78]


@pytest.mark.parametrize(
    ("attached", "sent"),
    [
        ([{"url": LAUNCH_URL, "title": "Lab", "type": "link"}], [{"url": LAUNCH_URL, "title": "Lab"}]),
        (None, None),
    ],
)
def test_attachments_told_without_ids_are_sent_anew_and_none_is_none(platform, adapter, reply, attached, sent):
    stands(platform, reply, work(OTHER, attachments=attached))
    adapter.assign(ASSIGNMENT, BO, "any", None)
    assert changes(platform)[0].get("attachments") == sent


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, b"", "assignment_gone"),
        (403, b"", "not_accepted"),
        (400, b'"Invalid assignees"', "not_in_course"),
    ],
)
def test_R5_a_refused_assignment_is_classed(platform, adapter, reply, status, body, code):
    stands(platform, reply, work(OTHER), **{PUT: [reply(status, body)]})
    assert refusal(Permanent, lambda: adapter.assign(ASSIGNMENT, BO, "any", None)).code == code


def test_an_assignment_deleted_in_schoology_is_told(platform, adapter, reply):
    route(platform, reply, **{f"GET {ENROLLMENTS}": [reply(200, enrollments())]})
    assert refusal(Permanent, lambda: adapter.assign(ASSIGNMENT, BO, "any", None)).code == "assignment_gone"


def test_F29_a_learner_who_left_gets_nothing(platform, adapter, reply):
    stands(platform, reply, work(OTHER), **{f"GET {ENROLLMENTS}": [reply(200, {"enrollment": [], "total": 0})]})
    assert refusal(Permanent, lambda: adapter.assign(ASSIGNMENT, BO, "any", None)).code == "not_in_course"
    assert changes(platform) == []


def test_a_list_that_cannot_be_read_is_never_replaced(platform, adapter, reply):
    stands(platform, reply, work({"uid": 5}, "x"))
    refusal(Transient, lambda: adapter.assign(ASSIGNMENT, BO, "any", None))
    assert changes(platform) == []


# Dates


@pytest.mark.parametrize(
    ("due_at", "written"),
    [
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), "2026-06-30 22:59:00"),
        (datetime(2026, 12, 1, 5, 59, tzinfo=UTC), "2026-11-30 23:59:00"),
    ],
    ids=["summer", "winter"],
)
def test_a_date_is_written_in_the_key_owners_zone(platform, adapter, reply, due_at, written):
    me = {"GET /v1/users/me": [reply(200, {"uid": "1", "tz_name": "America/Chicago"})]}
    stands(platform, reply, work(published=0), **me)
    adapter.assign(ASSIGNMENT, BO, "any", due_at)
    assert changes(platform)[0]["due"] == written


@pytest.mark.parametrize(
    ("assignees", "there", "written"),
    [
        ([ENROLLMENT], "2026-12-24 12:00:00", "2026-12-01 12:00:00"),
        ([ENROLLMENT], "2026-12-01 12:00:00", None),
        ([ENROLLMENT, OTHER], "2026-12-24 12:00:00", None),
        ([ENROLLMENT, OTHER], "2026-11-24 12:00:00", "2026-12-01 12:00:00"),
        ([ENROLLMENT, OTHER], "", "2026-12-01 12:00:00"),
    ],
    ids=["own", "same", "later stays", "earlier moves", "first"],
)
def test_one_date_serves_all_so_nobody_loses_time(platform, adapter, reply, assignees, there, written):
    me = {"GET /v1/users/me": [reply(200, {"tz_name": "UTC"})]}
    stands(platform, reply, work(*assignees, due=there), **me)
    adapter.assign(ASSIGNMENT, BO, "any", datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    assert [body.get("due") for body in changes(platform)] == ([written] if written else [])


@pytest.mark.parametrize("said", [{}, {"tz_name": ""}, {"tz_name": "Mars/Base"}, {"tz_name": "../etc/passwd"}])
def test_without_a_known_zone_no_date_is_better_than_a_wrong_one(platform, adapter, reply, said):
    stands(platform, reply, work(published=0), **{"GET /v1/users/me": [reply(200, said)]})
    adapter.assign(ASSIGNMENT, BO, "any", datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
    assert "due" not in changes(platform)[0]


def test_a_key_that_may_not_read_its_owner_still_assigns(platform, adapter, reply):
    stands(platform, reply, work(published=0), **{"GET /v1/users/me": [reply(403, b"")]})
    assert adapter.assign(ASSIGNMENT, BO, "any", datetime(2026, 12, 1, tzinfo=UTC)) == OVERRIDE


# Taking back


def test_a_learner_leaves_and_the_others_keep_it(platform, adapter, reply):
    stands(platform, reply, work(OTHER, int(ENROLLMENT)))
    adapter.unassign(ASSIGNMENT, BO, OVERRIDE)
    assert changes(platform) == [{"assignees": [OTHER], "attachments": [{"id": "77", "title": "Food-web lab"}]}]


def test_the_last_learner_leaves_it_hidden_and_never_with_an_empty_list(platform, adapter, reply):
    stands(platform, reply, work(ENROLLMENT))
    adapter.unassign(ASSIGNMENT, BO, OVERRIDE)
    assert (changes(platform)[0]["assignees"], changes(platform)[0]["published"]) == ([int(ENROLLMENT)], 0)


def test_the_last_learner_beside_a_group_leaves_it_to_the_group(platform, adapter, reply):
    stands(platform, reply, work(ENROLLMENT, grading_group_ids=["5"]))
    adapter.unassign(ASSIGNMENT, BO, OVERRIDE)
    assert (changes(platform)[0]["assignees"], "published" in changes(platform)[0]) == ([], False)


@pytest.mark.parametrize("there", [work(OTHER), work(), work(ENROLLMENT, published=0)], ids=["out", "class", "hidden"])
def test_taken_back_already_is_done(platform, adapter, reply, there):
    stands(platform, reply, there)
    adapter.unassign(ASSIGNMENT, BO, OVERRIDE)
    assert changes(platform) == []


def test_an_assignment_that_is_gone_is_taken_back(platform, adapter, reply):
    route(platform, reply)
    adapter.unassign(ASSIGNMENT, BO, OVERRIDE)
    assert platform.paths() == [f"{ASSIGNMENTS}/{WORK}?with_attachments=1"]


def test_a_learner_who_left_the_course_is_taken_out_of_the_list(platform, adapter, reply):
    only_a_teacher = {"enrollment": [one for one in enrollments()["enrollment"] if one["admin"] == 1]}
    stands(platform, reply, work(ENROLLMENT, OTHER), **{f"GET {ENROLLMENTS}": [reply(200, only_a_teacher)]})
    adapter.unassign(ASSIGNMENT, BO, OVERRIDE)
    assert changes(platform)[0]["assignees"] == [OTHER]


def test_a_refusal_to_take_it_back_is_told(platform, adapter, reply):
    stands(platform, reply, work(ENROLLMENT), saved=403)
    assert refusal(Permanent, lambda: adapter.unassign(ASSIGNMENT, BO, OVERRIDE)).code == "not_accepted"
    route(platform, reply, **{READ: [reply(403, b"")]})
    assert refusal(Permanent, lambda: adapter.unassign(ASSIGNMENT, BO, OVERRIDE)).code == "not_accepted"

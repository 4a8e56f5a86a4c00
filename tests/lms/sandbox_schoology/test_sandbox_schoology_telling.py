"""REST pages for single students, and what tells people something: calendar, updates, messages."""

import pytest
from schoology_tool import CALEB, MAYA, ROSA


def made(rest, path: str, **fields: object) -> dict[str, object]:
    answer = rest.call("POST", path, fields)
    assert answer.status_code == 201, (answer.status_code, answer.text)
    return dict(answer.json())


def titles(rest, path: str) -> list[str]:
    return [row["title"] for row in rest.get(f"{rest.section}/{path}")["page"]]


def test_10_a_page_is_for_those_it_names_and_read_at_an_address_in_the_singular(sim, rest):
    own = made(rest, f"{rest.section}/pages", title="Playlist", body="<p>Begin</p>", assignees=[rest.enrolment(MAYA)])
    assert rest.get(f"{rest.section}/page/{own['id']}")["body"] == "<p>Begin</p>"
    sim.faults.key_owner = MAYA
    assert titles(rest, "pages") == ["Playlist"]
    sim.faults.key_owner = CALEB
    assert titles(rest, "pages") == []
    assert rest.call("GET", f"{rest.section}/page/{own['id']}").status_code == 404


def test_10_a_page_moves_to_a_group_and_an_empty_list_is_everybody(sim, rest):
    groups = {"grading_groups": {"grading_group": [{"title": "B", "members": [rest.enrolment(CALEB)]}]}}
    answer = rest.call("POST", f"{rest.section}/grading_groups", groups).json()
    group = answer["grading_groups"]["grading_group"][0]["id"]
    page = (
        f"{rest.section}/pages/{made(rest, f'{rest.section}/pages', title='P', assignees=[rest.enrolment(MAYA)])['id']}"
    )
    assert rest.call("PUT", page, {"assignees": [], "grading_group_ids": [group]}).status_code == 204
    sim.faults.key_owner = MAYA
    assert titles(rest, "pages") == []
    sim.faults.key_owner = ""
    rest.call("PUT", page, {"grading_group_ids": []})
    sim.faults.key_owner = MAYA
    assert titles(rest, "pages") == ["P"]


@pytest.mark.parametrize("wrong", [{}, {"title": "P", "assignees": [5]}, {"title": "P", "grading_group_ids": [5]}])
def test_10_a_wrong_page_is_400_and_makes_nothing(rest, wrong):
    assert rest.call("POST", f"{rest.section}/pages", wrong).status_code == 400
    assert titles(rest, "pages") == []


def test_10_a_link_is_for_everybody(sim, rest):
    made(rest, f"{rest.section}/documents", title="My pathway", url="https://tool.example/go")
    assert rest.call("POST", f"{rest.section}/documents", {"title": "x"}).status_code == 400
    sim.faults.key_owner = MAYA
    assert titles(rest, "pages") == ["My pathway"]


def test_11_calendar_wants_both_days_and_shows_due_dates(rest):
    rest.new_assignment(due="2026-11-14 23:59:00")
    made(rest, f"{rest.section}/events", title="Review", start="2026-11-20 08:00:00")
    assert rest.call("GET", f"{rest.section}/events?start_date=2026-11-01").status_code == 400
    shown = rest.get(f"{rest.section}/events?start_date=2026-11-01&end_date=2026-11-19")["event"]
    assert [(row["type"], row["start"]) for row in shown] == [("assignment", "2026-11-14 23:59:00")]


def test_11_updates_are_posted_as_the_keys_owner(sim, rest):
    link = {"type": "link", "title": "Open", "url": "https://tool.example/go"}
    update = made(rest, f"{rest.section}/updates", body="New steps", attachments=[link])
    assert str(update["uid"]) == sim.user_id("ines.duarte")
    assert rest.get(f"{rest.section}/updates")["update"][0]["attachments"] == [link]


def test_11_messages_reach_an_inbox_and_the_documented_address_does_not_work(sim, rest):
    message = made(rest, "/messages", subject="Hello", message="Text", recipient_ids=f"{sim.user_id(ROSA)}")
    assert rest.call("POST", "/messages", {"subject": "x", "message": "y", "recipient_ids": "5"}).status_code == 400
    sim.faults.key_owner = ROSA
    assert [row["subject"] for row in rest.get("/messages/inbox")["message"]] == ["Hello"]
    assert rest.get(f"/messages/inbox/{message['id']}")["message"] == "Text"
    assert rest.call("GET", f"/messages/{message['id']}").status_code == 400

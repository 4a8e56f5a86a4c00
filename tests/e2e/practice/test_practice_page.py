"""The practice page in a real browser: the work of a student from launch to the way back."""

import pytest
from playwright.sync_api import expect
from practice_answers import answer_all, answer_by_mouse, drawn, typed
from practice_stub import ACTOR, REGISTRATION

pytestmark = pytest.mark.browser

EXT = "https://waymark.example/xapi/extensions/"


def open_items(page, content, store, key, **changes: str):
    page.goto(content.launch_url(store, key, **changes))
    page.locator("h2").first.wait_for()
    return drawn(page, key, changes.get("registration", REGISTRATION), changes.get("lang", "en"))


def wait_for(page, store, verb, count=1):
    for _ in range(200):
        if len(store.of(verb)) >= count:
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"{len(store.of(verb))} of {count} {verb} arrived")


def test_U60_an_activity_is_completed_by_keyboard_alone(page, content, store):
    items = open_items(page, content, store, "trail-mix-tables")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for item in items:
        for _ in range(6):
            if page.evaluate("document.activeElement.matches('.question input')"):
                break
            page.keyboard.press("Tab")
        if item["answer"]["kind"] == "choice":
            wanted = [one["value"] for one in item["choices"]].index(item["answer"]["value"])
            page.keyboard.press("Space")
            for _ in range(wanted):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(typed(item))
        page.keyboard.press("Enter")
        expect(page.locator(".feedback--fine")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You did it!")).to_be_focused()
    wait_for(page, store, "completed")
    assert store.of("completed")[0]["result"]["score"] == {"raw": 5, "min": 0, "max": 5, "scaled": 1}


def test_evidence_is_one_completed_with_score_duration_and_hint_counts(page, content, store):
    items = open_items(page, content, store, "juice-stand")
    page.get_by_role("button", name="Show a hint").click()
    page.get_by_role("button", name="Show one more hint").click()
    answer_all(page, items)
    wait_for(page, store, "completed")
    done = store.of("completed")
    assert len(done) == 1
    assert done[0]["actor"] == ACTOR
    assert done[0]["object"]["id"] == "https://waymark.example/activities/juice-stand"
    assert done[0]["context"]["registration"] == REGISTRATION
    result = done[0]["result"]
    assert (result["completion"], result["success"]) == (True, True)
    assert result["duration"].startswith("PT")
    assert result["extensions"] == {f"{EXT}questions": 5, f"{EXT}hints-used": 2, f"{EXT}hints-available": 10}


def test_each_answer_is_stored_on_its_item_with_the_activity_as_parent(page, content, store):
    items = open_items(page, content, store, "juice-stand")
    answer_by_mouse(page, items[0], right=False)
    page.locator(".feedback--look").wait_for()
    answer_by_mouse(page, items[0])
    wait_for(page, store, "answered", 2)
    first, second = store.of("answered")
    activity = "https://waymark.example/activities/juice-stand"
    assert first["object"]["id"] == f"{activity}/items/1"
    assert first["context"]["contextActivities"]["parent"] == [{"objectType": "Activity", "id": activity}]
    assert [one["result"]["success"] for one in (first, second)] == [False, True]
    assert [one["result"]["extensions"][f"{EXT}attempt"] for one in (first, second)] == [1, 2]
    assert second["result"]["response"] == typed(items[0])


def test_only_the_first_try_counts_for_the_score(page, content, store):
    items = open_items(page, content, store, "find-the-whole")
    answer_by_mouse(page, items[0], right=False)
    page.locator(".feedback--look").wait_for()
    answer_all(page, items)
    wait_for(page, store, "completed")
    assert store.of("completed")[0]["result"]["score"]["raw"] == 3
    expect(page.get_by_text("You got 3 of 4 on the first try.")).to_be_visible()
    expect(page.get_by_text("You got 1 more after another look.")).to_be_visible()


def test_what_cannot_be_read_is_no_try(page, content, store):
    open_items(page, content, store, "trail-mix-tables")
    page.fill("#answer", "many")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".feedback")).to_contain_text("I cannot read that yet")
    expect(page.locator("#answer")).to_be_focused()
    assert store.of("answered") == []


def test_reload_goes_on_at_the_same_question_with_its_hints(page, content, store):
    items = open_items(page, content, store, "trail-mix-tables")
    answer_by_mouse(page, items[0])
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Show a hint").click()
    wait_for(page, store, "hinted")
    page.reload()
    expect(page.locator(".progress__words")).to_have_text("Question 2 of 5")
    expect(page.locator(".question__ask")).to_have_text(items[1]["ask"])
    expect(page.locator(".hint")).to_contain_text(items[1]["hints"][0])
    expect(page.get_by_role("button", name="Show one more hint")).to_be_visible()
    assert len(store.of("initialized")) == 1


def test_reload_without_storage_reads_the_work_from_the_record_store(page, content, store):
    refuse = (
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page.add_init_script(refuse)
    items = open_items(page, content, store, "trail-mix-tables")
    assert "endpoint=" in page.url
    answer_by_mouse(page, items[0])
    wait_for(page, store, "answered")
    page.reload()
    expect(page.locator(".progress__words")).to_have_text("Question 2 of 5")


def test_launch_values_leave_the_address_bar(page, content, store):
    open_items(page, content, store, "juice-stand")
    assert page.url == content.page_url("juice-stand")


def test_a_store_that_is_down_gets_everything_once_when_it_is_back(page, content, store):
    store.fail_next = [503, 503]
    items = open_items(page, content, store, "juice-stand")
    expect(page.locator("#saved")).to_have_text("Not saved yet, we keep trying")
    answer_by_mouse(page, items[0])
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=10_000)
    assert [len(store.of(verb)) for verb in ("initialized", "answered")] == [1, 1]
    assert len(set(store.puts)) == 2
    assert len(store.puts) > 2


def test_a_lost_answer_of_the_store_makes_no_second_statement(page, content, store):
    store.store_but_fail_next = [500]
    open_items(page, content, store, "juice-stand")
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=10_000)
    assert (len(store.statements), len(store.puts), store.conflicts) == (1, 2, 0)


def test_a_second_tab_cannot_store_the_same_thing_twice(page, content, store):
    items = open_items(page, content, store, "juice-stand")
    wait_for(page, store, "initialized")
    other = page.context.new_page()
    other.goto(content.launch_url(store, "juice-stand"))
    other.locator("h2").first.wait_for()
    answer_all(page, items)
    answer_all(other, items)
    expect(other.locator("#saved")).to_contain_text("Saved")
    wait_for(page, store, "completed")
    assert len(store.of("completed")) == 1
    assert len(store.of("answered")) == 5


def test_U12_an_expired_page_says_so_and_keeps_the_work(page, content, store):
    items = open_items(page, content, store, "juice-stand")
    wait_for(page, store, "initialized")
    store.fail_next = [401]
    answer_by_mouse(page, items[0])
    expect(page.get_by_role("alert").first).to_contain_text("This page has been open too long.")
    assert store.of("answered") == []
    page.goto(content.url)
    page.goto(content.launch_url(store, "juice-stand"))
    wait_for(page, store, "answered")
    expect(page.locator(".progress__words")).to_have_text("Question 2 of 5")


def test_the_way_back_leads_only_to_the_gateway(page, content, store):
    items = open_items(page, content, store, "find-the-whole")
    answer_all(page, items)
    page.get_by_role("link", name="Back to my path").click()
    expect(page).to_have_url(f"{store.url}/student/path")


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "javascript:alert(1)", ""])
def test_T08_a_way_back_to_elsewhere_is_not_offered(page, content, store, back):
    items = open_items(page, content, store, "find-the-whole", **{"return": back})
    answer_all(page, items)
    expect(page.get_by_text("You can close this page")).to_be_visible()
    assert page.get_by_role("link", name="Back").count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"endpoint": "https://elsewhere.example/xapi/"}, {"auth": ""}, {"actor": "no json"}, {"registration": "17"}],
)
def test_T08_a_launch_that_leads_elsewhere_or_lacks_a_value_is_not_begun(page, content, store, changes):
    page.goto(content.launch_url(store, "juice-stand", **changes))
    expect(page.get_by_text("Open this activity from your course.")).to_be_visible()


def test_U62_the_page_speaks_spanish(page, content, store):
    items = open_items(page, content, store, "find-the-whole", lang="es")
    expect(page.get_by_role("heading", level=1)).to_have_text("Halla el total")
    for item in items:
        page.fill("#answer", typed(item))
        page.get_by_role("button", name="Revisar").click()
        page.locator(".question .btn--main:visible").click()
    expect(page.get_by_role("heading", name="¡Lo lograste!")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "es"


def test_P06_the_page_asks_nobody_but_content_host_and_record_store(page, content, store):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer_all(page, open_items(page, content, store, "find-the-whole"))
    assert all(url.startswith((content.url, store.url)) for url in asked)
    assert not any("auth=" in url.split("#")[0] for url in asked)


def test_T08_markup_in_an_answer_stays_text(page, content, store):
    open_items(page, content, store, "juice-stand")
    page.fill("#answer", "<img src=x onerror=__xss=1>")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".feedback")).to_be_visible()
    assert page.evaluate("window.__xss") is None


def test_answers_from_paper_are_stored_like_others(page, content, store):
    page.goto(content.launch_url(store, "recipe-cards", sheet="B"))
    page.locator("#strip").wait_for()
    items = drawn(page, "recipe-cards", "recipe-cards/B")
    for item in items:
        name = f"answer-{item['index'] + 1}"
        if item["answer"]["kind"] == "choice":
            page.check(f"input[name={name}][value={item['answer']['value']}]")
        elif item["index"]:
            page.fill(f"#{name}", typed(item))
    page.get_by_role("button", name="Check my answers").click()
    wait_for(page, store, "completed")
    assert store.of("completed")[0]["result"]["score"]["raw"] == 3
    assert {one["result"]["extensions"][f"{EXT}sheet"] for one in store.of("answered")} == {"B"}
    page.reload()
    expect(page.get_by_text("You got 3 of 4 on the first try.")).to_be_visible()


def test_the_answer_key_is_not_in_a_students_page(page, content, store):
    page.goto(content.launch_url(store, "recipe-cards", key="show"))
    page.locator("#strip").wait_for()
    assert page.get_by_role("heading", name="Answer key").count() == 0
    page.goto(content.url)
    page.goto(f"{content.page_url('recipe-cards')}#preview=1&key=show&sheet=A")
    expect(page.get_by_role("heading", name="Answer key, Sheet A")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("This is a preview. Nothing is saved.")
    assert store.puts == []

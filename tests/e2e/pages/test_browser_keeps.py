"""What a day at school leaves in a browser, compared with the list in docs/privacy/cookies.md (P22)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.main_job.school_day import Visitor

pytestmark = pytest.mark.browser

PAGE = Path(__file__).parents[3] / "docs" / "privacy" / "cookies.md"
ROW = re.compile(r"^\| `(?P<name>[^`]+)…` \| (?P<where>[^|]+) \| (?P<why>[^|]+) \| (?P<life>[^|]+) \|$", re.MULTILINE)
LISTED = {one["name"]: one for one in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
SECONDS = {"minutes": 60, "hours": 3600}
STORED = """async () => ({
  tab: Object.keys(sessionStorage), local: Object.keys(localStorage), cookie: document.cookie,
  bases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def listed(name: str) -> str:
    """Return the list's name for a name in a browser: the longest beginning that fits."""
    return max((one for one in LISTED if name.startswith(one)), key=len, default=f"not listed: {name}")


@pytest.fixture(scope="module")
def day(chromium, week3):
    """Let Maya launch in the frame and in a window, start an activity and answer; return all that was set and kept."""
    visitor = Visitor(chromium, week3)
    answers = []
    visitor.context.on("response", lambda one: answers.append(one) if one.url.startswith(week3.base) else None)
    visitor.launch("student Maya")
    page = visitor.window("student Maya")
    own = page.evaluate(STORED)
    page.locator(".card__go").get_by_role("button", name=re.compile("Start|Go on")).first.click()
    page.wait_for_url(f"{week3.content}/**")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    for _ in range(2):  # the second wrong answer ends the question
        page.get_by_role("textbox").first.fill("1234567")
        page.get_by_role("button", name="Check").click()
    expect(page.locator("#saved")).to_contain_text("Saved")
    content = page.evaluate(STORED)
    cookies = [one for one in visitor.context.cookies() if one["domain"] != "127.0.0.2"]
    headers = [one for answer in answers for one in answer.all_headers().get("set-cookie", "").split("\n") if one]
    yield {"own": own, "content": content, "cookies": cookies, "headers": headers}
    visitor.close()


def test_P22_cookies_are_exactly_the_listed_ones(day):
    assert {listed(one.split("=")[0]) for one in day["headers"]} == {"wm-", "wm-login-"}
    assert {listed(one["name"]) for one in day["cookies"]} == {"wm-"}


def test_P22_cookies_live_as_long_as_the_list_says(day):
    for header in day["headers"]:
        age = re.search(r"Max-Age=(\d+)", header)
        count, unit = LISTED[listed(header.split("=")[0])]["life"].split(";")[0].split(",")[0].split()[:2]
        assert age is not None
        assert int(age[1]) in {0, int(count) * SECONDS[unit]}


def test_P22_every_cookie_is_closed_to_scripts_and_to_other_sites(day):
    assert day["own"]["cookie"] == ""
    assert [one for one in day["headers"] if not {"Secure", "HttpOnly", "Partitioned"} <= set(one.split("; "))] == []


def test_P22_storage_is_exactly_the_listed_one(day):
    nothing = {"tab": [], "local": [], "cookie": "", "bases": 0, "caches": 0, "workers": 0}
    assert day["own"] == nothing
    assert {**day["content"], "tab": []} == nothing
    kept = {one for one in LISTED if one.startswith("waymark")} - {"waymark session "}  # only where no cookie arrives
    assert {listed(one) for one in day["content"]["tab"]} == kept


def test_T08_the_host_of_activities_has_no_cookie(day):
    assert {one["domain"] for one in day["cookies"]} == {"localhost"}


def test_P22_an_admin_gets_the_same_cookie_and_nothing_else(tour):
    names = {listed(one["name"]) for one in tour.visitors["admin"].context.cookies()}
    assert (names, tour.pages["admin"].evaluate(STORED)["tab"]) == ({"wm-"}, [])

"""Real packages from public repositories, from the learning system's frame to its gradebook (activities.md 6, 8).

They are fetched for the run and never kept here: WAYMARK_TEST_PACKAGES names the folder, WAYMARK_H5P_PLAYER the player.
"""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.main_job.school_day import until
from tests.e2e.packages.package_school import ask, begin, bring, graded, real, standing, statements, verbs

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def inner(frame):
    """Return the frame in which H5P shows its content."""
    shown = frame.locator("iframe.h5p-iframe")
    shown.wait_for()
    return shown.element_handle().content_frame()


def needs_player():
    if not os.environ.get("WAYMARK_H5P_PLAYER"):
        pytest.skip("NO H5P PLAYER: set WAYMARK_H5P_PLAYER to the unpacked npm package h5p-standalone")


def saved(frame):
    expect(frame.locator("#saved")).to_contain_text("Saved")


def test_the_tin_can_course_is_worked_through_and_its_result_becomes_a_grade(visit, school):
    code, before = "6.RP.A.1", standing(school, "6.RP.A.1")
    package = real("GolfExample_TCAPI.zip")
    activity = bring(visit(), package, "Tin Can Golf Example", code)
    maya = visit()
    maya.page.on("dialog", lambda dialog: dialog.accept())
    course = begin(maya, activity)
    following = course.locator("#butNext")
    pages = 1
    while following.is_enabled():
        following.click()
        pages += 1
        maya.page.wait_for_timeout(250)  # each page says by itself that it was seen
    page = course.locator("#contentFrame").element_handle().content_frame()
    page.get_by_role("button", name="Submit Answers").wait_for()
    for question in page.locator(".question").all():
        right = question.locator(".correctAnswer input")
        if right.get_attribute("type") == "text":
            right.fill(re.search(r"\((.*)\)", question.locator(".correctAnswer").inner_text())[1])
        else:
            right.check()
    page.get_by_role("button", name="Submit Answers").click()
    assert until(lambda: "passed*" in verbs(school, activity), 10), " ".join(verbs(school, activity))
    told = verbs(school, activity)
    assert told[:2] == ["initialized*", "attempted*"]
    assert told.count("experienced") == pages - 1
    assert told[2 + pages - 1 :] == ["attempted", *["answered"] * 15, "passed", "passed*"]
    assert until(lambda: standing(school, code)[0] == before[0] + 1, 10)  # the root's result, and it alone
    assert (before[2], standing(school, code)[2]) == (None, 4)
    assert until(lambda: graded(school, code), 15), school.grades("maya.okafor")


def test_the_true_false_question_is_answered_twice_and_its_results_become_a_grade(visit, school):
    needs_player()
    code, before = "6.RP.A.2", standing(school, "6.RP.A.2")
    activity = bring(visit(), real("h5p-test.h5p"), "Hello World", code)
    maya = visit()
    for times in (1, 2):
        page = begin(maya, activity)
        shown = inner(page)
        shown.locator(".h5p-true-false-answer", has_text="False").click()
        shown.get_by_role("button", name="Check").click()
        assert until(lambda: "answered*" in verbs(school, activity), 10)
        saved(page)
        assert verbs(school, activity) == ["attempted*", "interacted*", "answered*"]
        assert until(lambda want=before[0] + times: standing(school, code)[0] == want, 10)
    said = statements(school, activity)[-1]
    assert said["result"]["score"] == {"scaled": 1, "raw": 1, "min": 0, "max": 1}
    assert "mbox" not in str(said)
    assert "lang=" not in said["object"]["id"]
    assert until(lambda: graded(school, code), 15), school.grades("maya.okafor")


def test_h5p_goes_on_after_a_reload_where_the_learner_was(visit, school):
    needs_player()
    activity = bring(visit(), real("h5p-test.h5p"), "Hello World", "6.RP.A.3.b")
    page = begin(visit(), activity)
    inner(page).locator(".h5p-true-false-answer", has_text="False").click()
    kept = "SELECT content FROM document WHERE kind = 'state' AND name LIKE 'h5p-%' ORDER BY updated DESC LIMIT 1"
    assert until(lambda: ask(school, kept) != [], 15)
    page.evaluate("location.reload()")
    page.wait_for_url("**/h5p/**", wait_until="load")
    answer = inner(page).locator(".h5p-true-false-answer", has_text="False")
    expect(answer).to_have_attribute("aria-checked", "true")
    assert verbs(school, activity)[:2] == ["attempted*", "interacted*"]


def test_the_arithmetic_quiz_is_solved_and_its_result_becomes_a_grade(visit, school):
    needs_player()
    code, before = "6.RP.A.3.d", standing(school, "6.RP.A.3.d")
    activity = bring(visit(), real("arithmetic-quiz.h5p"), "Arithmetic Quiz", code)
    page = begin(visit(), activity)
    shown = inner(page)
    shown.get_by_role("button", name="Start").click()
    for number in range(5):
        question = shown.locator(".question-page").nth(number)
        first, second = re.findall(r"\d+", question.locator(".question").inner_text())[:2]
        answer = re.compile(rf"^{int(first) * int(second)}$")
        question.locator("li", has_text=answer).click(timeout=15_000)
    assert until(lambda: "answered*" in verbs(school, activity), 15), " ".join(verbs(school, activity))
    saved(page)
    told = verbs(school, activity)
    assert (told[0], told[-1]) == ("attempted*", "answered*")
    assert statements(school, activity)[-1]["result"]["score"]["scaled"] == 1
    assert until(lambda: standing(school, code)[0] == before[0] + 1, 10)
    assert until(lambda: graded(school, code), 15), school.grades("maya.okafor")


COMPOUND = """async () => {
  const { isOutcome, parts, rewritten } = await import("/static/h5p/statements.js");
  const sub = (id) => ({ id: "http://elsewhere/?token=x", definition: { name: { "en-US": "<p>Part &amp; more\\n</p>" },
    extensions: { "http://h5p.org/x-api/h5p-subContentId": id } } });
  const answered = { id: "http://adlnet.gov/expapi/verbs/answered" };
  const part = (id, parent) => ({ actor: { mbox: "mailto:a@b.c" }, verb: answered, object: sub(id),
    context: { contextActivities: { parent: [parent] } }, result: { score: { raw: 1, max: 2 }, success: false } });
  const inner = part("b", sub("a")), outer = part("a", { id: "http://elsewhere/" });
  const instance = { getXAPIData: () => ({ children: [{ statement: outer, children: [{ statement: inner }] }] }) };
  const launch = { activityId: "urn:a", actor: { name: "own" }, registration: "r" };
  const whole = { verb: answered, object: { id: "http://elsewhere/" }, result: { score: { raw: 0, max: 0 } } };
  return { made: parts(instance).map((one) => rewritten(one, launch, new Date(0))),
    outcome: [whole, outer].map(isOutcome),
    broken: parts({ getXAPIData: () => { throw new Error(); } }), whole: rewritten(whole, launch, new Date(0)) };
}"""


def test_results_of_parts_are_flattened_and_speak_of_this_launch_alone(visit, school):
    needs_player()
    activity = bring(visit(), real("h5p-test.h5p"), "Hello World", "6.RP.A.3.c")
    told = begin(visit(), activity).evaluate(COMPOUND)
    outer, inner_part = told["made"]
    assert [one["object"]["id"] for one in told["made"]] == ["urn:a?subContentId=a", "urn:a?subContentId=b"]
    assert outer["object"]["definition"]["name"] == {"en-US": "Part & more"}
    assert outer["context"]["contextActivities"]["parent"] == [{"objectType": "Activity", "id": "urn:a"}]
    assert inner_part["context"]["contextActivities"]["parent"][0]["id"] == "urn:a?subContentId=a"
    assert inner_part["context"]["contextActivities"]["grouping"] == [{"objectType": "Activity", "id": "urn:a"}]
    assert (outer["actor"], outer["timestamp"]) == ({"name": "own"}, "1970-01-01T00:00:00.000Z")
    assert (told["outcome"], told["broken"]) == ([True, False], [])
    assert "result" not in told["whole"]  # nothing of nothing is no score

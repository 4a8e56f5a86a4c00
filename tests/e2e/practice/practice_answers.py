"""Read from the page's own modules what the right answers are, as a person would type them."""

from typing import Any

from playwright.sync_api import Page

from gateway.library import load

DRAW = """async ([activity, seed, tag]) => {
  const { drawItems, formats } = await import("/static/practice/items/draw.js");
  const { answerText } = await import("/static/practice/views/answer.js");
  return drawItems(activity, seed, tag).map((item) => ({ ...item, text: answerText(item, formats(tag)) }));
}"""


def drawn(page: Page, key: str, seed: str, tag: str = "en") -> list[dict[str, Any]]:
    """Give the questions of an activity for one seed, each with `text`, the expected answer in words."""
    return page.evaluate(DRAW, [load().activity(key).page_data(), seed, tag])  # type: ignore[no-any-return]


def typed(item: dict[str, Any]) -> str:
    """Give the expected answer as typed into the field."""
    return str(item["text"]).removeprefix("$")


def answer_by_mouse(page: Page, item: dict[str, Any], *, right: bool = True) -> None:
    """Answer the question on the page and press Check."""
    if item["answer"]["kind"] == "choice":
        wanted = item["answer"]["value"]
        other = next(one["value"] for one in item["choices"] if one["value"] != wanted)
        page.check(f"input[value={wanted if right else other}]")
    else:
        page.fill("#answer", typed(item) if right else ("99:98" if item["answer"]["kind"] == "ratio" else "9999"))
    page.get_by_role("button", name="Check").click()


def answer_all(page: Page, items: list[dict[str, Any]]) -> None:
    """Answer every question right, from the first on."""
    for item in items:
        answer_by_mouse(page, item)
        page.locator(".feedback--fine").wait_for()
        page.locator(".question .btn--main:visible").click()

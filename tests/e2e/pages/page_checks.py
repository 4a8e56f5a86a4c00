"""What is asked of every page: axe, its visible words, its scrollbars, its tab stops."""

import re

from babel.messages.pofile import read_po
from playwright.sync_api import Frame, Page

from gateway.web.i18n import DIRECTORY

# Text nodes that take up room, and the words that only some readers get; words marked as another language are left out.
_WORDS = """() => {
  const own = document.documentElement.lang, said = [];
  const shown = (one) => one.checkVisibility() && (one.closest("[lang]")?.lang ?? own) === own;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.replace(/\\s+/g, " ").trim(), parent = walk.currentNode.parentElement;
    if (text && (shown(parent) || (parent.matches("option") && shown(parent.parentElement) && parent.lang === "")))
      said.push(text);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    if (shown(one))
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (one.getAttribute(name)) said.push(one.getAttribute(name));
  return [document.title, ...said];
}"""

_SCROLLING = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.scrollHeight > one.clientHeight + 1 && one.clientHeight
    && ["auto", "scroll"].includes(getComputedStyle(one).overflowY))
  .map((one) => one.outerHTML.slice(0, 120))"""

# One element may hold several stops (a date its day, month and year); only the first is judged.
_STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  if ("stopped" in one.dataset) return {};
  const name = one.outerHTML.slice(0, 120), ring = one.matches(".chip input") ? one.nextElementSibling : one;
  one.dataset.stopped = "";
  const style = getComputedStyle(ring), box = ring.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
  const inside = !middle || ring.contains(middle) || middle.contains(ring) || ring.closest("label")?.contains(middle);
  return {
    name,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && inside,
  };
}"""

_MISSED = """() => [...document.querySelectorAll(
    "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary), header :is(a, button, select)")]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled && !("stopped" in one.dataset)
    && !(one.type === "radio" && document.querySelector(`input[name="${one.name}"][data-stopped]`)))
  .map((one) => one.outerHTML.slice(0, 120))"""


def words(page: Page | Frame) -> list[str]:
    """Return every text a reader meets, seen or heard, without those marked as being in another language."""
    return page.evaluate(_WORDS)  # type: ignore[no-any-return] # a list of texts, see above


def inner_scrollbars(page: Page | Frame) -> list[str]:
    """Return the parts inside a page that scroll up and down by themselves."""
    return page.evaluate(_SCROLLING)  # type: ignore[no-any-return] # a list of elements' beginnings


def tab_faults(page: Page, most: int = 300) -> list[str]:
    """Go through the page with Tab; return stops without a visible ring or out of sight, and controls never reached."""
    page.evaluate("document.activeElement.blur()")
    faults: list[str] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            break
        if stop:
            faults += [f"{what} of {stop['name']}" for what in ("ring", "seen") if not stop[what]]
    return faults + [f"never reached: {one}" for one in page.evaluate(_MISSED)]


def sideways(page: Page | Frame) -> int:
    """Return how wide the page is, in pixels, with what would have to be scrolled to."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def english_sentences() -> list[re.Pattern[str]]:
    """Return what the Spanish catalogue replaces: the fixed parts of its English, longer than 12 characters."""
    with (DIRECTORY / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    pairs = [(one.id, one.string) for one in catalogue if one.id]
    flat = [
        (english, spanish)
        for ids, strings in pairs
        for english, spanish in zip(_both(ids), _both(strings), strict=False)
        if english != spanish
    ]
    taken = "\n".join(spanish for _english, spanish in flat)
    parts = {part.strip() for english, _spanish in flat for part in re.split(r"%\(\w+\)[sd]|%%", english)}
    return [re.compile(rf"(?<!\w){re.escape(one)}(?!\w)") for one in parts if len(one) > 12 and one not in taken]


def _both(one: str | tuple[str, ...] | list[str]) -> list[str]:
    return [one] if isinstance(one, str) else list(one)

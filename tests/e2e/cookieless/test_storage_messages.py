"""The messages by which a learning system keeps the proof, seen from its side: to whom, what, and what counts (1.5).

The pages are answered by the browser itself, so each site has an origin of its own and nothing is served.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

import gateway.web

pytestmark = pytest.mark.browser

LMS, OTHER, TOOL = "https://lms.example", "https://other.example", "https://tool.example"
SCRIPT = Path(gateway.web.__file__).parent / "static" / "launch" / "storage.js"
FRAMED = f'<iframe name="tool" src="{TOOL}/"></iframe><iframe name="keeper" src="KEEPER"></iframe>'
HEARS = (
    "<script>window.heard = []; addEventListener('message', (event) => heard.push([event.data, event.origin]))</script>"
)
ANSWERS = """<script>addEventListener("message", ({ data, source }) => {
  const answer = (changes) => source.postMessage({ subject: `${data.subject}.response`, message_id: data.message_id,
    key: data.key, value: data.value ?? "kept", ...changes }, "*");
  CASE
})</script>"""


@pytest.fixture
def sites(page_of) -> Callable[..., Page]:
    """Open the page of a learning system whose script says how it answers; `keeper` is a frame beside the tool's."""

    def opened(case: str = "", keeper: str = "", *, site: str = LMS) -> Page:
        page = page_of()
        pages = {
            f"{site}/": HEARS + ANSWERS.replace("CASE", case) + FRAMED.replace("KEEPER", f"{LMS}/keeper"),
            f"{LMS}/keeper": HEARS + ANSWERS.replace("CASE", keeper),
            f"{TOOL}/": "<p>the tool</p>",
        }

        def serve(route: Route) -> None:
            if route.request.url == f"{TOOL}/storage.js":
                route.fulfill(body=SCRIPT.read_text("utf-8"), content_type="text/javascript")
            else:
                route.fulfill(body=pages[route.request.url], content_type="text/html")

        page.context.route(re.compile(r"https://.*"), serve)
        page.goto(f"{site}/")
        return page

    return opened


PATIENCE_MS = 20_000
"""So long an answer that must come may take: far longer than any page waits, as nothing here goes by the clock."""


def ask(page: Page, subject: str, value: str | None, *, target: str = "_parent", soon: bool = False) -> Any:
    """Let the tool ask as its sign-in page does; return what it takes for the answer.

    `soon`: what the page goes by after the moment that it waits, where no answer will ever count.
    """
    frame = page.frame("tool")
    assert frame
    return frame.evaluate(
        """async ([about, subject, key, value, waits, patience]) => {
            const { ask, soon } = await import("/storage.js");
            const asked = ask(about, subject, key, value === null ? undefined : value);
            const late = new Promise((_, fail) => { setTimeout(fail, patience, new Error("no answer")); });
            return waits ? soon(asked) : Promise.race([asked, late]);
        }""",
        [{"target": target, "origin": LMS}, subject, "state_abc", value, soon, PATIENCE_MS],
    )


def heard(page: Page, frame: str = "") -> list[dict[str, Any]]:
    """Return the messages that arrived at the learning system's page, or at a frame of it."""
    where = page.frame(frame) if frame else page.main_frame
    assert where
    return [data for data, origin in where.evaluate("heard") if origin == TOOL]


def test_1_5_step_2_the_proof_goes_to_the_window_above_under_the_states_name(sites) -> None:
    page = sites("if (data.subject === 'lti.put_data') answer({})")
    assert ask(page, "lti.put_data", "the proof")["value"] == "the proof"
    [put] = [one for one in heard(page) if one["subject"] == "lti.put_data"]
    assert re.fullmatch(r"[0-9a-f]{32}", put.pop("message_id"))
    assert put == {"subject": "lti.put_data", "key": "state_abc", "value": "the proof"}


def test_1_5_step_2_another_origin_is_never_told_the_proof(sites) -> None:
    page = sites("answer({})", site=OTHER)
    assert ask(page, "lti.put_data", "the proof", soon=True) is None
    assert {one["subject"] for one in heard(page)} == {"lti.capabilities"}
    assert "the proof" not in str(heard(page))


def test_1_5_step_2_a_named_frame_is_asked_instead_of_the_window_above(sites) -> None:
    page = sites("", "answer({})")
    assert ask(page, "lti.put_data", "the proof", target="keeper")["value"] == "the proof"
    assert "the proof" not in str(heard(page))
    assert [one["subject"] for one in heard(page, "keeper")] == ["lti.put_data"]


@pytest.mark.parametrize(
    "case",
    [
        "",
        "answer({ message_id: 'guess' })",
        "answer({ subject: 'lti.get_data.response' })",
        "answer({ error: { code: 'storage_exhaustion' } })",
        "answer({ error: { code: 'bad_request' } })",
    ],
    ids=["silence", "another-message", "another-subject", "full", "refused"],
)
def test_1_5_step_3_what_is_no_answer_to_this_message_counts_as_none(sites, case) -> None:
    assert ask(sites(case), "lti.put_data", "the proof", soon=True) is None


def test_T17_1_5_step_3_an_answer_of_another_origin_is_not_taken(sites) -> None:
    page = sites()
    page.main_frame.evaluate(
        f"""() => {{
            const evil = document.createElement("iframe");
            addEventListener("message", ({{ data }}) => evil.contentWindow.postMessage(data, "*"));
            evil.srcdoc = `<script>addEventListener("message", ({{ data }}) => parent.frames.tool.postMessage(
                {{ subject: data.subject + ".response", message_id: data.message_id, value: "forged" }}, "{TOOL}"))
                <${{"/"}}script>`;
            evil.sandbox = "allow-scripts";
            return new Promise((ready) => {{ evil.onload = ready; document.body.append(evil); }});
        }}"""
    )
    assert ask(page, "lti.get_data", None, soon=True) is None


def test_1_5_step_4_what_was_kept_comes_back(sites) -> None:
    page = sites("if (data.subject === 'lti.get_data') answer({ value: 'the proof' })")
    assert ask(page, "lti.get_data", None)["value"] == "the proof"
    [got] = [one for one in heard(page) if one["subject"] == "lti.get_data"]
    assert "value" not in got


def test_1_5_step_5_null_clears_what_was_kept(sites) -> None:
    page = sites("if (data.subject === 'lti.put_data') answer({})")
    ask(page, "lti.put_data", "the proof")
    frame = page.frame("tool")
    assert frame
    frame.evaluate(
        f"import('/storage.js').then(({{ ask, soon }}) => soon(ask({{ target: '_parent', origin: '{LMS}' }},"
        " 'lti.put_data', 'state_abc', null)))"
    )
    assert [one["value"] for one in heard(page) if one["subject"] == "lti.put_data"] == ["the proof", None]


def test_1_5_step_6_the_frame_that_the_capabilities_name_is_asked_too(sites) -> None:
    page = sites(
        "if (data.subject === 'lti.capabilities') answer({ supported_messages:"
        " [{ subject: 'lti.put_data', frame: 'keeper' }] })",
        "answer({})",
    )
    assert ask(page, "lti.put_data", "the proof")["value"] == "the proof"
    assert [one["subject"] for one in heard(page, "keeper")] == ["lti.put_data"]
    [about] = [one for one in heard(page) if one["subject"] == "lti.capabilities"]
    assert set(about) == {"subject", "message_id"}, "whoever listens learns nothing"

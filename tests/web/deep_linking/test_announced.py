"""Learning systems are told that content can be chosen here: by document, registration and form."""

from __future__ import annotations

import pytest
from support.databases import BASE

from lti.lms.registry import PROFILES, profile_of
from lti.registration_document import TOOL_CONFIGURATION, PlatformDocument
from lti.tool_description import DEEP_LINK, request_for

PICKER = f"{BASE}/lti/deeplink"


def test_the_pasted_document_names_both_places(doors) -> None:
    placements = doors("GET", "/lti/config/canvas.json").json["extensions"][0]["settings"]["placements"]
    asked = {one["placement"]: one["target_link_uri"] for one in placements if one["message_type"] == DEEP_LINK}
    assert asked == {"assignment_selection": PICKER, "link_selection": PICKER}


@pytest.mark.parametrize("lms", [one.key for one in PROFILES])
def test_a_registration_asks_for_the_message_where_it_is_offered(lms) -> None:
    addresses = [f"https://lms.example/{name}" for name in ("auth", "token", "jwks", "register")]
    for offered, wanted in (({"LtiResourceLinkRequest", DEEP_LINK}, 1), ({"LtiResourceLinkRequest"}, 0)):
        document = PlatformDocument("https://lms.example", *addresses, lms=lms, messages=frozenset(offered))
        request = request_for(document, BASE, title="Waymark")
        messages = [one for one in request[TOOL_CONFIGURATION]["messages"] if one["type"] == DEEP_LINK]
        assert len(messages) == wanted
        assert all(one["target_link_uri"] == PICKER for one in messages)


def test_a_form_filled_by_hand_says_what_to_tick() -> None:
    form = {one.label: one.value for one in profile_of("schoology").setup.form}
    assert form["Placements"] == "Course Materials"
    assert form["Advantage services"].startswith("Deep Linking")


def test_the_address_opened_as_a_plain_link_says_where_to_go(doors) -> None:
    answer = doors("GET", "/lti/deeplink")
    assert answer.status_code == 401
    assert "Open this from your course" in answer.text

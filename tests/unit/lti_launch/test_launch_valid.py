"""Launches that must be accepted (security.md 1.3, 1.7)."""

from __future__ import annotations

from typing import Any

import pytest

from lti.claims import Ags, Context, ResourceLink
from lti.errors import DeepLinkReturnMissing
from lti.roles import Role

from .lms import CLAIM, MEMBERSHIP, NOW, PLATFORM, TARGET, Bend, Lms

PERSONAL = ("name", "given_name", "family_name", "email")
OPTIONAL = (
    "locale",
    f"{CLAIM}context",
    f"{CLAIM}custom",
    f"{CLAIM}launch_presentation",
    f"{CLAIM}tool_platform",
    "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
    "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
)


def without(*names: str) -> Bend:
    return lambda claims: [claims.pop(name) for name in names]


def roles(*uris: str) -> Bend:
    return lambda claims: claims.update({f"{CLAIM}roles": list(uris)})


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
@pytest.mark.parametrize(
    "bend",
    [
        pytest.param(lambda _claims: None, id="full"),
        pytest.param(without("name", "given_name", "family_name"), id="email-only"),
        pytest.param(without("email"), id="names-only"),
        pytest.param(without(*PERSONAL), id="no-personal-data"),
        pytest.param(without("name", "given_name", "family_name", f"{CLAIM}context"), id="email-without-context"),
        pytest.param(without(*PERSONAL, *OPTIONAL), id="nothing-optional"),
    ],
)
def test_L23_valid_launches_of_both_roles_are_accepted(lms: Lms, role: str, bend: Bend) -> None:
    launch = lms.launch(bend, role=role)
    assert launch.role is {"Learner": Role.LEARNER, "Instructor": Role.TEACHER}[role]
    assert lms.logins.used() == 1


@pytest.mark.parametrize(
    ("uris", "role"),
    [
        ((MEMBERSHIP + "Instructor", "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff"), Role.TEACHER),
        ((MEMBERSHIP + "Learner", "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"), Role.LEARNER),
        (("Instructor",), Role.TEACHER),
        (("Learner",), Role.LEARNER),
        (("https://lms.example/roles#Wizard",), Role.LEARNER),
        ((), Role.LEARNER),
    ],
)
def test_L22_several_short_unknown_and_no_roles_are_accepted(lms: Lms, uris: tuple[str, ...], role: Role) -> None:
    assert lms.launch(roles(*uris)).role is role


def test_a_full_launch_is_read_completely_and_keeps_no_email(lms: Lms) -> None:
    launch = lms.launch()
    assert launch.platform == PLATFORM
    assert (launch.deployment_id, launch.sub, launch.target) == ("2345:ab12", "11a2b3c4-5d6e-4f70", TARGET)
    assert launch.context == Context("course-1", "Math 6", "MATH6", ("c9", "c8"))
    assert launch.resource_link == ResourceLink("link-1", "Ratios")
    assert launch.custom == {"user_id": "42", "context_history": "c9,c8"}
    assert launch.ags == Ags(
        "https://lms.example/line_items",
        "https://lms.example/line_items/1",
        frozenset({"https://purl.imsglobal.org/spec/lti-ags/scope/score"}),
    )
    assert launch.nrps_url == "https://lms.example/members"
    assert (launch.name, launch.given_name, launch.family_name, launch.locale) == ("Ana Ruiz", "Ana", "Ruiz", "en")
    assert (launch.return_url, launch.product_family) == ("https://lms.example/courses/3", "lms-x")
    assert "ana@school.example" not in str(vars(launch))
    assert "Ruiz" not in repr(launch)


@pytest.mark.parametrize("junk", [None, 7, True, "text", [], {}, [{}], {"id": 3}, {"id": "a\x00b"}, {"id": ""}])
def test_L23_optional_claims_of_a_wrong_type_count_as_missing(lms: Lms, junk: Any) -> None:
    kept = {"locale"} if isinstance(junk, str) else set()
    launch = lms.launch(lambda claims: claims.update(dict.fromkeys((*PERSONAL, *OPTIONAL), junk)))
    assert launch.context is None
    assert launch.ags is None
    assert launch.nrps_url is None
    assert launch.return_url is None
    assert (launch.locale is None) is (not kept)


def test_P03_a_mail_serves_to_recognise_and_is_never_shown(lms: Lms) -> None:
    launch = lms.launch()
    assert launch.mail is not None
    assert launch.mail.spellings() == ("ana@school.example",)
    assert "ana@" not in f"{launch!r} {launch.mail} {vars(launch)}"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"person_sourcedid": "sis_42"}, "sis_42"), ({"person_sourcedid": "$Person.sourcedId"}, None),
        ({"person_sourcedid": ""}, None), ({"person_sourcedid": 7}, None), ({}, None), ("text", None), (None, None),
    ],
)  # fmt: skip
def test_the_schools_number_is_kept_where_the_platform_has_one(lms: Lms, sent: Any, kept: str | None) -> None:
    assert lms.launch(lambda claims: claims.update({f"{CLAIM}lis": sent})).sourcedid == kept


@pytest.mark.parametrize("sent", ["$Person.email.primary", "no address", "a@b@c d", "@", "", None, 7, ["a@b.example"]])
def test_what_is_no_mail_address_counts_as_none(lms: Lms, sent: Any) -> None:
    assert lms.launch(lambda claims: claims.update(email=sent)).mail is None


def test_a_mail_is_compared_as_sent_and_in_small_letters(lms: Lms) -> None:
    mail = lms.launch(lambda claims: claims.update(email=" Ana.Ruiz@School.Example ")).mail
    assert mail is not None
    assert mail.spellings() == (
        "Ana.Ruiz@School.Example", "Ana.Ruiz@school.example", "ana.ruiz@school.example",
    )  # fmt: skip


def test_texts_lose_control_characters_and_keep_letters(lms: Lms) -> None:
    launch = lms.launch(lambda claims: claims.update(name="Zoë\x00 \ud800\u202eO'Brien\n", given_name="\n"))
    assert launch.name == "Zoë O'Brien"
    assert launch.given_name is None


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil", "https:evil", "https://u:p@x.example/", "http://a b/"]
)
def test_L26_addresses_that_are_not_http_are_absent(lms: Lms, url: str) -> None:
    launch = lms.launch(lambda claims: claims.update({f"{CLAIM}launch_presentation": {"return_url": url}}))
    assert launch.return_url is None


def test_L14_the_client_may_stand_second_in_a_list_of_audiences(lms: Lms) -> None:
    assert lms.launch(lambda claims: claims.update(aud=["https://lms.example/other", PLATFORM.client_id]))


def test_L14_one_audience_in_a_list_needs_no_azp(lms: Lms) -> None:
    assert lms.launch(lambda claims: (claims.pop("azp"), claims.update(aud=[PLATFORM.client_id])))


@pytest.mark.parametrize("ahead", [5, 59])
def test_L16_a_clock_a_little_ahead_is_accepted(lms: Lms, ahead: int) -> None:
    soon = int(NOW.timestamp()) + ahead
    assert lms.launch(lambda claims: claims.update(iat=soon, exp=soon + 3600))


def test_L16_a_token_that_just_expired_is_accepted(lms: Lms) -> None:
    assert lms.launch(lambda claims: claims.update(exp=int(NOW.timestamp()) - 30, iat=int(NOW.timestamp()) - 90))


def deep_link(url: str) -> Bend:
    def bend(claims: dict[str, Any]) -> None:
        claims[f"{CLAIM}message_type"] = "LtiDeepLinkingRequest"
        claims["https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"] = {"deep_link_return_url": url}
        del claims[f"{CLAIM}resource_link"], claims[f"{CLAIM}target_link_uri"]

    return bend


def test_L20_a_deep_linking_request_may_lack_link_and_target(lms: Lms) -> None:
    launch = lms.launch(deep_link("https://lms.example/dl"), role="Instructor")
    assert (launch.message_type, launch.target, launch.resource_link) == ("LtiDeepLinkingRequest", TARGET, None)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)"])
def test_L22_a_deep_linking_request_needs_a_return_address(lms: Lms, url: str) -> None:
    with pytest.raises(DeepLinkReturnMissing):
        lms.launch(deep_link(url))

"""Calls with a token, pages of a list, and addresses with a query (F01, F32, T18)."""

from __future__ import annotations

import pytest

from lti.answers import About
from lti.lms.base import Permanent, Refused, Transient
from lti.service import Call, Service, with_path, with_query


@pytest.fixture
def service(http, counting):
    return Service(http, counting)


def call_to(url: str) -> Call:
    return Call("GET", url, frozenset(), About.COLUMN, "application/json")


def test_F01_a_401_costs_one_new_token_and_the_call_is_repeated(platform, service, reply, counting):
    platform.script(reply(401), reply(200, {"a": 1}))
    assert service.call(call_to(f"{platform.url}/x")).json() == {"a": 1}
    assert [request.headers["authorization"] for request in platform.requests] == ["Bearer token-1", "Bearer token-2"]


def test_F01_a_second_401_is_a_refusal(platform, service, reply, counting):
    platform.script(reply(401, {"errors": {"type": "unauthorized", "message": "Access token expired"}}))
    with pytest.raises(Refused) as caught:
        service.call(call_to(f"{platform.url}/x"))
    assert (caught.value.code, len(platform.requests), counting.made) == ("token_refused", 2, 2)


def test_T18_a_token_goes_only_to_hosts_of_the_platform(platform, http, counting):
    service = Service(http, counting, hosts=frozenset({"lms.test"}))
    with pytest.raises(Permanent) as caught:
        service.call(call_to(f"{platform.url}/x"))
    assert (caught.value.code, platform.requests) == ("address_refused", [])


def test_F32_pages_follow_the_link_header_letter_for_letter(platform, service, reply):
    link = '</X?page=bookmark:WyJB>; rel="current", </X?page=bookmark:Wy%2FbZ&A=b>; rel="NEXT"'
    platform.script(reply(200, [1], {"LINK": link}), reply(200, [2]))
    assert [page.json() for page in service.pages(call_to(f"{platform.url}/X"))] == [[1], [2]]
    assert platform.paths() == ["/X", "/X?page=bookmark:Wy%2FbZ&A=b"]


def test_T18_a_next_page_on_another_host_is_refused(platform, service, reply):
    platform.script(reply(200, [1], {"Link": '<http://127.0.0.2:1/x>; rel="next"'}))
    with pytest.raises(Permanent) as caught:
        list(service.pages(call_to(f"{platform.url}/x")))
    assert caught.value.code == "address_refused"


def test_F32_pages_that_repeat_are_an_error(platform, service, reply):
    platform.script(reply(200, [1], {"Link": '</x>; rel="next"'}))
    with pytest.raises(Transient):
        list(service.pages(call_to(f"{platform.url}/x")))
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("url", "longer"),
    [
        ("https://lms.test/items/2", "https://lms.test/items/2/scores"),
        ("https://lms.test/items/2/lineitem?type_id=1", "https://lms.test/items/2/lineitem/scores?type_id=1"),
        ("https://lms.test/items/2/", "https://lms.test/items/2/scores"),
    ],
)
def test_a_path_is_added_before_the_query(url, longer):
    assert with_path(url, "scores") == longer


def test_parameters_are_added_beside_those_that_are_there():
    assert with_query("https://lms.test/x", limit=50, rlid=None) == "https://lms.test/x?limit=50"
    assert with_query("https://lms.test/x?rlid=A%2fb", limit=50, rlid="c") == "https://lms.test/x?rlid=A%2fb&limit=50"
    assert (
        with_query("https://lms.test/x", resource_id="waymark:a&b") == "https://lms.test/x?resource_id=waymark%3Aa%26b"
    )


@pytest.mark.parametrize("url", ["https://[::1", "lms.test", "ftp://lms.test/x", ""])
def test_T09_what_is_no_address_is_refused_before_it_is_built_on(url):
    for build in (lambda: with_path(url, "scores"), lambda: with_query(url, limit=1)):
        with pytest.raises(Permanent) as caught:
            build()
        assert caught.value.code == "address_refused"

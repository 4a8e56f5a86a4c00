"""T09: which addresses Waymark talks to."""

from __future__ import annotations

import pytest

from lti.http import Http
from lti.http_guard import Guard, host_of, origin
from lti.lms.base import Permanent, Transient

BAD_ADDRESSES = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.100.100.200",
    "0.0.0.0",  # noqa: S104 - an address to refuse
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_T09_an_address_that_is_not_public_is_refused(address):
    guard = Guard(resolve=lambda _host, _port: [address])
    with pytest.raises(Permanent) as caught:
        guard.addresses("https", "lms.test", 443)
    assert caught.value.code == "address_refused"


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_T09_a_public_address_is_returned_as_resolved(address):
    assert Guard(resolve=lambda _host, _port: [address]).addresses("https", "lms.test", 443) == [address]


def test_T09_one_private_address_among_public_ones_refuses_the_name():
    guard = Guard(resolve=lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(Permanent):
        guard.addresses("https", "lms.test", 443)


@pytest.mark.parametrize(("scheme", "port"), [("http", 80), ("https", 8443)])
def test_T09_public_addresses_need_https_on_an_allowed_port(scheme, port):
    guard = Guard(loopback=True, resolve=lambda _host, _port: ["93.184.216.34"])
    with pytest.raises(Permanent):
        guard.addresses(scheme, "lms.test", port)


def test_T09_loopback_is_reached_in_development_only():
    def resolve(_host, _port):
        return ["127.0.0.2"]

    assert Guard(loopback=True, resolve=resolve).addresses("http", "lms.test", 8100) == ["127.0.0.2"]
    with pytest.raises(Permanent):
        Guard(resolve=resolve).addresses("https", "lms.test", 443)


def test_T09_private_networks_stay_closed_in_development():
    with pytest.raises(Permanent):
        Guard(loopback=True, resolve=lambda _host, _port: ["10.0.0.1"]).addresses("http", "lms.test", 80)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://lms.test/x",
        "file:///etc/passwd",
        "//lms.test/x",
        "lms.test",
        "https://user:pass@lms.test/x",
        "https://user@lms.test/x",
        "https://",
        "https://[::1",
    ],
)
def test_T09_what_is_not_a_plain_web_address_is_refused(url):
    with pytest.raises(Permanent) as caught:
        Guard(loopback=True).check_url(url)
    assert caught.value.code == "address_refused"


def test_T09_plain_http_is_refused_outside_development():
    with pytest.raises(Permanent):
        Guard().check_url("http://lms.test/x")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_T09_other_spellings_of_loopback_are_refused(host, clock):
    http = Http(now=clock)
    with pytest.raises((Permanent, Transient)) as caught:
        http.call("GET", f"https://{host}/x")
    assert caught.value.code in {"address_refused", "unreachable"}
    http.close()


def test_T09_a_name_that_cannot_be_a_name_is_not_resolved(clock):
    http = Http(now=clock)
    with pytest.raises((Permanent, Transient)):
        http.call("GET", f"https://{'x' * 70}.test/")
    http.close()


def test_T09_an_unknown_name_is_a_passing_trouble():
    def resolve(_host, _port):
        raise OSError("unknown name")

    with pytest.raises(Transient) as caught:
        Guard(resolve=resolve).addresses("https", "lms.test", 443)
    assert caught.value.code == "unreachable"


def test_origins_are_compared_with_their_ports_written_out():
    assert origin("https://LMS.test/a?b") == origin("https://lms.test:443/c") == "https://lms.test:443"
    assert host_of("https://LMS.test:8443/") == "lms.test"

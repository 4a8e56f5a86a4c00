"""R7, F05, F08, F09, T09: one exchange with a platform."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lti.answers import retry_after
from lti.http import Http, Limits
from lti.http_guard import Guard
from lti.lms.base import AdapterError, Permanent, Transient

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept one connection on loopback and let `talk` misbehave on it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            connection, _ = listener.accept()
            with connection:
                try:
                    talk(connection)
                except OSError:
                    return  # the client hung up, as it should

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()[1]
    thread.join()


def failure_of(call: Callable[[], object]) -> AdapterError:
    with pytest.raises(AdapterError) as caught:
        call()
    return caught.value


def test_an_answer_comes_back_whatever_its_status(platform, http, reply):
    platform.script(reply(404, {"errors": [{"message": "gone"}]}))
    answer = http.call("GET", f"{platform.url}/x")
    assert (answer.status, answer.text()) == (404, "gone")


def test_L33_every_call_names_us(platform, http):
    http.call("GET", f"{platform.url}/x")
    assert platform.requests[0].headers["user-agent"].startswith("Waymark/")


def test_no_cookie_of_a_platform_is_kept(platform, http, reply):
    platform.script(reply(200, {}, {"Set-Cookie": "session=1; Path=/"}))
    http.call("GET", f"{platform.url}/x")
    http.call("GET", f"{platform.url}/x")
    assert "cookie" not in platform.requests[1].headers


def test_R7_an_answer_above_the_limit_is_not_read_to_its_end(platform, clock, reply):
    platform.script(reply(200, b"x" * 3000))
    http = Http(now=clock, loopback=True, limits=Limits(size=2000))
    assert failure_of(lambda: http.call("GET", f"{platform.url}/x")).code == "lms_error"
    http.close()


def test_F09_a_server_that_never_answers_ends_at_the_deadline(clock):
    http = Http(now=clock, loopback=True, limits=Limits(total=0.2))
    with raw_server(lambda connection: [connection.recv(65536), connection.recv(1)]) as port:
        failed = failure_of(lambda: http.call("GET", f"http://127.0.0.1:{port}/x"))
    http.close()
    assert (type(failed), failed.code) == (Transient, "timeout")


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_F09_slow_bytes_do_not_stretch_the_deadline(clock, start):
    def drip(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(start)
        pause = threading.Event()
        while not pause.wait(0.02):
            connection.sendall(b"x")

    http = Http(now=clock, loopback=True, limits=Limits(total=0.3))
    began = time.monotonic()
    with raw_server(drip) as port:
        failed = failure_of(lambda: http.call("GET", f"http://127.0.0.1:{port}/x"))
    http.close()
    assert failed.code == "timeout"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", b"\x00\x01nonsense\r\n\r\n"]
)
def test_F08_a_connection_cut_or_garbled_is_a_passing_trouble(http, sent):
    with raw_server(lambda connection: [connection.recv(65536), connection.sendall(sent)]) as port:
        assert failure_of(lambda: http.call("GET", f"http://127.0.0.1:{port}/x")).code == "unreachable"


def test_F08_a_refused_connection_is_a_passing_trouble(http):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert failure_of(lambda: http.call("GET", f"http://127.0.0.1:{port}/x")).code == "unreachable"


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "http://localhost:{port}/x", "//localhost:{port}/"]
)
def test_T09_a_redirect_to_another_host_is_not_followed(platform, http, reply, target):
    platform.script(reply(302, {}, {"Location": target.format(port=platform.port)}))
    failed = failure_of(lambda: http.call("GET", f"{platform.url}/x"))
    assert (type(failed), failed.code) == (Permanent, "address_refused")
    assert len(platform.requests) == 1


def test_a_redirect_on_the_same_host_is_followed_for_reads_only(platform, http, reply):
    platform.script(reply(302, {}, {"Location": "/there"}), reply(200, {"a": 1}))
    assert http.call("GET", f"{platform.url}/x").json() == {"a": 1}
    platform.script(reply(302, {}, {"Location": "/there"}))
    assert http.call("POST", f"{platform.url}/x", body=b"{}").status == 302


def test_redirects_without_end_are_given_up(platform, http, reply):
    platform.script(reply(302, {}, {"Location": "/x"}))
    assert failure_of(lambda: http.call("GET", f"{platform.url}/x")).code == "lms_error"


def test_T09_a_name_that_changes_its_address_is_resolved_once(platform, clock):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    http = Http(now=clock, guard=Guard(loopback=True, resolve=lambda _host, _port: next(answers)))
    for _ in range(2):
        assert http.call("GET", f"http://lms.test:{platform.port}/x").status == 200
    http.close()
    assert platform.requests[0].headers["host"] == f"lms.test:{platform.port}"


def test_T09_tls_checks_the_name_although_the_address_is_pinned(clock, tmp_path):
    certificate = _certificate(tmp_path, "lms.test")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    guard = Guard(loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])
    http = Http(now=clock, guard=guard, ca_file=certificate)
    with raw_server(talk) as port:
        assert http.call("GET", f"https://lms.test:{port}/x").json() == {}
    with raw_server(talk) as port:
        assert failure_of(lambda: http.call("GET", f"https://other.test:{port}/x")).code == "tls"
    http.close()
    assert asked == ["lms.test", "other.test"]


def test_an_environment_proxy_is_not_used(platform, clock, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    http = Http(now=clock, loopback=True)
    assert http.call("GET", f"{platform.url}/x").status == 200
    http.close()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999", 3600),
        ("Sat, 21 Nov 2026 12:02:00 GMT", 120),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sun, 22 Nov 2026 12:02:00 GMT", 3600),
        ("soon", None),
        ("-5", None),
        ("١٢", None),
        ("", None),
        (None, None),
    ],
)
def test_F05_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    assert retry_after(header, NOW) == seconds


def test_F05_a_retry_after_reaches_the_answer(platform, http, reply):
    platform.script(reply(429, b"slow down", {"Retry-After": "120"}))
    assert http.call("GET", f"{platform.url}/x").retry_after == 120


def _certificate(folder, name: str) -> str:
    """Write a self-signed certificate with its key; return the file name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file = folder / f"{name}.pem"
    file.write_bytes(private + certificate.public_bytes(pem))
    return str(file)

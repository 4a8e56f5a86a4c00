"""The learning system of `bench.launch`: one key, its address for keys, and the launches of a small school."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://lms.bench.example"
CLIENT = "bench-client"
DEPLOYMENT = "1:bench"
KID = "bench-key"
LEARNERS, TEACHERS, COURSES = 380, 20, 10
_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/"


class Platform:
    """Signs launches; `jwks_url` is where its key is published."""

    def __init__(self, jwks_url: str, key: rsa.RSAPrivateKey) -> None:
        self.jwks_url = jwks_url
        self._key = key

    def login(self, number: int, target: str) -> Mapping[str, str]:
        """Return the parameters with which it sends somebody to a tool's login."""
        return {
            "iss": ISSUER, "login_hint": f"user-{_person(number)}", "target_link_uri": target, "client_id": CLIENT,
            "lti_message_hint": f"hint-{number}", "lti_deployment_id": DEPLOYMENT,
        }  # fmt: skip

    def token(self, number: int, nonce: str, target: str) -> str:
        """Return a signed launch of one person, with what learning systems usually send."""
        return jwt.encode(_claims(number, nonce, target), self._key, algorithm="RS256", headers={"kid": KID})


def _person(number: int) -> int:
    return number * 7 % (LEARNERS + TEACHERS)


def _claims(number: int, nonce: str, target: str) -> dict[str, Any]:
    person = _person(number)
    course, now = person % COURSES, int(time.time())
    return {
        "iss": ISSUER, "aud": CLIENT, "azp": CLIENT, "iat": now, "exp": now + 600, "nonce": nonce,
        "sub": f"0f{person:06d}-5d6e-4f70-8a9b", "name": f"Given{person} Family{person}",
        "given_name": f"Given{person}", "family_name": f"Family{person}", "locale": "en",
        _CLAIM + "version": "1.3.0", _CLAIM + "message_type": "LtiResourceLinkRequest",
        _CLAIM + "deployment_id": DEPLOYMENT, _CLAIM + "target_link_uri": target,
        _CLAIM + "resource_link": {"id": f"link-{course}", "title": "Practice"},
        _CLAIM + "roles": [_ROLE + ("Instructor" if person < TEACHERS else "Learner")],
        _CLAIM + "context": {
            "id": f"course-{course}", "title": f"Math {course}", "label": f"M{course}",
            "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"],
        },
        _CLAIM + "custom": {"lms_user_id": str(person), "lms_course_id": str(course)},
        _CLAIM + "launch_presentation": {"document_target": "iframe", "return_url": f"{ISSUER}/courses/{course}"},
        _CLAIM + "tool_platform": {"guid": "bench", "product_family_code": "bench", "name": "Bench"},
        f"{_AGS}claim/endpoint": {
            "scope": [f"{_AGS}scope/lineitem", f"{_AGS}scope/result.readonly", f"{_AGS}scope/score"],
            "lineitems": f"{ISSUER}/courses/{course}/line_items",
        },
    }  # fmt: skip


@contextmanager
def platform() -> Iterator[Platform]:
    """Publish a new key on a loopback port."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    body = json.dumps({"keys": [{**public, "kid": KID, "use": "sig", "alg": "RS256"}]}).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield Platform(f"http://127.0.0.1:{server.server_port}/jwks.json", key)
        server.shutdown()

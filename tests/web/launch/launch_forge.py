"""A platform that makes tokens with its real key or without it, of any bytes."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from launch_bends import STUDENT, refused


def b64(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(part: Any) -> bytes:
    return part if isinstance(part, bytes) else json.dumps(part).encode()


@dataclass
class Forge:
    """Makes tokens with the platform's real key, or without it; every part may be any bytes."""

    launching: Any

    @property
    def key(self) -> rsa.RSAPrivateKey:
        state = self.launching.sim._lms.state
        found = serialization.load_pem_private_key(state.keys[state.current_key].pem.encode(), None)
        assert isinstance(found, rsa.RSAPrivateKey)
        return found

    @property
    def kid(self) -> str:
        state = self.launching.sim._lms.state
        return str(state.keys[state.current_key].kid)

    def head(self, **fields: Any) -> dict[str, Any]:
        return {"alg": "RS256", "kid": self.kid, **fields}

    def message(self, head: Any, claims: Any) -> str:
        return f"{b64(_bytes(head))}.{b64(_bytes(claims))}"

    def token(self, head: Any, claims: Any, key: rsa.RSAPrivateKey | None = None) -> str:
        """Sign as RS256 whatever the header says."""
        message = self.message(head, claims)
        signature = (key or self.key).sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{message}.{b64(signature)}"

    def begin(self, login: str = STUDENT) -> tuple[str, dict[str, Any]]:
        """Begin a login; return its state and the claims of a good launch."""
        going = self.launching.log_in(login)
        return going["state"], self.launching.sim.claims_for(login, going["nonce"])

    def post(self, state: str, token: str) -> Any:
        return self.launching.doors("POST", "/lti/launch", data={"state": state, "id_token": token})

    def check(self, name: str, answer: Any, code: str, before: dict[str, int], status: int = 401) -> None:
        """Check that a refusal says why and leaves nothing."""
        assert answer.status_code == status, f"{name}: {answer.status_code} {answer.text[:200]}"
        refused(answer, status, code)
        assert self.launching.count() == before, name

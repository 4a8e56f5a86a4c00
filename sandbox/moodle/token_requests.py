"""What the token endpoint looks at before it looks for the client, in its order (4.2, 4.4dev)."""

from collections.abc import Mapping

import jwt

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def malformed(form: Mapping[str, str]) -> str:
    """Return the error code of a request that is none; an empty text for one that names a client."""
    if not all(form.get(name) for name in ("client_assertion", "client_assertion_type", "grant_type", "scope")):
        return "invalid_request"
    if (form["grant_type"], form["client_assertion_type"]) != ("client_credentials", ASSERTION_TYPE):
        return "unsupported_grant_type"
    try:
        claims = jwt.decode(form["client_assertion"], options={"verify_signature": False})
    except jwt.PyJWTError:
        return "invalid_request"
    return "" if claims.get("sub") else "invalid_request"

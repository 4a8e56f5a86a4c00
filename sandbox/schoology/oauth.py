"""The OAuth 1.0a check of REST calls, two-legged (schoology facts 5.1)."""

import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, unquote

from flask import request

from sandbox.schoology.errors import ApiError
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import State

REPLAYED = "Duplicate timestamp/nonce combination, possible replay attack.  Request rejected."
"""Body of the 401 for a repeated or backdated call, with its two spaces."""

_NEEDED = ("oauth_consumer_key", "oauth_nonce", "oauth_timestamp", "oauth_signature_method", "oauth_signature")
_KEPT = 5000


def check_signature(site: Lms) -> None:
    """Raise a 401 unless the request is signed by the REST key, freshly."""
    if site.take("duplicate_nonce_next"):
        raise ApiError(401, REPLAYED)
    params = _params(request.headers.get("Authorization", ""))
    missing = [name for name in _NEEDED if not params.get(name)]
    if missing:
        raise _refused(site, f"Missing OAuth parameters: {', '.join(missing)}")
    if site.faults.rest_key_revoked:
        raise _refused(site, "Consumer key revoked")
    if site.faults.rest_key_dead or params["oauth_consumer_key"] != site.state.rest_key:
        raise _refused(site, "Invalid consumer key")
    if params.get("oauth_token"):
        # Three-legged tokens are never given out here.
        raise _refused(site, "Invalid access token")
    if not hmac.compare_digest(_expected(site, params), params["oauth_signature"]):
        raise _refused(site, "Invalid signature")
    if not params["oauth_timestamp"].isdecimal():
        raise _refused(site, "Invalid timestamp")
    with site.store.change() as state:
        _check_fresh(site, state, int(params["oauth_timestamp"]), params["oauth_nonce"])


def _refused(site: Lms, text: str) -> ApiError:
    """Only the words about repeated calls are known; those of the others are a switch."""
    return ApiError(401, text if site.faults.oauth_texts else None)


def _params(header: str) -> dict[str, str]:
    """Return the header's parameters in any order, with or without spaces, realm left out."""
    if not header.startswith("OAuth "):
        return {}
    pairs = re.findall(r'(\w+)="([^"]*)"', header)
    return {name: unquote(value) for name, value in pairs if name != "realm"}


def _expected(site: Lms, params: dict[str, str]) -> str:
    key = f"{quote(site.state.rest_secret, safe='')}&"
    if params["oauth_signature_method"] == "PLAINTEXT":
        return key
    if params["oauth_signature_method"] != "HMAC-SHA1":
        raise _refused(site, "Unsupported signature method")
    pairs = [(name, value) for name, value in params.items() if name != "oauth_signature"]
    pairs += parse_qsl(request.query_string.decode(), keep_blank_values=True)
    pairs += list(request.form.items(multi=True))
    text = "&".join(f"{name}={value}" for name, value in sorted((_quote(name), _quote(value)) for name, value in pairs))
    base = "&".join(_quote(part) for part in (request.method, request.base_url, text))
    return base64.b64encode(hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()).decode()


def _check_fresh(site: Lms, state: State, timestamp: int, nonce: str) -> None:
    window = site.faults.timestamp_window
    if window and abs(timestamp - site.now().timestamp()) > window:
        raise _refused(site, "Expired timestamp")
    mark = f"{timestamp}:{nonce}"
    back = timestamp < state.last_timestamp and not site.faults.timestamps_may_go_back
    if mark in state.nonces or back:
        raise ApiError(401, REPLAYED)
    state.nonces = [*state.nonces, mark][-_KEPT:]
    state.last_timestamp = max(timestamp, state.last_timestamp)


def _quote(text: str) -> str:
    return quote(text, safe="")

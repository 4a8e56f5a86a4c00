"""Errors of keys: the platform's public ones and the tool's own (L30-L34)."""

from __future__ import annotations

from lti._errors_base import LtiError


class KeySetError(LtiError):
    """The platform's public keys cannot be had, so no token of it can be proven now."""

    code = "key_set_refused"
    retryable = True
    status = 503


class KeySetUnreachable(KeySetError):
    """L32: the key set address does not answer and no earlier answer is good enough."""

    code = "key_set_unreachable"
    title = "Your course system does not answer right now"
    hint = "Try again in a minute. Your work is saved."


class KeySetInvalid(KeySetError):
    """L33: the key set address answers with something that is not a key set; `detail` says what."""

    code = "key_set_invalid"
    title = "Your course system does not publish its keys as it should"
    hint = "An administrator has to check the key set address of this course system in Waymark."
    audience = "admin"


class ToolKeyError(LtiError):
    """The tool's own keys cannot be used."""

    code = "tool_key_refused"
    title = "Waymark cannot read its own keys"
    audience = "admin"
    status = 500


class SecretKeyInvalid(ToolKeyError):
    """L34: the secret that encrypts keys is not 32 bytes long."""

    code = "secret_key_invalid"
    hint = "Set the secret key to the value made at the first start; it stands for exactly 32 bytes."


class SecretKeyWrong(ToolKeyError):
    """L34: the stored key does not open with this secret; nothing is signed until the right one is back."""

    code = "secret_key_wrong"
    hint = "Bring back the secret key this database was made with, from your backup, and start Waymark again."

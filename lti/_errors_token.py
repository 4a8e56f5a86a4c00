"""Errors of the token and of the message inside it (L12-L22)."""

from __future__ import annotations

from lti._errors_base import OPEN_AGAIN, LtiError


class TokenError(LtiError):
    """The token does not prove who sent it; `detail` names the failed rule."""

    code = "token_refused"
    title = "Waymark could not make sure that this link comes from your course system"


class TokenMalformed(TokenError):
    """L12: not three parts of base64 with JSON objects inside."""

    code = "token_malformed"


class AlgorithmRefused(TokenError):
    """L12: signed by anything but RS256."""

    code = "token_algorithm"


class KeyIdMissing(TokenError):
    """L12: no `kid` in the header."""

    code = "token_kid_missing"


class IssuerMismatch(TokenError):
    """L13: `iss` is not that of the platform the login went to."""

    code = "token_issuer"


class AudienceMismatch(TokenError):
    """L14: `aud` or `azp` is not (only) this tool."""

    code = "token_audience"


class KeyUnknown(TokenError):
    """L15: the platform publishes no key with this `kid`."""

    code = "token_key_unknown"


class KeyRefused(TokenError):
    """L15: the platform's key is shorter than 2048 bits, not RSA, or not meant for RS256 signatures."""

    code = "token_key_refused"


class SignatureInvalid(TokenError):
    """L15: the signature is not that of the platform's key."""

    code = "token_signature"


class TokenTimesInvalid(TokenError):
    """L16: `exp` or `iat` is missing or not a number."""

    code = "token_times"


class TokenExpired(TokenError):
    """L16: `exp` has passed."""

    code = "token_expired"
    title = "This page has been open too long"
    hint = OPEN_AGAIN
    retryable = True


class TokenFromFuture(TokenError):
    """L16: `iat` lies more than a minute ahead: one of the two clocks is wrong."""

    code = "token_from_future"
    title = "The clock of your course system does not agree with ours"


class TokenTooOld(TokenError):
    """L16: `iat` is more than ten minutes ago."""

    code = "token_too_old"
    title = "This page has been open too long"
    hint = OPEN_AGAIN
    retryable = True


class TokenTooLong(TokenError):
    """L16: the token would be good for more than an hour."""

    code = "token_lifetime"


class NonceMismatch(TokenError):
    """L17: the token was made for another login."""

    code = "token_nonce"


class MessageError(LtiError):
    """The platform is proven, and what it sent is not a message Waymark can answer."""

    code = "message_refused"
    title = "Your course system sent something Waymark does not understand"


class VersionUnsupported(MessageError):
    """L18: `version` is not 1.3.0."""

    code = "message_version"


class MessageUnsupported(MessageError):
    """L18: `message_type` is missing or not one of ours."""

    code = "message_type"


class DeploymentMissing(MessageError):
    """L19: `deployment_id` is missing or longer than 255 characters."""

    code = "deployment_missing"


class DeploymentUnassigned(MessageError):
    """L19: raised by the application when no tenant has this deployment yet; `deployment_id` is shown (U04)."""

    code = "deployment_unassigned"
    title = "Waymark is waiting for an administrator to accept this course system"
    hint = "Show this page to your administrator. Once it is accepted, open Waymark again from your course."
    audience = "admin"
    retryable = True
    status = 403

    def __init__(self, deployment_id: str) -> None:
        super().__init__()
        self.deployment_id = deployment_id


class TargetMismatch(MessageError):
    """L20: the `target_link_uri` in the token is not the one of the login."""

    code = "target_mismatch"


class SubjectMissing(MessageError):
    """L21: no `sub`: the course was opened without signing in."""

    code = "subject_missing"
    title = "Waymark needs to know who you are"
    hint = "Sign in to your course system, then open the activity from your course."


class RolesMissing(MessageError):
    """L22: no `roles` claim (an empty one is valid)."""

    code = "roles_missing"


class ResourceLinkMissing(MessageError):
    """L22: no `resource_link.id` in a resource launch."""

    code = "resource_link_missing"


class DeepLinkReturnMissing(MessageError):
    """L22: no usable `deep_link_return_url` in a deep-linking request."""

    code = "deep_link_return_missing"


class DeepLinkReturnForeign(MessageError):
    """T18: the `deep_link_return_url` is not an address of the platform that signed the request."""

    code = "deep_link_return_foreign"
    title = "Your course system named an address that is not its own"
    hint = "Nothing was sent there. Show this page to your administrator."
    audience = "admin"
    status = 403

"""Errors of a platform registering this tool by itself (T09, T10); `detail` may quote what the platform answered."""

from __future__ import annotations

from lti._errors_base import LtiError


class RegistrationError(LtiError):
    """The registration did not happen: nothing is stored here, and the same link works again."""

    code = "registration_refused"
    audience = "admin"
    status = 422


class RegistrationLinkIncomplete(RegistrationError):
    """The page was opened without the addresses that a platform adds to it."""

    code = "registration_link_incomplete"
    title = "This page opens from your learning system only"
    hint = (
        "Copy this page's address, and paste it in your learning system where it adds a tool by a registration address."
    )
    status = 400


class RegistrationAddressRefused(RegistrationError):
    """T09: an address of the platform is not https, not public, or leads elsewhere."""

    code = "registration_address_refused"
    title = "An address of your learning system cannot be used"
    hint = "Its addresses must begin with https:// and be reachable from outside. Ask whoever runs it."


class RegistrationUnreachable(RegistrationError):
    """The platform does not answer, or answers with a failure of its own."""

    code = "registration_unreachable"
    title = "Your learning system does not answer Waymark"
    hint = "Check that Waymark's server may reach it (firewall). Then start again from your learning system."
    retryable = True
    status = 503


class RegistrationDocumentInvalid(RegistrationError):
    """The platform's configuration lacks something or is no configuration; `detail` says what."""

    code = "registration_document_invalid"
    title = "Your learning system does not describe itself as it should"
    hint = "Registration by one link does not work with it. Add it by hand, as the page Learning systems shows."


class RegistrationIssuerMismatch(RegistrationError):
    """T10: the configuration was served by a host that does not speak for the issuer it names."""

    code = "registration_issuer_mismatch"
    title = "This registration names another learning system than the one it came from"
    hint = "Do not go on unless you know why. If the system is yours, ask whoever runs it to set its own address."


class RegistrationTokenRefused(RegistrationError):
    """The platform no longer takes the token it put into the address: used, or too old."""

    code = "registration_token_refused"
    title = "Your learning system's permission to register has ended"
    hint = "Start again in your learning system with the same link; each start there gives a new permission."
    retryable = True
    status = 401


class RegistrationNotAccepted(RegistrationError):
    """The platform refused the tool; `detail` holds its own words."""

    code = "registration_not_accepted"
    title = "Your learning system did not accept the registration"
    hint = "Its own words stand below. Mend what they name and start again, or add the tool by hand."


class RegistrationAnswerIncomplete(RegistrationError):
    """The platform says it registered the tool, but not under which client id."""

    code = "registration_answer_incomplete"
    title = "Your learning system did not say under which number it registered Waymark"
    hint = "Look in its list of tools: delete the new entry and start again, or add it here by hand."

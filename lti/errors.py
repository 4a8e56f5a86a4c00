"""Everything that can go wrong in a login or launch, with words for whoever reads it.

LtiError
 ├ LoginError              the login request (L01-L04)
 │  ├ LoginParameterMissing
 │  ├ LoginTargetRefused
 │  ├ PlatformUnknown
 │  ├ PlatformDisabled
 │  └ PlatformAmbiguous
 ├ PlatformAnswer          the platform sent an error instead of a token (L10)
 │  ├ LmsSessionEnded
 │  ├ LmsLinkSpent
 │  ├ LmsKeyOff
 │  └ LmsSignInRefused
 ├ StateError              the form, and whether this browser began the login (L10, L11, L25)
 │  ├ LaunchIncomplete
 │  ├ StateUnknown
 │  ├ StateExpired
 │  ├ BrowserUnproven
 │  ├ CookiesRefused
 │  └ LaunchUsed
 ├ TokenError              the token does not prove what it must (L12-L17)
 │  ├ TokenMalformed  AlgorithmRefused  KeyIdMissing
 │  ├ IssuerMismatch  AudienceMismatch
 │  ├ KeyUnknown  KeyRefused  SignatureInvalid
 │  ├ TokenTimesInvalid  TokenExpired  TokenFromFuture  TokenTooOld  TokenTooLong
 │  └ NonceMismatch
 ├ MessageError            the token is genuine, the message is not one we can show (L18-L22)
 │  ├ VersionUnsupported  MessageUnsupported
 │  ├ DeploymentMissing  DeploymentUnassigned
 │  ├ TargetMismatch  SubjectMissing  RolesMissing
 │  └ ResourceLinkMissing  DeepLinkReturnMissing  DeepLinkReturnForeign
 ├ KeySetError             the platform's public keys cannot be had (L32, L33)
 │  ├ KeySetUnreachable
 │  └ KeySetInvalid
 ├ RegistrationError       the platform's registration of this tool (T09, T10)
 │  ├ RegistrationLinkIncomplete  RegistrationAddressRefused  RegistrationUnreachable
 │  ├ RegistrationDocumentInvalid  RegistrationIssuerMismatch
 │  └ RegistrationTokenRefused  RegistrationNotAccepted  RegistrationAnswerIncomplete
 └ ToolKeyError            our own keys (L34)
    ├ SecretKeyInvalid
    └ SecretKeyWrong

`title` and `hint` are English source strings; the pages translate them, `messages()` lists them all. `detail` is for
the log and an administrator: it never holds a token, a key, a claim about a person or anything else secret.
"""

from __future__ import annotations

from lti._errors_base import (
    Audience,
    LtiError,
)
from lti._errors_keys import (
    KeySetError,
    KeySetInvalid,
    KeySetUnreachable,
    SecretKeyInvalid,
    SecretKeyWrong,
    ToolKeyError,
)
from lti._errors_login import (
    BrowserUnproven,
    CookiesRefused,
    LaunchIncomplete,
    LaunchUsed,
    LmsKeyOff,
    LmsLinkSpent,
    LmsSessionEnded,
    LmsSignInRefused,
    LoginError,
    LoginParameterMissing,
    LoginTargetRefused,
    PlatformAmbiguous,
    PlatformAnswer,
    PlatformDisabled,
    PlatformUnknown,
    StateError,
    StateExpired,
    StateUnknown,
)
from lti._errors_registration import (
    RegistrationAddressRefused,
    RegistrationAnswerIncomplete,
    RegistrationDocumentInvalid,
    RegistrationError,
    RegistrationIssuerMismatch,
    RegistrationLinkIncomplete,
    RegistrationNotAccepted,
    RegistrationTokenRefused,
    RegistrationUnreachable,
)
from lti._errors_token import (
    AlgorithmRefused,
    AudienceMismatch,
    DeepLinkReturnForeign,
    DeepLinkReturnMissing,
    DeploymentMissing,
    DeploymentUnassigned,
    IssuerMismatch,
    KeyIdMissing,
    KeyRefused,
    KeyUnknown,
    MessageError,
    MessageUnsupported,
    NonceMismatch,
    ResourceLinkMissing,
    RolesMissing,
    SignatureInvalid,
    SubjectMissing,
    TargetMismatch,
    TokenError,
    TokenExpired,
    TokenFromFuture,
    TokenMalformed,
    TokenTimesInvalid,
    TokenTooLong,
    TokenTooOld,
    VersionUnsupported,
)

__all__ = [
    "AlgorithmRefused",
    "Audience",
    "AudienceMismatch",
    "BrowserUnproven",
    "CookiesRefused",
    "DeepLinkReturnForeign",
    "DeepLinkReturnMissing",
    "DeploymentMissing",
    "DeploymentUnassigned",
    "IssuerMismatch",
    "KeyIdMissing",
    "KeyRefused",
    "KeySetError",
    "KeySetInvalid",
    "KeySetUnreachable",
    "KeyUnknown",
    "LaunchIncomplete",
    "LaunchUsed",
    "LmsKeyOff",
    "LmsLinkSpent",
    "LmsSessionEnded",
    "LmsSignInRefused",
    "LoginError",
    "LoginParameterMissing",
    "LoginTargetRefused",
    "LtiError",
    "MessageError",
    "MessageUnsupported",
    "NonceMismatch",
    "PlatformAmbiguous",
    "PlatformAnswer",
    "PlatformDisabled",
    "PlatformUnknown",
    "RegistrationAddressRefused",
    "RegistrationAnswerIncomplete",
    "RegistrationDocumentInvalid",
    "RegistrationError",
    "RegistrationIssuerMismatch",
    "RegistrationLinkIncomplete",
    "RegistrationNotAccepted",
    "RegistrationTokenRefused",
    "RegistrationUnreachable",
    "ResourceLinkMissing",
    "RolesMissing",
    "SecretKeyInvalid",
    "SecretKeyWrong",
    "SignatureInvalid",
    "StateError",
    "StateExpired",
    "StateUnknown",
    "SubjectMissing",
    "TargetMismatch",
    "TokenError",
    "TokenExpired",
    "TokenFromFuture",
    "TokenMalformed",
    "TokenTimesInvalid",
    "TokenTooLong",
    "TokenTooOld",
    "ToolKeyError",
    "VersionUnsupported",
    "all_errors",
    "messages",
]


def _leaves(parent: type[LtiError]) -> list[type[LtiError]]:
    children = parent.__subclasses__()
    return [leaf for child in children for leaf in _leaves(child)] if children else [parent]


def all_errors() -> list[type[LtiError]]:
    """Return every error that is raised, grouped as in the drawing."""
    return _leaves(LtiError)


def messages() -> list[tuple[str, str]]:
    """Return (title, hint) of every error once, in order, for the catalogues of translations."""
    return list(dict.fromkeys((error.title, error.hint) for error in all_errors()))

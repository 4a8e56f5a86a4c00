"""Errors of the login, of the platform's answer and of the state that ties both to one browser (L01-L11, L25)."""

from __future__ import annotations

from lti._errors_base import OPEN_AGAIN, LtiError


class LoginError(LtiError):
    """The login request cannot be answered; nothing was stored and nobody is redirected."""

    code = "login_refused"
    status = 400


class LoginParameterMissing(LoginError):
    """L01: `detail` names the parameter that is missing, repeated or unreadable."""

    code = "login_parameter_missing"
    title = "The link from your course system is incomplete"


class LoginTargetRefused(LoginError):
    """L04: `target_link_uri` is not a launch address of this tool."""

    code = "login_target_refused"
    title = "This link does not lead to a page of Waymark"
    hint = "Ask your administrator to compare the tool's link in the course system with the one on the setup page."
    audience = "admin"


class PlatformUnknown(LoginError):
    """L03: no registration for this issuer and client."""

    code = "platform_unknown"
    title = "Waymark does not know this course system yet"
    hint = "An administrator has to add it in Waymark under Learning systems, with the client ID it shows."
    audience = "admin"


class PlatformDisabled(LoginError):
    """L03: the registration exists and is switched off."""

    code = "platform_disabled"
    title = "This course system is switched off in Waymark"
    hint = "An administrator can switch it on in Waymark under Learning systems."
    audience = "admin"
    status = 401


class PlatformAmbiguous(LoginError):
    """L02: the issuer has several registrations and the request names none."""

    code = "platform_ambiguous"
    title = "Waymark cannot tell which course system sent you"
    hint = "An administrator has to let the course system send its client ID, or remove the registration not in use."
    audience = "admin"


class PlatformAnswer(LtiError):
    """L10: the platform answered with an error; `detail` is its own text, shortened, untrusted: escape it."""

    code = "lms_answer"


class LmsSessionEnded(PlatformAnswer):
    """`login_required`: no session in the LMS, or its own cookie was blocked."""

    code = "lms_session_ended"
    title = "Your course system has signed you out"
    hint = "Sign in to your course system again, then open the activity from your course."
    retryable = True


class LmsLinkSpent(PlatformAnswer):
    """`launch_no_longer_valid`: the LMS lets each link be followed once."""

    code = "lms_link_spent"
    title = "This page has been open too long"
    hint = OPEN_AGAIN
    retryable = True


class LmsKeyOff(PlatformAnswer):
    """`unauthorized_client`: the tool is off for this account."""

    code = "lms_key_off"
    title = "Waymark is switched off in your course system"
    hint = "An administrator of the course system has to switch the tool on for this course."
    audience = "admin"


class LmsSignInRefused(PlatformAnswer):
    """Any other error of the platform."""

    code = "lms_sign_in_refused"
    title = "Your course system did not let you in"


class StateError(LtiError):
    """The launch does not belong to a login that this browser began."""

    code = "state_refused"


class LaunchIncomplete(StateError):
    """L10: `state` or `id_token` is missing."""

    code = "launch_incomplete"
    title = "This page opens from your course only"
    hint = OPEN_AGAIN
    status = 400


class StateUnknown(StateError):
    """L11: no login was begun under this state, or it is long over."""

    code = "state_unknown"
    title = "This page has been open too long"
    hint = OPEN_AGAIN
    retryable = True


class StateExpired(StateError):
    """L11: the login was begun more than ten minutes ago."""

    code = "state_expired"
    title = "This page has been open too long"
    hint = OPEN_AGAIN
    retryable = True


class BrowserUnproven(StateError):
    """L11: this browser cannot show that it began the login. `cookie_sent` tells a wrong cookie from none (L41)."""

    code = "browser_unproven"
    title = "Your browser blocks the sign-in this page needs"
    hint = "Open it in a new window."
    retryable = True

    def __init__(
        self, *, cookie_sent: bool, platform_id: str | None = None, storage_target: str | None = None,
        again: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__("wrong cookie" if cookie_sent else "no cookie")
        self.cookie_sent = cookie_sent
        self.platform_id = platform_id
        self.storage_target = storage_target
        self.again = again


class CookiesRefused(StateError):
    """L41: even in a window of its own this browser keeps nothing; beginning once more would only go in a circle."""

    code = "cookies_refused"
    title = "Your browser blocks the sign-in this page needs"
    hint = (
        "Allow cookies for this page in your browser's settings, or use another browser. Then open it from your course."
    )
    retryable = True


class LaunchUsed(StateError):
    """L25: the launch was used before; `same_browser` says that the state cookie of its login came with it."""

    code = "launch_used"
    title = "This link was already used"
    hint = OPEN_AGAIN
    retryable = True

    def __init__(self, state_hash: str, *, same_browser: bool) -> None:
        super().__init__("same browser" if same_browser else "another browser")
        self.state_hash = state_hash
        self.same_browser = same_browser

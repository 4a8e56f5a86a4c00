"""One check from end to end: calls that do not depend on each other run side by side, each with its own time limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from lti.check import calls, services
from lti.check.access import Ask, access
from lti.check.calls import Caller
from lti.check.known import known
from lti.check.lines import Finding, by_line, skipped
from lti.check.subject import Subject
from lti.http import Http, Limits
from lti.lms.access import Setup

LIMITS = Limits(connect=5.0, total=10.0)
"""Of each call: somebody waits for the page."""


def check(
    http: Http, subject: Subject, setup: Setup, ask: Ask, own: Callable[[], Sequence[Finding]] = tuple
) -> list[Finding]:
    """Return every line in order. Nothing is kept or changed on either side, however often it is done.

    `http` holds the limits of each call; `ask` goes to the token endpoint, `own` to the LMS's own interface.
    """
    caller = Caller(http)
    with ThreadPoolExecutor(4, thread_name_prefix="check") as pool:
        login = pool.submit(calls.login, caller, subject)
        keys = pool.submit(calls.keys, caller, subject)
        own_keys = pool.submit(calls.own_keys, http, subject)
        interface = pool.submit(own)
        held = pool.submit(access, caller, subject, setup.scopes, ask).result()
        read = [
            pool.submit(service, caller, subject.services, held) for service in (services.roster, services.lineitems)
        ]
        found = [*known(subject, setup), *login.result(), keys.result(), _seen(own_keys.result(), held.token)]
        services_read = [one.result() for one in read]
        found += [caller.clock(), *held.findings, *services_read, *interface.result()]
    return by_line(found)


def _seen(own: Finding, token: str) -> Finding:
    """Return what we saw of our own keys; not seeing them from here says nothing once the platform has read them."""
    return skipped("own-keys") if token and own.code == "own-keys.unserved" else own

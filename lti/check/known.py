"""The lines that need no call: what the registration says, and what launches have told so far."""

from __future__ import annotations

from lti.check.lines import Finding, fine, later, problem
from lti.check.subject import Subject
from lti.lms.access import Setup


def known(subject: Subject, setup: Setup) -> list[Finding]:
    """Return the findings about registration, issuer, deployments and the storage for sign-ins without cookies."""
    return [_registration(subject), _issuer(subject, setup), _deployment(subject), _storage(subject, setup)]


def _registration(subject: Subject) -> Finding:
    if not subject.platform.enabled:
        return problem("registration", "off")
    client_id = subject.platform.client_id
    if client_id != client_id.strip():
        return problem("registration", "spaces", repr(client_id))
    return fine("registration")


def _issuer(subject: Subject, setup: Setup) -> Finding:
    """Judge the text of an issuer; one that a launch has named is right, however it looks (L13)."""
    issuer = subject.platform.issuer
    if subject.launched:
        return fine("issuer")
    if setup.issuer and issuer != setup.issuer:
        return problem("issuer", "other", issuer)
    if issuer != issuer.strip() or not issuer.startswith(("https://", "http://")):
        return problem("issuer", "form", repr(issuer))
    if issuer.endswith("/"):
        return problem("issuer", "slash", issuer)
    return fine("issuer")


def _deployment(subject: Subject) -> Finding:
    if subject.waiting:
        return problem("deployment", "waiting", ", ".join(subject.waiting[:5]))
    if subject.assigned:
        return fine("deployment")
    return later("deployment", subject.platform.deployments)


def _storage(subject: Subject, setup: Setup) -> Finding:
    if not setup.storage:
        return Finding("storage", "skipped", "storage.none")
    if subject.storage is None:
        return later("storage", "launch")
    return fine("storage") if subject.storage else problem("storage", "off")

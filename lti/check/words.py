"""What each line is called, what is wrong, and what to change: the general words, where an LMS has none of its own."""

from __future__ import annotations

from collections.abc import Mapping

from lti.check.lines import Finding
from lti.lms.access import Setup
from lti.lms.words import N_

TITLES: Mapping[str, str] = {
    "registration": N_("Registration"),
    "issuer": N_("Issuer"),
    "login": N_("Sign-in address"),
    "client": N_("Client ID"),
    "keys": N_("Its public keys"),
    "own-keys": N_("Our public keys"),
    "token": N_("Access token"),
    "scope-lineitem": N_("May make gradebook columns"),
    "scope-result": N_("May read grades of its columns"),
    "scope-score": N_("May write grades"),
    "scope-roster": N_("May read class lists"),
    "deployment": N_("Deployment"),
    "roster": N_("Class list"),
    "lineitems": N_("Gradebook columns"),
    "own-interface": N_("Its own interface"),
    "own-rights": N_("What its own interface allows"),
    "consent": N_("Acting for teachers"),
    "storage": N_("Sign-in without cookies"),
    "clock": N_("Clocks"),
}

PROBLEMS: Mapping[str, str] = {
    "registration.off": N_("It is switched off in Waymark."),
    "registration.spaces": N_("The client ID begins or ends with a space."),
    "issuer.other": N_("This is not the issuer that all of these systems share."),
    "issuer.form": N_("The issuer is not an address."),
    "issuer.slash": N_("The issuer ends with a slash, which launches do not send."),
    "login.redirect": N_("It does not know our launch address as a redirect address."),
    "client.unknown": N_("It does not know this client ID, or has it switched off."),
    "keys.invalid": N_("There is no key set at this address but something else, such as a page."),
    "keys.none": N_("Its key set holds no key that can be used."),
    "own-keys.local": N_("Our address works on this machine only, so the learning system cannot fetch our keys."),
    "own-keys.unserved": N_("Our own key set does not answer at our address."),
    "own-keys.stale": N_("Our address answers with keys of another installation, or with old ones."),
    "own-keys.not_fetched": N_("It could not read our keys, or has others in their place."),
    "own-keys.secret": N_("Our own key cannot be opened: the secret key is not the one it was sealed with."),
    "token.audience": N_("It knows its token address by another name than ours."),
    "clock.ahead": N_("Its clock is ahead of ours."),
    "clock.behind": N_("Its clock is behind ours."),
    "clock.refused": N_("It takes our signed requests for too old or for ones of the future."),
    "missing": N_("It does not allow this."),
    "deployment.waiting": N_("Somebody opened Waymark from a place that is not assigned to a school yet."),
    "roster.off": N_("Launches of the course opened last name no class list."),
    "lineitems.off": N_("Launches of the course opened last name no gradebook service."),
    "own-interface.lacks": N_("The values for its own interface are not good for everything that Waymark does there."),
    "own-interface.key": N_("It does not know this key."),
    "own-interface.secret": N_("It knows the key, but this is not the secret that belongs to it."),
    "own-interface.revoked": N_("The key was taken back or switched off there."),
    "own-interface.clock": N_("It takes our signed requests for too old or for ones of the future."),
    "own-rights.person": N_("This key is one person's own: it may not read what belongs to others."),
    "own-rights.read": N_("The owner of the key may not read the course that was opened last."),
    "own-rights.grades": N_("The owner of the key may read that course but not its grades."),
    "own-rights.course": N_("It does not find the course that was opened last: the key belongs to another school."),
    "own-rights.parts": N_(
        "The values are good for groups and class lists, but not for all of mastery views, plans, dates and grades."
    ),
    "own-rights.taught": N_("It names nobody as teacher of that course whom Waymark knows as one."),
    "consent.key": N_("It does not know the key for its own interface, or not with this secret."),
    "consent.ended": N_("Somebody's consent is over there: what needs it waits."),
    "storage.off": N_("Launches do not offer the storage that browsers without cookies need."),
    "unreachable": N_("It does not answer at this address."),
    "timeout": N_("It took too long to answer."),
    "tls": N_("Its certificate is not accepted."),
    "address_refused": N_("This address is not https, not public, or leads to another host."),
    "address": N_("Nothing of the kind is at this address."),
    "lms_error": N_("It answers with an error of its own."),
    "throttled": N_("It asks us to slow down."),
    "refused": N_("It refuses the request."),
}
"""Sentences by code, and by reason where every line says the same."""

LATER: Mapping[str, str] = {
    "deployment.own": N_("The first launch brings it; nothing needs to be done here."),
    "deployment.shared": N_("The first launch brings it; then assign it here under Learning systems."),
    "launch": N_("Open Waymark once from a course, then check again."),
    "none": N_("No values for it were given. Waymark works without it, and less is shown there."),
    "untried": N_("Waymark has no way to try it out in this kind of learning system."),
    "storage.none": N_("This kind of learning system has no storage; a cookie or a window of its own serves instead."),
    "consent.none": N_("This kind of learning system asks nobody: nothing needs to be done."),
    "consent.unset": N_(
        "No key for its own interface is given: work for single students and its mastery views are off."
    ),
    "consent.nobody": N_(
        "A teacher connects a course under Gradebook, or you a user for all courses, under Own interface."
    ),
    "after": N_("Mend the other lines first."),
}
"""What a launch has to tell first, and why a line was not looked at."""

GENERAL: Mapping[str, str] = {
    "registration": N_("Add it again with the client ID exactly as the learning system shows it."),
    "registration.off": N_("Switch it on in Waymark under Learning systems."),
    "client": N_("Compare the client ID with the one that the learning system shows, and that the tool is on there."),
    "issuer": N_("Add it again with the issuer exactly as the learning system gives it."),
    "login": N_("Compare the sign-in address with the one that the learning system shows, and add it again."),
    "login.redirect": N_("Enter our launch address there as a redirect address, letter for letter."),
    "keys": N_("Compare the address of its public keys with the one that it shows, and add it again."),
    "own-keys": N_("Enter our public keys address there, and make sure that it may reach this server."),
    "own-keys.local": N_("Set WAYMARK_BASE_URL to an https address that the learning system can reach."),
    "own-keys.unserved": N_(
        "Start the server with waymark serve, and look at WAYMARK_BASE_URL and the proxy before it."
    ),
    "own-keys.stale": N_("Look which server answers at WAYMARK_BASE_URL, and whether a proxy keeps its answers."),
    "own-keys.secret": N_("Bring back the secret key from your backup, then start Waymark again."),
    "token": N_("Compare the token address with the one that the learning system shows, and add it again."),
    "scope-lineitem": N_("Its admin must allow the assignment and grade services, with columns of the tool's own."),
    "scope-result": N_("Its admin must allow the assignment and grade services, with reading results."),
    "scope-score": N_("Its admin must allow the assignment and grade services, with writing scores."),
    "scope-roster": N_("Its admin must allow the names and roles service."),
    "deployment": N_("Assign it in Waymark under Learning systems, if you know the place."),
    "roster": N_("Its admin must switch on the names and roles service for the tool in this course."),
    "lineitems": N_("Its admin must switch on the assignment and grade services for the tool in this course."),
    "own-interface": N_("Compare the values for its own interface with those that it shows, and give them again."),
    "own-interface.clock": N_(
        "Let both servers set their clocks by the network (NTP). Date and time zone must be right."
    ),
    "own-rights": N_("The owner of the key needs the rights of a teacher in the course, or of an admin of the school."),
    "consent": N_("Compare the values under Own interface with those that it shows."),
    "consent.ended": N_(
        "Whoever it was connects again: a teacher under Gradebook, the user for all courses under Own interface."
    ),
    "storage": N_("Its admin must offer platform storage to the tool; until then a new window opens for some people."),
    "clock": N_("Let both servers set their clocks by the network (NTP). Date and time zone must be right."),
    "unreachable": N_("Check that this server may reach it (firewall)."),
    "timeout": N_("A firewall may swallow the call, or it is slow: check again, then ask its admin."),
    "tls": N_("Renew its certificate, or install its issuer on this server."),
    "lms_error": N_("Check again in some minutes, then ask its admin."),
    "throttled": N_("Check again in some minutes."),
}
"""What to change, by code, by line, and by reason."""

_ELSEWHERE = frozenset({"timeout", "tls", "lms_error", "throttled"})
"""Reasons that no setting of the learning system mends."""


def said(found: Finding) -> str:
    """Return the English sentence about a finding; empty where there is nothing to say."""
    words = PROBLEMS if found.state == "problem" else LATER
    return words.get(found.code) or words.get(found.reason, "") if found.code else ""


def fix(found: Finding, setup: Setup) -> str:
    """Return the English sentence on what to change, in the words of that LMS where it has some."""
    if found.state != "problem":
        return ""
    if found.reason in _ELSEWHERE:
        return GENERAL[found.reason]
    for words, key in ((setup.fixes, found.code), (GENERAL, found.code), (setup.fixes, found.line)):
        if key in words:
            return words[key]
    return GENERAL[found.line]

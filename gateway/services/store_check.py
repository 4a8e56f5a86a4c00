"""Ask another record store what pulling asks, and say of each step what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xapi.remote import Refused, RemoteStore, Trouble


@dataclass(frozen=True)
class Step:
    """One thing that was asked; `problem` is a code of `Trouble`, empty where it went well; `detail` is their words."""

    what: str
    problem: str = ""
    detail: str = ""


FIXES = {
    "unreachable": "Check the address, and that this machine may reach it (firewall).",
    "timeout": "It is slow, or a firewall swallows the call: try again, then ask its admin.",
    "tls": "Its certificate is not accepted: check the address and this machine's certificates.",
    "address_refused": "The address must be https and public (http and loopback only while we are on loopback too).",
    "throttled": "It asks us to slow down; nothing to do, it goes on by itself.",
    "too_large": "Its answer is too large: a single statement there is above the limit.",
    "failing": "It reports an error of its own: ask its admin if it stays.",
    "key_refused": "It does not know this user name and password: make new ones there, then `waymark store renew`.",
    "forbidden": "The key is known but may not do this: its admin must allow it to read, or to write, statements.",
    "not_a_store": "There is no record store at this address: it usually ends in /xapi, /xAPI or /data/xAPI.",
    "garbage": "Something else than a record store answers there: check the address, and for a sign-in page or proxy.",
    "refuses_all": "It refuses all that we ask; its words say why. Check the address and the version it speaks.",
    "sealed": "The password was sealed with another WAYMARK_SECRET_KEY: restore that key, or `waymark store renew`.",
}
"""What to do about each problem, for the command line."""


def steps(store: RemoteStore, *, reads: bool) -> Iterator[Step]:
    """Ask About, then for one statement with the key; where nothing has to be read, a key that may not is fine."""
    try:
        spoken = store.versions()
        yield Step(f"versions {', '.join(spoken)}" if spoken else "versions (not told)")
        page = store.page(store.first(None, 1, attachments=False), store.ask())
        yield Step(f"reading with the key ({len(page.statements)} statement)")
    except Trouble as error:
        yield Step("answer", error.code, error.detail)
    except Refused as error:
        if error.status == 403 and not reads:
            yield Step("the key is known (it may not read, which forwarding does not need)")
            return
        yield Step("reading with the key", "forbidden" if error.status == 403 else "refuses_all", str(error)[:200])

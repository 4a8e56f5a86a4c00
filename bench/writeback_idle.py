"""From one statement's arrival to the grade in the gradebook: a real server, a real clock, nothing else to do."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from bench.replay_check import drain
from bench.replay_course import Tenant, await_roster, beside, furnish, launch, register
from bench.replay_data import Answer, Material, statement
from bench.replay_processes import School, Site, free_port, open_school
from bench.replay_send import post_all

NAME, SKILL = "idle", "S1"
ITEMS = ("first", "second", "third")
_BETWEEN = 0.7
"""Seconds between two statements: each finds the system idle."""

_ARRIVES = 30.0


@dataclass(frozen=True)
class Waits:
    """Seconds from when a statement was sent to when the gradebook had the grade."""

    seconds: Sequence[float]

    def within(self, share: float) -> float:
        """Return the wait that this share of the grades did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def one_by_one(folder: Path, learners: int) -> Waits:
    """Let each learner's third result, the first that says a level, arrive alone; nothing comes back but the waits."""
    folder.mkdir()
    users = [f"u{number:03}" for number in range(learners)]
    items = dict.fromkeys(ITEMS, (SKILL,))
    before = [Answer(user, item, (SKILL,), True, n, n) for user in users for n, item in enumerate(ITEMS[:2])]
    material = Material(NAME, before, users, items)
    site = Site(free_port(), folder)
    with open_school("canvas", learners, site) as school:
        known = register(site, [school])
        with site.serve():
            launch(site, school)
            await_roster(site, known.id, learners)
        tenant = furnish(site, known, material, None)
        with site.serve() as server:
            post_all(site.port, tenant, material, 50)
            beside(site, lambda db: drain(db, tenant, time.perf_counter(), server))
            sent = {user: _send(site, tenant, Answer(user, ITEMS[2], (SKILL,), True, 2, 2)) for user in users}
            return Waits(_waits(school, tenant, sent))


def _send(site: Site, tenant: Tenant, answer: Answer) -> float:
    """Post one statement; return when (POSIX seconds)."""
    body = statement(NAME, answer, *tenant.accounts[answer.user])
    at = time.time()
    requests.post(
        f"http://127.0.0.1:{site.port}/xapi/statements", json=body, auth=(tenant.key, tenant.secret), timeout=30,
        headers={"Host": f"localhost:{site.port}", "X-Experience-API-Version": "2.0.0"},
    ).raise_for_status()  # fmt: skip
    time.sleep(_BETWEEN)
    return at


def _waits(school: School, tenant: Tenant, sent: dict[str, float]) -> list[float]:
    """Return how long each grade took; TimeoutError where one did not come."""
    until = time.monotonic() + _ARRIVES
    while True:
        came = _received(school)
        missing = [user for user in sent if tenant.accounts[user][1] not in came]
        if not missing:
            return [came[tenant.accounts[user][1]] - at for user, at in sent.items()]
        if time.monotonic() > until:
            raise TimeoutError(f"no grade came for {missing}")
        time.sleep(0.5)


def _received(school: School) -> dict[str, float]:
    """Return when the LMS took the newest score of each learner, by `sub`."""
    state: dict[str, Any] = requests.get(f"{school.url}/_sim/state", timeout=30).json()
    scores = [score for item in state["line_items"] for score in item["scores"] if score["posts"]]
    return {one["sub"]: datetime.fromisoformat(one["posts"][-1]["received"]).timestamp() for one in scores}

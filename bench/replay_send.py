"""Post statements the way a busy system does: a few connections, batches, again by id when no answer came."""

from __future__ import annotations

import base64
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import orjson

from bench.replay_course import Tenant
from bench.replay_data import Answer, Material, lane_of, statement

CONNECTIONS = 4
_TRIES = 60
_AGAIN = frozenset({429, 503, 507})


@dataclass
class Sent:
    """What the server acknowledged, how long it took in all and for each request (seconds)."""

    ids: set[str] = field(default_factory=set)
    seconds: float = 0.0
    answers: list[float] = field(default_factory=list)
    refused: int = 0

    def slowest(self) -> float:
        """Return the longest wait for an answer, in milliseconds."""
        return max(self.answers, default=0.0) * 1000

    def slow(self, share: float = 0.99) -> float:
        """Return the wait in milliseconds that this share of the requests did not exceed."""
        ordered = sorted(self.answers)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 if ordered else 0.0


def post_all(port: int, tenant: Tenant, material: Material, batch: int) -> Sent:
    """Post all answers; each learner's on one connection and in order."""
    lanes: list[list[Answer]] = [[] for _ in range(CONNECTIONS)]
    for answer in material.answers:
        lanes[lane_of(answer.user, CONNECTIONS)].append(answer)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = list(pool.map(lambda lane: _Sender(port, tenant, material.name).send(lane, batch), lanes))
    whole = Sent(seconds=time.perf_counter() - begun)
    for part in parts:
        whole.ids |= part.ids
        whole.answers += part.answers
        whole.refused += part.refused
    return whole


class _Sender:
    """One connection."""

    def __init__(self, port: int, tenant: Tenant, name: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        secret = base64.b64encode(f"{tenant.key}:{tenant.secret}".encode()).decode()
        self._headers = {
            "Host": f"localhost:{port}", "Authorization": f"Basic {secret}", "Content-Type": "application/json",
            "X-Experience-API-Version": "2.0.0",
        }  # fmt: skip
        self._tenant = tenant
        self._name = name

    def send(self, lane: list[Answer], batch: int) -> Sent:
        """Post a lane's answers in batches of this size."""
        sent = Sent()
        for start in range(0, len(lane), batch):
            some = [statement(self._name, one, *self._tenant.accounts[one.user]) for one in lane[start : start + batch]]
            self._post(orjson.dumps(some), sent)
        self._connection.close()
        return sent

    def _post(self, body: bytes, sent: Sent) -> None:
        """Post one batch until it is acknowledged; RuntimeError when it is refused for good."""
        for _ in range(_TRIES):
            begun = time.perf_counter()
            try:
                self._connection.request("POST", "/xapi/statements", body, self._headers)
                answer = self._connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                time.sleep(1)
                continue
            sent.answers.append(time.perf_counter() - begun)
            if answer.status == 200:
                sent.ids.update(orjson.loads(text))
                return
            if answer.status not in _AGAIN:
                raise RuntimeError(f"{answer.status} {text[:500]!r}")
            sent.refused += 1
            time.sleep(min(float(answer.headers.get("Retry-After", "1")), 30.0))
        raise RuntimeError("a batch was not taken within a minute")

    def read_ids(self) -> set[str]:
        """Follow the pages from the oldest statement to the newest."""
        found: set[str] = set()
        path = "/xapi/statements?ascending=true&limit=100"
        while path:
            self._connection.request("GET", path, headers=self._headers)
            answer = self._connection.getresponse()
            page = orjson.loads(answer.read())
            if answer.status != 200:
                raise RuntimeError(f"reading back: {answer.status} {page}")
            found.update(one["id"] for one in page["statements"])
            path = page["more"]
        self._connection.close()
        return found


def read_ids(port: int, tenant: Tenant) -> set[str]:
    """Return the ids of all statements that the record store gives back, page by page."""
    return _Sender(port, tenant, "").read_ids()

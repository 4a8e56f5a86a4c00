"""One measurement: statements in, and what the server used for them; queries out, and how long each took."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import orjson

from bench.ingest_send import Line, Sent, post, quantile, read
from bench.ingest_servers import Server, Store, Used
from bench.ingest_statements import (
    ACTIVITIES,
    COURSES,
    LEARNERS,
    Source,
    activity_iri,
    course_iri,
    learner,
    lesson_iri,
)

FILL_BATCH = 200
_CHUNK = 20_000
_SAMPLE = 200


@dataclass
class Result:
    """What one server did with batches of one size, over all rounds."""

    name: str
    batch: int
    stored: int = 0
    sent: Sent = field(default_factory=Sent)
    server_s: float = 0.0
    database_s: float = 0.0
    peak_mb: float = 0.0
    end_mb: float = 0.0

    def add(self, sent: Sent, used: Used, memory: tuple[float, float]) -> None:
        """Take one round in."""
        self.sent.add(sent)
        self.server_s += used.server
        self.database_s += used.database
        self.peak_mb, self.end_mb = max(self.peak_mb, memory[0]), memory[1]

    @property
    def cpu(self) -> float:
        """Processor seconds of the server for 1,000 statements."""
        return 1000 * self.server_s / max(len(self.sent.ids), 1)

    @property
    def database_cpu(self) -> float:
        """Processor seconds of the database server for 1,000 statements."""
        return 1000 * self.database_s / max(len(self.sent.ids), 1)


def measure(
    server: Server, source: Source, result: Result, count: int, *, most_seconds: float = 3600.0,
    settle: Callable[[], None] = lambda: None,
) -> Sent:  # fmt: skip
    """Send so many statements; the work that they cause in the background is waited for and counted."""
    requests = server.target.batches(source.take(count), result.batch)
    forget_peak(server)
    before = server.used()
    sent = post(server.target, requests, most_seconds)
    settle()
    result.add(sent, server.used().since(before), server.memory())
    return sent


def forget_peak(server: Server) -> None:
    """Begin the greatest resident size anew (proc(5), clear_refs); where that is not allowed it stays a total."""
    with suppress(OSError):
        Path(f"/proc/{server.process.pid}/clear_refs").write_text("5", encoding="utf-8")


def plain(ids: Iterable[str]) -> set[str]:
    """Return ids as 32 hexadecimal digits."""
    return {one.replace("-", "") for one in ids}


@dataclass
class Ledger:
    """What was acknowledged, and a few statements as they were sent."""

    ids: set[str] = field(default_factory=set)
    sample: dict[str, bytes] = field(default_factory=dict)

    def note(self, sent: Sent) -> None:
        """Take acknowledged ids in."""
        self.ids |= plain(sent.ids)


class Watched(Source):
    """A source that keeps a few of its statements, to be read back."""

    def __init__(self, seed: int, ledger: Ledger) -> None:
        super().__init__(seed)
        self._ledger = ledger
        self._picks = random.Random(seed)

    def take(self, count: int) -> list[tuple[str, bytes]]:
        """Return the next statements."""
        made = super().take(count)
        self._ledger.sample.update(self._picks.sample(made, min(3, count)))
        return made


def fill(server: Server, store: Store, source: Source, ledger: Ledger, total: int) -> float:
    """Send statements through the same door until so many are stored; return the seconds it took."""
    begun = time.perf_counter()
    missing = total - store.count()
    while missing > 0:
        some = source.take(min(_CHUNK, missing))
        ledger.note(post(server.target, server.target.batches(some, FILL_BATCH)))
        missing -= len(some)
    store.settle()
    return time.perf_counter() - begun


def lost(server: Server, store: Store, ledger: Ledger) -> int:
    """Return how many acknowledged statements are not in the database, or a sample of them not as sent."""
    missing = len(ledger.ids - store.ids())
    picked = random.Random(1).sample(sorted(ledger.sample), min(_SAMPLE, len(ledger.sample)))
    with Line(server.target.port) as line:
        for identity in picked:
            if identity.replace("-", "") not in ledger.ids:
                continue
            sent = orjson.loads(ledger.sample[identity])
            found = read(line, server.target, f"{server.target.path}?statementId={identity}")
            missing += any(found.get(name) != value for name, value in sent.items())
    return missing


@dataclass(frozen=True)
class Queries:
    """Milliseconds of queries for the last statements of one learner, or around one activity."""

    key: str
    name: str
    took: Sequence[float]
    found: int

    def within(self, share: float) -> float:
        """Return the milliseconds that this share of the queries did not exceed."""
        return quantile(self.took, share)


def queries(server: Server, count: int) -> list[Queries]:
    """Ask for the last 100 statements of many learners and of many activities, courses and lessons among them."""
    draw = random.Random(count)
    actors = [{"agent": orjson.dumps(learner(draw.randrange(LEARNERS))).decode()} for _ in range(count)]
    places = [(draw.randrange(COURSES), draw.randrange(ACTIVITIES)) for _ in range(count)]
    iris = [(activity_iri(*place), lesson_iri(*place), course_iri(place[0]))[at % 3] for at, place in enumerate(places)]
    around = [{"activity": iri, "related_activities": "true"} for iri in iris]
    return [
        Queries("learner", "of one learner", *_ask(server, actors)),
        Queries("activity", "around one activity, related_activities=true", *_ask(server, around)),
    ]


def _ask(server: Server, filters: Sequence[dict[str, str]]) -> tuple[list[float], int]:
    """Return the milliseconds of each query, and how many statements all of them gave."""
    took, found = [], 0
    with Line(server.target.port) as line:
        for one in filters:
            begun = time.perf_counter()
            page = read(line, server.target, f"{server.target.path}?{urlencode({**one, 'limit': 100})}")
            took.append((time.perf_counter() - begun) * 1000)
            found += len(page["statements"])
    return took, found

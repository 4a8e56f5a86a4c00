"""How many people come in: login and launch, all checked and stored, beside two other tools in the same run.

python -m bench.launch [--peer pylti pylti_one ltijs | --peer none] [--quick] [--json]

All tools get the same launches of the same platform, from the same light client over eight connections. A nonce is
known only after the login, so each round logs in, signs the tokens while nothing is measured, and then launches.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench import launch_peers
from bench.common import arguments, finish, table
from bench.ingest_send import quantile
from bench.ingest_servers import cpu_seconds
from bench.launch_peers import Tool
from bench.launch_platform import Platform, platform
from bench.launch_send import CONNECTIONS, Heard, form, send

FULL, QUICK = 1000, 300
"""Launches in a round."""

PEERS = ("pylti", "pylti_one", "ltijs", "none")
"""`pylti_one` is the same as `pylti` in one process, as Waymark and ltijs are."""

ROUNDS = 3
WARM = 400
"""Launches before anything is measured: everybody has been there once, as after the first weeks of a school year."""

Opening = Callable[[Path, Platform], AbstractContextManager[Tool]]


class NotAccepted(Exception):
    """A tool refused a good launch; the text says which and how."""


@dataclass
class Result:
    """What one tool did over all rounds: seconds, processor seconds, and the seconds of each login with its launch."""

    name: str
    launches: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    client_cpu: float = 0.0
    logins: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Logins with their launches in a second."""
        return self.launches / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of a login with its launch."""
        return 1000 * self.cpu / self.launches

    @property
    def client_ms(self) -> float:
        """Processor milliseconds that the client spent on it meanwhile, on the same cores."""
        return 1000 * self.client_cpu / self.launches

    def p95_ms(self, *parts: str) -> float:
        """Return the milliseconds that 95 % did not exceed, of logins, launches or both together."""
        asked = [getattr(self, part) for part in parts or ("logins", "posts")]
        return 1000 * quantile([sum(one) for one in zip(*asked, strict=True)], 0.95)


def main() -> None:
    """Run from the command line."""
    parser = arguments("Log in and launch, beside other tools.")
    parser.add_argument("--peer", nargs="+", choices=PEERS, default=PEERS[:-1])
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers end with their contexts
    openings: list[tuple[str, Opening]] = [("", launch_peers.waymark)]
    if "pylti" in options.peer:
        openings.append(("_pylti", launch_peers.pylti))
    if "pylti_one" in options.peer:
        openings.append(("_pylti_one", partial(launch_peers.pylti, workers=1)))
    place = launch_peers.ltijs_place()
    if "ltijs" in options.peer and place is None:
        print(f"LTIJS IS LEFT OUT: {launch_peers.VARIABLE} names no folder with it. See bench/launch_peers.py.\n")
    elif "ltijs" in options.peer and place is not None:
        openings.append(("_ltijs", partial(launch_peers.ltijs, place)))
    count, rounds = (QUICK, 1) if options.quick else (FULL, ROUNDS)
    results = run(openings, count, rounds)
    print(f"SQLite, {CONNECTIONS} connections, {rounds} rounds of {count} launches after {WARM}.\n")
    print(report(list(results.values())))
    finish(figures(results), options.json)


def run(openings: Sequence[tuple[str, Opening]], count: int, rounds: int, warm: int = WARM) -> dict[str, Result]:
    """Measure the tools in turn, each in processes and a folder of its own; nothing of them stays."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="waymark-launch-")))
        lms = running.enter_context(platform())
        tools = {key: running.enter_context(opening(folder / f"tool{key}", lms)) for key, opening in openings}
        results = {key: Result(tool.name) for key, tool in tools.items()}
        for tool in tools.values():
            _round(tool, lms, range(warm), Result(tool.name))
        for number in range(rounds):
            first = warm + number * count
            for key, tool in tools.items():
                _round(tool, lms, range(first, first + count), results[key])
    return results


def _round(tool: Tool, lms: Platform, numbers: Sequence[int], result: Result) -> None:
    """Log everybody in, sign, launch; NotAccepted when one is refused."""
    before = cpu_seconds(tool.process.pid)
    logins = send(tool.port, [form(tool.address, tool.login, lms.login(number, tool.target)) for number in numbers])
    between = cpu_seconds(tool.process.pid)
    posts = [_launch(tool, lms, number, heard) for number, heard in zip(numbers, logins.heard, strict=True)]
    again = cpu_seconds(tool.process.pid)
    launches = send(tool.port, posts)
    after = cpu_seconds(tool.process.pid)
    status, words = tool.accepted
    for one in launches.heard:
        if one.status != status or words not in one.location:
            raise NotAccepted(f"{tool.name}: {one.status} {one.location} {tool.process.said()[-500:]}")
    result.launches += len(numbers)
    result.seconds += logins.seconds + launches.seconds
    result.cpu += between - before + after - again
    result.client_cpu += logins.cpu + launches.cpu
    result.logins += [one.seconds for one in logins.heard]
    result.posts += [one.seconds for one in launches.heard]


def _launch(tool: Tool, lms: Platform, number: int, login: Heard) -> bytes:
    """Return the form that the platform would post after this login."""
    query = parse_qs(urlsplit(login.location).query)
    if "nonce" not in query:
        raise NotAccepted(f"{tool.name}, login: {login.status} {tool.process.said()[-500:]}")
    token = lms.token(number, query["nonce"][0], tool.target)
    return form(tool.address, tool.launch, {"state": query["state"][0], "id_token": token}, login.cookies)


def report(results: Sequence[Result]) -> str:
    """Return a table with a line for each tool."""
    head = ["tool", "logins with launch/s", "CPU ms", "client CPU ms", "p95 ms", "p95 ms, login", "p95 ms, launch"]
    rows = [
        [
            one.name, round(one.per_second), f"{one.cpu_ms:.2f}", f"{one.client_ms:.2f}", f"{one.p95_ms():.1f}",
            f"{one.p95_ms('logins'):.1f}", f"{one.p95_ms('posts'):.1f}",
        ]
        for one in results
    ]  # fmt: skip
    return table(head, rows)


def figures(results: dict[str, Result]) -> dict[str, float | int | str | None]:
    """Return every figure by its name: ours without an ending, those of a peer with its own, and the ratios."""
    found: dict[str, float | int | str | None] = {}
    for key, one in results.items():
        found |= {
            f"per_s{key}": round(one.per_second, 1), f"cpu_ms{key}": round(one.cpu_ms, 3),
            f"p95_ms{key}": round(one.p95_ms(), 2),
        }  # fmt: skip
        if key:
            found[f"ratio{key}"] = round(results[""].per_second / one.per_second, 3)
    return found


if __name__ == "__main__":
    main()

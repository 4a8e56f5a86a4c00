"""How fast statements are taken in, durably and with every check on, beside another record store in the same run.

python -m bench.ingest [--database sqlite|URL] [--stored N [N ...]] [--peer ralph|none] [--quick] [--json]

With --stored the store is filled, through the same door, and measured again at each size, queries too. The peer is
named in bench/ingest_peer.py.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import ingest_peer
from bench.common import arguments, finish
from bench.ingest_measure import Ledger, Watched, fill, lost, measure, plain, queries
from bench.ingest_report import OURS, Run, figures, report
from bench.ingest_send import post
from bench.ingest_servers import waymark
from bench.ingest_statements import Source

FULL = {1: 1500, 10: 3000, 50: 5000, 200: 5000}
QUICK = {1: 600, 10: 1500, 50: 4000, 200: 4000}
"""Batch size -> statements in a round. All rounds together stay below 50,000."""

QUICK_PEER = {1: 600, 50: 4000}
"""A new server for each measurement takes its time."""

ROUNDS = 3
WARM = 1000
GROWN = {1: 1000, 50: 5000}
ASKED = 100
SECONDS, QUICK_SECONDS = 5.0, 1.0
"""The peer is stopped after so long: with files it reads all of them at every request."""


def main() -> None:
    """Run from the command line."""
    parser = arguments("Take statements in, batch by batch size, beside another record store.")
    parser.add_argument("--database", default="sqlite", help="sqlite, or the URL of an empty PostgreSQL database")
    parser.add_argument("--stored", type=int, nargs="+", default=[], help="measure again among so many statements")
    parser.add_argument("--peer", choices=("ralph", "none"), default="ralph", help="the other record store")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers end with their contexts
    peer = ingest_peer.place() if options.peer == "ralph" else None
    if options.peer == "ralph" and peer is None:
        print(f"THE PEER IS LEFT OUT: {ingest_peer.VARIABLE} names no folder with it. See bench/ingest_peer.py.\n")
    counts, rounds = (QUICK, 1) if options.quick else (FULL, ROUNDS)
    seconds = QUICK_SECONDS if options.quick else SECONDS
    database = None if options.database == "sqlite" else options.database
    run = ingest(
        counts, rounds, database=database, levels=sorted(options.stored), peer=peer,
        peer_counts=QUICK_PEER if options.quick else FULL, seconds=seconds,
    )  # fmt: skip
    print(report(run, database))
    finish(figures(run), options.json)
    if run.lost:
        raise SystemExit(1)


def ingest(
    counts: Mapping[int, int], rounds: int, *, database: str | None = None, levels: Sequence[int] = (),
    grown: Mapping[int, int] = GROWN, peer: Path | None = None, peer_counts: Mapping[int, int] = FULL,
    seconds: float = SECONDS,
) -> Run:  # fmt: skip
    """Measure everything in new processes and an own folder; all of it is gone afterwards but the figures."""
    run, ledger = Run(), Ledger()
    source = Watched(1, ledger)
    with tempfile.TemporaryDirectory(prefix="waymark-ingest-") as folder, ExitStack() as running:
        server, store = running.enter_context(waymark(Path(folder) / "waymark", database))
        ledger.note(post(server.target, server.target.batches(source.take(WARM), 50)))
        for number in range(rounds):
            _say(f"round {number + 1} of {rounds}")
            for batch, count in counts.items():
                ledger.note(measure(server, source, run.result(OURS, batch), count, settle=store.settle))
            if peer is not None:
                _peers(run, peer, Path(folder) / f"peer-{number}", peer_counts, seconds)
        for level in levels:
            _say(f"filling to {level}")
            run.filled[level] = fill(server, store, source, ledger, level)
            for batch, count in [*grown.items()] * rounds:
                result = run.result(OURS, batch, level)
                ledger.note(measure(server, source, result, count, settle=store.settle))
            _say(f"asking among {level}")
            run.asked[level] = queries(server, ASKED)
        _say("looking for everything that was acknowledged")
        run.lost += lost(server, store, ledger)
    return run


def _say(text: str) -> None:
    """Show on the error output how far it has come."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _peers(run: Run, binaries: Path, folder: Path, counts: Mapping[int, int], seconds: float) -> None:
    """Measure the peer, each time from an empty store: it is never made slower by what came before."""
    folder.mkdir()
    source = Source(2)
    for variant in ingest_peer.VARIANTS:
        name = f"Ralph {ingest_peer.version(binaries)}, {variant}"
        for batch, count in counts.items():
            place = folder / f"{batch}-{variant}"
            with ingest_peer.ralph(binaries, place, variant) as server:
                post(server.target, server.target.batches(source.take(batch), batch))
                sent = measure(server, source, run.result(name, batch), count, most_seconds=seconds)
            if variant == ingest_peer.DURABLE:
                run.lost_by_peer += len(plain(sent.ids) - ingest_peer.stored(place))


if __name__ == "__main__":
    main()

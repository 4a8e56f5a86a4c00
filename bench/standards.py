"""How long the largest framework takes that a state publishes: 20 MB, 20,000 items, from the file to the tables.

A process of its own imports a made-up package, then the same again, then one in which every hundredth statement is
worded anew; its time and its peak memory are those of the command as an administrator runs it. The limit is 30 s and
300 MB for the first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import orjson

ITEMS, QUICK = 20_000, 2_000
_SPACE = uuid.UUID("00000000-0000-4000-8000-000000000000")
_WORDS = ("apply", "compare", "describe", "explain", "measure", "pattern", "reason", "represent", "solve", "use")


def package(items: int, *, reworded: bool = False) -> bytes:
    """Return a package of four levels, with prerequisites and matches outside; about 1,000 bytes an item."""
    document = str(uuid.uuid5(_SPACE, "document"))
    rows, links = [], []
    for number in range(items):
        own = _own(number)
        words = " ".join(_WORDS[(number * 7 + n) % len(_WORDS)] for n in range(25))
        text = f"Students {words} ({number})" + (" anew" if reworded and number % 100 == 0 else "")
        kind = ("Grade", "Domain", "Cluster", "Standard")[_level(number)]
        rows.append(
            {
                "identifier": own, "uri": f"https://case.example/ims/case/v1p0/CFItems/{own}", "fullStatement": text,
                "humanCodingScheme": f"{number // 1600 + 1}.{number}", "CFItemType": kind, "educationLevel": ["04"],
                "lastChangeDateTime": "2026-01-01T00:00:00+00:00", "CFDocumentURI": _link(document),
            }
        )  # fmt: skip
        parent = _own(_parent(number)) if _level(number) else document
        links.append(_association("isChildOf", own, parent, number))
        if number % 4 == 3 and number > 8 and _level(number - 4) == 3:
            links.append(_association("precedes", _own(number - 4), own, 0))
    head = {"identifier": document, "uri": "https://case.example/d", "title": "Large", "creator": "bench"}
    return orjson.dumps({"CFDocument": head, "CFItems": rows, "CFAssociations": links})


def _own(number: int) -> str:
    return str(uuid.uuid5(_SPACE, str(number)))


def _level(number: int) -> int:
    return 0 if number % 1600 == 0 else 1 if number % 160 == 0 else 2 if number % 16 == 0 else 3


def _parent(number: int) -> int:
    step = (1600, 160, 16)[_level(number) - 1]
    return number - number % step if number % step else number - number % (step * 10)


def _link(own: str) -> dict[str, str]:
    return {"title": "Large", "identifier": own, "uri": f"https://case.example/{own}"}


def _association(kind: str, origin: str, destination: str, number: int) -> dict[str, Any]:
    own = str(uuid.uuid5(_SPACE, f"{kind}{origin}{destination}"))
    return {
        "identifier": own, "uri": f"urn:uuid:{own}", "associationType": kind, "originNodeURI": _link(origin),
        "destinationNodeURI": _link(destination), "sequenceNumber": number,
    }  # fmt: skip


def run(folder: Path, data: bytes) -> tuple[float, dict[str, Any]]:
    """Import one file with the command; return its seconds and what it said."""
    file = folder / "large.json"
    file.write_bytes(data)
    environment = os.environ | {"WAYMARK_DATA_DIR": str(folder / "data")}
    began = time.perf_counter()
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "standards", "import", str(file), "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, json.loads(done.stdout)


def main() -> None:
    """Print one table, and with --json one object of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    items = QUICK if options.quick else ITEMS
    figures: dict[str, float] = {"items": items}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = package(items)
        figures["mb"] = round(len(data) / 1e6, 1)
        for step, file in (("first", data), ("again", data), ("reworded", package(items, reworded=True))):
            seconds, said = run(folder, file)
            figures[f"{step}_s"] = round(seconds, 2)
            figures[f"{step}_added"], figures[f"{step}_changed"] = said["added"], said["changed"]
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{items} items, {figures['mb']} MB; the limit is 30 s and 300 MB")
    for step, words in (("first", "new"), ("again", "the same again"), ("reworded", "one in a hundred reworded")):
        print(f"{words}: {figures[f'{step}_s']} s, {figures[f'{step}_changed']} changed")
    print(f"peak {figures['peak_mb']} MB")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()

"""The LMS test suite of CATAPULT, driven through /api/v1: all imports and all packages in a real browser.

WAYMARK_TEST_CATAPULT is the suite's folder `lts` with its dependencies installed and its packages built
(`npm ci`, then `npx webpack` in `pkg`). Without it the test is skipped, and says so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.moodle.real_waymark import RealWaymark

SUITE = "WAYMARK_TEST_CATAPULT"
HERE = Path(__file__).parent
IMPORTS, RUNS = 21, 15
"""Packages that are only imported, and packages that are launched."""


@pytest.fixture
def suite() -> Path:
    """Return the suite's folder, ready to run."""
    if not os.environ.get(SUITE):
        pytest.skip(f"NO CATAPULT HERE: set {SUITE} to its folder lts, installed and built, to run its LMS test suite")
    found = Path(os.environ[SUITE])
    ready = (found / "node_modules" / "jest").is_dir() and (found / "pkg" / "dist" / "009-1-waived.zip").is_file()
    if not ready or shutil.which("npx") is None:
        pytest.fail(f"{found} is not ready: `npm ci` there, `npx webpack` in its pkg, and Node.js are needed")
    return found


@pytest.fixture
def waymark_serving(tmp_path: Path) -> Iterator[RealWaymark]:
    """Serve Waymark with an empty database."""
    with RealWaymark(tmp_path) as running:
        yield running


def packages(suite: Path) -> dict[str, str]:
    """Return the SHA-256 of every package of the suite."""
    built = [one for one in sorted((suite / "pkg" / "dist").iterdir()) if one.is_file()]
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in built}


def run(suite: Path, running: RealWaymark, told: Path) -> dict[str, Any]:
    """Run the whole suite; return its own report."""
    key = running.command("key", "create", "--name", "suite", "--scope", "api", "--scope", "statements/read")
    auth = base64.b64encode(f"{key['key']}:{key['secret']}".encode()).decode()
    env = os.environ | {
        "CATAPULT_LMS": str(HERE / "adapter.js"), "JEST_PUPPETEER_CONFIG": str(HERE / "browser.js"),
        "WAYMARK_LTS_BASE": running.base, "WAYMARK_LTS_AUTH": f"Basic {auth}",
    }  # fmt: skip
    command = ["npx", "jest", "--reporters=default", "--json", f"--outputFile={told}"]
    subprocess.run(command, cwd=suite, env=env, capture_output=True, timeout=280, check=False)
    report: dict[str, Any] = json.loads(told.read_text())
    return report


@pytest.mark.nightly
def test_every_import_case_and_every_package_of_the_suite_passes(suite, waymark_serving, tmp_path) -> None:
    report = run(suite, waymark_serving, tmp_path / "report.json")
    tests = [one for file in report["testResults"] for one in file["assertionResults"]]
    failed = [one["fullName"] for one in tests if one["status"] != "passed"]
    assert not failed
    assert sum("Package import" in one["title"] for one in tests) == IMPORTS
    found = packages(suite)
    assert len(found) == IMPORTS + RUNS
    lines = [f"{number}  {name}" for name, number in found.items()]
    print(f"{report['numPassedTests']} of {report['numTotalTests']} passed", *lines, sep="\n")

"""Finds the answers to replay, which lie beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def answers() -> Path:
    """Return the folder with recorded answers; without it these tests say so and are skipped."""
    shared = Path(os.environ.get("WAYMARK_TEST_SHARED", ROOT.parent / "shared"))
    folder = shared / "data"
    if not (folder / "stats-cloze.csv.gz").exists():
        pytest.skip(f"NO REPLAY: {folder} has no stats-cloze.csv.gz; name the folder above it in WAYMARK_TEST_SHARED")
    return folder

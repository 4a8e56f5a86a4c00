"""The contract of all adapters, test for test as the simulated systems are held against it, on a real Moodle."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

pytestmark = pytest.mark.nightly

SUITE = Path(__file__).resolve().parents[2] / "lms" / "contract"

sys.path.insert(0, str(SUITE))
for _file in sorted(SUITE.glob("test_*.py")):
    _module = import_module(_file.stem)
    for _name, _test in vars(_module).items():
        if _name.startswith("test_") and callable(_test):
            assert _name not in globals(), f"two tests are called {_name}"
            globals()[_name] = _test
sys.path.remove(str(SUITE))

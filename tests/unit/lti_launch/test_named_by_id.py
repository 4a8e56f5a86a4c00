"""Every rule about launches that must be shown is shown by a test that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOGIN, LAUNCH, KEYS, COOKIELESS = range(1, 8), range(10, 27), range(30, 35), range(40, 44)
RULES = [f"L{number:02}" for numbers in (LOGIN, LAUNCH, KEYS, COOKIELESS) for number in numbers]
THREATS = ["T03", "T04", "T09", "T10"]
PARTS = ["1_3", "1_3_NRPS", "1_3_AGS", *(f"1_5_step_{number}" for number in range(2, 7))]
BAD = [f"bad{number}" for number in range(1, 13)]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tests() -> dict[str, str]:
    """Return the names of all tests, each line with the source of its module."""
    return {str(path): path.read_text("utf-8") for path in ROOT.rglob("test_*.py")}


@pytest.mark.parametrize("rule", [*RULES, *THREATS, *PARTS])
def test_a_test_names_the_rule(tests: dict[str, str], rule: str) -> None:
    names = [name for text in tests.values() for name in re.findall(r"def test_(\w+)", text)]
    spelt = [name for name in names if re.search(rf"(^|_){rule}(_|$)", name)]
    ranges = [re.findall(r"L(\d\d)_to_L(\d\d)", name) for name in names]
    within = [one for found in ranges for one in found if rule[1:].isdigit() and one[0] <= rule[1:] <= one[1]]
    assert spelt or (rule.startswith("L") and within)


@pytest.mark.parametrize("case", BAD)
def test_a_test_sends_each_known_bad_launch(tests: dict[str, str], case: str) -> None:
    assert any(re.search(rf'id="{case}-', text) for text in tests.values())

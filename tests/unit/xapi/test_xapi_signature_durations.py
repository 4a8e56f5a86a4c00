"""A signature says the same as its statement when durations differ by less than 0.01 s (2.0, rule 24)."""

from __future__ import annotations

import pytest

from xapi.signature import _equal

BASE = {
    "actor": {"mbox": "mailto:a@b.example"},
    "verb": {"id": "http://v.example"},
    "object": {"id": "http://o.example"},
}


def timed(duration):
    inside = {**BASE, "objectType": "SubStatement", "result": {"duration": duration}}
    return {**BASE, "result": {"duration": duration}, "object": inside}


@pytest.mark.parametrize(("signed", "sent", "alike"), [
    ("P1DT12H36M0.12S", "P1DT12H36M0.1237S", True),
    ("PT0.12S", "PT0.13S", False),
    ("PT1M", "PT60S", True),
    ("P1M", "P30D", False),
    (5, "PT5S", False),
    ("no duration", "no duration", True),
    ("no duration", "PT5S", False),
])  # fmt: skip
def test_rule_24_durations_count_to_the_hundredth(signed, sent, alike) -> None:
    assert _equal(timed(signed), timed(sent)) is alike

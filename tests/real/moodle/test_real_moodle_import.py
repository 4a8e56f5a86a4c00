"""Our file of standards, imported by the site's own page: what it makes is what the adapter finds and rates."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest
from support.lms_site import STANDARD, World

from lti.lms.moodle.standards_csv import standards_csv
from lti.lms.standards_file import StandardLine, StandardsFile

pytestmark = pytest.mark.nightly


def test_6_an_imported_framework_is_rated_on_its_own_scale(standing: World) -> None:
    sim: Any = standing.sim
    tag = secrets.token_hex(6)
    lines = (
        StandardLine(f"d-{tag}", "", "6.RP", "Ratios & rates"),
        StandardLine(f"s-{tag}", f"d-{tag}", "6.RP.A.1", "Understand the concept of a ratio, in words"),
    )
    title = f"Mathematics 6 {tag}"
    sim.office.import_framework(standards_csv(StandardsFile(f"f-{tag}", title, lines, STANDARD.levels, 4)))
    wanted = replace(STANDARD, key=f"s-{tag}", framework_key=f"f-{tag}", framework_title="Another title")
    standard = standing.standard(wanted)
    assert standard.detail["scale"] == "4:4"
    for level, mastered in ((3, False), (4, True)):
        standing.rate(standard, level, note=f"Level {level}")
        [rated] = standing.rated()
        assert (rated.key, rated.value, rated.mastered) == (f"s-{tag}", level, mastered)

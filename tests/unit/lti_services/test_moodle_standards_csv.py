"""The file for Moodle's "Import competency framework": header to the letter, parents first, our levels (moodle 7)."""

from __future__ import annotations

import csv
import io
import json

from lti.lms.moodle.scale import Scale
from lti.lms.moodle.standards_csv import LIMIT, standards_csv
from lti.lms.standards_file import StandardLine, StandardsFile

LEVELS = ("Beginning", "In progress", "Nearly, but not yet", "Mastered")
LINES = (
    StandardLine("d1", "", "6.RP", 'Ratios & "rates"'),
    StandardLine("s1", "d1", "6.RP.A.1", "Understand a ratio, in words"),
    StandardLine("s2", "d1", "", "Without a code"),
)


def read(framework):
    return list(csv.reader(io.StringIO(standards_csv(framework))))


def test_M7_the_header_is_the_one_that_moodle_writes():
    header = (
        '"Parent ID number","ID number","Short name",Description,"Description format","Scale values",'
        '"Scale configuration","Rule type (optional)","Rule outcome (optional)","Rule config (optional)",'
        '"Cross-referenced competency ID numbers","Exported ID (optional)","Is framework",Taxonomy'
    )
    assert read(StandardsFile("f", "F", (), LEVELS, 4))[0] == next(csv.reader([header]))


def test_M7_the_framework_comes_first_with_a_scale_of_our_levels():
    _, first, *rest = read(StandardsFile("f1", "Mathematics 6", LINES, LEVELS, 4))
    assert (first[0], first[1], first[2], first[12]) == ("", "f1", "Mathematics 6", "1")
    values = first[5].split(",")
    assert values == ["Beginning", "In progress", "Nearly  but not yet", "Mastered"]
    assert Scale.configured(len(values), first[6]).proficient == (4,)
    assert [one["scaledefault"] for one in json.loads(first[6])[1:]] == [1]
    assert [(one[0], one[1], one[2]) for one in rest] == [
        ("", "d1", "6.RP"), ("d1", "s1", "6.RP.A.1"), ("d1", "s2", "Without a code"),
    ]  # fmt: skip
    assert rest[0][3] == "<p>Ratios &amp; &quot;rates&quot;</p>"
    assert {one[12] for one in rest} == {""}


def test_M7_what_is_too_long_for_moodle_is_cut():
    long = StandardLine("k" * 200, "p" * 200, "", "s" * 3000)
    line = read(StandardsFile("f", "t" * 200, (long,), LEVELS, 4))[2]
    assert [len(line[n]) for n in (0, 1, 2)] == [LIMIT] * 3
    assert "s" * 3000 in line[3]

"""Files of earlier results: many spellings are read, and every bad line is told with its number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.services.prior_file import MOST_BYTES, MOST_LINES, read

TODAY = date(2026, 9, 15)
HEAD = "student,standard,score,date"


def shares(text: str) -> list[float]:
    good, bad = read(text.encode(), TODAY)
    assert bad == []
    return [round(one.raw / one.out_of, 4) for one in good]


def problems(text: str | bytes) -> list[tuple[int, str]]:
    good, bad = read(text if isinstance(text, bytes) else text.encode(), TODAY)
    assert all(one.line > 0 for one in [*good, *bad])
    return [(one.line, one.problem) for one in bad]


@pytest.mark.parametrize(
    ("score", "share"), [("0.85", 0.85), ("0,85", 0.85), ("85%", 0.85), ("17/20", 0.85), ("1", 1.0), ("0", 0.0)]
)
def test_a_score_is_a_share_percent_or_points(score: str, share: float) -> None:
    assert shares(f"student;standard;score;date\n1;6.A;{score};2026-09-01\n") == [share]


def test_points_may_have_their_maximum_in_a_column_and_columns_any_order_and_name() -> None:
    text = "\ufeffFecha\tMax\tStudent ID\tCode\tScore\tName\n2026-09-01\t20\t7\t6.A\t17\tAna\n"
    good, bad = read(text.encode(), TODAY)
    assert bad == []
    assert [(one.student, one.standard, one.raw, one.out_of, one.day) for one in good] == [
        ("7", "6.A", 17.0, 20.0, date(2026, 9, 1))
    ]


def test_every_bad_line_is_told_with_its_number() -> None:
    lines = [HEAD, ",6.A,1,2026-09-01", "1,,1,2026-09-01", "1,6.A,2,2026-09-01", "1,6.A,x,2026-09-01", "",
             "1,6.A,nan,2026-09-01", "1,6.A,-1,2026-09-01", "1,6.A,1,01.09.2026", "1,6.A,1,2026-09-16", "1,6.A",
             "1,6.A,1/0,2026-09-01"]  # fmt: skip
    assert problems("\n".join(lines)) == [
        (2, "student"), (3, "standard"), (4, "score"), (5, "score"), (7, "score"), (8, "score"), (9, "date"),
        (10, "future"), (11, "score"), (12, "score"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "columns"), (b"student,score\n", "columns"), (HEAD.encode() + b"\n", "empty"), (b"\xff\xfea", "not_text"),
     (b"x" * (MOST_BYTES + 1), "too_long"), (HEAD.encode() + b'\n1,"6', "not_text"),
     (HEAD.encode() + b"\n1,6.A,1,2026-09-01" * (MOST_LINES + 1), "too_many")],
)  # fmt: skip
def test_a_file_that_is_none_is_told_as_a_whole(data: bytes, problem: str) -> None:
    assert [one for _, one in problems(data)] == [problem]


@settings(max_examples=60)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda one: f"{HEAD}\n{one}".encode()))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    good, bad = read(data, TODAY)
    assert good or bad

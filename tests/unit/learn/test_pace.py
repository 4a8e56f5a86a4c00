"""A learner's own dates: time stands still while away, each stretch by itself, and nothing before somebody came."""

from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given

from gateway.learn.pace import Stretch, Window, is_away, own

WEEKS = Window(date(2026, 10, 1), date(2026, 10, 14))
BASE = date(2026, 10, 1)


def on(day: int, last: int | None = None) -> tuple[date, date]:
    return BASE + timedelta(days=day - 1), BASE + timedelta(days=(last or day) - 1)


def test_without_days_away_the_dates_are_those_of_the_class():
    assert own(WEEKS, ()) == Stretch(WEEKS.begins, WEEKS.ends)
    assert own(None, (on(1, 9),)) == Stretch()


def test_days_away_inside_move_the_end_and_those_that_follow_count_too():
    assert own(WEEKS, (on(3, 5),)).ends == date(2026, 10, 17)
    assert own(WEEKS, (on(10, 20),)).ends == date(2026, 10, 25), "nine days here before, five after"
    assert own(WEEKS, (on(13, 14), on(15, 16))).ends == date(2026, 10, 18)


def test_days_away_before_and_after_change_nothing():
    assert own(WEEKS, ((date(2026, 9, 1), date(2026, 9, 30)), on(15, 20))) == Stretch(WEEKS.begins, WEEKS.ends)


def test_away_at_the_beginning_the_stretch_begins_later_and_is_as_long():
    assert own(WEEKS, ((date(2026, 9, 20), date(2026, 10, 3)),)) == Stretch(date(2026, 10, 4), date(2026, 10, 17))


def test_who_comes_later_begins_on_that_day_and_what_was_over_is_optional():
    assert own(WEEKS, (), date(2026, 10, 8)) == Stretch(date(2026, 10, 8), date(2026, 10, 21))
    assert own(WEEKS, (), date(2026, 10, 15)) == Stretch(optional=True)
    assert own(WEEKS, (), date(2026, 9, 1)) == Stretch(WEEKS.begins, WEEKS.ends)


days = st.integers(-10, 40).map(lambda n: BASE + timedelta(days=n))
spans = st.lists(
    st.tuples(days, st.integers(0, 9)).map(lambda one: (one[0], one[0] + timedelta(days=one[1]))), max_size=5
)


@given(spans, st.none() | days)
def test_everybody_has_as_many_days_as_the_class(away, arrived):
    found = own(WEEKS, away, arrived)
    if found.optional:
        assert arrived is not None
        assert arrived > WEEKS.ends
        return
    assert found.begins is not None
    assert found.ends is not None
    assert WEEKS.begins <= found.begins <= found.ends
    length = (found.ends - found.begins).days + 1
    here = [found.begins + timedelta(days=n) for n in range(length)]
    assert sum(not is_away(away, one) for one in here) == 14
    assert not is_away(away, found.begins)
    assert own(WEEKS, list(reversed(away)), arrived) == found

"""The switch turned off while a delivery is in the middle of its round: nothing more is written (U42)."""

from __future__ import annotations

from typing import Any

from support.gradebooks import open_gradebook

from gateway.delivery import want


class Meanwhile:
    """An adapter during whose first call of one method something else happens."""

    def __init__(self, real: Any, method: str, happens: Any) -> None:
        self._real, self._method, self._happens = real, method, happens

    def __getattr__(self, name: str) -> Any:
        if name == self._method and self._happens is not None:
            happens, self._happens = self._happens, None
            happens()
        return getattr(self._real, name)


def meanwhile(gradebook: Any, method: str) -> None:
    """Stop the column while the delivery is in the middle of its round."""
    school = gradebook.school
    handler = school.waymark.runner.handlers["deliver"].__self__
    real = handler.adapter

    def stop() -> None:
        school.waymark.db.write(lambda w: want.forget_place(w, school.tenant, gradebook.place))

    handler.adapter = lambda conn, course: Meanwhile(real(conn, course), method, stop)


def test_U42_what_was_switched_off_during_a_round_is_not_sent(gradebook) -> None:
    gradebook.want(2, 0)
    gradebook.want(3, 1)
    meanwhile(gradebook, "send_score")
    gradebook.deliver()
    sent = [gradebook.shown(number) for number in (0, 1)]
    assert sorted(sent, key=str) in ([2, None], [3, None])
    assert sorted(gradebook.cell(number).state for number in (0, 1)) == ["sent", "waiting"]


def test_U42_a_column_switched_off_while_it_is_made_stays_off(site, waymark, clock) -> None:
    gradebook = open_gradebook(site, waymark, clock, column=False)
    gradebook.column()
    gradebook.want(2)
    meanwhile(gradebook, "make_column")
    gradebook.deliver()
    clock.advance(minutes=2)
    gradebook.deliver()
    row = gradebook.place_row()
    assert row.state == "stopped"
    assert row.remote is not None
    assert gradebook.shown() is None

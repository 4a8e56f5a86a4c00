"""The units of a course's pathway as pages name them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from gateway.services.inputs import CourseInputs


@dataclass(frozen=True)
class Unit:
    """A unit: number from 1, title, the standards that the course has, whether it is open."""

    number: int
    title: str
    standards: tuple[str, ...]
    open: bool

    @property
    def words(self) -> str:
        """Its number and title."""
        return str(gettext("Unit %(n)s: %(title)s", n=self.number, title=self.title))


def units_of(course: CourseInputs) -> tuple[Unit, ...]:
    """Return the units of the pathway that the inputs hold."""
    return tuple(
        Unit(
            n, str(one["title"]), tuple(name for name in one["standards"] if name in course.standards),
            bool(one.get("open", True)),
        )
        for n, one in enumerate((course.pathway or {}).get("units", ()), start=1)
    )  # fmt: skip


def current(units: tuple[Unit, ...]) -> Unit | None:
    """Return where the class is: the last open unit, None before anything is published."""
    opened = [one for one in units if one.open]
    return opened[-1] if opened else units[0] if units else None


def chosen(units: tuple[Unit, ...], number: str) -> Unit | None:
    """Return the unit of a number in a query, None for all."""
    return next((one for one in units if str(one.number) == number), None)

"""Our levels on a Moodle scale: its values are counted from 1, and its configuration says which are proficient (7)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lti.lms.base import Permanent


@dataclass(frozen=True)
class Scale:
    """How many values a scale has, and which of them count as proficient."""

    size: int
    proficient: tuple[int, ...]

    @classmethod
    def configured(cls, size: int, configuration: str | None) -> Scale:
        """Read the configuration of a framework or competency; raises Permanent `not_accepted` for none of use."""
        try:
            rules = json.loads(configuration or "[]")
            good = {int(one["id"]) for one in rules if "id" in one and int(one.get("proficient", 0))}
        except (ValueError, TypeError, KeyError, AttributeError):
            good = set()
        usable = tuple(sorted(one for one in good if 1 <= one <= size))
        if not usable or len(usable) == size:
            raise Permanent("not_accepted", "the scale does not tell proficient values from others")
        return cls(size, usable)

    @classmethod
    def read(cls, text: str) -> Scale:
        """Read what `written` wrote."""
        size, _, good = text.partition(":")
        return cls(int(size), tuple(int(one) for one in good.split(",")))

    def written(self) -> str:
        """Return it as one short text, to be kept with what was found."""
        return f"{self.size}:{','.join(map(str, self.proficient))}"

    def position(self, level: int, levels: int, mastered: int) -> int:
        """Return the value for a level of `levels`: mastery is proficient and nothing else is, the rest spreads out."""
        others = [one for one in range(1, self.size + 1) if one not in self.proficient]
        if level >= mastered:
            return _spread(level - mastered, levels - mastered, self.proficient)
        return _spread(level - 1, mastered - 2, others)


def configuration(scale_id: str, size: int, levels: int, mastered: int) -> str:
    """Return the configuration of a new framework: the values that stand for mastery are proficient."""
    first = size - round((levels - mastered) * (size - 1) / max(levels - 1, 1))
    first = min(max(first, 2), size)
    rules = [
        {"id": one, "scaledefault": int(one == first), "proficient": 1}
        for one in range(first, size + 1)
    ]  # fmt: skip
    return json.dumps([{"scaleid": scale_id}, *rules])


def _spread(step: int, steps: int, values: Sequence[int]) -> int:
    """Return the value at a step of so many, the first at 0 and the last at `steps`; never above what is earned."""
    return values[step * (len(values) - 1) // steps if steps > 0 else 0]

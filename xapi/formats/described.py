"""What a reader found in a package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Texts = Mapping[str, str]
"""A text by language tag; `en` where the package names no language."""


@dataclass(frozen=True)
class Unit:
    """One thing that can be launched.

    `id`: what its maker calls it, an IRI; empty where the format has none. `launch`: a path inside the package, with
    query and fragment as the package gives them, or an absolute URL. `extra`: what else its launch needs, JSON.
    """

    id: str
    title: Texts
    launch: str
    description: Texts = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Described:
    """A whole package. `problems`: what its maker should mend although it is taken; `extra`: of the whole, JSON."""

    title: Texts
    units: tuple[Unit, ...]
    problems: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

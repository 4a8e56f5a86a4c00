"""How students' next steps are picked: the ways to choose from, the course's own list, and showing at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """One activity of the course's list: its place from 1, title, style, and the code of the standard it is for."""

    key: str
    title: str
    style: str
    code: str
    place: int


@dataclass(frozen=True, slots=True)
class ChoosingPage:
    """The form as it was sent or as it stands; `policy` is one of `gateway.learn.policy.POLICIES`.

    `moved` of `of` students would get other cards; None where nobody asked. `error` says what cannot be used.
    """

    url: str
    back_url: str
    policy: str
    listed: tuple[Listed, ...]
    test_out: bool
    questions: int
    moved: int | None = None
    of: int = 0
    error: str = ""

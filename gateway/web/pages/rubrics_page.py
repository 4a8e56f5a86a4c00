"""The rubric library of a course, and the form of one rubric."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One rubric; `school`: given to the whole school. `titles` are those of its rows.

    Addresses are empty for what this teacher cannot do.
    """

    title: str
    rows: int
    levels: int
    uses: int
    school: bool
    retired: bool
    edit_url: str = ""
    copy_url: str = ""
    give_url: str = ""
    retire_url: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RubricsPage:
    """The list."""

    lines: tuple[RubricLine, ...]
    new_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class LevelField:
    """One level as typed, lowest first; empty for a further one."""

    word: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class StandardField:
    """One standard that a row may show; `here`: one of the course's."""

    key: str
    code: str
    title: str
    chosen: bool
    here: bool = True


@dataclass(frozen=True, slots=True)
class RowField:
    """One row as typed: its key (empty for a new one), its standards, and its look at each level."""

    key: str
    title: str
    standards: tuple[StandardField, ...]
    looks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RubricForm:
    """The form; `problems` are sentences, `uses` the activities that are marked by it now."""

    title: str
    levels: tuple[LevelField, ...]
    rows: tuple[RowField, ...]
    save_url: str
    list_url: str
    setup_url: str
    version: int = 0
    uses: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    full: bool = False

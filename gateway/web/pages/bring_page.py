"""Bring in this course: what stands there, and what each picked item could count for."""

from dataclasses import dataclass

from gateway.web.pages.mapping_page import OfferLine


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One item; `value` is all of it as the form sends it, `here` where the course offers it already."""

    value: str
    title: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A module, section or folder; without a title where the system has none."""

    title: str
    items: tuple[FoundItem, ...]


@dataclass(frozen=True, slots=True)
class BringPage:
    """The contents; `readable`: the system tells them, else the links are shown that open Waymark's own activities.

    `open_url` leads to where a part opens for single students, empty where the system has no such thing.
    """

    system: str
    readable: bool
    pick_url: str
    back_url: str
    parts: tuple[FoundPart, ...] = ()
    error: str = ""
    open_url: str = ""


@dataclass(frozen=True, slots=True)
class PickedItem:
    """One picked item with the standards it could count for."""

    number: int
    value: str
    part: str
    title: str
    offers: tuple[OfferLine, ...]


@dataclass(frozen=True, slots=True)
class PickedPage:
    """The picked items in their order."""

    items: tuple[PickedItem, ...]
    save_url: str
    back_url: str
    published: bool
    error: str = ""

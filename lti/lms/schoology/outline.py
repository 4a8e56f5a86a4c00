"""What is gradable in a Schoology section: it has no list of folders, so all of it is one part (schoology.md 7.2)."""

from __future__ import annotations

from collections.abc import Sequence

from lti.answers import About
from lti.lms.graded import Work
from lti.lms.outline import Item, Part
from lti.lms.schoology.graded import SchoologyGradedWork
from lti.lms.schoology.rest import Rest, Thing, id_of


class SchoologyOutline:
    """Grade items that are not ours, with the addresses under which students open them."""

    def __init__(self, rest: Rest, graded: SchoologyGradedWork) -> None:
        self._rest = rest
        self._graded = graded

    def outline(self) -> Sequence[Part]:
        """Return one part without a title; an item without an address cannot be opened from elsewhere."""
        works = {one.work_id: one for one in self._graded.works()}
        listed = self._rest.read_all("grade_items", ("assignment",), About.ASSIGNMENT)
        items = tuple(_item(one, works[id_of(one)]) for one in listed if id_of(one) in works and one.get("web_url"))
        return [Part("", items)] if items else []


def _item(one: Thing, work: Work) -> Item:
    return Item(work.title, str(one["web_url"]), str(one.get("description") or ""), work.work_id, work.codes)

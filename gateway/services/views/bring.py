"""The pages on which a course of the learning system is brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from gateway.errors import BadRequest
from gateway.services import bring_course, unmapped
from gateway.services.bring_course import MOST, Picked
from gateway.services.catalogue import Catalogue
from gateway.services.inputs import CourseInputs
from gateway.services.unmapped import Unmapped
from gateway.services.views.links import Links
from gateway.services.views.mapping import offers_of
from gateway.services.views.names import in_language
from gateway.standards.declared import Ref
from gateway.standards.plain import plain
from gateway.web.graded_words import trouble
from gateway.web.pages import bring_page as b
from lti.lms.base import Capabilities
from lti.lms.outline import Part

HOME = "pathway/bring"
_TEXT = 600


def found(
    conn: Connection, inputs: CourseInputs, links: Links, can: Capabilities, language: str,
    parts: Sequence[Part] | str,
) -> b.BringPage:  # fmt: skip
    """Return what the system tells (a text is the code of what went wrong), else our own links."""
    readable = can.reads_outline
    error = trouble(parts) if isinstance(parts, str) else ""
    shown: tuple[b.FoundPart, ...] = ()
    if readable and not isinstance(parts, str):
        shown = _parts(inputs, parts)
    elif not readable:
        items = tuple(
            b.FoundItem(_value(Picked("", in_language(row.title, language), "", (), activity_id=row.id)),
                        in_language(row.title, language))
            for row in bring_course.ours(conn, inputs)
        )  # fmt: skip
        shown = (b.FoundPart("", items),) if items else ()
    opening = links.at("pathway/parts") if can.opens_parts else ""
    return b.BringPage(can.title, readable, links.at(f"{HOME}/pick"), links.at("pathway"), shown, error, opening)


def _parts(inputs: CourseInputs, parts: Sequence[Part]) -> tuple[b.FoundPart, ...]:
    there = {row.detail.get("url") for row in inputs.activities.values() if row.kind == "link"}
    return tuple(
        b.FoundPart(
            part.title,
            tuple(
                b.FoundItem(
                    _value(Picked(part.title, one.title, one.url, (), one.work_id), plain(one.text)[:_TEXT], one.codes),
                    one.title or one.url, one.url in there,
                )
                for one in part.items
            ),
        )
        for part in parts
        if part.items
    )  # fmt: skip


def _value(one: Picked, text: str = "", codes: Sequence[str] = ()) -> str:
    said = {"part": one.part, "title": one.title, "url": one.url, "work": one.work_id, "ours": one.activity_id,
            "text": text, "codes": list(codes)}  # fmt: skip
    return orjson.dumps(said).decode()


def read(value: str, standards: Sequence[str] = ()) -> tuple[Picked, Mapping[str, Any]]:
    """Return an item as a form sends it back, with what is only shown; BadRequest for what is none."""
    try:
        said = orjson.loads(value)
        texts = [said[name] for name in ("part", "title", "url", "work", "ours", "text")]
        fine = all(isinstance(one, str) and len(one) <= 2000 for one in texts) and isinstance(said["codes"], list)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        fine = False
    if not fine:
        raise BadRequest("an item that the page did not offer")
    picked = Picked(
        said["part"], said["title"], said["url"], tuple(dict.fromkeys(standards)), said["work"], said["ours"]
    )
    return picked, said


def picked(
    conn: Connection, inputs: CourseInputs, links: Links, catalogues: Sequence[Catalogue], values: Sequence[str],
    error: str = "",
) -> b.PickedPage:  # fmt: skip
    """Return the picked items with what each could count for; of a published course only its own standards."""
    settled = bool(inputs.settings.get("standards"))
    items = []
    for number, value in enumerate(values[:MOST]):
        one, said = read(value)
        refs = tuple(Ref("code", str(code)) for code in said["codes"][:20])
        what = Unmapped(one.url or one.activity_id, one.title, str(said["text"]), refs=refs)
        offers = offers_of(unmapped.offered(conn, inputs, what, catalogues))
        kept = tuple(each for each in offers if each.here or not settled)
        items.append(b.PickedItem(number, value, one.part, one.title or one.url, kept))
    return b.PickedPage(tuple(items), links.at(HOME), links.at(HOME), inputs.published, error)

"""Read a framework from a file of any format that we know, told apart by what is in it (standards.md 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.standards import asn_json, asn_xml, case, csp, table
from gateway.standards.loading import json_of, refuse, unpacked
from gateway.standards.model import Framework, Mended, NotAFramework, Problem

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_PAGES = (b"<!doctype html", b"<html")
_MOST_PACKAGES = 100


def read(data: bytes, name: str = "") -> tuple[Framework, ...]:
    """Return the frameworks of a file; `name` is what a table is called that does not say it itself.

    NotAFramework lists what is wrong. One file may hold several CASE packages.
    """
    data = unpacked(data)
    start = data[:200].lstrip(_MARKS).lower()
    if not start:
        raise refuse("this file is empty")
    if start.startswith(b"pk\x03\x04"):
        raise refuse("this is a ZIP file: unpack it and send the file inside")
    if start.startswith(_PAGES):
        raise refuse("this is a web page, not a framework: look for a download, or for the address of the data itself")
    mended = Mended()
    if start.startswith(b"<"):
        return (asn_xml.parse(data, mended),)
    if start.startswith((b"{", b"[")):
        return _of_json(json_of(data, mended), mended)
    return (table.parse(data, " ".join(name.split())[:200] or "Standards", mended),)


def _of_json(found: Any, mended: Mended) -> tuple[Framework, ...]:
    _explain(found)
    for several, one in ((case.packages_in(found), case.framework_of), (csp.sets_in(found), csp.framework_of)):
        if several is not None:
            return _each(several, one, mended)
    if asn_json.is_rdf(found):
        return (asn_json.rdf(found, mended),)
    if asn_json.is_manifest(found):
        return (asn_json.manifest(found, mended),)
    raise refuse("this JSON is no framework: CASE has a CFDocument, a standard set its standards, ASN its statements")


def _each(
    several: Sequence[Mapping[str, Any]], one: Callable[[Mapping[str, Any], Mended], Framework], mended: Mended
) -> tuple[Framework, ...]:
    """Return each framework of a file; what a problem belongs to is told where there are several."""
    if len(several) == 1:
        return (one(several[0], mended),)
    if len(several) > _MOST_PACKAGES:
        raise refuse(f"more than {_MOST_PACKAGES} frameworks in one file: send fewer at once")
    found: dict[str, Framework] = {}
    problems: list[Problem] = []
    for place, each in enumerate(several):
        try:
            framework = one(each, Mended())
            if found.setdefault(framework.identifier, framework) is not framework:
                problems.append(Problem(f"/{place}", f"{framework.identifier} is in this file twice"))
        except NotAFramework as error:
            problems += [Problem(f"/{place}{problem.path}", problem.message) for problem in error.problems]
    if problems:
        raise NotAFramework(problems)
    return tuple(found.values())


def _explain(found: Any) -> None:
    """Say what an answer is that looks like a framework and is none."""
    if not isinstance(found, dict) or ("CFDocument" in found and "CFItems" in found):
        return
    if "imsx_codeMajor" in found or "imsx_StatusInfo" in found:
        words = found.get("imsx_description") or found.get("imsx_codeMajor")
        raise refuse(f"this is a server's error, not a framework: {str(words)[:200]}")
    if "CFDocuments" in found:
        raise refuse("this is a list of frameworks: fetch one of them, at …/CFPackages/ with its identifier")
    if "CFItem" in found or ("fullStatement" in found and "CFItems" not in found):
        raise refuse(
            "this is one item of a framework: fetch the whole, at …/CFPackages/ with the document's identifier"
        )
    if "CFItems" in found and "CFDocument" not in found:
        raise refuse("this has items but no CFDocument: fetch the whole package")

"""The script of translations as a module, and a pseudo-language in which every message is bracketed."""

import re
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

from babel.messages.catalog import Catalog

_PATH = Path(__file__).parents[3] / "scripts" / "translations"


def load_script():
    """Load `scripts/translations`, which has no suffix, as a module."""
    loader = SourceFileLoader("waymark_translations", str(_PATH))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


script = load_script()


def write_pseudo(root: Path, language: str) -> None:
    """Write a compiled catalogue in which each message is itself in double brackets."""
    catalogue: Catalog = script.collect(language)
    for message in catalogue:
        if isinstance(message.id, tuple | list):
            message.string = tuple(f"⟦{message.id[-1]}⟧" for _ in range(catalogue.num_plurals))
        elif message.id:
            message.string = f"⟦{message.id}⟧"
    place = root / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.mo").write_bytes(script.mo_bytes(catalogue))


class _Seen(HTMLParser):
    """Collect what a page shows or says aloud: its texts and the attributes that hold words."""

    SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label", "aria-description")
    HIDDEN = ("script", "style", "code", "pre")

    def __init__(self) -> None:
        super().__init__()
        self.texts, self.inside = [], []

    def handle_starttag(self, tag, attrs):
        self.texts += [value for name, value in attrs if name in self.SPOKEN and value]
        # A face without a picture shows the first letter of a name.
        if tag in self.HIDDEN or "face" in (dict(attrs).get("class") or "").split():
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.texts.append(data)


def texts_of(html: str) -> list[str]:
    """Return all that is seen or read out of a page; markup within a message joins its parts."""
    seen = _Seen()
    seen.feed(re.sub(r"</?(?:strong|b)>", "", html))
    return seen.texts


def unmarked(html: str, data: set[str]) -> list[str]:
    """Return the texts of a page that hold Latin letters outside of brackets and outside of the page's data."""
    found = []
    known = re.compile("|".join(re.escape(one) for one in sorted(data, key=len, reverse=True)))
    for text in texts_of(html):
        rest, before = text, ""
        while rest != before:
            before, rest = rest, re.sub(r"⟦[^⟦⟧]*⟧", "", rest)
        if re.search("[A-Za-z]", known.sub("", rest)):
            found.append(" ".join(text.split()))
    return found


def data_of(value: object) -> set[str]:
    """Return every text that a page's model holds, at any depth."""
    if isinstance(value, str):
        return {value} if value else set()
    if isinstance(value, dict):
        return data_of(list(value.items()))
    if isinstance(value, list | tuple | set):
        return set().union(*(data_of(one) for one in value))
    if is_dataclass(value):
        return set().union(*(data_of(getattr(value, one.name)) for one in fields(value)))
    return set()

"""A pseudo-language: every message of the templates and words in brackets, so that what is not a message shows."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

WEB = Path(__file__).parents[3] / "gateway" / "web"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
KEPT = re.compile(r"(%\(\w+\)s|%%|</?\w+>)")
WORD = re.compile(r"[^\W\d_]+")


def accented(text: str) -> str:
    """Write a message with each word a third longer, in right-to-left letters; names, tags and digits untouched."""
    parts = (part if KEPT.fullmatch(part) else WORD.sub(_longer, part) for part in KEPT.split(text))
    return "⟦" + "".join(parts) + "⟧"


def _longer(word: re.Match[str]) -> str:
    return "ש" * (len(word[0]) + (len(word[0]) + 2) // 3)


def write_catalogue(root: Path, language: str) -> int:
    """Write the pseudo-language as a compiled catalogue for flask-babel; return the number of messages."""
    catalogue = Catalog(locale=language)
    plurals = catalogue.num_plurals
    for _file, _line, message, _comments, context in extract_from_dir(WEB, METHODS, keywords=KEYWORDS):
        if isinstance(message, tuple):
            catalogue.add(message, (accented(message[-1]),) * plurals, context=context)
        else:
            catalogue.add(message, accented(message), context=context)
    place = root / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as out:
        write_mo(out, catalogue)
    return len(catalogue)

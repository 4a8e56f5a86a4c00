"""How the LMS turns HTML into text and numbers into JSON."""

import re
from html import unescape


def plain_text(html: str) -> str:
    """Text of HTML, bold words in capitals (facts 3)."""
    loud = re.sub(r"<(b|strong)>(.*?)</\1>", lambda found: found[2].upper(), html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", loud)).strip()


def number(value: float) -> int | float:
    """Return a whole number without its fraction, as JSON of PHP has it."""
    return int(value) if value == int(value) else value


def as_number(value: object) -> float | None:
    """Return the number in a JSON value or numeric text; None when there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None

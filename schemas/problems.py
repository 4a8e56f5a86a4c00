"""What is wrong with one place of a JSON document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: `path` a JSON pointer ("" is the whole), `rule` a stable slug, `message` a sentence."""

    path: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.message}"


def pointer(*steps: str | int) -> str:
    """Write steps into a document as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)

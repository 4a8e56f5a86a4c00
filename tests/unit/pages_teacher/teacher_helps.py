"""Models of the page on which helps are attached to standards."""

from gateway.web.pages.scaffolds_page import HelpedStandard, HelpLine, ScaffoldsPage
from gateway.web.pages.shell import Choice

_CHOICES = (Choice("s1", "6.RP.A.1 Ratios", True), Choice("s2", "6.RP.A.2 Unit rates"))
_KINDS = tuple(Choice(one, one) for one in ("text", "starters", "example", "link"))


def helps() -> ScaffoldsPage:
    lines = (
        HelpLine("starters", "For every …\nThe ratio of … to …", "", "/away", 3),
        HelpLine("link", "A film about ratios", "https://films.example/ratios/" + "long/" * 20, "/away"),
        HelpLine("example", "Write both amounts.\nCompare them.", "", "/away", 1),
        HelpLine("text", "Draw it.", "", "/away"),
    )
    standards = (HelpedStandard("6.RP.A.1", "Ratios", lines),)
    return ScaffoldsPage(
        standards, _CHOICES, _KINDS, "/helps", "/pathway", "Write a few words that help.", "", "https://"
    )


def none() -> ScaffoldsPage:
    return ScaffoldsPage((), _CHOICES, _KINDS, "/helps", "/pathway")

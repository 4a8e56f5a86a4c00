"""The page of parts that open for single students as samples: a tie that is asked about, nobody there, not possible."""

from gateway.web.pages import parts_page as p
from gateway.web.pages.shell import Choice

STANDARDS = (Choice("1", "6.RP.A.1 (“Ratio language”)"), Choice("2", "6.RP.A.2 (“Unit rates”)", chosen=True))
PARTS = (p.FreePart(1, "11", "Week 1", STANDARDS), p.FreePart(2, "12", "Week 2: Rates", STANDARDS))
ADDRESSES = ("/parts", "/pathway", "/gradebook")


def asked() -> p.PartsPage:
    """Show ties, one of them in trouble, and a new one before it is made."""
    ties = (
        p.TieLine("Week 1", "6.RP.A.1 (“Ratio language”)", 12, 1, (), "/end"),
        p.TieLine("Week 3", "6.RP.A.3 (“Ratio tables”)", 0, 0, ("It is on its way.",), "/end"),
    )
    new = p.Asked(
        "Week 2: Rates", "6.RP.A.2 (“Unit rates”)", ("Maya Okafor", "Leo Brandt"), 22, (("part", "12"),), "/s", 1
    )
    return p.PartsPage("Canvas", True, True, False, *ADDRESSES, ties=ties, parts=PARTS, asked=new)


def nobody() -> p.PartsPage:
    """Show a tie that would let nobody in yet, and that the system did not answer."""
    new = p.Asked("Week 2: Rates", "6.RP.A.2 (“Unit rates”)", (), 24, (("part", "12"),), "/s")
    return p.PartsPage("Canvas", True, True, True, *ADDRESSES, asked=new, error="It could not be read just now.")


def cannot() -> p.PartsPage:
    """Show a system that cannot do it."""
    return p.PartsPage("Riverside LMS", False, True, True, *ADDRESSES)

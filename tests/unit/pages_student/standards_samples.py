"""Pages about standards in good and bad states."""

from dataclasses import replace
from datetime import datetime

from gateway.web.pages.shell import Choice, Shell
from gateway.web.pages.standards import (
    Change,
    FrameworkPage,
    FrameworkRow,
    Line,
    Preview,
    PreviewPage,
    SendForm,
    StandardPage,
    StandardsPage,
)

LINE = Line("/one", "6.RP.A.3", "Use ratio reasoning", "Standard", (6,), framework="Common Core Mathematics")
RETIRED = replace(LINE, code="6.X", grades=(), retired=True, framework="")
HEADING = Line("/two", "", "Ratios and Proportional Relationships", "Domain", (6, 7, 8))
CHOICES = (Choice("", "Common Core Mathematics", True), Choice("1", "Science"))


def pages(shell: Shell, now: datetime) -> dict[str, tuple[str, object]]:
    """Return the samples by name, with their templates."""
    row = FrameworkRow("Common Core Mathematics", "/f", 480, 2, "CASE", now, "2010", "Adopted")
    listed = StandardsPage(
        "/here",
        (row,),
        "ratio",
        CHOICES,
        CHOICES,
        (LINE, RETIRED, HEADING),
        more=True,
        send=SendForm("/send"),
        shell=shell,
    )
    framework = FrameworkPage(
        row, "/list", "A state", "CC BY", "Copyright 2010", (HEADING, LINE), (RETIRED,),
        (Choice("/file", "CASE"),), shell,
    )  # fmt: skip
    standard = StandardPage(
        LINE, "/list", "Common Core Mathematics", "/f", (HEADING,), (LINE,), (LINE,), (LINE,), (LINE,),
        ("urn:x:y",), "Copyright 2010", shell,
    )  # fmt: skip
    preview = Preview(
        "Common Core Mathematics", "CASE", True, 12, 11, 11, 400, 3, ("3 times: NaN",), (LINE,),
        (Change("6.RP.A.1", "Ratio", "Ratios"), Change("", "Rate", "Rate")), (RETIRED,),
    )  # fmt: skip
    nothing = replace(
        preview, known=False, added=0, changed=0, retired=0, links=0, warnings=(), first_added=(), first_changed=(),
        first_retired=(),
    )  # fmt: skip
    empty = replace(listed, frameworks=(), found=None, send=SendForm("/send", ("/: NaN",)))
    return {
        "standards": ("standards/list.html", listed),
        "standards-teacher": ("standards/list.html", replace(listed, found=(), more=False, send=None, back_url="/b")),
        "standards-empty": ("standards/list.html", empty),
        "standards-framework": ("standards/framework.html", framework),
        "standards-one": ("standards/standard.html", standard),
        "standards-preview": (
            "standards/preview.html",
            PreviewPage("a.json", (preview, nothing), "/do", "/drop", shell),
        ),
    }

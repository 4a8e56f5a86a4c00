"""A tour of the demonstration: three people signed in, every kind of page that links lead to, what browsers saw."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.e2e.main_job.school_day import School, Visitor

PEOPLE = ("teacher", "student", "admin")
LANGUAGES = {"en": "English", "es": "Español"}
_ID = re.compile(r"[0-9A-Za-z_-]{10,}")
_LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map((one) => one.href)"


@dataclass
class Watch:
    """What one browser complained about and whom it asked."""

    complaints: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)
    answers: list[Response] = field(default_factory=list)

    def on(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda asked: self.origins.add("/".join(asked.url.split("/")[:3])))
        context.on("response", lambda answer: self.answers.append(answer))  # noqa: PLW0108 - the driver marks its handlers

    def _hear(self, line: ConsoleMessage) -> None:
        where = line.location.get("url", "")
        if line.type == "error" and not where.endswith("/favicon.ico"):  # the stand-in for a learning system has none
            self.complaints.append(f"{line.text} ({where})")

    def kept_to(self, school: School) -> None:
        """Fail unless nothing went wrong in the console and only this school's three hosts were asked (P06)."""
        lms = "/".join(school.addresses["gradebook"].split("/")[:3])
        assert self.complaints == []
        assert self.origins - {school.base, school.content, lms} == set()


def kind_of(url: str) -> str:
    """Return the pattern of an address: ids become stars, of the query only the names stay."""
    parts = urlsplit(url)
    path = "/".join("*" if _ID.fullmatch(one) else one for one in parts.path.split("/"))
    names = ",".join(sorted({name for name, _value in parse_qsl(parts.query)}))
    return f"{path}?{names}" if names else path


class Tour:
    """Three signed-in people, and one address for every kind of page that a chain of links leads to."""

    def __init__(self, browser: Browser, school: School) -> None:
        self.school = school
        self.visitors = {who: Visitor(browser, school) for who in PEOPLE}
        self.watch = Watch()
        self.pages: dict[str, Page] = {}
        self.found: dict[str, str] = {}
        self.language = ""
        for who, visitor in self.visitors.items():
            self.watch.on(visitor.context)
            self.pages[who] = self._enter(who, visitor)
            self._follow(self.pages[who])

    def _enter(self, who: str, visitor: Visitor) -> Page:
        if who != "admin":
            return visitor.window("student Maya" if who == "student" else who)
        visitor.page.goto(self.school.addresses["admin"])
        return visitor.page

    def _follow(self, page: Page) -> None:
        """Open one page of every kind that links lead to, breadth first."""
        waiting = [page.url]
        while waiting:
            url = waiting.pop(0)
            if kind_of(url) in self.found:
                continue
            self.found[kind_of(url)] = url
            page.goto(url)
            waiting += [one for one in page.evaluate(_LINKS) if self._ours(one)]

    def _ours(self, url: str) -> bool:
        return url.startswith(self.school.base) and not url.endswith(".json")

    def address(self, kind: str) -> str:
        """Return an address of a kind; a query with values is put behind the kind without it."""
        if kind in self.found:
            return self.found[kind]
        path, _mark, query = kind.partition("?")
        like = next(url for one, url in self.found.items() if one.partition("?")[0] == path)
        return f"{like.partition('?')[0]}?{query}"

    def open(self, kind: str) -> tuple[Page, Response]:
        """Open a page of a kind as who may see it."""
        page = self.pages[kind.split("/")[1]]
        answer = page.goto(self.address(kind))
        assert answer is not None
        return page, answer

    def speak(self, language: str) -> None:
        """Choose a language for everybody, by the form on their own page."""
        if language == self.language:
            return
        self.language = language
        for who, page in self.pages.items():
            page.goto(self.address(f"/{who}/*/"))
            if page.locator("html").get_attribute("lang") != language:
                with page.expect_navigation():
                    page.locator("select[name=language]").select_option(language)
            assert page.locator("html").get_attribute("lang") == language

    def close(self) -> None:
        for one in self.visitors.values():
            one.close()

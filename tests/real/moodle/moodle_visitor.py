"""A person in front of a real Moodle: signs in, fills forms, presses buttons, launches a tool."""

from __future__ import annotations

import re
from typing import Any, Self
from urllib.parse import urljoin

import requests
from web_forms import Form, Sent, form_with, forms_of

TIMEOUT = 120


class Browser:
    """A browser without scripts; like a real one it sends secure cookies to loopback addresses without https."""

    def __init__(self) -> None:
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.hooks["response"].append(_take_secure_cookies)

    def get(self, url: str, /, *, follow: bool = True, **params: Any) -> requests.Response:
        """Open an address; refusals (4xx, 5xx) are for the caller to look at."""
        return self.http.get(url, params=params, allow_redirects=follow, timeout=TIMEOUT)

    def post(self, url: str, sent: Sent, *, follow: bool = True) -> requests.Response:
        """Send a form."""
        return self.http.post(url, data=sent, allow_redirects=follow, timeout=TIMEOUT)

    def press(self, page: requests.Response, number: int = 0) -> requests.Response:
        """Send a page's form as it stands, as a page that submits itself does."""
        form = forms_of(page.text, page.url)[number]
        return self.post(form.action, form.fields)

    def close(self) -> None:
        """Close its connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _take_secure_cookies(answer: requests.Response, **_options: Any) -> None:
    """Let secure cookies of this machine be kept and sent without https, as browsers do."""
    headers = answer.raw._original_response.msg
    given = headers.get_all("Set-Cookie") or []
    del headers["Set-Cookie"]
    for one in given:
        headers["Set-Cookie"] = re.sub(r";\s*secure(?=;|$)", "", one, flags=re.IGNORECASE)


class Visitor(Browser):
    """A person who is signed in to the site at `root`."""

    def __init__(self, root: str, login: str, password: str) -> None:
        super().__init__()
        self.root = root
        page = self.get(f"{root}/login/index.php")
        form = form_with(page.text, page.url, "logintoken")
        page = self.post(form.action, form.filled(username=login, password=password))
        assert "logintoken" not in page.text, f"{login} could not sign in at {root}"
        self.sesskey = self._sesskey(page)

    def _sesskey(self, page: requests.Response) -> str:
        found = re.search(r'"sesskey":"([^"]+)"', page.text)
        if not found:
            found = re.search(r'"sesskey":"([^"]+)"', self.get(f"{self.root}/my/").text)
        assert found, page.text[:2000]
        return found[1]

    def open(self, path: str, /, **params: Any) -> requests.Response:
        """Open a page of the site; AssertionError where it shows an error."""
        page = self.get(f"{self.root}{path}", **params)
        assert page.ok, f"{page.status_code} {path} {params}: {trouble(page)}"
        return page

    def act(self, path: str, /, **params: Any) -> requests.Response:
        """Follow a link that changes something."""
        return self.open(path, **params, sesskey=self.sesskey)

    def send(self, path: str, sent: Sent) -> requests.Response:
        """Send fields to a page of the site."""
        page = self.post(f"{self.root}{path}", {**sent, "sesskey": self.sesskey})
        assert page.ok, f"{page.status_code} {path}: {trouble(page)}"
        return page

    def fill(
        self, path: str, marker: str, changes: Sent, button: str = "submitbutton", **params: Any
    ) -> requests.Response:
        """Fill the form with field `marker` at an address; AssertionError where it comes back with the form."""
        page = self.open(path, **params)
        form: Form = form_with(page.text, page.url, marker)
        done = self.post(form.action, form.named(changes, button))
        said = trouble(done)
        assert done.ok, f"{done.status_code} {path}: {said}"
        assert not said, f"{path}: {said}"
        return done

    def ajax(self, function: str, **args: Any) -> Any:
        """Call a function that pages call by script."""
        url = f"{self.root}/lib/ajax/service.php"
        body = [{"index": 0, "methodname": function, "args": args}]
        answer = self.http.post(url, params={"sesskey": self.sesskey}, json=body, timeout=TIMEOUT)
        said = answer.json()
        said = said[0] if isinstance(said, list) else said
        assert not said.get("error"), said
        return said.get("data")


def trouble(page: requests.Response) -> str:
    """Return what a page complains about, empty for nothing."""
    marks = r'class="[^"]*(?:errormessage|alert-danger|invalid-feedback)[^"]*"[^>]*>(.*?)</(?:p|div)>'
    found = (re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in re.findall(marks, page.text, re.DOTALL))
    return "; ".join(one for one in found if one)


def launch(person: Visitor, cmid: int) -> requests.Response:
    """Launch the tool of an activity as this person, through the tool's sign-in and back; return the tool's page."""
    page = person.open("/mod/lti/launch.php", id=cmid, triggerview=0)
    for _ in range(4):
        forms = forms_of(page.text, page.url)
        if not (page.url.startswith(person.root) and forms):
            break
        page = person.post(urljoin(page.url, forms[0].action), forms[0].fields)
    return page

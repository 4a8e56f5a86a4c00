"""Forms of a page as a browser would send them: every default, then what a person changes, then the button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

Sent = dict[str, Any]


@dataclass
class Form:
    """One form: where it goes, what stands in it, its buttons, and the choices of its lists (value -> label)."""

    action: str
    attributes: Mapping[str, str]
    fields: Sent = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def filled(self, button: str = "", **changes: Any) -> Sent:
        """Return what is sent; None takes a field out, and a name may be given with its brackets by `named`."""
        return self.named(changes, button)

    def named(self, changes: Mapping[str, Any], button: str = "") -> Sent:
        """Return what is sent, with changes by the names that the page uses."""
        sent = {**self.fields, **changes}
        if button:
            sent[button] = self.buttons.get(button, "1")
        return {name: value for name, value in sent.items() if value is not None}


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._list: tuple[str, bool, list[str], list[str]] | None = None
        self._text: tuple[str, list[str]] | None = None
        self._label: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(urljoin(self.url, found.get("action", "")), found)
            self.forms.append(self._form)
        elif self._form is None or ("disabled" in found and tag != "option"):
            return
        elif tag in {"input", "button"}:
            self._input(self._form, tag, found)
        elif tag == "select":
            self._list = found.get("name", ""), "multiple" in found, [], []
            self._form.choices[found.get("name", "")] = {}
        elif tag == "option" and self._list:
            self._option(self._form, self._list, found)
        elif tag == "textarea":
            self._text = found.get("name", ""), []

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)
        if self._label and self._form:
            name, value = self._label
            self._form.choices[name][value] = (self._form.choices[name][value] + data).strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "option":
            self._label = None
        elif tag == "select" and self._list and self._form:
            name, many, all_values, chosen = self._list
            self._list = None
            if name and many:
                self._form.fields[name] = chosen
            elif name and all_values:
                self._form.fields[name] = chosen[-1] if chosen else all_values[0]
        elif tag == "textarea" and self._text and self._form:
            name, parts = self._text
            self._text = None
            self._form.fields[name] = "".join(parts).removeprefix("\n")

    @staticmethod
    def _input(form: Form, tag: str, found: Mapping[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "submit" if tag == "button" else "text")
        if kind in {"submit", "button", "image", "reset"}:
            form.buttons[name] = found.get("value", "")
        elif name and (kind not in {"checkbox", "radio"} or "checked" in found):
            form.fields[name] = found.get("value", "on" if kind in {"checkbox", "radio"} else "")

    def _option(self, form: Form, inside: tuple[str, bool, list[str], list[str]], found: Mapping[str, str]) -> None:
        name, _many, all_values, chosen = inside
        value = found.get("value", "")
        all_values.append(value)
        if "selected" in found:
            chosen.append(value)
        form.choices[name].setdefault(value, "")
        self._label = name, value


def forms_of(page: str, url: str) -> list[Form]:
    """Return the forms of a page that was fetched from `url`, in order."""
    reader = _Reader(url)
    reader.feed(page)
    reader.close()
    return reader.forms


def form_with(page: str, url: str, field_name: str) -> Form:
    """Return the form that has a field of this name; AssertionError with the page's beginning where none has."""
    for one in forms_of(page, url):
        if field_name in one.fields or field_name in one.choices or field_name in one.buttons:
            return one
    raise AssertionError(f"no form with {field_name} at {url}: {page[:3000]}")

"""A person at a browser without scripts: opens pages, fills in the forms that stand on them, and reads what comes."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support import sign_in

FINDS_FORMS = ("input", "textarea", "select", "option", "button")


@dataclass
class PageForm:
    """One form as it stands on the page: where it goes, and what its boxes hold."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def sends(kind: str, checked: bool) -> bool:
    """A browser sends a ticked box, and never a file that nobody chose."""
    return kind != "file" and (checked or kind not in ("checkbox", "radio"))


class Forms(HTMLParser):
    """Collects the forms of a page with the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self._form: PageForm | None = None
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.found.append(self._form)
        elif self._form is not None and tag in FINDS_FORMS:
            self._box(tag, given, {name for name, _value in attrs})

    def _box(self, tag: str, given: dict[str, str], flags: set[str]) -> None:
        assert self._form is not None
        name = given.get("name", self._select if tag == "option" else "")
        if name:
            self._form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            self._put(name, "")
        elif tag == "option" and "selected" in flags:
            self._put(self._select, given.get("value", ""))
        elif tag == "input" and name and sends(given.get("type", "text"), "checked" in flags):
            self._put(name, given.get("value", "on"))

    def _put(self, name: str, value: str) -> None:
        if self._form is not None and name:
            self._form.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""


class Walker:
    """One signed-in person. `page` is the last answer."""

    def __init__(self, app: Flask, username: str) -> None:
        self.client = sign_in(app.test_client(), username)
        self.name = username
        self.page: TestResponse
        self.address = ""

    def open(self, address: str) -> Walker:
        """Go to an address and follow where it leads."""
        self.page = self.client.get(address, follow_redirects=True)
        self.address = self.page.request.full_path.rstrip("?")
        assert self.page.status_code == 200, f"{self.name} at {address}: {self.page.status}\n{self.text[:600]}"
        return self

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        body = re.sub(r"<(script|style|template|svg)\b.*?</\1>", " ", self.page.text, flags=re.S)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))

    def sees(self, *words: str) -> Walker:
        for word in words:
            assert word in self.text, f"{self.name} at {self.address} does not see {word!r} in:\n{self.text[:1800]}"
        return self

    def sees_not(self, *words: str) -> Walker:
        for word in words:
            assert word not in self.text, f"{self.name} at {self.address} sees {word!r}"
        return self

    def form(self, action: str, names: set[str]) -> PageForm:
        """The form on this page whose address matches the pattern and that has all these boxes."""
        forms = Forms()
        forms.feed(self.page.text)
        fitting = [one for one in forms.found if one.method == "post" and re.search(action, one.action)]
        for one in fitting:
            if names <= one.names:
                return one
        there = [(one.action, sorted(one.names)) for one in fitting or forms.found]
        raise AssertionError(f"no form to {action!r} with {sorted(names)} at {self.address}: {there}")

    def send(self, action: str, *, expect: int = 200, files: dict[str, tuple[bytes, str]] | None = None, **typed: Any) -> Walker:
        """Fill in the form and send it."""
        form = self.form(action, set(typed))
        data: dict[str, Any] = {**form.fields, **{name: str(value) for name, value in typed.items()}}
        for name, (content, filename) in (files or {}).items():
            data[name] = (io.BytesIO(content), filename)
        self.page = self.client.post(form.action, data=data, follow_redirects=True)
        self.address = self.page.request.full_path.rstrip("?")
        assert self.page.status_code == expect, f"{form.action}: {self.page.status}\n{self.text[:1500]}"
        return self

    def link(self, pattern: str) -> str:
        """The first address on this page that matches."""
        found = re.search(rf'href="({pattern})"', self.page.text)
        assert found, f"no link like {pattern!r} at {self.address}"
        return html.unescape(found[1])

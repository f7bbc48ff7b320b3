"""A browser as far as the pages need one: it keeps cookies, follows redirects, and sends the forms that a page has."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from functions.query.handler import handler as query
from functions.respond.handler import handler as respond
from tests.api_client import NOW_MS, event

RESPOND = {("GET", "/pages/people")}


@dataclass
class Form:
    """A form of a page: its address, its fields as they are filled in, and its buttons as name and value."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Page:
    """What the browser shows."""

    status: int
    path: str
    headers: dict[str, str]
    body: str

    @property
    def forms(self) -> list[Form]:
        return _Reader(self.body).forms

    @property
    def links(self) -> list[str]:
        return _Reader(self.body).links

    @property
    def tags(self) -> set[str]:
        """The names of all elements."""
        return _Reader(self.body).tags

    @property
    def attributes(self) -> set[str]:
        """The names of all attributes, as a browser reads them."""
        return _Reader(self.body).attributes


@dataclass
class Browser:
    """One browser; ``header`` are sent with every request."""

    now_ms: int = NOW_MS
    cookies: dict[str, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=lambda: {"Sec-Fetch-Site": "same-origin"})
    stage: dict[str, str] | None = None

    def get(self, path: str) -> Page:
        """Open an address and follow redirects."""
        return self._follow(self.request("GET", path))

    def post(self, path: str, fields: Any) -> Page:
        """Send a form and follow redirects."""
        return self._follow(self.request("POST", path, urlencode(fields)))

    def submit(self, page: Page, form: Form, do: str = "", /, **filled: str | list[str]) -> Page:
        """Fill in a form of ``page`` and press the button ``do``."""
        fields = [(name, value) for name, value in form.fields if name not in filled]
        for name, given in filled.items():
            fields += [(name, value) for value in ([given] if isinstance(given, str) else given)]
        fields += [(name, value) for name, value in form.buttons if name and value == do]
        target = urljoin(page.path, form.action)
        return self.get(f"{target}?{urlencode(fields)}") if form.method == "get" else self.post(target, fields)

    def request(self, method: str, path: str, body: str | None = None) -> Page:
        """One request, without following."""
        parts = urlsplit(path)
        sent = event(
            method,
            parts.path,
            body,
            headers=self._headers(),
            query={name: values if len(values) > 1 else values[0] for name, values in parse_qs(parts.query).items()},
            now_ms=self.now_ms,
            role="",
        )
        sent["requestContext"]["domainName"] = "api.example"
        if self.stage is not None:
            sent["stageVariables"] = self.stage
        acts = method == "POST" and not parts.path.startswith(("/settings/", "/exercises/"))
        given = (respond if acts or (method, parts.path) in RESPOND else query)(sent, None)
        headers = {name: values[-1] for name, values in given["multiValueHeaders"].items()}
        self._keep(headers.get("Set-Cookie", ""))
        return Page(given["statusCode"], path, headers, given["body"] or "")

    def _headers(self) -> dict[str, str]:
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**self.header, "Content-Type": "application/x-www-form-urlencoded"} | ({"Cookie": sent} if sent else {})

    def _follow(self, page: Page) -> Page:
        for _ in range(5):
            if page.status != 303:
                return page
            page = self.request("GET", urljoin(page.path, page.headers["Location"]))
        raise AssertionError("redirects without end")

    def _keep(self, cookie: str) -> None:
        if cookie:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if not value:
                del self.cookies[name]


class _Reader(HTMLParser):
    """Finds the forms and links of a page."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._selected: str | None = None
        self._area: str | None = None
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= given.keys()
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(given.get("method", "get"), given.get("action", "")))
        elif tag == "button":
            self.forms[-1].buttons.append((name, value))
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.forms[-1].fields.append((name, value))
        elif tag == "select":
            self._selected = name
        elif tag == "option" and "selected" in given and self._selected:
            self.forms[-1].fields.append((self._selected, value))
        elif tag == "textarea":
            self._area = name
            self.forms[-1].fields.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            name, text = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, text.removeprefix("\n"))
            self._area = None

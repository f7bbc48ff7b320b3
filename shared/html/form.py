"""Forms and their fields, each with its label, and the token that proves that our own page sent it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.domain.people.visitor import Visitor
from shared.html.markup import Markup, element

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field


def form(action: str, visitor: Visitor, *content: str, class_: str | None = None) -> Markup:
    """A form that posts to ``action`` on behalf of the visitor."""
    token = element("input", type="hidden", name=TOKEN_FIELD, value=visitor.form_token)
    return element("form", token, *content, method="post", action=action, class_=class_)


def hidden(name: str, value: str) -> Markup:
    """A field that nobody sees."""
    return element("input", type="hidden", name=name, value=value)


def field(label: str, control: str, hint: str = "") -> Markup:
    """A control with its label, and a hint what to fill in."""
    below = element("small", hint) if hint else ""
    return element("label", element("span", label), control, below)


def text_input(name: str, value: str = "", **attributes: str | None) -> Markup:
    """A line of text."""
    return element("input", name=name, value=value, **attributes)


def text_area(name: str, value: str, rows: int = 3, **attributes: str | None) -> Markup:
    """Several lines of text."""
    return element("textarea", f"\n{value}", name=name, rows=str(rows), **{"spellcheck": "false", **attributes})


def select(name: str, options: Mapping[str, str], chosen: str = "") -> Markup:
    """A choice of one; ``options`` are the texts by value."""
    return element(
        "select",
        *(
            element("option", text, value=value, selected="" if value == chosen else None)
            for value, text in options.items()
        ),
        name=name,
    )


def checkboxes(legend: str, name: str, options: Mapping[str, str], chosen: Collection[str], hint: str = "") -> Markup:
    """A choice of several."""
    boxes = [
        element(
            "label",
            element("input", type="checkbox", name=name, value=value, checked="" if value in chosen else None),
            element("span", text),
            class_="box",
        )
        for value, text in options.items()
    ]
    below = element("small", hint) if hint else ""
    return element("fieldset", element("legend", legend), *boxes, below)


def button(text: str, *, name: str = "", value: str = "", lesser: bool = False, label: str = "") -> Markup:
    """A button that sends its form; with a name, also which button it was.

    ``label`` tells it from others with the same text, for who hears the page; it begins with the text.
    """
    class_ = "lesser" if lesser else None
    given = {"name": name or None, "value": value or None, "class_": class_, "aria_label": label or None}
    return element("button", text, type="submit", **given)

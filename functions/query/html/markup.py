"""Markup that nothing from outside can get into: every text is escaped unless it was made here.

There is no template to forget an escape in; a page is built of :func:`element` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from shared.domain.text import clean_text

VOID_ELEMENTS = frozenset({"meta", "link", "br"})
"""Elements of HTML that have no end tag (HTML Living Standard, 13.1.2)."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()

    def __add__(self, other: str) -> Markup:
        return Markup(super().__add__(escape_text(other)))


def escape_text(text: str) -> Markup:
    """``text`` as markup that shows it as it is, whatever is in it.

    >>> escape_text("<b>5 > 4 & 'so'\\x00\\u202e</b>")
    '&lt;b&gt;5 &gt; 4 &amp; &#x27;so&#x27;&lt;/b&gt;'
    """
    return text if isinstance(text, Markup) else Markup(escape(clean_text(text)))


def element(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. ``class_`` means ``class``, ``aria_label`` means ``aria-label``, ``None`` leaves one out.

    >>> element("p", "a < b ", element("b", "c"), class_="x", title=None)
    '<p class="x">a &lt; b <b>c</b></p>'
    """
    given = {_attribute_name(key): value for key, value in attributes.items() if value is not None}
    start = name + "".join(f' {key}="{escape_text(str(value))}"' for key, value in given.items())
    if name in VOID_ELEMENTS:
        return Markup(f"<{start}>")
    return Markup(f"<{start}>{join(children)}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Parts one after the other, each escaped unless it is markup."""
    return Markup("".join(escape_text(part) for part in parts))


def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")

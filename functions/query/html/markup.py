"""Markup that nothing from outside can get into: every text is escaped unless it was made here.

There is no template to forget an escape in; a page is built of :func:`tag` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from shared.domain.text import clean_text

VOID = frozenset({"meta", "link", "br"})
"""Elements of HTML that have no end tag (HTML Living Standard, 13.1.2)."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()

    def __add__(self, other: str) -> Markup:
        return Markup(super().__add__(text(other)))


def text(words: str) -> Markup:
    """``words`` as they are read, whatever is in them.

    >>> text("<b>5 > 4 & 'so'\\x00\\u202e</b>")
    '&lt;b&gt;5 &gt; 4 &amp; &#x27;so&#x27;&lt;/b&gt;'
    """
    return words if isinstance(words, Markup) else Markup(escape(clean_text(words)))


def tag(element: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. ``class_`` means ``class``, ``aria_label`` means ``aria-label``, ``None`` leaves one out.

    >>> tag("p", "a < b ", tag("b", "c"), class_="x", title=None)
    '<p class="x">a &lt; b <b>c</b></p>'
    """
    said = "".join(f' {_name(key)}="{text(str(value))}"' for key, value in attributes.items() if value is not None)
    if element in VOID:
        return Markup(f"<{element}{said}>")
    return Markup(f"<{element}{said}>{joined(children)}</{element}>")


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other, each escaped unless it is markup."""
    return Markup("".join(text(part) for part in parts))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")

"""HTML and SVG built from elements: every text is cleaned and escaped unless it is markup already.

A page is built of :func:`element` alone, so there is no template in which an escape can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import markupsafe

from shared.domain.text import clean_text

VOID_ELEMENTS = frozenset({"meta", "link", "br", "input"})
"""Elements of HTML that have no end tag (HTML Living Standard, 13.1.2)."""


class Markup(markupsafe.Markup):
    """Text that is markup already; whatever is added to it or joined by it is escaped.

    >>> print(Markup("<b>") + "5 > 4 & 'so'\\x00\\u202e")
    <b>5 &gt; 4 &amp; &#39;so&#39;
    """

    __slots__ = ()

    @classmethod
    def escape(cls, text: Any, /) -> Self:
        """``text`` without control characters, escaped; markup as it is."""
        return super().escape(text if isinstance(text, markupsafe.Markup) else clean_text(str(text)))


def element(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. ``class_`` means ``class``, ``aria_label`` means ``aria-label``, ``None`` leaves one out.

    >>> print(element("p", "a < b ", element("b", "c"), class_="x", title=None))
    <p class="x">a &lt; b <b>c</b></p>
    """
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    start = name + "".join(f' {key}="{Markup.escape(value)}"' for key, value in given.items())
    return Markup(f"<{start}>" if name in VOID_ELEMENTS else f"<{start}>{join(children)}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """The parts one after the other, each escaped unless it is markup."""
    return Markup().join(parts)

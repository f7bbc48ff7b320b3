"""HTML in, the text that a person reads out, in time linear in its length whatever the markup.

``html.parser`` takes quadratic time on some unclosed markup before Python 3.13.6, and
would drop text behind a stray ``<``; a tag here is what HTML's tokeniser would call one.
"""

from __future__ import annotations

import re

from shared.domain.text import unescape

_TAG = re.compile(
    r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)(?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+>|<!--.*?(?:-->|\Z)|<[!?][^<>]*+>""",
    re.DOTALL,
)
_LINE_BREAKING = re.compile(
    r"address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p"
    r"|pre|section|table|td|th|tr|ul"
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head"})
_SPACES = re.compile(r"[ \t\f\v]+")
_AROUND_NEWLINE = re.compile(r" ?\n ?")
_MANY_NEWLINES = re.compile(r"\n{3,}")


def html_to_text(markup: str) -> str:
    """The text of a piece of HTML: tags gone, line-breaking elements as newlines, entities resolved.

    Inline elements leave no space behind, so that a link cut into several spans is whole again.

    >>> html_to_text('<p>See <a><span class="invisible">https://</span><span>a.example/b</span></a></p><p>AT&amp;T</p>')
    'See https://a.example/b\\n\\nAT&T'
    >>> html_to_text("1 < 2 &lt;b&gt;")
    '1 < 2 <b>'
    """
    pieces: list[str] = []
    at = 0
    while (tag := _TAG.search(markup, at)) is not None:
        pieces.append(markup[at : tag.start()])
        name = (tag[2] or "").lower()
        if _LINE_BREAKING.fullmatch(name):
            pieces.append("\n")
        at = _behind(markup, tag.end(), name) if name in _UNSEEN and not tag[1] else tag.end()
    pieces.append(markup[at:])
    return normalize_space(unescape("".join(pieces)))


def normalize_space(text: str) -> str:
    """Runs of blanks as one, at most one empty line, nothing at the ends."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    trimmed = _AROUND_NEWLINE.sub("\n", _SPACES.sub(" ", unified))
    return _MANY_NEWLINES.sub("\n\n", trimmed).strip()


def single_line(text: str) -> str:
    """All white space as single blanks.

    >>> single_line(" a\\n b ")
    'a b'
    """
    return " ".join(text.split())


def _behind(markup: str, start: int, name: str) -> int:
    """Where an element that nobody sees ends: behind its end tag, or with the text."""
    end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(markup, start)
    return end.end() if end else len(markup)

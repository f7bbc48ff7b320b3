"""Text search: which texts hold all words of a query, in any script and however their letters are composed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from shared.domain.errors import InvalidInput

_TERM = re.compile(r'"([^"]*)"|(\S+)')


class TextSearch:
    """A query such as ``kettle "caught fire"``: every word, and every phrase in double quotes, must be in the text.

    Letters match whatever their case, and a word also inside a longer one, as not every script has spaces.

    Raises:
        InvalidInput: it has no word.

    >>> search = TextSearch('KETTLE "caught fire"')
    >>> search.matches(["My kettle", "has caught  fire"]), search.matches(["the fire caught my kettle"])
    (True, False)
    """

    def __init__(self, query: str) -> None:
        terms = (_folded(phrase or word) for phrase, word in _TERM.findall(query))
        self._terms = tuple(term for term in terms if term.strip('"'))
        if not self._terms:
            raise InvalidInput("q has no word; write words, or a phrase in double quotes", field="q")

    def matches(self, texts: Iterable[str]) -> bool:
        """Whether each word is in one of the texts."""
        text = "\n".join(map(_folded, texts))
        return all(term in text for term in self._terms)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
